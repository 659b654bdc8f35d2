"""Blueprint of the published routes: the list of them, and a page for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, current_app, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from geo import published_routes
from geo.places.regions import REGIONS
from geo.places.vocabularies import ROUTE_THEMES
from geo.published_routes import PublishedRoute
from geo.vintages import CURRENT, Level, UnitKey
from web import front, readers, sitemap, snapshot, structured_data
from web.cards import distance_words
from web.i18n import Text, language
from web.itineraries import days_words, duration_words, shown, stops_alone
from web.page_maps import page_map
from web.pages import sources
from web.params import Parameter, read_all
from web.plan_form import stops_text
from web.published_routes import journey_of, picture_of, regions_of, routes_of, stops_of
from web.route_pictures import around, land
from web.sharing import absolute, shared
from web.snapshot import Snapshot
from web.unit_pages import unit_link
from web.wording import gettext

blueprint = Blueprint("routes", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)

WAY = {"Way": "js/layers/way.js"}
"""The layer of the map that draws a journey."""
FORMATS = {"gpx": "GPX", "kml": "KML", "geojson": "GeoJSON", "ics": "iCalendar"}
"""Files of a journey, and what they are called."""
LENGTHS = {"1": (1, 1), "2": (2, 2), "3": (3, 3), "4+": (4, 99), "none": (0, 0)}
"""Choices of how many days, from and to; 0 where the source does not say."""

REGION = readers.choice("region", tuple(REGIONS), Text("Vùng.", "Region."))
THEME = readers.choice("theme", tuple(ROUTE_THEMES), Text("Chủ đề.", "Theme."))
DAYS = readers.choice("days", tuple(LENGTHS), Text("Số ngày.", "How many days."))
PARAMETERS: dict[str, Parameter[Any]] = {each.name: each for each in (REGION, THEME, DAYS)}


class RouteCard(NamedTuple):
    """A route in the list."""

    name: str
    gloss: str | None
    href: str
    picture: Markup
    notes: tuple[str, ...]
    stops: str


class Choice(NamedTuple):
    """One choice of a filter."""

    value: str
    label: str
    leaves: int
    """Routes that it leaves, the other filters as they are."""
    chosen: bool


@blueprint.get("/routes")
def listed() -> str:
    """The routes, filtered."""
    current = snapshot.current()
    asked = _asked()
    found = [route for route in routes_of(current).values() if _passes(current, route, asked)]
    return render_template(
        "routes.html",
        routes=[_card(current, route) for route in found],
        filters=_filters(current, asked),
        filtered=bool(asked),
        land=land(current),
        around=around(current),
        estimated=current.locator.network.estimated,
    )


@blueprint.get("/routes/<route_id>")
def route(route_id: str) -> str:
    """One route."""
    current = snapshot.current()
    known = published_routes.find(routes_of(current), route_id)
    stops = stops_of(current, known)
    made = journey_of(current, known)
    itinerary = made and shown(current, made, dated=False)
    trail = ((gettext("Tourism routes"), url_for("routes.listed")),)
    return render_template(
        "route.html",
        route=known,
        themes=_themes(known),
        days=_days(known),
        provinces=[
            unit_link(current, UnitKey(CURRENT, Level.PROVINCE, code)) for code in known.provinces
        ],
        itinerary=itinerary,
        way=itinerary.way if itinerary else stops_alone(current, stops),
        sources=sources(known.source_url),
        files=files_of(f"/api/routes/{known.id}", {}),
        plan=url_for("plan.planned", stops=stops_text(stops), days=known.days),
        map=page_map(interactive=False, waits=True, more=WAY),
        words=front.script_words(),
        shared=shared(
            known.name,
            structured_data.route(known.name, known.name_en, stops),
            trail,
            absolute("pictures.route", route_id=known.id),
        ),
    )


@sitemap.lists
def pages(current: Snapshot) -> Iterable[str]:
    """The list, and a page for every route."""
    yield "/routes"
    for route_id in routes_of(current):
        yield f"/routes/{route_id}"


def files_of(path: str, query: dict[str, str]) -> list[tuple[str, str]]:
    """Names and addresses of a journey's files, if the API is there to write them."""
    head = "/".join(path.split("/")[:3])
    if not any(rule.rule.startswith(head) for rule in current_app.url_map.iter_rules()):
        return []
    asked = {**query, "lang": language()}
    return [
        (name, f"{path}?{urlencode({**asked, 'f': key}, safe=',;')}")
        for key, name in FORMATS.items()
    ]


def _asked() -> dict[str, str]:
    """The filters that are on; what is not ours is let pass, as links gather it."""
    given = {name: request.args.get(name, "").strip() for name in PARAMETERS}
    read_all(PARAMETERS, MultiDict({name: value for name, value in given.items() if value}), {})
    return {name: value for name, value in given.items() if value}


def _passes(current: Snapshot, route: PublishedRoute, asked: dict[str, str]) -> bool:
    low, high = LENGTHS[asked["days"]] if "days" in asked else (0, 99)
    return (
        ("region" not in asked or asked["region"] in regions_of(current, route))
        and ("theme" not in asked or asked["theme"] == route.theme)
        and low <= (route.days or 0) <= high
    )


def _filters(current: Snapshot, asked: dict[str, str]) -> list[tuple[str, str, list[Choice]]]:
    """Each filter: its parameter, what it is called, its choices."""
    words = language()
    named = {
        "region": (
            gettext("Region"),
            gettext("All regions"),
            {key: REGIONS.label(key, words) for key in REGIONS},
        ),
        "theme": (
            gettext("Theme"),
            gettext("All themes"),
            {key: ROUTE_THEMES.label(key, words) for key in ROUTE_THEMES},
        ),
        "days": (
            gettext("How long"),
            gettext("Any length"),
            {
                "1": days_words(1),
                "2": days_words(2),
                "3": days_words(3),
                "4+": gettext("4 days and more"),
                "none": gettext("Length not said"),
            },
        ),
    }
    routes = routes_of(current).values()
    found = []
    for name, (label, every, choices) in named.items():
        others = {key: value for key, value in asked.items() if key != name}
        left = [route for route in routes if _passes(current, route, others)]
        found.append(
            (
                name,
                label,
                [
                    Choice("", every, len(left), name not in asked),
                    *(
                        Choice(
                            value,
                            words_of,
                            sum(_passes(current, route, {name: value}) for route in left),
                            asked.get(name) == value,
                        )
                        for value, words_of in choices.items()
                    ),
                ],
            )
        )
    return found


def _card(current: Snapshot, route: PublishedRoute) -> RouteCard:
    made = journey_of(current, route)
    notes = [_days(route)] if route.days else []
    if made is not None:
        notes += [distance_words(made.distance_m), duration_words(made.duration_s)]
    return RouteCard(
        route.name,
        route.name_en if language() == "en" else None,
        url_for("routes.route", route_id=route.id),
        picture_of(current, route),
        tuple(notes),
        " – ".join(stop.name for stop in route.stops),
    )


def _days(route: PublishedRoute) -> str:
    return days_words(route.days) if route.days else ""


def _themes(route: PublishedRoute) -> list[tuple[str, str]]:
    """Name and address of the list of routes of its theme."""
    if route.theme is None:
        return []
    label = ROUTE_THEMES.label(route.theme, language())
    return [(label, url_for("routes.listed", theme=route.theme))]
