"""JSON-LD of every kind of page: what it says, and that names from data cannot leave it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.structured_data import opening_hours

SCRIPT = re.compile(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', re.S)
PAGES = {
    "/outlets/ag-chau-doc-tu-son": "GroceryStore",
    "/villages/v-ha-noi-lang-gom-bat-trang": "TouristAttraction",
    "/destinations/d-ha-noi-van-mieu-quoc-tu-giam": "TouristAttraction",
    "/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do": "Product",
    "/places/2025-03-01/district/018": "AdministrativeArea",
    "/places/2025-07-01/commune/00097": "AdministrativeArea",
}


def things(client: FlaskClient, path: str) -> dict[str, dict[str, Any]]:
    (text,) = SCRIPT.findall(client.get(path).text)
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    return {str(thing["@type"]): thing for thing in document["@graph"]}


@pytest.mark.parametrize(("path", "kind"), PAGES.items())
@pytest.mark.parametrize("language", ["vi", "en"])
def test_page_says_what_it_is_about_and_the_way_to_it(
    client: FlaskClient, path: str, kind: str, language: str
) -> None:
    found = things(client, f"{path}?lang={language}")
    crumbs = found.pop("BreadcrumbList")["itemListElement"]
    (about,) = found.values()
    assert about["@type"] == kind
    own = f"http://localhost{path}?lang={language}"
    assert about["url"] == crumbs[-1]["item"] == own
    assert [crumb["position"] for crumb in crumbs] == list(range(1, len(crumbs) + 1))
    for crumb in crumbs:
        assert client.get(crumb["item"].removeprefix("http://localhost")).status_code == 200


def test_page_gives_a_position_only_where_the_place_itself_is_known(
    app: Flask, client: FlaskClient
) -> None:
    records = app.extensions["snapshots"].current().records
    seen = set()
    for row, precision in enumerate(records.columns["precision"]):
        kind = records.columns["kind"][row]
        if (kind, precision) in seen:
            continue
        seen.add((kind, precision))
        found = things(client, records.properties(row, "vi")["path"])
        found.pop("BreadcrumbList")
        (about,) = found.values()
        assert ("geo" in about) == (precision in {"exact", "street"}), records.ids[row]
        if "geo" in about:
            assert about["geo"]["latitude"] == pytest.approx(records.lat[row], abs=1e-5)
            assert about["geo"]["longitude"] == pytest.approx(records.lon[row], abs=1e-5)
    assert len(seen) >= 6


def test_page_gives_stars_as_the_programmes_grade_and_no_rating_of_customers(
    client: FlaskClient,
) -> None:
    product = things(client, "/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do")["Product"]
    assert product["hasCertification"]["certificationRating"]["ratingValue"] == 5
    assert "aggregateRating" not in json.dumps(product)


def test_opening_hours_of_weekdays_are_said_day_by_day() -> None:
    (week, sunday) = opening_hours("Mo-Sa 07:30-17:00; Su 08:00-12:00")
    assert len(week["dayOfWeek"]) == 6
    assert sunday["dayOfWeek"] == ["Sunday"]
    assert (sunday["opens"], sunday["closes"]) == ("08:00", "12:00")


@pytest.mark.parametrize(
    "hours", ["PH off", "Mo-Fr 08:00-17:00; PH off", "sunrise-sunset", "Jan-Mar 08:00-12:00", "x"]
)
def test_opening_hours_with_more_to_them_are_left_out(hours: str) -> None:
    assert opening_hours(hours) == []
