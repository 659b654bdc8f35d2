"""Files of places to tables of text: CSV, XLSX, GeoJSON, GeoPackage, told by what they hold."""

from __future__ import annotations

from pathlib import Path

from geo.errors import UnreadableFileError
from geo.places.delimited import read_delimited
from geo.places.features import read_geojson, read_geopackage
from geo.places.table import LIMITS, Limits, Table
from geo.places.workbook import read_workbook

_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel file (.xls), or one locked by a password",
        "save it as XLSX",
    ),
    (b"%PDF", "a PDF", "ask for the table it was made from"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"\x89PNG", "an image", "type the table out"),
    (b"\xff\xd8\xff", "an image", "type the table out"),
    (b"{\\rtf", "a Word document", "copy its table to a spreadsheet"),
)


def read_table(path: Path, known: frozenset[str], limits: Limits = LIMITS) -> Table:
    """
    The table in a file; the format is told by its content, not by its name.

    Parameters
    ----------
    path
        CSV (any common encoding and separator), XLSX, GeoJSON or GeoPackage.
    known
        Folded headings that are expected (`geo.places.columns.known_headings`).

    Raises
    ------
    UnreadableFileError
        If the file is missing, empty, too large, broken, or in no format we take; the message
        says what it is and what would do.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableFileError(f"{path} is not a file")
        if size > limits.file_bytes:
            raise UnreadableFileError(
                f"{path.name} has {size:,} bytes; at most {limits.file_bytes:,} are taken: split it"
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from None
    if not content.strip():
        raise UnreadableFileError(f"{path.name} is empty")
    if content.startswith(b"SQLite format 3\0"):
        return read_geopackage(path, limits)
    if content.startswith(b"PK"):
        return read_workbook(content, known, limits)
    for magic, what, remedy in _OTHERS:
        if content.startswith(magic):
            raise UnreadableFileError(f"{path.name} is {what}; {remedy}")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        return read_geojson(content, limits)
    return read_delimited(content, known, limits)
