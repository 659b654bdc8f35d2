"""
Tables with what they rest on, written as CSV, XLSX, GeoJSON or GeoPackage.

A table may hold names that anybody typed: a cell that a spreadsheet would run as a formula is
written so that it cannot. Parameters and sources travel in every file.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import orjson
import pyogrio
import shapely
from geopandas import GeoDataFrame
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from pandas import DataFrame

from geo.errors import InvalidParameterError

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60


class Sheet(NamedTuple):
    """One table, and the name it goes by."""

    name: str
    table: DataFrame
    """With a geometry it is a layer of its own where the format has such."""

    @property
    def cells(self) -> DataFrame:
        """The table without its geometry."""
        if isinstance(self.table, GeoDataFrame):
            return DataFrame(self.table.drop(columns=self.table.geometry.name))
        return self.table


class Report(NamedTuple):
    """What is exported."""

    name: str
    """A word: the layer's name in a GeoPackage, the first sheet's in a workbook."""
    layer: GeoDataFrame
    """n rows with outlines or points, EPSG:4326."""
    about: Mapping[str, Any]
    """Parameters, sources, totals: plain values; a mapping in it becomes `outer.inner`."""
    more: tuple[Sheet, ...] = ()
    """Further sheets of a workbook, further layers of a GeoPackage."""

    @property
    def table(self) -> DataFrame:
        """The rows without their outlines."""
        return DataFrame(self.layer.drop(columns=self.layer.geometry.name))


def defused(value: Any) -> Any:
    """
    A text that no spreadsheet runs: one that begins as a formula does gets an apostrophe.

    >>> defused("=1+1"), defused("@a"), defused("Hà Nội"), defused(-5)
    ("'=1+1", "'@a", 'Hà Nội', -5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_RUNS) else value


