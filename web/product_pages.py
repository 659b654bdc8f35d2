"""Blueprint of the products' pages: what it is, who makes it, its stars, where to look for it."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint, render_template, url_for

from geo import opening
from geo.coordinates import LonLat
from geo.errors import UnknownPlaceError
from geo.places.vocabularies import PRODUCER_KINDS, PRODUCT_CATEGORIES
from geo.vintages import CURRENT, Level, UnitKey, Vintage, unit_column
from web import front, sitemap, snapshot, structured_data
from web.cards import Card, card
from web.i18n import language
from web.maps import View
from web.page_maps import page_map
from web.pages import sources
from web.records import plain_values
from web.sharing import absolute, address, shared
from web.snapshot import Snapshot
from web.unit_pages import UnitLink, unit_link
from web.wording import date_words, gettext

blueprint = Blueprint("products", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)

NEAR = 6
"""Outlets listed on a product's page."""

Product = dict[str, Any]


@blueprint.get("/products/<product_id>")
def product(product_id: str) -> str:
    """One product."""
    current = snapshot.current()
    known = product_of(current, product_id)
    key = unit_of_product(known)
    units = {vintage: links_of_product(current, known, vintage) for vintage in Vintage}
    category = PRODUCT_CATEGORIES.label(known["category"], language())
    picture = absolute("pictures.product", product_id=product_id)
    view: View | None = None
    near: tuple[Card, ...] = ()
    if key is not None:
        unit = current.locator.boundaries.unit(*key)
        view = View(unit.centre, {Level.PROVINCE: 7, Level.DISTRICT: 9}.get(key.level, 10))
        near = outlets_near(current, unit.centre)
    return render_template(
        "product.html",
        product=known,
        category=category,
        now=units[Vintage.V2025_07],
        before=units[Vintage.V2025_03],
        facts=_facts(known),
        sources=sources(known["source_url"]),
        near=near,
        others=_others(current, known),
        map=page_map(view=view, unit=key, interactive=False) if view else None,
        words=front.script_words(),
        shared=shared(
            known["name"],
            structured_data.product(
                known["name"],
                address=address(),
                picture=picture,
                category=category,
                stars=known["stars"],
                producer=known["producer"],
            ),
            [(link.name, link.href) for link in units[CURRENT]],
            picture,
        ),
    )


@sitemap.lists
def pages(current: Snapshot) -> list[str]:
    """A page for every product."""
    return [f"/products/{product_id}" for product_id in products(current)]


def products(current: Snapshot) -> dict[str, Product]:
    """Every product by its id, as plain values."""

    def make() -> dict[str, Product]:
        table = current.locator.products
        columns = {str(name): plain_values(table[name]) for name in table.columns}
        rows = zip(*columns.values(), strict=True)
        return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}

    return current.keep("products", "all", make, most=1)


def product_of(current: Snapshot, product_id: str) -> Product:
    """
    The product of that id.

    Raises
    ------
    UnknownPlaceError
        If there is none.
    """
    known = products(current).get(product_id)
    if known is None:
        raise UnknownPlaceError(f"no product has the id {product_id[:80]!r}")
    return known


def unit_of_product(known: Product) -> UnitKey | None:
    """The smallest unit its producer is known to be in: today's, else the one before."""
    for vintage, level in (
        (CURRENT, Level.COMMUNE),
        (Vintage.V2025_03, Level.COMMUNE),
        (Vintage.V2025_03, Level.DISTRICT),
        (CURRENT, Level.PROVINCE),
    ):
        if code := known[unit_column(vintage, level)]:
            return UnitKey(vintage, level, code)
    return None


def links_of_product(current: Snapshot, known: Product, vintage: Vintage) -> tuple[UnitLink, ...]:
    """The units of one vintage its producer is in, from the province down."""
    return tuple(
        unit_link(current, UnitKey(vintage, level, code))
        for level in vintage.levels
        if (code := known[unit_column(vintage, level)])
    )


def outlets_near(current: Snapshot, at: LonLat) -> tuple[Card, ...]:
    """The outlets nearest to where it is made: where to ask for it first."""
    kinds = np.asarray(current.records.columns["kind"], dtype=object)
    found = current.locator.index.query(at, NEAR, mask=kinds == "outlet")
    return tuple(
        card(current, int(row), distance_m=float(metres), bearing_deg=float(degrees))
        for row, metres, degrees in zip(
            found.index, found.distance_m, found.bearing_deg, strict=True
        )
    )


def _others(current: Snapshot, known: Product) -> tuple[tuple[str, str], ...]:
    """Names and addresses of the same producer's other products."""
    return tuple(
        (other["name"], url_for("products.product", product_id=other["id"]))
        for other in products(current).values()
        if known["producer"] and other["producer"] == known["producer"]
        if other["id"] != known["id"]
    )


def _facts(known: Product) -> list[tuple[str, str, str | None]]:
    """What is known: name, value, and the value's language when it is not the page's."""
    kind = known["producer_kind"]
    until = known["expires_on"]
    valid = date_words(until)
    # A year alone, as most sources have it, is over when the next one has begun.
    if until and until < opening.now().date().isoformat()[: len(until)]:
        valid = gettext("%(date)s (expired)", date=valid)
    facts = [
        (gettext("Made by"), known["producer"], "vi"),
        (gettext("Kind of producer"), kind and PRODUCER_KINDS.label(kind, language()), None),
        (gettext("Year of recognition"), known["year"] and str(known["year"]), None),
        (gettext("Certificate until"), valid, None),
    ]
    return [(name, value, lang) for name, value, lang in facts if value]
