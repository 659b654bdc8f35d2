"""Blueprint of the pages people read: the map, places, units, and what it all rests on."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import numpy as np
from flask import Blueprint, Response, make_response, render_template, request, url_for

from geo.coordinates import LonLat
from geo.errors import UnknownPlaceError
from geo.places.vocabularies import PLACE_KINDS, STATUSES
from geo.vintages import CURRENT, Vintage
from web import answers, front, snapshot, structured_data, unmet
from web.answers import Answer
from web.cards import Card, card
from web.i18n import language
from web.maps import Pin, View
from web.page_maps import page_map
from web.routes_through import routes_at
from web.sharing import absolute, address, shared
from web.snapshot import Snapshot
from web.summary import summary_of
from web.unit_pages import links_of_place, unit_page
from web.wording import date_words, gettext

blueprint = Blueprint("pages", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)

SOURCE_SCHEMES = frozenset({"http", "https"})
NEAR = 6
"""Other places listed on a place's page."""


@blueprint.get("/")
def home() -> Response:
    """The map: search, near me, filters, list beside the map."""
    current = snapshot.current()
    found = _answer(current)
    page = render_template(
        "index.html",
        answer=found,
        map=page_map(waits=True),
        modules=front.modules(),
        words=front.script_words(),
        summary=None if found.listed else summary_of(current),
        vintages=[
            (str(Vintage.V2025_07), gettext("34 provinces"), gettext("Units since 1 July 2025")),
            (str(Vintage.V2025_03), gettext("63 provinces"), gettext("Units until 30 June 2025")),
        ],
    )
    return make_response(page, found.status)


@blueprint.get("/results")
def results() -> Response:
    """The list alone, for the page's script."""
    current = snapshot.current()
    found = _answer(current)
    summary = None if found.listed else summary_of(current)
    response = make_response(
        render_template("fragment.html", answer=found, summary=summary), found.status
    )
    title = gettext("OCOP map of Vietnam")
    if found.place:
        title = f"{gettext('OCOP near %(place)s', place=found.place)} – {title}"
    response.headers["X-Title"] = quote(title)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/outlets/<place_id>")
def outlet(place_id: str) -> str:
    """One outlet."""
    return _place("outlet", place_id)


@blueprint.get("/villages/<place_id>")
def village(place_id: str) -> str:
    """One village."""
    return _place("village", place_id)


@blueprint.get("/destinations/<place_id>")
def destination(place_id: str) -> str:
    """One destination."""
    return _place("destination", place_id)


@blueprint.get("/places/<vintage>/<level>/<code>")
def unit(vintage: str, level: str, code: str) -> str:
    """A unit's landing page."""
    page = unit_page(snapshot.current(), vintage, level, code)
    lon, lat = page.centre
    large = url_for(
        "pages.home",
        map=f"{page.zoom}/{lat:.4f}/{lon:.4f}",
        vintage=None if page.key.vintage is CURRENT else vintage,
    )
    picture = absolute("pictures.unit", vintage=vintage, level=level, code=code)
    above = [(link.name, link.href) for link in page.trail]
    return render_template(
        "unit.html",
        unit=page,
        shared=shared(
            page.name,
            structured_data.unit(
                page.name,
                page.name_en,
                address=address(),
                picture=picture,
                at=page.centre,
                within=[name for name, _ in above],
            ),
            above,
            picture,
        ),
        map=page_map(view=View(page.centre, page.zoom), unit=page.key, interactive=False),
        words=front.script_words(),
        larger=large,
    )


@blueprint.get("/about")
def about() -> str:
    """Sources, accuracy, licences, approximations."""
    current = snapshot.current()
    return render_template(
        "about.html",
        credits=front.credits(),
        accuracy=front.accuracy_words(),
        imported=front.imported_words(),
        data_version=current.data_version,
    )


def _answer(current: Snapshot) -> Answer:
    """What the address asks for; a search that finds nothing is counted where the site counts."""
    found = answers.answer(current, request.args)
    if found.nameless:
        unmet.name_not_found()
    elif found.listed and not found.places:
        at = None if found.asked is None else LonLat(found.asked.lon, found.asked.lat)
        unmet.nothing_found(current, at, found.search.values)
    return found


