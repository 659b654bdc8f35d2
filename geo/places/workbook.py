"""
XLSX workbooks, opened only after a look at what they unpack to.

A workbook is a ZIP archive of XML: a few kilobytes can unpack to gigabytes, and XML can define
entities that expand without end. Sizes are checked in the archive's directory before anything is
unpacked, and enforced while unpacking by reading row by row (`openpyxl` uses `defusedxml`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from geo.errors import UnreadableFileError
from geo.places.encodings import refuse_legacy_fonts
from geo.places.table import LIMITS, Limits, Table, table_from_rows

_SAVE_AGAIN = "save it again as XLSX or CSV UTF-8"


def read_workbook(content: bytes, known: frozenset[str], limits: Limits = LIMITS) -> Table:
    """
    The table on the first sheet that is not hidden and has known headings.

    Formulas count by the value they were saved with.

    Raises
    ------
    UnreadableFileError
        If it is no workbook, is encrypted, unpacks to more than `limits` allows, or no sheet
        has headings.
    """
    _check_archive(content, limits)
    try:
        # openpyxl raises whatever a broken file leads it to: hence the last clause.
        workbook = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        failure: UnreadableFileError | None = None
        for sheet in workbook.worksheets:
            # Charts and hidden sheets are not what its writer means by "the table".
            if not isinstance(sheet, ReadOnlyWorksheet) or sheet.sheet_state != "visible":
                continue
            try:
                table = table_from_rows(
                    _rows(sheet, limits), known, f"XLSX, sheet {sheet.title}", limits
                )
            except UnreadableFileError as error:
                failure = failure or error
                continue
            refuse_legacy_fonts("\n".join(" ".join(row.cells.values()) for row in table.rows))
            return table
    except UnreadableFileError:
        raise
    except Exception as error:  # noqa: BLE001
        raise UnreadableFileError(
            f"the workbook is broken ({type(error).__name__}: {str(error)[:100]}); {_SAVE_AGAIN}"
        ) from None
    raise failure or UnreadableFileError("the workbook has no visible sheet; " + _SAVE_AGAIN)


def _check_archive(content: bytes, limits: Limits) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableFileError(f"the workbook is broken ({error}); {_SAVE_AGAIN}") from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise UnreadableFileError("a ZIP archive that is no workbook; give the file inside it")
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableFileError("the workbook is locked by a password; save it without one")
    unpacked = sum(part.file_size for part in parts)
    swollen = next(
        (
            part
            for part in parts
            if part.file_size > 10_000_000
            and part.file_size > limits.unpacked_ratio * max(part.compress_size, 1)
        ),
        None,
    )
    if unpacked > limits.unpacked_bytes or swollen:
        raise UnreadableFileError(
            f"the workbook of {len(content):,} bytes unpacks to {unpacked:,}; at most "
            f"{limits.unpacked_bytes:,} are taken, and no part over {limits.unpacked_ratio} "
            "times its packed size; copy the rows to a new workbook"
        )


def _rows(sheet: ReadOnlyWorksheet, limits: Limits) -> Iterator[tuple[int, Sequence[str]]]:
    # A sheet may claim to reach XFD1048576: believe its cells, not its claim.
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        # A cell in the last row has all the million before it come, without a value in them.
        if values.count(None) == len(values):
            continue
        if any(value is not None for value in values[limits.columns :]):
            raise UnreadableFileError(
                f"row {number} has cells past column {limits.columns}; at most that many are taken"
            )
        yield number, [_text(value) for value in values]


def _text(value: Any) -> str:
    """
    A cell's value as its writer would type it.

    >>> _text(5.0), _text(datetime(2024, 9, 27)), _text(None), _text(True)
    ('5', '2024-09-27', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
