"""What the filters of the map page say they leave is what they leave."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

OPTION = re.compile(r'<option value="([^"]+)"([^>]*)>([^<]*) \(([\d.,]+)\)</option>', re.S)
SELECT = re.compile(r'<select name="(\w+)"[^>]*>(.*?)</select>', re.S)
CHIP = re.compile(r'<li><a href="([^"]+)" data-filter>')
BASES = (
    {"q": "hoi an"},
    {"q": "hoi an", "kind": "outlet", "evidence": "direct"},
    {"at": "21.03,105.85", "within_km": "50", "kind": "outlet,village,destination"},
    {"province": "01"},
    {"province": "01", "vintage": "2025-03-01", "craft": "pottery"},
    {"stars": "3,4,5", "kind": "village"},
)


def choices(html: str) -> dict[str, dict[str, int]]:
    """Parameter -> value -> the count that its option says."""
    return {
        name: {value: int(re.sub(r"\D", "", count)) for value, _, _, count in OPTION.findall(inner)}
        for name, inner in SELECT.findall(html)
    }


def matched(client: FlaskClient, **query: str) -> int:
    """How many places the API gives for these parameters."""
    query = {"kind": "outlet,village", **query}
    if "q" in query or "at" in query:
        at = query.pop("q", None) or query.pop("at")
        answer = client.get("/api/nearest", query_string={"at": at, "k": 100, **query})
        return len(answer.get_json(force=True)["features"])
    answer = client.get("/api/places", query_string={"limit": 1, **query})
    count: int = answer.get_json(force=True)["numberMatched"]
    return count


@pytest.mark.parametrize("base", BASES, ids=lambda base: "&".join(base.values()))
def test_filters_leave_what_their_counts_say(client: FlaskClient, base: dict[str, str]) -> None:
    html = client.get("/", query_string=base).text
    seen = 0
    for name, options in choices(html).items():
        for value, count in list(options.items())[:4]:
            if count >= 100:
                continue  # the API lists no more
            query = {**base, name: value}
            if name == "province":
                query.pop("commune", None)
            assert matched(client, **query) == count, query
            seen += 1
    assert seen > 4


def test_filters_that_are_on_have_a_way_out_each_and_together(client: FlaskClient) -> None:
    html = client.get("/?q=hoi+an&craft=pottery&within_km=50&kind=village&lang=en").text
    ways = [unescape(way) for way in CHIP.findall(html)]
    assert len(ways) == 2
    for dropped, way in zip(("within_km", "craft"), ways, strict=True):
        assert f"{dropped}=" not in way
        assert "kind=village" in way
    (clear,) = re.findall(r'class="all" href="([^"]+)"', html)
    assert unescape(clear) == "/?q=hoi+an&kind=village&lang=en"


def test_filter_of_the_province_takes_its_commune_with_it(client: FlaskClient) -> None:
    html = client.get("/?province=48&commune=20410&lang=en").text
    ways = [unescape(way) for way in CHIP.findall(html)]
    assert ways == ["/?lang=en", "/?province=48&lang=en"]


def test_filters_that_nothing_passes_offer_each_way_out(client: FlaskClient) -> None:
    html = client.get("/?province=01&craft=salt&lang=en").text
    assert "0 places pass the filters" in html
    assert "Without “Salt”" in html
    assert "Without “Hà Nội”" in html


def test_nothing_within_the_radius_says_how_far_the_nearest_is(client: FlaskClient) -> None:
    html = client.get("/?at=16.5,111.6&within_km=20&lang=en").text
    (radius,) = re.findall(r"within_km=(\d+)[^>]*>Search within", html)
    wider = client.get(f"/?at=16.5,111.6&within_km={radius}").text
    assert re.search(r'class="result ', wider)


@pytest.mark.parametrize("code", ["00000", "99999"])
def test_filter_by_a_unit_that_is_not_there_passes_nothing(client: FlaskClient, code: str) -> None:
    response = client.get(f"/?commune={code}&lang=en")
    assert response.status_code == 200
    assert "0 places pass the filters" in response.text


@pytest.mark.parametrize("query", ["province=1", "commune=x", "within_km=0", "category=palace"])
def test_filter_that_cannot_be_is_refused_in_words(client: FlaskClient, query: str) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 400
    assert 'role="alert"' in response.text
