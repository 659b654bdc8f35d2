"""The formats that data sets are written in, declared once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from geo import tables
from geo.downloads import csvw, layers
from geo.downloads.dataset import Dataset
from geo.meanings import Meaning

Writer = Callable[[Dataset, Path], None]


class Format(NamedTuple):
    """One format."""

    name: str
    mimetype: str
    use: Meaning
    """What one takes it for."""
    write: Writer
    """Writes a data set to a new file, whose ending is the format's."""
    text: bool
    """Whether it is text, which compresses well on its way."""


def _csv(dataset: Dataset, path: Path) -> None:
    # Terms at its foot would be rows to GDAL, and comments are no part of CSV: they are beside it.
    path.write_bytes(tables.csv_of(dataset.table))


def _geojson(dataset: Dataset, path: Path) -> None:
    report = tables.Report(dataset.name, dataset.layer, dataset.about)
    path.write_bytes(tables.to_geojson(report))


def _csvw(dataset: Dataset, path: Path) -> None:
    path.write_bytes(csvw.described(dataset))


def _csvt(dataset: Dataset, path: Path) -> None:
    path.write_text(csvw.types(dataset), encoding="ascii")


FORMATS: Mapping[str, Format] = {
    "geojson": Format(
        "GeoJSON",
        "application/geo+json",
        Meaning("cho web và lập trình", "for the web and for programs"),
        _geojson,
        text=True,
    ),
    "csv": Format(
        "CSV",
        "text/csv",
        Meaning("cho Excel và bảng tính; không có hình", "for spreadsheets; without outlines"),
        _csv,
        text=True,
    ),
    "gpkg": Format(
        "GeoPackage",
        "application/geopackage+sqlite3",
        Meaning("cho QGIS, ArcGIS", "for QGIS, ArcGIS"),
        layers.to_geopackage,
        text=False,
    ),
    "kml": Format(
        "KML",
        "application/vnd.google-earth.kml+xml",
        Meaning("cho Google Earth", "for Google Earth"),
        layers.to_kml,
        text=True,
    ),
    "fgb": Format(
        "FlatGeobuf",
        "application/flatgeobuf",
        Meaning("cho GIS, đọc từng phần qua mạng", "for GIS, read in parts over the network"),
        layers.to_flatgeobuf,
        text=False,
    ),
}
"""By the ending of a file's name, in the order they are offered."""

COMPANIONS: Mapping[str, Format] = {
    "csv-metadata.json": Format(
        "CSVW",
        "application/csvm+json",
        Meaning("mô tả và giấy phép của tệp CSV", "columns, types and licence of the CSV"),
        _csvw,
        text=True,
    ),
    "csvt": Format(
        "CSVT",
        "text/plain",
        Meaning("kiểu cột của tệp CSV, cho GDAL", "types of the CSV's columns, for GDAL"),
        _csvt,
        text=True,
    ),
}
"""What stands beside a CSV, which itself can hold neither types nor terms."""
