"""
Columns, key and CRS a layer must have, checked once at the door.

Stores check what they are given and what they read, so measures need not. `conform` brings a
frame to its layer's types, which is also what makes equal data equal: a column that came back from
a file as floats with gaps is again the integers with gaps it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

import geopandas as gpd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series
from pandas.api.types import is_numeric_dtype, is_string_dtype

from geo.crs import WGS84, to_wgs84
from geo.errors import SchemaError
from geo.vintages import LAYERS, UNIT_COLUMNS, unit_column

VERSION = 1
"""Raised when a store written before can no longer be read by this code."""

Type = Literal["text", "integer", "number", "flag"]
DTYPES: Mapping[Type, str] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "flag": "boolean",
}
"""pandas' types; what is missing is NaN in texts and numbers, NA in integers and flags."""


class Column(NamedTuple):
    """One column of a layer."""

    type: Type = "text"
    required: bool = False
    """Whether every row must have a value."""
    among: tuple[object, ...] = ()
    """The values it may have; empty when any will do."""


class Layer(NamedTuple):
    """What a layer of that name looks like."""

    title: str
    """What people read in QGIS."""
    columns: Mapping[str, Column]
    """By name, in their order; `geometry` is not among them."""
    key: tuple[str, ...] = ()
    """The columns whose values together name one row; empty for lists without a key."""
    geometry: Literal["Point", "LineString", "MultiPolygon"] | None = None
    """The type of every geometry, in EPSG:4326; None for an attribute table."""


TEXT, DUE = Column(), Column(required=True)
NUMBER, NUMBER_DUE = Column("number"), Column("number", required=True)
INTEGER, FLAG, FLAG_DUE = Column("integer"), Column("flag"), Column("flag", required=True)
STARS = Column("integer", among=(3, 4, 5))

_UNIT = {
    "code": DUE,
    "name": DUE,
    "short_name": DUE,
    "name_en": DUE,
    "type": DUE,
    "parent": TEXT,
    "province": DUE,
    "area_km2": NUMBER_DUE,
    "population": NUMBER,
    "lon": NUMBER_DUE,
    "lat": NUMBER_DUE,
    "valid_from": DUE,
    "decree": TEXT,
}
_UNIT_NAMES = {
    "vintage": DUE,
    "level": DUE,
    "code": DUE,
    "parent": TEXT,
    "province": DUE,
    "type": DUE,
    "name": DUE,
    "short_name": DUE,
    "name_en": DUE,
    "lon": NUMBER_DUE,
    "lat": NUMBER_DUE,
    "valid_from": DUE,
    "valid_to": TEXT,
    "decree": TEXT,
}


def _place(kind: str, **more: Column) -> dict[str, Column]:
    """The columns of a layer of places: those of every kind, its own, then the units'."""
    return {
        "id": DUE,
        "kind": Column(required=True, among=(kind,)),
        "name": DUE,
        "name_en": TEXT,
        "category": DUE,
        "address": TEXT,
        "lon": NUMBER_DUE,
        "lat": NUMBER_DUE,
        "precision": Column(
            required=True, among=("exact", "street", "commune", "district", "province")
        ),
        "stars": STARS,
        "status": Column(required=True, among=("open", "closed", "unknown")),
        "source_url": TEXT,
        "source_weak": FLAG_DUE,
        "opening_hours": TEXT,
        **more,
        **dict.fromkeys(UNIT_COLUMNS, TEXT),
        "commune_2025_07_01_candidates": TEXT,
        "imported": FLAG,
    }


PLACE_LAYERS = {"outlet": "outlets", "village": "villages", "destination": "destinations"}
"""The layer of each kind of place."""

