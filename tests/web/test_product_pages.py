"""Pages of products, and what pages of places and units say of routes, coverage and names."""

from __future__ import annotations

import re

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.coverage import Question, cover
from geo.vintages import Level, UnitKey, Vintage
from web.product_pages import products, unit_of_product
from web.unit_coverage import RADIUS_M


def test_product_page_of_every_product_is_there_and_says_no_none(
    app: Flask, client: FlaskClient
) -> None:
    for product_id, known in products(app.extensions["snapshots"].current()).items():
        html = client.get(f"/products/{product_id}?lang=vi").text
        assert ">None<" not in html, product_id
        stars = f'aria-label="{known["stars"]} sao"' if known["stars"] else "Chưa xếp hạng"
        assert stars in html, product_id


def test_product_page_lists_the_outlets_nearest_to_its_unit(
    app: Flask, client: FlaskClient
) -> None:
    current = app.extensions["snapshots"].current()
    known = products(current)["p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do"]
    key = unit_of_product(known)
    assert key is not None
    centre = current.locator.boundaries.unit(*key).centre
    nearest = current.locator.nearest(centre, 6, kind="outlet")["id"].tolist()
    html = client.get(f"/products/{known['id']}").text
    assert re.findall(r'class="result [^"]*" data-id="([^"]+)"', html) == nearest


def test_product_page_of_none_is_missing(client: FlaskClient) -> None:
    assert client.get("/products/none").status_code == 404


def test_place_page_links_to_the_routes_that_stop_there(app: Flask, client: FlaskClient) -> None:
    current = app.extensions["snapshots"].current()
    routes = current.locator.routes
    place = str(routes["place_id"].dropna().value_counts().index[0])
    html = client.get(current.records.properties(current.records.row[place], "vi")["path"]).text
    there = set(routes.loc[routes["place_id"] == place, "route_id"])
    assert set(re.findall(r'href="/routes/([^"?]+)', html)) == there


def test_unit_page_links_to_the_routes_that_stop_in_it(app: Flask, client: FlaskClient) -> None:
    routes = app.extensions["snapshots"].current().locator.routes
    for code in ("01", "48", "79"):
        there = set(routes.loc[routes["province_2025_07_01"] == code, "route_id"])
        html = client.get(f"/places/2025-07-01/province/{code}").text
        assert set(re.findall(r'href="/routes/([^"?]+)', html)) == there


@pytest.mark.parametrize(
    "key",
    [
        UnitKey(Vintage.V2025_07, Level.PROVINCE, "48"),
        UnitKey(Vintage.V2025_03, Level.DISTRICT, "018"),
    ],
)
def test_unit_page_says_the_coverage_that_the_measure_gives(
    app: Flask, client: FlaskClient, key: UnitKey
) -> None:
    locator = app.extensions["snapshots"].current().locator
    asked = Question(vintage=key.vintage, level=key.level, radius_m=RADIUS_M)
    row = cover(locator, asked).table.set_index("code").loc[key.code]
    html = client.get(f"/places/{key.vintage}/{key.level}/{key.code}?lang=en").text
    html = html.replace("\xa0", " ")
    assert f"{round(100 * row['share_within'])} % live within 10 km" in html


def test_unit_page_lists_what_is_near_but_not_in_it(app: Flask, client: FlaskClient) -> None:
    current = app.extensions["snapshots"].current()
    places = current.locator.places
    unit = current.locator.boundaries.unit(Vintage.V2025_07, Level.COMMUNE, "00097")
    outside = (places["commune_2025_07_01"] != "00097").fillna(True) & (
        places["kind"] != "destination"
    )
    found = current.locator.index.query(unit.centre, 6, mask=np.asarray(outside, dtype=bool))
    html = client.get("/places/2025-07-01/commune/00097").text
    listed = re.findall(r'class="result [^"]*" data-id="([^"]+)"', html)
    assert listed[-6:] == places["id"].iloc[found.index].tolist()


def test_page_has_a_code_of_its_own_address_beside_it(client: FlaskClient) -> None:
    html = client.get("/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do?lang=en").text
    assert re.search(r'class="qr"', html)
    assert "http://localhost/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do?lang=en" in html
