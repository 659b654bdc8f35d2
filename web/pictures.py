"""Blueprint of the pictures that pages are shared with: of places, units, products, routes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import shapely
from flask import Blueprint, Response

from geo import published_routes
from geo.coordinates import LonLat
from geo.errors import UnknownPlaceError
from geo.places.vocabularies import PLACE_KINDS, PRODUCT_CATEGORIES
from geo.vintages import layer_from_text
from web import snapshot
from web.caching import Body, respond
from web.cards import card
from web.i18n import language
from web.maps import Pin
from web.operations import SHARED
from web.product_pages import product_of, unit_of_product
from web.published_routes import journey_of, routes_of, stops_of
from web.sharing_pictures import Sketch, picture, view_of
from web.snapshot import Snapshot
from web.unit_pages import sentence_of
from web.wording import gettext

blueprint = Blueprint("pictures", __name__, url_prefix="/pictures")

KEPT = 128
"""Pictures kept by a worker, some 50 kB each; those who share pages ask for the same ones."""
COUNTRY = (LonLat(108.4, 15.6), 5.4)
"""The whole country with both archipelagos."""


@blueprint.get("/vietnam.png")
def country() -> Response:
    """For every page that is of no one place."""

    def sketch(_: Snapshot) -> Sketch:
        centre, zoom = COUNTRY
        return Sketch(
            title=gettext("OCOP map of Vietnam"),
            line=gettext("An open map of where OCOP goods are sold and made."),
            site="",
            centre=centre,
            zoom=zoom,
        )

    return _answer(("country",), sketch)


@blueprint.get("/places/<place_id>.png")
def place(place_id: str) -> Response:
    """An outlet, a village or a destination."""

    def sketch(current: Snapshot) -> Sketch:
        row = current.records.row.get(place_id)
        if row is None:
            raise UnknownPlaceError(f"no place has the id {place_id!r}")
        shown = card(current, row)
        at = LonLat(shown.lon, shown.lat)
        kind = PLACE_KINDS.label(shown.kind, language())
        words = [kind, shown.category if shown.category != kind else "", shown.where]
        return Sketch(
            title=shown.name,
            line=" · ".join(filter(None, words)),
            site=gettext("OCOP map of Vietnam"),
            centre=at,
            zoom=9 if shown.approximate else 11,
            pin=Pin(at, shown.kind, shown.precision, shown.name),
        )

    return _answer(("place", place_id), sketch)


@blueprint.get("/units/<vintage>/<level>/<code>.png")
def unit(vintage: str, level: str, code: str) -> Response:
    """A unit among its neighbours."""

    def sketch(current: Snapshot) -> Sketch:
        found = current.locator.boundaries.unit(*layer_from_text(vintage, level), code)
        outline = current.locator.boundaries.layer(*found.key[:2]).loc[code, "geometry"]
        west, south, east, north = outline.bounds
        # 360 pixels of a map of 630: some of what is around is seen too.
        span = max(east - west, north - south, 0.01)
        return Sketch(
            title=found.name,
            line=sentence_of(current, found.key, found.name),
            site=gettext("OCOP map of Vietnam"),
            centre=LonLat((west + east) / 2, (south + north) / 2),
            zoom=float(np.clip(np.log2(360 / 256 * 360 / span), 5, 12)),
            unit=found.key,
        )

    return _answer(("unit", vintage, level, code), sketch)


@blueprint.get("/products/<product_id>.png")
def product(product_id: str) -> Response:
    """A product, by the unit its producer is in."""

    def sketch(current: Snapshot) -> Sketch:
        known = product_of(current, product_id)
        key = unit_of_product(known)
        centre, zoom = COUNTRY
        where = ""
        if key is not None:
            found = current.locator.boundaries.unit(*key)
            centre, zoom, where = found.centre, 8.5, found.name
        words = [PRODUCT_CATEGORIES.label(known["category"], language()), where]
        return Sketch(
            title=known["name"],
            line=" · ".join(filter(None, words)),
            site=gettext("OCOP map of Vietnam"),
            centre=centre,
            zoom=zoom,
            unit=key,
        )

    return _answer(("product", product_id), sketch)


@blueprint.get("/routes/<route_id>.png")
def route(route_id: str) -> Response:
    """A published route: its line, and the names of its stops."""

    def sketch(current: Snapshot) -> Sketch:
        known = published_routes.find(routes_of(current), route_id)
        stops = np.array([stop.at for stop in stops_of(current, known)], dtype=float)
        made = journey_of(current, known)
        way = stops if made is None else shapely.get_coordinates(made.line)
        centre, zoom = view_of(np.vstack([way, stops])) if len(stops) else COUNTRY
        return Sketch(
            title=known.name,
            line=" – ".join(stop.name for stop in known.stops),
            site=gettext("OCOP map of Vietnam"),
            centre=centre,
            zoom=zoom,
            way=way if len(stops) else None,
            stops=stops,
        )

    return _answer(("route", route_id), sketch)


def _answer(key: tuple[str, ...], sketch: Callable[[Snapshot], Sketch]) -> Response:
    """The picture, drawn once for a language and a data version."""
    current = snapshot.current()
    body = current.keep(
        "pictures",
        (*key, language()),
        lambda: Body(picture(current, sketch(current))),
        most=KEPT,
    )
    return respond(body, "image/png", cache=SHARED, vary="Accept-Language")
