"""Data sets in the formats that GDAL writes, their terms where each format has a place for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyogrio
from pandas.api.types import is_integer_dtype

from geo.downloads.dataset import Dataset
from geo.errors import GeoError


class MissingDriverError(GeoError):
    """GDAL was built without a driver that is needed."""


def to_geopackage(dataset: Dataset, path: Path) -> None:
    """A GeoPackage: title and description in `gpkg_contents`, every term in `gpkg_metadata`."""
    options = {"IDENTIFIER": dataset.heading, "DESCRIPTION": dataset.words}
    _write(dataset, path, "GPKG", layer_options=options, layer_metadata=dataset.about)


def to_flatgeobuf(dataset: Dataset, path: Path) -> None:
    """A FlatGeobuf: title, description and every term in its header."""
    options = {"TITLE": dataset.heading, "DESCRIPTION": dataset.words}
    if dataset.layer.geometry.isna().any():
        # Its index has no place for a row that is nowhere.
        options["SPATIAL_INDEX"] = "NO"
    _write(dataset, path, "FlatGeobuf", layer_options=options, layer_metadata=dataset.about)


def to_kml(dataset: Dataset, path: Path) -> None:
    """
    A KML whose columns are typed; author, title, description and terms are the document's.

    Raises
    ------
    MissingDriverError
        If GDAL has no LIBKML: its other driver loses every column and invents a folder.
    """
    if "LIBKML" not in pyogrio.list_drivers(write=True):
        raise MissingDriverError("GDAL has no LIBKML: install pyogrio from its wheel")
    options = {
        "NAME": dataset.heading,
        "DESCRIPTION": dataset.words,
        "AUTHOR_NAME": dataset.about["author"],
    }
    # GDAL puts texts with markup in CDATA sections as they are, where "]]>" would end one.
    safe = {
        column.name: dataset.layer[column.name].str.replace("]]>", "]] >", regex=False)
        for column in dataset.columns
        if column.type == "text" and dataset.layer[column.name].notna().any()
    }
    layer = dataset.layer.assign(**safe)
    # KML has whole numbers of 32 bits only; longer ones it would have as text.
    whole = {str(name): "Int32" for name, column in layer.items() if is_integer_dtype(column.dtype)}
    _write(
        dataset,
        path,
        "LIBKML",
        layer.astype(whole),
        dataset_options=options,
        layer_options={"NAME": dataset.heading},
    )


def _write(dataset: Dataset, path: Path, driver: str, layer: Any = None, **options: Any) -> None:
    rows = dataset.layer if layer is None else layer
    kinds = set(rows.geometry.dropna().geom_type)
    pyogrio.write_dataframe(
        rows,
        path,
        layer=dataset.name,
        driver=driver,
        geometry_type=kinds.pop() if len(kinds) == 1 else "Unknown",
        **options,
    )