def _place(kind: str, place_id: str) -> str:
    current = snapshot.current()
    row = current.records.row.get(place_id)
    if row is None or current.records.columns["kind"][row] != kind:
        raise UnknownPlaceError(f"no {kind} has id {place_id!r}")
    shown = card(current, row)
    at = LonLat(shown.lon, shown.lat)
    pin = Pin(at, kind, shown.precision, shown.name)
    zoom = 11 if shown.approximate else 14
    now = links_of_place(current, row, Vintage.V2025_07)
    above = [(link.name, link.href) for link in now]
    picture = absolute("pictures.place", place_id=place_id)
    return render_template(
        "place.html",
        place=shown,
        shared=shared(
            shown.name,
            structured_data.place(
                shown, address=address(), picture=picture, units=[name for name, _ in above]
            ),
            above,
            picture,
        ),
        routes=routes_at(current, place_id),
        kind=PLACE_KINDS.label(kind, language()),
        units={
            "now": now,
            "before": links_of_place(current, row, Vintage.V2025_03),
        },
        facts=_facts(current, row),
        sources=sources(current.records.columns["source_url"][row]),
        near=_near(current, row, at),
        map=page_map(view=View(at, zoom), pins=(pin,), interactive=False),
        words=front.script_words(),
        larger=url_for("pages.home", q=shown.name, at=f"{shown.lat:.5f},{shown.lon:.5f}"),
    )


def sources(text: str | None) -> list[tuple[str, str]]:
    """
    The web addresses in a source column, each with the site's name to show.

    Only http and https: an address from data must not run as a script.

    >>> sources("https://bnews.vn/a.html ; javascript:alert(1); http://www.x.vn/b")
    [('bnews.vn', 'https://bnews.vn/a.html'), ('x.vn', 'http://www.x.vn/b')]
    """
    found = []
    for part in (text or "").replace(" ; ", " ").replace("; ", " ").split():
        address = urlsplit(part)
        if address.scheme in SOURCE_SCHEMES and address.hostname:
            found.append((address.hostname.removeprefix("www."), part))
    return found


def _facts(current: Snapshot, row: int) -> list[tuple[str, str, str | None]]:
    """What else is known: name, value, and the value's language when it is not the page's."""
    known = current.records.properties(row, language())
    evidence = {
        "direct": gettext("A source writes about this very outlet."),
        "chain": gettext(
            "The supermarket chain sells OCOP goods; whether this shop does is not confirmed."
        ),
        "indirect": gettext("Only indirect evidence."),
    }
    criteria = {
        True: gettext("Yes, by its source"),
        False: gettext("No, by its source"),
    }
    status = None
    if known["kind"] == "outlet":
        status = STATUSES.label(known["status"], language())
    facts: list[tuple[str, str | None, str | None]] = [
        (gettext("Sells or makes"), known.get("products"), "vi"),
        (gettext("Run by"), known.get("operator"), "vi"),
        (gettext("Chain"), known.get("chain"), "vi"),
        (gettext("Link to OCOP"), evidence.get(known.get("evidence", "")), None),
        (
            gettext("Meets the Ministry’s criteria for OCOP points of sale"),
            criteria.get(known["ministry_criteria"]) if "ministry_criteria" in known else None,
            None,
        ),
        (gettext("Status"), status, None),
        (gettext("Opened"), date_words(known.get("opened")), None),
        (gettext("Last confirmed"), date_words(known.get("confirmed_on")), None),
    ]
    return [(name, str(value), lang) for name, value, lang in facts if value]


def _near(current: Snapshot, row: int, at: LonLat) -> list[Card]:
    """Other places, nearest first."""
    mask = np.ones(len(current.records), dtype=bool)
    mask[row] = False
    found = current.locator.index.query(at, NEAR, mask=mask)
    return [
        card(current, int(other), distance_m=float(metres), bearing_deg=float(degrees))
        for other, metres, degrees in zip(
            found.index, found.distance_m, found.bearing_deg, strict=True
        )
    ]
