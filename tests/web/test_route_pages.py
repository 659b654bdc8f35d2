"""The published routes: the list and its filters, and a page for each of all of them."""

from __future__ import annotations

import itertools
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo import published_routes
from geo.locator import Locator
from geo.places.regions import REGION_OF, REGIONS
from geo.places.vocabularies import ROUTE_THEMES
from web.itineraries import duration_words
from web.route_pages import LENGTHS
from web.route_pictures import LEAST, SIZE, path_of

BAT_TRANG = "dau-chan-lang-co-bat-trang"
STOP = re.compile(r'<p class="stop-name"><span class="visually-hidden">(\d+)\. </span>(.*?)</p>')


def cards(page: str) -> list[str]:
    """The ids of the routes listed, in order."""
    return re.findall(r'<h2><a href="/routes/([a-z0-9-]+)', page)


def stops_of(page: str) -> list[tuple[int, str]]:
    """The stops that a page shows, each once: a day ends where the next begins."""
    found = [
        (int(number), unescape(re.sub("<[^>]+>", "", name))) for number, name in STOP.findall(page)
    ]
    return list(dict.fromkeys(found))


def test_page_of_every_route_has_length_time_and_stops_in_order(
    client: FlaskClient, locator: Locator
) -> None:
    routes = published_routes.read(locator.routes)
    assert len(routes) == 73
    for route in routes.values():
        got = client.get(f"/routes/{route.id}")
        assert got.status_code == 200, route.id
        assert stops_of(got.text) == [
            (number, stop.name) for number, stop in enumerate(route.placed, start=1)
        ], route.id
        length, time = re.search(r"<dd><strong>(.*?)</strong>, (.*?) lái xe", got.text).groups()  # type: ignore[union-attr]
        assert re.fullmatch(r"[\d.,]+ k?m", length), route.id
        assert re.fullmatch(r"(\d+ giờ ?)?(\d+ phút)?", time), route.id
        assert "ước tính" in got.text, route.id


def test_page_of_a_route_sums_its_days_up(client: FlaskClient) -> None:
    page = client.get("/routes/ha-giang-4n3d?lang=en").text
    days = [
        float(much) / (1 if unit == "km" else 1_000)
        for much, unit in re.findall(r'<h3>Day \d.*?<span class="muted">([\d.]+) (k?m)', page)
    ]
    (whole,) = re.findall(r"<strong>([\d.]+) km</strong>", page)
    assert len(days) == 4
    # Each is rounded to a whole kilometre or a tenth.
    assert sum(days) == pytest.approx(float(whole), abs=len(days))


def test_page_of_a_route_says_detours_arrivals_and_hours(client: FlaskClient) -> None:
    page = client.get(f"/routes/{BAT_TRANG}").text
    beside = re.findall(r'<li class="beside [\s\S]*?</li>', page)
    assert beside
    for place in beside:
        assert re.search(r"vòng thêm (\d+ phút)", place)
        assert re.search(r"tới lúc \d\d:\d\d", place)
        assert re.search("chưa rõ giờ mở cửa|lúc ấy mở cửa|lúc ấy đóng cửa", place)


def test_links_of_a_leg_lead_from_stop_to_stop_latitude_first(
    client: FlaskClient, locator: Locator
) -> None:
    page = client.get(f"/routes/{BAT_TRANG}").text
    stops = published_routes.read(locator.routes)[BAT_TRANG].placed
    legs = "".join(re.findall(r'<div class="leg">[\s\S]*?</details>', page))
    links = [unescape(link) for link in re.findall(r'href="(https://www\.google[^"]+)"', legs)]
    asked = [parse_qs(urlsplit(link).query) for link in links]
    expected = [
        [f"{stop.at.lat:.4f},{stop.at.lon:.4f}" for stop in pair if stop.at]
        for pair in itertools.pairwise(stops)
    ]
    got = [
        [
            ",".join(f"{float(degrees):.4f}" for degrees in query[end][0].split(","))
            for end in ("origin", "destination")
        ]
        for query in asked
    ]
    assert got == expected
    assert page.count("https://maps.apple.com/?saddr=") == len(expected)
    assert page.count("https://www.openstreetmap.org/directions?from=") == len(expected)