SCHEMA: Mapping[str, Layer] = {
    **{
        unit_column(vintage, level): Layer(
            f"{title} từ {vintage:s}", _UNIT, key=("code",), geometry="MultiPolygon"
        )
        for vintage, level in LAYERS
        for title in [
            {"province": "Tỉnh, thành phố", "district": "Quận, huyện", "commune": "Xã, phường"}[
                level
            ]
        ]
    },
    "unit_names": Layer(
        "Tên các đơn vị theo thời gian", _UNIT_NAMES, ("vintage", "level", "code", "valid_from")
    ),
    "unit_aliases": Layer(
        "Tên cũ và tên khác của các đơn vị",
        {
            "vintage": DUE,
            "level": DUE,
            "code": DUE,
            "type": TEXT,
            "name": DUE,
            "until": TEXT,
            "source": TEXT,
        },
    ),
    "crosswalk": Layer(
        "Xã trước và sau 2025-07-01",
        {
            "old_code": DUE,
            "new_code": DUE,
            "share": NUMBER_DUE,
            "default": FLAG_DUE,
        },
        ("old_code", "new_code"),
    ),
    "outlets": Layer(
        "Điểm bán OCOP",
        _place(
            "outlet",
            operator=TEXT,
            chain=TEXT,
            evidence=Column(required=True, among=("direct", "chain", "indirect")),
            ministry_criteria=FLAG,
            opened=TEXT,
            confirmed_on=TEXT,
            products=TEXT,
            source_note=TEXT,
        ),
        ("id",),
        "Point",
    ),
    "villages": Layer("Làng nghề", _place("village", products=TEXT), ("id",), "Point"),
    "destinations": Layer("Điểm du lịch", _place("destination", same_as=TEXT), ("id",), "Point"),
    "products": Layer(
        "Sản phẩm OCOP",
        {
            "id": DUE,
            "name": DUE,
            "category": DUE,
            "stars": STARS,
            "producer": TEXT,
            "producer_kind": TEXT,
            "year": INTEGER,
            "decided_on": TEXT,
            "expires_on": TEXT,
            "source_url": TEXT,
            "source_weak": FLAG_DUE,
            **dict.fromkeys(UNIT_COLUMNS, TEXT),
        },
        ("id",),
    ),
    "routes": Layer(
        "Tuyến du lịch",
        {
            "route_id": DUE,
            "route_name": DUE,
            "route_name_en": TEXT,
            "theme": TEXT,
            "days": INTEGER,
            "seq": Column("integer", required=True),
            "stop_name": DUE,
            "stop_kind": TEXT,
            "place_id": TEXT,
            "lon": NUMBER,
            "lat": NUMBER,
            "source_url": TEXT,
            "source_weak": FLAG_DUE,
            **dict.fromkeys(UNIT_COLUMNS, TEXT),
        },
        ("route_id", "seq"),
    ),
    "road_nodes": Layer(
        "Điểm nút của mạng đường khung",
        {
            "node_id": DUE,
            "name": DUE,
            "district_code": DUE,
            "province_code": DUE,
            "lat": NUMBER_DUE,
            "lon": NUMBER_DUE,
            "kind": Column(
                required=True,
                among=("city", "town", "commune", "junction", "pass", "port", "border", "airport"),
            ),
            "seat_of": TEXT,
        },
        ("node_id",),
        "Point",
    ),
    "road_edges": Layer(
        "Mạng đường khung",
        {
            "from_node": DUE,
            "to_node": DUE,
            "road": DUE,
            "class": Column(required=True, among=("expressway", "national", "provincial", "ferry")),
            "length_km": NUMBER_DUE,
            "length_basis": Column(required=True, among=("section", "class")),
            "speed_kmh": NUMBER,
            "duration_min": NUMBER,
            "source": DUE,
            "confidence": Column(required=True, among=("high", "medium", "low")),
        },
        ("from_node", "to_node", "road"),
        "LineString",
    ),
    "ocop_reference": Layer(
        "Số liệu OCOP đã công bố",
        {
            "vintage": DUE,
            "province": DUE,
            "province_code": DUE,
            "measure": DUE,
            "value": NUMBER_DUE,
            "as_of": TEXT,
            "source_url": TEXT,
            "source_weak": FLAG_DUE,
        },
    ),
}
"""Every layer a store can have, by name."""


def layer_named(name: str) -> Layer:
    """
    What the layer of that name looks like.

    Raises
    ------
    SchemaError
        If there is no such layer.
    """
    try:
        return SCHEMA[name]
    except KeyError:
        raise SchemaError(f"no layer is called {name!r}; there are {', '.join(SCHEMA)}") from None


def conform(name: str, frame: DataFrame) -> DataFrame:
    """
    The frame as its layer must be: those columns, in that order and type, rows numbered from 0.

    Parameters
    ----------
    name
        The layer's name, a key of `SCHEMA`.
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
            "leave them out, or describe them in geo/schema.py"
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
