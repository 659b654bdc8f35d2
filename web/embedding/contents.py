"""What an embedded map has beside and on it: list, routes, coverage, and what its script draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from flask import url_for
from werkzeug.datastructures import MultiDict

from geo.coordinates import BBox
from geo.published_routes import PublishedRoute
from geo.vintages import CURRENT, Level
from web.answers import Answer, answer
from web.cards import Card, card, distance_words
from web.coverage_form import read_form
from web.coverage_page import CoveragePage, page_of
from web.coverage_words import value_words
from web.embedding.options import MAP, RADIUS_KM, Embed
from web.embedding.subject import Subject
from web.facets import Facets
from web.itineraries import duration_words, shown, stops_alone
from web.published_routes import journey_of, routes_of, stops_of
from web.routes_through import routes_in
from web.search import USUAL_KINDS
from web.snapshot import Snapshot
from web.summary import summary_of
from web.wording import gettext

LISTED = 6
"""Places in the list: a frame is no page to scroll through; the large map has the rest."""
COARSE_DEG, FINE_DEG = 0.01, 0.001
"""How far lines of routes may be off, on a map of the country and of a unit."""


@dataclass(frozen=True)
class Contents:
    """All of it, for the template."""

    answer: Answer
    listing: bool
    """Whether there is a list beside the map."""
    searching: bool
    """Whether there is a search box."""
    provinces: tuple[tuple[str, str, str], ...]
    """Where to begin when nothing is asked: name, address of that map, number of places."""
    routes: tuple[dict[str, Any], ...]
    coverage: CoveragePage | None
    way: dict[str, Any] | None
    """The journey of a route, for `js/layers/way.js`."""
    state: dict[str, Any]
    """What the script is told."""

    @property
    def facets(self) -> Facets | None:
        """The kinds, for the legend."""
        return self.answer.facets


def contents_of(snapshot: Snapshot, embed: Embed, subject: Subject) -> Contents:
    """What is asked for; needs a request."""
    asked = embed.searched()
    place = None if subject.row is None else card(snapshot, subject.row)
    if place is not None and "at" not in asked:
        asked["at"], asked["q"] = f"{place.lat:.5f},{place.lon:.5f}", place.name
    asked["k"] = str(LISTED)
    found = answer(snapshot, asked)
    coverage = _coverage(snapshot, embed, subject) if "coverage" in embed.shows else None
    routes = _routes(snapshot, subject) if "routes" in embed.shows else ()
    way = None if subject.route is None else _way(snapshot, subject.route)
    places = {name: text for name, text in asked.items() if name not in {"q", "at", "k"}}
    if not any(name in places for name in ("province", "district", "commune")):
        places.pop("vintage", None)
    places.setdefault("kind", ",".join(USUAL_KINDS))
    figures = None if coverage is None else _figures(coverage)
    return Contents(
        answer=found,
        listing="list" in embed.shows,
        searching="search" in embed.shows,
        provinces=_provinces(snapshot, embed) if not found.listed else (),
        routes=routes,
        coverage=coverage,
        way=way,
        state={
            "box": _corners(subject.box),
            "view": embed.values.get(MAP),
            "vintage": str(embed.vintage),
            "places": places if figures is None else figures["places"],
            "pins": [] if place is None else [_pin(place)],
            "routes": routes,
            "figures": figures,
            "origin": embed.given.get("origin"),
        },
    )


def _corners(box: BBox) -> list[list[float]]:
    """A box as Leaflet has it."""
    return [[round(box.south, 4), round(box.west, 4)], [round(box.north, 4), round(box.east, 4)]]


def _pin(place: Card) -> dict[str, Any]:
    """A place as `layers.pins` draws it."""
    return {
        "id": place.id,
        "kind": place.kind,
        "precision": place.precision,
        "name": place.name,
        "at": [place.lat, place.lon],
        "href": place.href,
        "lines": [" · ".join(filter(None, (place.category, place.where)))],
    }


def _provinces(snapshot: Snapshot, embed: Embed) -> tuple[tuple[str, str, str], ...]:
    """The provinces, each with the address of the same map of it."""
    found = []
    for name, address, count in summary_of(snapshot).provinces:
        code = address.partition("?")[0].rsplit("/", 1)[-1]
        query = embed.query(province=code, vintage=str(CURRENT))
        found.append((name, f"{url_for('embedding.map_page')}?{query}", count))
    return tuple(found)


def _coverage(snapshot: Snapshot, embed: Embed, subject: Subject) -> CoveragePage:
    """The dashboard's answer for the same question."""
    province = None
    if subject.unit is not None:
        layer = snapshot.locator.boundaries.layer(subject.unit.vintage, subject.unit.level)
        province = str(layer.loc[subject.unit.code]["province"])
        if subject.unit.level is Level.PROVINCE:
            province = subject.unit.code
    told = {
        "vintage": str(embed.vintage),
        "province": province or "",
        # All communes of the country at once would be a megabyte of outlines.
        "level": embed.given.get("level", "commune" if province else "province"),
        "radius_km": f"{embed.values[RADIUS_KM]:g}",
        "measure": embed.given.get("measure", ""),
    }
    return page_of(snapshot, read_form(MultiDict(told)))


def _figures(page: CoveragePage) -> dict[str, Any]:
    """What the map colours, each unit with its number in words."""
    measure = page.form.measure
    kept = ("vintage", "level", "province", "low", "places")
    return {
        **{name: page.figures[name] for name in kept},
        "units": {
            code: [
                ramp,
                gettext("nobody lives there") if value is None else value_words(measure, value),
            ]
            for code, (ramp, value) in page.figures["units"].items()
        },
    }


def _routes(snapshot: Snapshot, subject: Subject) -> tuple[dict[str, Any], ...]:
    """The published routes that stop here, or all, each with its line for the map."""
    wanted = routes_of(snapshot)
    if subject.unit is not None:
        links = routes_in(snapshot, subject.unit)
        here = {link.href.partition("?")[0].rsplit("/", 1)[-1] for link in links}
        wanted = {key: route for key, route in wanted.items() if key in here}
    off = COARSE_DEG if subject.unit is None else FINE_DEG
    return tuple(_route(snapshot, route, off) for route in wanted.values())


def _route(snapshot: Snapshot, route: PublishedRoute, off_deg: float) -> dict[str, Any]:
    made = journey_of(snapshot, route)
    line: list[list[float]] = []
    note = ""
    if made is not None:
        seen = shapely.get_coordinates(made.line.simplify(off_deg))
        line = seen[:, ::-1].round(4).tolist()
        note = " · ".join((distance_words(made.distance_m), duration_words(made.duration_s)))
    href = url_for("routes.route", route_id=route.id)
    return {"name": route.name, "href": href, "note": note, "line": line}


def _way(snapshot: Snapshot, route: PublishedRoute) -> dict[str, Any]:
    made = journey_of(snapshot, route)
    if made is None:
        return stops_alone(snapshot, stops_of(snapshot, route))
    return shown(snapshot, made, dated=False).way
