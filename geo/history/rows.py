"""Rows of a layer as JSON that holds them to the bit, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import orjson
import shapely
from pandas import DataFrame

from geo import schema
from geo.crs import WGS84

SHAPE = "geometry"
"""The key of a row's geometry: little-endian WKB in hexadecimal, EPSG:4326."""


def row_texts(frame: DataFrame) -> list[str]:
    """
    Each row as JSON: its values by column, what is missing left out, its geometry as WKB.

    Numbers are written as short as they are exact, so two rows are equal when their texts are.

    Parameters
    ----------
    frame
        n rows conforming to their layer.
    """
    shapes: list[str] | None = None
    if isinstance(frame, gpd.GeoDataFrame):
        geometry = frame.geometry
        shapes = list(shapely.to_wkb(geometry.to_numpy(), hex=True, byte_order=1))
        frame = DataFrame(frame.drop(columns=geometry.name))
    names = [*map(str, frame.columns), *([SHAPE] if shapes is not None else [])]
    columns: list[Sequence[Any]] = [
        [None if missing else value for value, missing in zip(values, values.isna(), strict=True)]
        for values in (frame[column] for column in frame.columns)
    ]
    if shapes is not None:
        columns.append(shapes)
    option = orjson.OPT_SERIALIZE_NUMPY
    return [
        orjson.dumps(
            {name: value for name, value in zip(names, row, strict=True) if value is not None},
            option=option,
        ).decode()
        for row in zip(*columns, strict=True)
    ]


def values_in(layer: str, text: str) -> dict[str, Any]:
    """
    The values of a row's JSON, of those columns that the layer has now.

    What is left out is None: it was missing, or its column has come since.
    """
    there = orjson.loads(text)
    described = schema.layer_named(layer)
    names = [*described.columns, *([SHAPE] if described.geometry else [])]
    return {name: there.get(name) for name in names}


def same_row(layer: str, text: str | None, other: str | None) -> bool:
    """Whether two rows' JSON, None for no row, say the same."""
    if text is None or other is None or text == other:
        return text == other
    return values_in(layer, text) == values_in(layer, other)


def rows_in(layer: str, texts: Sequence[str]) -> DataFrame:
    """The rows of JSON texts, in their order, conforming to the layer."""
    rows: list[Mapping[str, Any]] = [values_in(layer, text) for text in texts]
    described = schema.layer_named(layer)
    frame = DataFrame(rows, columns=[*described.columns, *([SHAPE] if described.geometry else [])])
    if described.geometry:
        shapes = shapely.from_wkb(frame[SHAPE].to_numpy())
        frame = gpd.GeoDataFrame(frame.drop(columns=SHAPE), geometry=shapes, crs=WGS84)
    return schema.conform(layer, frame)
