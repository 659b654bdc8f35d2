"""The planner of one's own journey: its address, its form without scripts, its answers."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from geo.itinerary import MOST_STOPS
from web.plan_form import changed

HA_NOI = "105.85240,21.02870,Hồ Gươm"
BAT_TRANG = "v-ha-noi-lang-gom-bat-trang"
HA_LONG = "107.07340,20.95010,Hạ Long"
HAI_PHONG = "106.68810,20.84490,Hải Phòng"


def plan(client: FlaskClient, *stops: str, answers: int = 200, **query: str) -> str:
    got = client.get("/plan", query_string={"lang": "en", "stops": ";".join(stops), **query})
    assert got.status_code == answers, got.text[:300]
    return got.text


def faults(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'role="alert">(.*?)</p>', page)]


def names(page: str) -> list[str]:
    """The stops in the form, in order."""
    return [unescape(name) for name in re.findall(r'<li data-stop="[^"]*" data-name="(.*?)"', page)]


def pressed(client: FlaskClient, **query: str) -> list[str]:
    """The stops after a press: a redirect to the address that says the same by them alone."""
    got = client.get("/plan", query_string=query)
    assert got.status_code == 303
    asked = parse_qs(urlsplit(got.headers["Location"]).query)
    assert not asked.keys() & {"do", "add"}
    return asked.get("stops", [""])[0].split(";")


def test_page_of_nothing_asks_for_stops(client: FlaskClient) -> None:
    page = plan(client)
    assert not faults(page)
    assert names(page) == []


def test_page_with_one_stop_asks_for_another(client: FlaskClient) -> None:
    page = plan(client, HA_NOI)
    assert not faults(page)
    assert "One stop so far: add where to go." in page


def test_page_reads_ids_positions_and_names(client: FlaskClient) -> None:
    page = plan(client, HA_NOI, BAT_TRANG, "Hạ Long", "21.0287,105.8524")
    assert names(page)[:2] == ["Hồ Gươm", "Làng gốm Bát Tràng"]
    assert "Hạ Long" in names(page)[2]
    # Only the other way round are those two numbers a position; it is called by its commune.
    assert names(page)[3] == "A point in Hoan Kiem Ward"


@pytest.mark.parametrize(
    ("stops", "words"),
    [
        ((HA_NOI, HA_NOI), "Stops 1 and 2 are the same place, Hồ Gươm"),
        ((HA_NOI, "109.50000,18.00000"), "Stop 2 (18.0000, 109.5000) is not on land in Vietnam"),
        ((HA_NOI, "102.60000,17.97000"), "Stop 2 (17.9700, 102.6000) is not on land in Vietnam"),
        ((HA_NOI, "zzqqx wwkk"), "Stop 2: we know nothing called “zzqqx wwkk”"),
        (("", *[HA_NOI, HA_LONG] * 13), "There are 26 stops; a journey has at most 25"),
    ],
)
def test_page_says_what_is_wrong_with_stops(
    client: FlaskClient, stops: tuple[str, ...], words: str
) -> None:
    page = plan(client, *stops, answers=400)
    (fault,) = faults(page)
    assert fault.startswith(words)
    # They stay in the form, to be put right.
    assert len(names(page)) == len([stop for stop in stops if stop])


def test_page_says_that_no_road_leads_to_an_island_without_ferry(client: FlaskClient) -> None:
    page = plan(client, HA_NOI, "109.70000,7.50872,Trường Sa", answers=400)
    (fault,) = faults(page)
    assert re.match(r"No road or ferry|Stop 2 \(Trường Sa\) is more than 50 km", fault)


def test_page_takes_as_many_stops_as_a_journey_may_have(client: FlaskClient) -> None:
    stops = [HA_NOI, HA_LONG] * 13
    page = plan(client, *stops[:MOST_STOPS])
    assert len(names(page)) == MOST_STOPS
    assert len(set(re.findall(r'<span class="visually-hidden">(\d+)\. </span>', page))) == 25


def test_page_refuses_what_a_field_cannot_be(client: FlaskClient) -> None:
    assert "hours" in plan(client, HA_NOI, answers=400, hours="99")
    assert "no such day" in plan(client, HA_NOI, HA_LONG, answers=400, depart="2026-02-31T08:00")


def test_page_of_a_round_trip_ends_where_it_began(client: FlaskClient) -> None:
    once, there_and_back = (
        float(re.search(r"<strong>([\d.]+) km", page).group(1))  # type: ignore[union-attr]
        for page in (
            plan(client, HA_NOI, HA_LONG),
            plan(client, HA_NOI, HA_LONG, round="1"),
        )
    )
    assert there_and_back == pytest.approx(2 * once, rel=0.05)


def test_page_splits_days_by_the_limit_on_driving(client: FlaskClient) -> None:
    stops = (HA_NOI, HAI_PHONG, HA_LONG)
    few = plan(client, *stops, hours="12")
    many = plan(client, *stops, hours="1")
    assert len(re.findall(r'<section class="day', few)) == 1
    assert len(re.findall(r'<section class="day', many)) == 2


def test_page_counts_days_from_the_date_and_time_given(client: FlaskClient) -> None:
    page = plan(client, HA_NOI, HA_LONG, depart="2026-12-24T06:30")
    assert "Day 1 · Thursday 24/12" in page
    assert "leave 06:30" in page


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up-2", (1, 0, 2)),
        ("down-2", (0, 2, 1)),
        ("drop-1", (1, 2)),
        ("reverse", (2, 1, 0)),
        ("up-1", (0, 1, 2)),
        ("drop-9", (0, 1, 2)),
    ],
)
def test_press_of_a_button_goes_to_the_address_it_means(
    client: FlaskClient, do: str, order: tuple[int, ...]
) -> None:
    stops = [HA_NOI, BAT_TRANG, HA_LONG]
    assert pressed(client, stops=";".join(stops), do=do) == [stops[row] for row in order]
    assert changed(stops, do) == [stops[row] for row in order]


def test_press_of_best_order_leaves_the_ends_and_is_the_shortest(client: FlaskClient) -> None:
    stops = [HA_NOI, HA_LONG, BAT_TRANG, HAI_PHONG, "107.34000,21.00000,Cẩm Phả"]
    got = pressed(client, stops=";".join(stops), do="order")
    assert got == [HA_NOI, BAT_TRANG, HAI_PHONG, HA_LONG, stops[-1]]


def test_press_of_best_order_keeps_stops_that_make_no_journey(client: FlaskClient) -> None:
    stops = [HA_NOI, "zzqqx wwkk", HA_LONG]
    assert pressed(client, stops=";".join(stops), do="order") == stops


def test_add_appends_what_is_typed_and_keeps_the_rest(client: FlaskClient) -> None:
    got = client.get("/plan", query_string={"stops": HA_NOI, "add": BAT_TRANG, "stay": "30"})
    asked = parse_qs(urlsplit(got.headers["Location"]).query)
    assert asked == {"stops": [f"{HA_NOI};{BAT_TRANG}"], "stay": ["30"]}


def test_suggestion_added_becomes_a_stop_on_its_leg(client: FlaskClient) -> None:
    page = plan(client, HA_NOI, HAI_PHONG, HA_LONG)
    found = re.findall(
        r'href="(/plan[^"]+)" data-change rel="nofollow">Add<span[^>]*>: (.*?)</', page
    )
    link, name = found[0]
    after = client.get(unescape(link)).text
    assert names(after)[1] == unescape(name)
    assert names(after)[0] == "Hồ Gươm"
    assert len(names(after)) == 4


def test_suggestion_taken_out_is_not_suggested_again(client: FlaskClient) -> None:
    page = plan(client, HA_NOI, HAI_PHONG)
    link = re.findall(r'href="(/plan[^"]+without[^"]+)" data-change', page)[0]
    (place,) = parse_qs(urlsplit(unescape(link)).query)["without"]
    after = client.get(unescape(link)).text
    assert f"/{place}?" in page
    assert f"/{place}?" not in after


def test_suggestions_of_one_kind_are_of_that_kind(client: FlaskClient) -> None:
    page = plan(client, HA_NOI, HAI_PHONG, kind="outlet")
    kinds = set(re.findall(r'<li class="beside (\w+)', page))
    assert kinds == {"outlet"}


def test_suggestions_within_nothing_are_none(client: FlaskClient) -> None:
    assert '<li class="beside' not in plan(client, HA_NOI, HAI_PHONG, within="0")


def test_suggestions_cost_no_more_than_asked(client: FlaskClient) -> None:
    page = plan(client, HA_NOI, HAI_PHONG, within="6")
    detours = [int(minutes) for minutes in re.findall(r"detour (\d+) min", page)]
    assert detours
    assert max(detours) <= 6


def test_names_from_the_address_stay_text(client: FlaskClient) -> None:
    page = plan(client, "105.85240,21.02870,<script>alert(1)</script>", HA_LONG)
    assert "<script>alert" not in page


def test_address_of_the_form_answers_the_same(client: FlaskClient) -> None:
    asked = {"stops": f"{HA_NOI};{HA_LONG}", "by": "distance", "kind": "village", "lang": "en"}
    first = client.get(f"/plan?{urlencode(asked)}").text
    field = re.search(r'name="stops" value="(.*?)"', first).group(1)  # type: ignore[union-attr]
    again = client.get("/plan", query_string={**asked, "stops": unescape(field)}).text
    assert names(first) == names(again)
    assert re.findall(r"<strong>[\d.]+ km", first) == re.findall(r"<strong>[\d.]+ km", again)
