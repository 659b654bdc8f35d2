"""`/api/routes`, `/api/routes/<id>` and `/api/plan`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import gpxpy
import pytest
from flask.testing import FlaskClient
from icalendar import Calendar

from geo.itinerary.files import MEDIA_TYPES
from geo.locator import Locator

STOPS = "105.85,21.03;105.91,20.98;107.05,20.96"


def test_routes_lists_every_route_in_order(ask: Any, locator: Locator) -> None:
    found = ask("/api/routes")["routes"]
    assert [route["id"] for route in found] == list(dict.fromkeys(locator.routes["route_id"]))
    loops = ask("/api/routes", theme="loop")["routes"]
    assert loops == [route for route in found if route["theme"] == "loop"]
    assert 0 < len(loops) < len(found)


def test_route_of_each_id_has_its_journey_in_order(ask: Any) -> None:
    for route in ask("/api/routes")["routes"]:
        answer = ask(f"/api/routes/{route['id']}")
        assert [stop["name"] for stop in answer["stops"]] == [
            stop["name"] for stop in answer["stops_published"] if stop["lat"] is not None
        ]
        assert answer["distance_m"] > 0
        assert len(answer["legs"]) == len(answer["stops"]) - 1


def test_route_of_an_unknown_id_is_not_found(ask: Any) -> None:
    assert ask("/api/routes/none", answers=404)["code"] == "unknown-route"


def test_plan_as_json_has_the_shape_of_the_interface(ask: Any) -> None:
    answer = ask("/api/plan", stops=STOPS, corridor_km=5)
    assert answer["estimated"] is True
    assert len(answer["legs"]) == 2
    assert sum(leg["distance_m"] for leg in answer["legs"]) == pytest.approx(
        answer["distance_m"], abs=2
    )
    assert answer["places"]
    assert all(place["offset_m"] <= 5_000 for place in answer["places"])
    assert answer["geometry"]["coordinates"][0] == [105.85, 21.03]
    assert answer["geometry"]["coordinates"][-1] == [107.05, 20.96]
    assert answer["links"]["google_maps"][0]["href"].startswith("https://www.google.com/maps/dir/")
    outlets = ask("/api/plan", stops=STOPS, corridor_minutes=20, kind="outlet")["places"]
    assert outlets
    assert all(place["detour_s"] <= 1_200 for place in outlets)


@pytest.mark.parametrize("path", ["/api/plan", "/api/routes/ha-giang-4n3d"])
def test_journey_sets_out_when_it_is_asked_to(client: FlaskClient, path: str) -> None:
    query = {"depart": "2026-12-01T06:30", **({"stops": STOPS} if path == "/api/plan" else {})}
    begins = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    days = client.get(path, query_string=query).json["days"]  # type: ignore[index]
    assert datetime.fromisoformat(days[0]["depart"]) == begins
    ics = Calendar.from_ical(client.get(path, query_string={**query, "f": "ics"}).data)
    assert ics.walk("VEVENT")[0]["dtstart"].dt == begins
    gpx = gpxpy.parse(client.get(path, query_string={**query, "f": "gpx"}).text)
    times = [point.time for segment in gpx.tracks[0].segments for point in segment.points]
    assert times[0] == gpx.waypoints[0].time == begins
    assert times == sorted(times)


@pytest.mark.parametrize(
    "depart", ["tomorrow", "2026-02-31T08:00", "2026-12-01", "1926-12-01T08:00"]
)
def test_plan_departing_at_no_moment_says_how_one_is_written(ask: Any, depart: str) -> None:
    refused = ask("/api/plan", answers=400, stops=STOPS, depart=depart)
    assert "2026-12-01T08:00" in refused["description"]


@pytest.mark.parametrize("form", MEDIA_TYPES)
@pytest.mark.parametrize("path", [f"/api/plan?stops={STOPS}", "/api/routes/ha-giang-4n3d?lang=vi"])
def test_journey_as_a_file_has_its_type_and_name(client: FlaskClient, path: str, form: str) -> None:
    got = client.get(f"{path}&f={form}")
    assert got.status_code == 200
    assert got.mimetype == MEDIA_TYPES[form]
    assert f".{form}" in got.headers["Content-Disposition"]
    if form == "gpx":
        assert len(gpxpy.parse(got.text).tracks) == 1
    if form == "ics":
        assert Calendar.from_ical(got.data).walk("VEVENT")


def test_plan_optimised_and_round_comes_back(ask: Any) -> None:
    given = "105.85,21.03;107.05,20.96;105.91,20.98;106.68,20.86"
    answer = ask("/api/plan", stops=given, optimise="true", round_trip="true")
    order = [stop["given"] for stop in answer["stops"]]
    assert order[0] == order[-1] == 0
    assert sorted(order[:-1]) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("stops", "status", "code"),
    [
        ("105.85,21.03", 400, "invalid-parameter"),
        ("105.85,21.03;105.85,21.03", 400, "invalid-parameter"),
        (";".join(f"105.{n + 50},20.9" for n in range(26)), 400, "invalid-parameter"),
        ("105.85,21.03;108.5,18.5", 400, "off-network"),
        ("105.85,21.03;102.6,17.97", 400, "off-network"),
        ("105.85,21.03;zzqx không đâu", 404, "place-not-found"),
        ("105.85,21.03;999,999", 404, "place-not-found"),
    ],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_plan_of_stops_that_make_no_journey_says_why(
    ask: Any, stops: str, status: int, code: str, lang: str
) -> None:
    answer = ask("/api/plan", answers=status, stops=stops, lang=lang)
    assert answer["code"] == code
    assert len(answer["description"]) > 20
