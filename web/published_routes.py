"""The published routes of a data version, each with the journey through its stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from geo import opening
from geo.coordinates import LonLat
from geo.errors import NoRouteError, OffNetworkError
from geo.places.regions import REGION_OF, REGIONS
from geo.vintages import CURRENT, Level, UnitKey, Vintage, unit_column
from web.itineraries import line_of
from web.journeys import Journey, Options, Stop, journey, morning
from web.records import plain_values
from web.route_pictures import picture
from web.snapshot import Snapshot

BEFORE = unit_column(Vintage.V2025_03, Level.PROVINCE)
NOW = unit_column(CURRENT, Level.PROVINCE)


@dataclass(frozen=True)
class PublishedRoute:
    """One route, as its source tells it."""

    id: str
    name: str
    name_en: str | None
    themes: tuple[str, ...]
    days: int | None
    stops: tuple[Stop, ...]
    provinces: tuple[UnitKey, ...]
    """Those of today it stops in, in its order."""
    regions: tuple[str, ...]
    source_url: str | None
    source_weak: bool


def routes_of(snapshot: Snapshot) -> dict[str, PublishedRoute]:
    """Every route by its id, in the order of the table."""

    def make() -> dict[str, PublishedRoute]:
        table = snapshot.locator.routes
        columns = {str(name): plain_values(table[name]) for name in table.columns}
        rows: dict[str, list[dict[str, Any]]] = {}
        for values in zip(*columns.values(), strict=True):
            row = dict(zip(columns, values, strict=True))
            rows.setdefault(row["route_id"], []).append(row)
        return {
            name: _route(sorted(own, key=lambda row: row["seq"])) for name, own in rows.items()
        }

    return snapshot.keep("published routes", "all", make, most=1)


def _route(rows: list[dict[str, Any]]) -> PublishedRoute:
    first = rows[0]
    regions = {REGION_OF[row[BEFORE]] for row in rows if row[BEFORE] in REGION_OF}
    provinces = dict.fromkeys(row[NOW] for row in rows if row[NOW])
    return PublishedRoute(
        id=first["route_id"],
        name=first["route_name"],
        name_en=first["route_name_en"],
        themes=tuple(dict.fromkeys(row["theme"] for row in rows if row["theme"])),
        days=first["days"],
        stops=tuple(
            Stop(row["stop_name"], LonLat(row["lon"], row["lat"]), row["place_id"]) for row in rows
        ),
        provinces=tuple(UnitKey(CURRENT, Level.PROVINCE, code) for code in provinces),
        regions=tuple(region for region in REGIONS if region in regions),
        source_url=first["source_url"],
        source_weak=bool(first["source_weak"]),
    )


def journey_of(snapshot: Snapshot, route: PublishedRoute) -> Journey | None:
    """
    The journey through a route's stops, from tomorrow on; None where no road joins them.

    Worked out once a day: whether a shop is open depends on the day of the week.
    """

    def make() -> tuple[Journey | None]:
        try:
            options = Options(morning(), days=route.days)
            return (journey(snapshot.locator, route.stops, options),)
        except (NoRouteError, OffNetworkError):
            return (None,)

    key = (route.id, opening.now().date())
    return snapshot.keep("journeys of routes", key, make, most=256)[0]


def picture_of(snapshot: Snapshot, route: PublishedRoute) -> Markup:
    """The small picture of a route's line, drawn once."""

    def make() -> Markup:
        made = journey_of(snapshot, route)
        line = line_of(made) if made else line_of(Journey((), (), (), (), (), (), False))
        return picture(line, [stop.at for stop in route.stops])

    return snapshot.keep("pictures of routes", route.id, make, most=200)
