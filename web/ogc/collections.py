"""
The collections published: what each is called, its fields, when it held, and its features.

All of it follows from the layers' own schema; nothing is configured twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, Literal

from geopandas import GeoDataFrame
from pandas import Series
from pandas.api.types import is_integer_dtype, is_numeric_dtype

from geo.coverage import Question
from geo.coverage.columns import words
from geo.meanings import title_of
from geo.schema import PLACE_LAYERS, Type
from geo.vintages import LAYERS, Level, Vintage, unit_column
from web.api.coverage import covered
from web.i18n import Text
from web.ogc.fields import Field, fields_of
from web.ogc.layer import FeatureLayer
from web.ogc.routes import FIELDS as ROUTE_FIELDS
from web.ogc.routes import routes_layer
from web.snapshot import Snapshot
from web.unit_coverage import RADIUS_M

Interval = tuple[datetime | None, datetime | None]
"""From when until when something held, both included; None is open."""
GeometryType = Literal["Point", "LineString", "MultiPolygon"]

PLURAL = {Level.PROVINCE: "provinces", Level.DISTRICT: "districts", Level.COMMUNE: "communes"}
APPROXIMATE = Text(
    "Ranh giới là gần đúng, không phải ranh giới chính thức.",
    "Outlines are approximate; they are not the official boundaries.",
)
_PLACED = Text(
    "Trường precision nói vị trí chính xác đến đâu: nhiều nơi chỉ biết tới xã.",
    "The field precision says how good a position is: many places are known by their commune only.",
)


@dataclass(frozen=True)
class Collection:
    """One collection of features."""

    id: str
    title: Text
    description: Text
    geometry: GeometryType
    id_field: str
    fields_in: Callable[[Snapshot], tuple[Field, ...]]
    """Its fields in a data version."""
    frame_in: Callable[[Snapshot], GeoDataFrame]
    """Its features in a data version, a column for each field."""
    held: Interval | None = None
    """When its features hold, all of them alike; None: they say nothing of time."""
    approximate: bool = False
    """Whether its outlines are not the official ones."""

    def fields(self, snapshot: Snapshot) -> tuple[Field, ...]:
        """What is known of each feature."""
        return snapshot.keep("ogc fields", self.id, lambda: self.fields_in(snapshot), most=32)

    def layer(self, snapshot: Snapshot) -> FeatureLayer:
        """Its features, indexed when first asked for."""

        def make() -> FeatureLayer:
            return FeatureLayer(self.frame_in(snapshot), self.id_field, self.fields(snapshot))

        return snapshot.keep("ogc layers", self.id, make, most=32)


@cache
def collections() -> Mapping[str, Collection]:
    """
    Every collection by its id, in the order they are listed.

    >>> list(collections())[:3]
    ['outlets', 'villages', 'destinations']
    >>> collections()["coverage-districts-2025-03-01"].geometry
    'MultiPolygon'
    """
    listed = [
        *map(_places, PLACE_LAYERS.values()),
        _routes(),
        *(_units(*layer) for layer in reversed(LAYERS)),
        *(_coverage(*layer) for layer in reversed(LAYERS)),
    ]
    return {each.id: each for each in listed}


def held(vintage: Vintage) -> Interval:
    """
    From when until when the units of a vintage held.

    >>> [moment and moment.isoformat() for moment in held(Vintage.V2025_03)]
    ['2025-03-01T00:00:00+00:00', '2025-06-30T23:59:59+00:00']
    """
    ordered = sorted(Vintage)
    later = ordered[ordered.index(vintage) + 1 :]
    start = _midnight(date.fromisoformat(vintage))
    if not later:
        return start, None
    return start, _midnight(date.fromisoformat(later[0])) - timedelta(seconds=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _places(layer: str) -> Collection:
    # Positions are the features' geometries.
    fields = fields_of(layer, without=frozenset({"lon", "lat"}))

    def frame(snapshot: Snapshot) -> GeoDataFrame:
        places = snapshot.locator.places
        kinds = {name: kind for kind, name in PLACE_LAYERS.items()}
        chosen: GeoDataFrame = places[(places["kind"] == kinds[layer]).to_numpy()]
        return chosen

    return Collection(
        layer,
        Text(*title_of(layer)),
        _PLACED,
        "Point",
        "id",
        lambda _: fields,
        frame,
    )


def _routes() -> Collection:
    about = Text(
        "Các tuyến mà nguồn khác đã công bố, mỗi tuyến một đường nối các điểm dừng theo đường bộ. "
        "estimated: độ dài và thời gian là ước tính.",
        "Routes that others have published, each a line through its stops by road. estimated: "
        "length and time are estimates.",
    )
    return Collection(
        "routes",
        Text(*title_of("routes")),
        about,
        "LineString",
        "id",
        lambda _: ROUTE_FIELDS,
        routes_layer,
    )


def _units(vintage: Vintage, level: Level) -> Collection:
    layer = unit_column(vintage, level)
    fields = fields_of(layer)
    return Collection(
        f"{PLURAL[level]}-{vintage}",
        Text(*title_of(layer)),
        APPROXIMATE,
        "MultiPolygon",
        "code",
        lambda _: fields,
        lambda snapshot: snapshot.locator.boundaries.layer(vintage, level).reset_index(),
        held(vintage),
        approximate=True,
    )


def _coverage(vintage: Vintage, level: Level) -> Collection:
    layer = Text(*title_of(unit_column(vintage, level)))
    title = Text(
        f"Độ phủ điểm bán: {layer.vi[0].lower()}{layer.vi[1:]}",
        f"Coverage by outlets: {layer.en[0].lower()}{layer.en[1:]}",
    )
    about = Text(
        f"Dân số trong và ngoài {RADIUS_M / 1000:g} km quanh một điểm bán OCOP đã xác nhận. "
        "completeness=low: tỉnh công bố nhiều điểm bán hơn hẳn dữ liệu, nên thiếu dữ liệu không có "
        f"nghĩa là thiếu điểm bán. {APPROXIMATE.vi}",
        f"Persons within and beyond {RADIUS_M / 1000:g} km of a confirmed OCOP outlet. "
        "completeness=low: the province reports many more points of sale than the data has, so "
        f"missing data need not be a missing shop. {APPROXIMATE.en}",
    )

    def frame(snapshot: Snapshot) -> GeoDataFrame:
        question = Question(vintage=vintage, level=level, radius_m=RADIUS_M)
        measured = covered(snapshot, question).layer().drop(columns="outlets_tried")
        return measured.assign(parent=measured["parent"].replace("", None))

    def fields(snapshot: Snapshot) -> tuple[Field, ...]:
        return tuple(
            Field(
                str(name),
                _type_of(column),
                Text(*words(str(name))),
                not column.isna().any(),
                ("ok", "low", "unknown") if name == "completeness" else (),
            )
            for name, column in frame(snapshot).drop(columns="geometry").items()
        )

    return Collection(
        f"coverage-{PLURAL[level]}-{vintage}",
        title,
        about,
        "MultiPolygon",
        "code",
        fields,
        frame,
        held(vintage),
        approximate=True,
    )


def _type_of(column: Series[Any]) -> Type:
    if not is_numeric_dtype(column):
        return "text"
    return "integer" if is_integer_dtype(column) else "number"
