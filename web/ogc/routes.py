"""The published routes as features: a line by road through the stops of each."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from geopandas import GeoDataFrame
from shapely import LineString

from geo.crs import WGS84
from geo.errors import GeoError
from geo.itinerary import plan
from geo.meanings import meaning_of
from geo.places.vocabularies import ROUTE_THEMES
from geo.published_routes import PublishedRoute
from geo.schema import Type
from web.i18n import Text
from web.ogc.fields import Field
from web.published_routes import routes_of, stops_of
from web.snapshot import Snapshot


def _field(name: str, kind: Type, **more: Any) -> Field:
    return Field(name, kind, Text(*meaning_of("routes", name)), **more)


FIELDS = (
    _field("id", "text", required=True),
    _field("name", "text", required=True),
    _field("name_en", "text"),
    _field("theme", "text", among=tuple(ROUTE_THEMES)),
    _field("days", "integer"),
    _field("stops", "integer", required=True),
    _field("stops_missing", "integer", required=True),
    _field("stop_names", "text", required=True),
    _field("distance_m", "number"),
    _field("duration_s", "number"),
    _field("estimated", "flag"),
    _field("source_url", "text"),
    _field("source_weak", "flag", required=True),
)


def routes_layer(snapshot: Snapshot) -> GeoDataFrame:
    """
    A row a route, in the order of the data.

    The line is straight from stop to stop, and length and time unknown, where no road joins them;
    a route with fewer than two stops whose position is known has no geometry.
    """
    rows = [_row(snapshot, route) for route in routes_of(snapshot).values()]
    columns = [field.name for field in FIELDS]
    return gpd.GeoDataFrame(rows, columns=[*columns, "geometry"], geometry="geometry", crs=WGS84)


def _row(snapshot: Snapshot, route: PublishedRoute) -> dict[str, Any]:
    known: dict[str, Any] = {
        "id": route.id,
        "name": route.name,
        "name_en": route.name_en,
        "theme": route.theme,
        "days": route.days,
        "stops": len(route.stops),
        "stops_missing": len(route.missing),
        "stop_names": "; ".join(stop.name for stop in route.stops),
        "distance_m": None,
        "duration_s": None,
        "estimated": None,
        "source_url": route.source_url,
        "source_weak": route.source_weak,
        "geometry": None,
    }
    positions = [stop.at for stop in route.stops if stop.at is not None]
    if len(positions) < 2:
        return known
    try:
        journey = plan(snapshot.locator, stops_of(snapshot, route))
    except GeoError:
        return known | {"geometry": LineString(positions)}
    return known | {
        "distance_m": round(journey.distance_m),
        "duration_s": round(journey.duration_s),
        "estimated": journey.estimated,
        "geometry": journey.line,
    }
