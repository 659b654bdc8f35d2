"""Published routes that stop at a place or in a unit, as links."""

from __future__ import annotations

from typing import Any, NamedTuple

from geo.places.vocabularies import ROUTE_THEMES
from geo.vintages import UnitKey, unit_column
from web.i18n import language
from web.records import plain_values
from web.snapshot import Snapshot
from web.wording import gettext, ngettext


class RouteLink(NamedTuple):
    """A route to go to."""

    name: str
    gloss: str | None
    href: str
    note: str
    """Its theme, how long it takes, and where it stops here."""


def routes_at(snapshot: Snapshot, place_id: str) -> tuple[RouteLink, ...]:
    """The routes with a stop at a place."""
    return _links(snapshot, "place_id", place_id)


def routes_in(snapshot: Snapshot, key: UnitKey) -> tuple[RouteLink, ...]:
    """The routes with a stop in a unit."""
    return _links(snapshot, unit_column(key.vintage, key.level), key.code)


def _links(snapshot: Snapshot, column: str, value: str) -> tuple[RouteLink, ...]:
    stops: dict[str, list[dict[str, Any]]] = {}
    for stop in _stops_by(snapshot, column).get(value, ()):
        stops.setdefault(stop["route_id"], []).append(stop)
    return tuple(_link(own) for own in stops.values())


def _stops_by(snapshot: Snapshot, column: str) -> dict[str, list[dict[str, Any]]]:
    """Stops in the order of routes by what a column holds, sorted out once."""

    def make() -> dict[str, list[dict[str, Any]]]:
        table = snapshot.locator.routes
        columns = {str(name): plain_values(table[name]) for name in table.columns}
        found: dict[str, list[dict[str, Any]]] = {}
        for row in zip(*columns.values(), strict=True):
            stop = dict(zip(columns, row, strict=True))
            if stop[column] is not None:
                found.setdefault(stop[column], []).append(stop)
        return found

    return snapshot.keep("stops", column, make, most=8)


def _link(stops: list[dict[str, Any]]) -> RouteLink:
    route, words = stops[0], language()
    notes = []
    if route["theme"]:
        notes.append(ROUTE_THEMES.label(route["theme"], words))
    if route["days"]:
        notes.append(ngettext("%(num)s day", "%(num)s days", route["days"]))
    names = ", ".join(dict.fromkeys(stop["stop_name"] for stop in stops))
    notes.append(gettext("stops here: %(names)s", names=names))
    return RouteLink(
        route["route_name"],
        route["route_name_en"] if words != "vi" else None,
        f"/routes/{route['route_id']}?lang={words}",
        " · ".join(notes),
    )