def test_page_of_a_route_leads_to_a_plan_with_its_stops(client: FlaskClient) -> None:
    page = client.get(f"/routes/{BAT_TRANG}").text
    (plan,) = re.findall(r'href="(/plan\?[^"]+)" rel="nofollow"', page)
    planned = client.get(unescape(plan))
    assert planned.status_code == 200
    # The same places; the route calls one of them otherwise.
    assert len(stops_of(planned.text)) == len(stops_of(page)) == 5


def test_page_of_an_unknown_route_is_not_found(client: FlaskClient) -> None:
    got = client.get("/routes/nowhere")
    assert got.status_code == 404


def test_list_has_every_route_with_a_picture_once(client: FlaskClient, locator: Locator) -> None:
    page = client.get("/routes").text
    assert cards(page) == list(published_routes.read(locator.routes))
    assert page.count('<svg class="route-picture"') == 73
    assert page.count('<symbol id="land"') == 1
    assert re.search(r'<symbol id="around"[^>]*><path d="M[-\dlz .M]{1000,}"/>', page)


@pytest.mark.parametrize(
    ("name", "values"),
    [("region", tuple(REGIONS)), ("theme", tuple(ROUTE_THEMES)), ("days", tuple(LENGTHS))],
)
def test_filter_lists_as_many_as_its_choice_promises(
    client: FlaskClient, name: str, values: tuple[str, ...]
) -> None:
    page = client.get("/routes").text
    together: set[str] = set()
    for value in values:
        (count,) = re.findall(rf'<option value="{re.escape(value)}" >[^<]*\((\d+)\)', page)
        found = cards(client.get("/routes", query_string={name: value}).text)
        assert len(found) == int(count)
        together |= set(found)
    assert together == set(cards(page))


def test_filters_together_pass_what_each_of_them_passes(client: FlaskClient) -> None:
    def listed(**query: str) -> set[str]:
        return set(cards(client.get("/routes", query_string=query).text))

    both = listed(region="mekong_delta", days="2")
    assert both == listed(region="mekong_delta") & listed(days="2")
    assert both


def test_list_refuses_a_filter_that_is_none_and_lets_strangers_pass(client: FlaskClient) -> None:
    assert client.get("/routes?region=atlantis").status_code == 400
    assert client.get("/routes?utm_source=zalo").status_code == 200


def test_regions_have_every_province_of_before_once(locator: Locator) -> None:
    from geo.vintages import Level, Vintage

    codes = set(locator.boundaries.layer(Vintage.V2025_03, Level.PROVINCE).index)
    assert set(REGION_OF) == codes
    assert set(REGION_OF.values()) == set(REGIONS)


def test_picture_holds_all_its_stops(client: FlaskClient) -> None:
    for picture in re.findall(r'<svg class="route-picture".*?</svg>', client.get("/routes").text):
        left, top, width, height = map(
            float,
            re.search(r'viewBox="(.*?)"', picture).group(1).split(),  # type: ignore[union-attr]
        )
        assert width >= LEAST
        assert width / height == pytest.approx(SIZE[0] / SIZE[1], rel=0.01)
        for x, y in re.findall(r'cx="(.*?)" cy="(.*?)"', picture):
            assert left < float(x) < left + width
            assert top < float(y) < top + height


def test_path_of_one_point_is_nothing() -> None:
    assert path_of([(3, 4), (3, 4)]) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "1 min"), (1_730, "29 min"), (3_600, "1 h"), (7_100, "2 h"), (12_400, "3 h 25 min")],
)
def test_duration_words_rounds_as_people_do(app: Flask, seconds: float, words: str) -> None:
    with app.test_request_context("/?lang=en"):
        assert duration_words(seconds) == words


def test_sitemap_lists_every_route_and_the_planner(client: FlaskClient) -> None:
    sitemap = client.get("/sitemap.xml").text
    assert sitemap.count("/routes/") >= 73
    assert "/plan?lang=vi" in sitemap
    assert "/routes?lang=vi" in sitemap


def test_page_of_a_place_leads_to_a_plan_through_it(client: FlaskClient) -> None:
    page = client.get("/villages/v-ha-noi-lang-gom-bat-trang").text
    assert 'href="/plan?stops=v-ha-noi-lang-gom-bat-trang"' in page


def test_files_of_a_route_are_there(client: FlaskClient) -> None:
    page = client.get(f"/routes/{BAT_TRANG}").text
    files = re.findall(r'href="(/api/routes/[^"]+)" download', page)
    assert len(files) == 4
    for address in files:
        assert client.get(unescape(address)).status_code == 200
