"""Frames to their layers: types, values, keys, geometries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series
from pandas.api.types import is_numeric_dtype, is_string_dtype

from geo.crs import WGS84, to_wgs84
from geo.errors import SchemaError
from geo.schema.columns import DTYPES, Column, Layer
from geo.schema.journals import JOURNALS
from geo.schema.layers import SCHEMA


def layer_named(name: str) -> Layer:
    """
    What the layer or the journal of that name looks like.

    Raises
    ------
    SchemaError
        If there is no such layer.
    """
    layer = SCHEMA.get(name) or JOURNALS.get(name)
    if layer is None:
        raise SchemaError(f"no layer is called {name!r}; there are {', '.join(SCHEMA)}")
    return layer


def conform(name: str, frame: DataFrame) -> DataFrame:
    """
    The frame as its layer must be: those columns, in that order and type, rows numbered from 0.

    Parameters
    ----------
    name
        The layer's name, a key of `SCHEMA` or `JOURNALS`.
    frame
        n rows; a GeoDataFrame with a CRS where the layer has a geometry. It is not changed.

    Returns
    -------
    A GeoDataFrame in EPSG:4326 where the layer has a geometry, else a DataFrame; n rows.

    Raises
    ------
    SchemaError
        If a column is missing or unknown, a value is missing, of another type or outside its
        vocabulary, a key is there twice, or a geometry is missing, broken or of another type.
    MissingCrsError
        If the layer should have a geometry but the frame says no CRS.

    Examples
    --------
    >>> rows = DataFrame({"old_code": ["00001"], "new_code": ["00004"], "share": [1]})
    >>> conform("crosswalk", rows)
    Traceback (most recent call last):
    geo.errors.SchemaError: layer 'crosswalk' lacks the columns default
    >>> dict(conform("crosswalk", rows.assign(default=True)).dtypes.astype(str))["share"]
    'float64'
    """
    layer = layer_named(name)
    have, due = set(frame.columns) - {_geometry_of(frame)}, set(layer.columns)
    if due - have:
        raise SchemaError(f"layer {name!r} lacks the columns {', '.join(sorted(due - have))}")
    if have - due:
        raise SchemaError(
            f"layer {name!r} has no columns {', '.join(sorted(map(str, have - due)))}: "
            "leave them out, or describe them in geo/schema/layers.py"
        )
    frame = frame.reset_index(drop=True)
    values = {column: _typed(name, frame[column], rule) for column, rule in layer.columns.items()}
    result = DataFrame(values, index=frame.index)
    for problem in _problems(layer, result):
        raise SchemaError(f"layer {name!r}: {problem}")
    if layer.geometry is None:
        return result
    placed: DataFrame = gpd.GeoDataFrame(result, geometry=_geometry(name, layer, frame), crs=WGS84)
    return placed


def _geometry_of(frame: DataFrame) -> str | None:
    """The name of the frame's geometry column, when it has one."""
    if not isinstance(frame, GeoDataFrame):
        return None
    name: str | None = frame.active_geometry_name
    return name


def _typed(name: str, values: Series[Any], rule: Column) -> Series[Any]:
    """The values in the rule's type; empty texts are missing ones."""
    if rule.type == "text" and is_numeric_dtype(values) and values.notna().any():
        raise SchemaError(
            f"layer {name!r}: column {values.name!r} holds numbers where text is due: "
            "codes are text with leading zeros, read them as such"
        )
    try:
        if rule.type == "text":
            texts = values.astype("str")
            return texts.mask(texts == "")
        if rule.type == "flag" and is_numeric_dtype(values):
            # 0 and 1 are what programs without booleans leave in their place.
            values = values.astype("Int64")
        elif rule.type == "flag" and is_string_dtype(values):
            values = values.map(_as_flag, na_action="ignore")
        dtype: Any = DTYPES[rule.type]
        return values.astype(dtype)
    except (TypeError, ValueError) as error:
        raise SchemaError(
            f"layer {name!r}: column {values.name!r} should hold a {rule.type}: {error}"
        ) from None


def _as_flag(word: str) -> bool:
    """What a table without types, such as a CSV, writes for a flag."""
    if (lower := word.lower()) in {"true", "false"}:
        return lower == "true"
    raise ValueError(f"{word!r} is neither True nor False")


def _problems(layer: Layer, frame: DataFrame) -> Iterator[str]:
    """What is wrong with the values, in words; nothing when all is well."""
    for column, rule in layer.columns.items():
        values = frame[column]
        missing = values.isna()
        if rule.required and missing.any():
            yield f"{column} is missing in row {int(missing.to_numpy().argmax()) + 1}"
        if rule.among:
            stray = values[~missing & ~values.isin(rule.among)]
            if len(stray):
                yield (
                    f"{column} is {stray.tolist()[0]!r} in row {stray.index[0] + 1}; "
                    f"it can be {', '.join(map(str, rule.among))}"
                )
    if layer.key:
        again = frame.duplicated(list(layer.key))
        if again.any():
            key = frame.loc[again, list(layer.key)].iloc[0].tolist()
            yield f"{', '.join(layer.key)} = {', '.join(map(str, key))} is there twice"


def _geometry(name: str, layer: Layer, frame: DataFrame) -> gpd.GeoSeries:
    """The geometries in EPSG:4326, all of the layer's type."""
    if _geometry_of(frame) is None:
        raise SchemaError(f"layer {name!r} lacks its geometry: give a GeoDataFrame")
    shapes = to_wgs84(frame).geometry
    if layer.geometry == "MultiPolygon":
        single = (shapes.geom_type == "Polygon").to_numpy()
        if single.any():
            shapes = shapes.copy()
            shapes[single] = [shapely.MultiPolygon([shape]) for shape in shapes[single]]
    wrong = (shapes.geom_type != layer.geometry) | shapes.is_empty
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        came = "nothing" if shapes.iloc[row] is None else shapes.iloc[row].geom_type
        raise SchemaError(
            f"layer {name!r}: row {row + 1} has {came} where a {layer.geometry} is due"
        )
    return shapes
