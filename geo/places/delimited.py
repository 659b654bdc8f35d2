"""CSV and its kin: text whose cells are parted by a comma, semicolon, tab or bar."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from geo.errors import UnreadableFileError
from geo.places.encodings import decode
from geo.places.table import HEADER_SEARCH_ROWS, LIMITS, Limits, Table, table_from_rows
from geo.text import fold

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def read_delimited(content: bytes, known: frozenset[str], limits: Limits = LIMITS) -> Table:
    """
    The table in the bytes of a CSV file, whatever its encoding and separator.

    The separator is the one under which most of the known headings come out; Excel's own first
    line "sep=;" is believed.

    Raises
    ------
    UnreadableFileError
        If it is not text, has an unclosed quote, no headings, or too much of anything.

    Examples
    --------
    >>> table = read_delimited("Tên;Tỉnh\\nChợ Bắc Hà;Lào Cai\\n".encode(), frozenset({"ten"}))
    >>> table.read_as, table.rows[0].cells
    ('CSV, utf-8, semicolon', {'Tên': 'Chợ Bắc Hà', 'Tỉnh': 'Lào Cai'})
    """
    text, encoding = decode(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, body, offset = first.strip()[4], rest, 1
    else:
        separator, body, offset = _separator(text, known), text, 0
    name = SEPARATORS.get(separator, repr(separator))
    rows = _records(body, separator, offset, limits)
    return table_from_rows(rows, known, f"CSV, {encoding}, {name}", limits)


def _separator(text: str, known: frozenset[str]) -> str:
    head = "\n".join(text.splitlines()[: HEADER_SEARCH_ROWS * 2])

    def headings_found(separator: str) -> int:
        try:
            records = list(csv.reader(io.StringIO(head), delimiter=separator))
        except csv.Error:
            return 0
        return max((sum(fold(cell) in known for cell in cells) for cells in records), default=0)

    return max(SEPARATORS, key=headings_found)


def _records(
    text: str, separator: str, offset: int, limits: Limits
) -> Iterator[tuple[int, Sequence[str]]]:
    # Row numbers count records, as the spreadsheet that shows the file does: a cell may hold
    # line breaks. The csv module's own limit on cells is global; lines longer than ours are
    # caught where cells are read.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = offset
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFileError(
                f"line {reader.line_num + offset} is broken ({error}); "
                "close its quotes, and double a quote that stands within a cell"
            ) from None
        number += 1
        if len(cells) > 10 * limits.columns:
            raise UnreadableFileError(
                f"line {reader.line_num + offset} has {len(cells):,} cells; "
                f"at most {limits.columns} are taken"
            )
        yield number, cells
