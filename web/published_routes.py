"""The published routes of a data version, each with the journey through its stops."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import shapely
from markupsafe import Markup

from geo import published_routes
from geo.errors import GeoError
from geo.filters import Filters
from geo.itinerary import Itinerary, Options, Stop, plan, stops_of_route, tomorrow
from geo.places.regions import REGION_OF, REGIONS
from geo.published_routes import PublishedRoute
from geo.vintages import Level, Vintage
from web.route_pictures import picture
from web.snapshot import Snapshot

CORRIDOR_S = 900.0
"""Detours shown, there and back: a quarter of an hour."""
ALONG = Filters(status=("open", "unknown"))
"""What is shown beside the way: nothing that has closed for good."""


def routes_of(snapshot: Snapshot) -> dict[str, PublishedRoute]:
    """Every route by its id, in the order of the table."""
    return snapshot.keep(
        "published routes",
        "all",
        lambda: published_routes.read(snapshot.locator.routes),
        most=4,
    )


def regions_of(snapshot: Snapshot, route: PublishedRoute) -> tuple[str, ...]:
    """The regions of the provinces that its stops were in before July 2025."""

    def make() -> tuple[str, ...]:
        rows = [snapshot.records.row.get(stop.place_id or "") for stop in route.stops]
        units = [snapshot.records.units(row) for row in rows if row is not None]
        codes = [unit.get(str(Vintage.V2025_03), {}).get(str(Level.PROVINCE)) for unit in units]
        found = {REGION_OF[code] for code in codes if code in REGION_OF}
        return tuple(region for region in REGIONS if region in found)

    return snapshot.keep("regions of routes", route.id, make, most=256)


def stops_of(snapshot: Snapshot, route: PublishedRoute) -> tuple[Stop, ...]:
    """The stops that have a position, with their opening hours."""
    return stops_of_route(snapshot.locator, route)


def journey_of(
    snapshot: Snapshot, route: PublishedRoute, depart: datetime | None = None
) -> Itinerary | None:
    """
    The journey through a route's stops; None where no road joins them.

    Worked out once a departure: whether a shop is open depends on the day of the week.

    Parameters
    ----------
    depart
        When to set out; None: 8:00 tomorrow.
    """
    begins = depart or tomorrow()

    def make() -> tuple[Itinerary | None]:
        options = Options(depart=begins, days=route.days, corridor_s=CORRIDOR_S, filters=ALONG)
        try:
            return (plan(snapshot.locator, stops_of(snapshot, route), options),)
        except GeoError:
            return (None,)

    key = (route.id, begins)
    return snapshot.keep("journeys of routes", key, make, most=256)[0]


def picture_of(snapshot: Snapshot, route: PublishedRoute) -> Markup:
    """The small picture of a route's line, drawn once."""

    def make() -> Markup:
        made = journey_of(snapshot, route)
        line = np.empty((0, 2)) if made is None else shapely.get_coordinates(made.line)
        return picture(line, [stop.at for stop in route.placed if stop.at is not None])

    return snapshot.keep("pictures of routes", route.id, make, most=256)
