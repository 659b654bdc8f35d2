"""
Tourist routes that others have published, as objects: the layer `routes`, one row a stop.

A route is as its source has it: a stop that we could not place stays in, without a position, and
`missing` lists it. No source says a season, so none is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pandas as pd
from pandas import DataFrame

from geo.coordinates import LonLat
from geo.distance import between
from geo.errors import NoRouteError, OffNetworkError, UnknownRouteError
from geo.routing import Network
from geo.vintages import CURRENT, Level, unit_column

LONGEST_LEG_S = 14 * 3600.0
"""Driving between two stops in a row that no source can mean: more than a day at the wheel."""
MOST_WINDING = 6.0
"""Road over straight line; of the legs published all but four are below 4.2."""
WINDING_FROM_M = 30_000.0
"""Below it the access to the roads makes more of the ratio than the roads do."""


class RouteStop(NamedTuple):
    """A stop as the source names it."""

    name: str
    kind: str | None
    place_id: str | None
    """Of the destination, village or outlet that it is."""
    at: LonLat | None
    """None when we did not find it."""
    province: str | None
    """Code in the current vintage."""


@dataclass(frozen=True)
class PublishedRoute:
    """One published route."""

    id: str
    name: str
    name_en: str | None
    theme: str | None
    """A word of `geo.places.vocabularies.ROUTE_THEMES`."""
    days: int | None
    """As published; None when the source says none."""
    season: str | None
    """When to go; None when the source says none."""
    stops: tuple[RouteStop, ...]
    """In order, those that were not found among them."""
    source_url: str | None
    source_weak: bool

    @property
    def placed(self) -> tuple[RouteStop, ...]:
        """The stops that have a position."""
        return tuple(stop for stop in self.stops if stop.at is not None)

    @property
    def missing(self) -> tuple[RouteStop, ...]:
        """The stops that were not found: to be listed, never dropped in silence."""
        return tuple(stop for stop in self.stops if stop.at is None)

    @property
    def provinces(self) -> tuple[str, ...]:
        """Codes of the provinces it stops in, current vintage, in the order it comes to them."""
        return tuple(dict.fromkeys(stop.province for stop in self.stops if stop.province))


class Fault(NamedTuple):
    """Something about a route that cannot be so."""

    route_id: str
    what: str


def read(table: DataFrame) -> dict[str, PublishedRoute]:
    """
    The routes of the layer, by id, in its order.

    Parameters
    ----------
    table
        The layer `routes` of `geo.schema`: one row a stop.

    Examples
    --------
    >>> row = dict.fromkeys(["route_name_en", "theme", "days", "stop_kind", "place_id", "lon"])
    >>> row |= {"route_id": "r", "route_name": "Làng gốm", "seq": 1, "stop_name": "Bát Tràng"}
    >>> row |= {"lat": None, "source_url": None, "source_weak": False, "province_2025_07_01": "01"}
    >>> routes = read(DataFrame([row]))
    >>> routes["r"].missing[0].name, routes["r"].provinces, routes["r"].days
    ('Bát Tràng', ('01',), None)
    """
    columns = {
        name: table[name].astype(object).where(table[name].notna(), None).tolist() for name in _READ
    }
    by_route: dict[str, list[dict[str, Any]]] = {}
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        by_route.setdefault(row["route_id"], []).append(row)
    return {route: _route(rows) for route, rows in by_route.items()}


def find(routes: dict[str, PublishedRoute], route_id: str) -> PublishedRoute:
    """
    The route of that id.

    Raises
    ------
    UnknownRouteError
        If there is none.
    """
    try:
        return routes[route_id]
    except KeyError:
        raise UnknownRouteError(
            f"no published route has the id {route_id[:80]!r}; `/api/routes` lists them"
        ) from None


def check(routes: Iterable[PublishedRoute], network: Network) -> list[Fault]:
    """
    What cannot be so: a stop not found, fewer than two stops, the same stop twice in a row, a leg
    that no road drives, takes longer than `LONGEST_LEG_S` or winds more than `MOST_WINDING`.

    A published route that has faults is still shown, with them.
    """
    faults: list[Fault] = []
    for route in routes:
        said = [f"stop {stop.name!r} was not found" for stop in route.missing]
        if len(route.placed) < 2:
            said.append(f"has {len(route.placed)} stops with a position: no leg")
        for here, there in zip(route.placed, route.placed[1:], strict=False):
            if problem := _absurd(here, there, network):
                said.append(f"{here.name} → {there.name}: {problem}")
        faults += [Fault(route.id, what) for what in said]
    return faults


_PROVINCE = unit_column(CURRENT, Level.PROVINCE)
_READ = (
    *("route_id", "route_name", "route_name_en", "theme", "days", "seq", "stop_name"),
    *("stop_kind", "place_id", "lon", "lat", "source_url", "source_weak", _PROVINCE),
)


def _route(rows: list[dict[str, Any]]) -> PublishedRoute:
    first = rows[0]
    return PublishedRoute(
        id=first["route_id"],
        name=first["route_name"],
        name_en=first["route_name_en"],
        theme=first["theme"],
        days=None if first["days"] is None else int(first["days"]),
        season=None,
        stops=tuple(_stop(row) for row in sorted(rows, key=lambda row: int(row["seq"]))),
        source_url=first["source_url"],
        source_weak=bool(first["source_weak"]),
    )


def _stop(row: dict[str, Any]) -> RouteStop:
    placed = not (pd.isna(row["lon"]) or pd.isna(row["lat"]))
    at = LonLat(float(row["lon"]), float(row["lat"])) if placed else None
    return RouteStop(row["stop_name"], row["stop_kind"], row["place_id"], at, row[_PROVINCE])


def _absurd(here: RouteStop, there: RouteStop, network: Network) -> str | None:
    """What is wrong with the leg between two stops; None when nothing is."""
    if here.at is None or there.at is None:
        return None
    straight_m = between(here.at, there.at)
    if here.place_id is not None and here.place_id == there.place_id:
        return "the same place twice in a row"
    try:
        path = network.path(here.at, there.at)
    except (NoRouteError, OffNetworkError) as error:
        return str(error)
    if path.duration_s > LONGEST_LEG_S:
        return f"{path.duration_s / 3600:.1f} h of driving"
    if path.distance_m > WINDING_FROM_M and path.distance_m > MOST_WINDING * straight_m:
        return f"{path.distance_m / 1000:.0f} km by road for {straight_m / 1000:.0f} km"
    return None