def to_csv(report: Report) -> bytes:
    """
    UTF-8 with a byte order mark, so that Excel reads the Vietnamese.

    What it rests on stands below the table, a blank line apart: `# name, value`. Excel shows it,
    and `comment="#"` skips it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([])
    for name, value in flat(report.about):
        writer.writerow([f"# {name}", defused(value)])
    return csv_of(report.table) + out.getvalue().encode()


def csv_of(table: DataFrame) -> bytes:
    """
    A table alone, as UTF-8 with a byte order mark; no cell runs as a formula.

    >>> csv_of(DataFrame({"name": ["Huế", "=1+1"]})).decode("utf-8-sig")
    "name\\r\\nHuế\\r\\n'=1+1\\r\\n"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(defused, table.columns))
    for row in _rows(table):
        writer.writerow([defused(value) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()


def to_xlsx(report: Report) -> bytes:
    """A workbook: the table, then parameters and sources, then further sheets."""
    book = openpyxl.Workbook(write_only=True)
    about = DataFrame(flat(report.about), columns=["name", "value"])
    sheets = [Sheet(report.name, report.table), Sheet("parameters", about), *report.more]
    for sheet in sheets:
        table = sheet.cells
        page = book.create_sheet(sheet.name[:31])
        page.freeze_panes = "A2"
        rows = list(_rows(table))
        for letter, (heading, *cells) in zip(
            _letters(len(table.columns)),
            zip(table.columns, *rows, strict=True),
            strict=True,
        ):
            longest = max(len(str(cell)) for cell in (heading, *cells) if cell is not None)
            page.column_dimensions[letter].width = min(longest + 2, _WIDEST)
        page.append([_cell(page, str(heading), bold=True) for heading in table.columns])
        for row in rows:
            page.append([_cell(page, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _letters(count: int) -> Iterable[str]:
    return (openpyxl.utils.get_column_letter(number) for number in range(1, count + 1))


def _cell(page: Any, value: Any, *, bold: bool = False) -> Any:
    if not bold and not (isinstance(value, str) and value.startswith(_RUNS)):
        return value
    cell = WriteOnlyCell(page)
    cell.value = value
    # openpyxl makes a formula of what begins with "=": it is text, whatever it looks like.
    cell.data_type = "s"
    cell.font = Font(bold=bold)
    if not bold:
        cell.quotePrefix = True
    return cell


def to_geojson(report: Report) -> bytes:
    """A FeatureCollection (RFC 7946); what it rests on are further members."""
    columns = [str(column) for column in report.table.columns]
    # Right-hand rule: outer rings run against the clock.
    shapes = shapely.orient_polygons(report.layer.geometry.to_numpy())
    texts = shapely.to_geojson(shapes).tolist()
    outlines = [None if text is None else orjson.Fragment(text) for text in texts]
    features = [
        {"type": "Feature", "geometry": outline, "properties": dict(zip(columns, row, strict=True))}
        for outline, row in zip(outlines, _rows(report.table), strict=True)
    ]
    head = {"type": "FeatureCollection", "name": report.name, **report.about}
    return orjson.dumps(head | {"features": features}, option=orjson.OPT_SERIALIZE_NUMPY)


def to_gpkg(report: Report) -> bytes:
    """A GeoPackage: the layer, and a table `parameters`; GDAL writes to files, so in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{report.name}.gpkg"
        report.layer.to_file(path, layer=report.name, driver="GPKG", engine="pyogrio")
        about = [(name, "" if value is None else str(value)) for name, value in flat(report.about)]
        parameters = DataFrame(about, columns=["name", "value"])
        pyogrio.write_dataframe(parameters, path, layer="parameters", driver="GPKG")
        for sheet in report.more:
            table = sheet.table if isinstance(sheet.table, GeoDataFrame) else _plain(sheet.table)
            pyogrio.write_dataframe(table, path, layer=sheet.name, driver="GPKG")
        return path.read_bytes()


def _plain(table: DataFrame) -> DataFrame:
    return table.convert_dtypes(dtype_backend="numpy_nullable")


BYTES: Mapping[str, Callable[[Report], bytes]] = {
    "csv": to_csv,
    "xlsx": to_xlsx,
    "geojson": to_geojson,
    "gpkg": to_gpkg,
}
FORMATS = tuple(BYTES)


def checked_format(path: Path) -> str:
    """
    The format that a file's ending says.

    Raises
    ------
    InvalidParameterError
        If it says none that we write, or its folder is not there.

    Examples
    --------
    >>> checked_format(Path("coverage.XLSX"))
    'xlsx'
    """
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise InvalidParameterError(
            f"{path.name} ends in none of our formats: name it .{', .'.join(FORMATS)}"
        )
    if not path.parent.is_dir():
        raise InvalidParameterError(f"there is no folder {path.parent}: make it first")
    return form


def write(report: Report, path: Path) -> None:
    """
    Write a file whose format its ending says; an older one is replaced when the new is whole.

    Raises
    ------
    InvalidParameterError
        If the ending is of no format we write.
    """
    form = checked_format(path)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        whole = Path(folder) / path.name
        whole.write_bytes(BYTES[form](report))
        os.replace(whole, path)


def flat(about: Mapping[str, Any], within: str = "") -> list[tuple[str, Any]]:
    """
    Names and single values of nested mappings and lists.

    >>> flat({"parameters": {"radius_km": 10, "evidence": ["direct", "chain"]}, "gap": None})
    [('parameters.radius_km', 10), ('parameters.evidence', 'direct, chain'), ('gap', None)]
    """
    found: list[tuple[str, Any]] = []
    for name, value in about.items():
        if isinstance(value, Mapping):
            found += flat(value, f"{within}{name}.")
        elif isinstance(value, list | tuple):
            found.append((within + name, ", ".join(map(str, value))))
        else:
            found.append((within + name, value))
    return found


def _rows(table: DataFrame) -> Iterable[tuple[Any, ...]]:
    """Rows of plain values: None for what is missing."""
    columns = []
    for _, column in table.items():  # noqa: PERF102  a table is no dict
        objects = column.astype(object).where(column.notna(), None)
        columns.append(objects.tolist())
    return zip(*columns, strict=True)
