"""`/api/nearest` against brute force with `pyproj.Geod`, and what it refuses."""

import numpy as np
import pytest
from pyproj import Geod

from geo.coordinates import LonLat

GEOD = Geod(ellps="WGS84")
HOI_AN = {"lat": 15.8801, "lon": 108.338}
HA_NOI = {"lat": 21.0285, "lon": 105.8542}
# A border, islands, the sea, and far abroad.
ASKED = [
    (21.0285, 105.8542),
    (23.36, 105.32),
    (8.69, 106.61),
    (16.5, 111.6),
    (10.0, 103.0),
    (12.0, 118.0),
    (48.85, 2.35),
    (-33.9, 151.2),
    (90.0, 0.0),
    (0.0, -180.0),
]


def brute(locator, lat, lon, passing):
    """Ids in the order of distance, equal distances in the order of rows, with the distances."""
    rows = np.flatnonzero(passing)
    places = locator.places.iloc[rows]
    metres = GEOD.inv(
        np.full(len(rows), lon), np.full(len(rows), lat), places["lon"], places["lat"]
    )[2]
    order = np.lexsort((rows, metres))
    return places["id"].to_numpy()[order].tolist(), metres[order]


FILTERS = {
    "all": ({}, lambda p: np.ones(len(p), bool)),
    "kind": ({"kind": "outlet"}, lambda p: p["kind"] == "outlet"),
    "kinds": (
        {"kind": "village,destination"},
        lambda p: p["kind"].isin(["village", "destination"]),
    ),
    "craft": (
        {"craft": "pottery,silk_weaving"},
        lambda p: (p["kind"] == "village") & p["category"].isin(["pottery", "silk_weaving"]),
    ),
    "category": ({"category": "supermarket"}, lambda p: p["category"] == "supermarket"),
    "evidence": ({"evidence": "direct"}, lambda p: p["evidence"] == "direct"),
    "province": ({"province": "01"}, lambda p: p["province_2025_07_01"] == "01"),
    "older province": (
        {"province": "49", "vintage": "2025-03-01"},
        lambda p: p["province_2025_03_01"] == "49",
    ),
    "precision": (
        {"precision": "exact,street"},
        lambda p: p["precision"].isin(["exact", "street"]),
    ),
    "status": ({"status": "open,unknown"}, lambda p: p["status"] != "closed"),
    "together": (
        {"kind": "outlet", "evidence": "direct", "status": "open"},
        lambda p: (p["kind"] == "outlet") & (p["evidence"] == "direct") & (p["status"] == "open"),
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_nearest_with_filters_is_what_brute_force_finds(ask, locator, name):
    query, passes = FILTERS[name]
    passing = np.asarray(passes(locator.places).fillna(False), bool) if name != "all" else None
    if passing is None:
        passing = np.ones(len(locator.places), bool)
    assert passing.any()
    for lat, lon in ASKED:
        ids, metres = brute(locator, lat, lon, passing)
        answer = ask("/api/nearest", lat=lat, lon=lon, k=7, **query)
        found = answer["features"]
        assert [feature["id"] for feature in found] == ids[:7]
        distances = [feature["properties"]["distance_m"] for feature in found]
        assert distances == pytest.approx(metres[:7], abs=0.051)


@pytest.mark.parametrize("within_km", [0.5, 5, 40.5, 300])
def test_nearest_within_a_radius_is_what_brute_force_finds(ask, locator, within_km):
    ids, metres = brute(locator, *HA_NOI.values(), np.ones(len(locator.places), bool))
    due = [place for place, at in zip(ids, metres, strict=True) if at <= within_km * 1000]
    answer = ask("/api/nearest", **HA_NOI, k=100, within_km=within_km)
    assert [feature["id"] for feature in answer["features"]] == due[:100]


def test_nearest_place_has_the_fields_that_outside_checks_read(ask):
    answer = ask("/api/nearest", **HOI_AN, k=3, kind="outlet")
    assert answer["type"] == "FeatureCollection"
    assert len(answer["features"]) == 3
    for feature in answer["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["id"], str)
        assert feature["geometry"]["type"] == "Point"
        known = feature["properties"]
        due = ("kind", "name", "name_en", "category", "address", "precision", "units", "stars")
        for name in (*due, "source_url", "status", "distance_m", "bearing_deg", "directions"):
            assert name in known
        assert set(known["units"]) <= {"2025-03-01", "2025-07-01"}
        assert set(known["directions"]) == {"google_maps", "apple_maps", "openstreetmap"}


def test_nearest_bearing_points_at_the_place(ask):
    for feature in ask("/api/nearest", **HOI_AN, k=20)["features"]:
        azimuth, _, _ = GEOD.inv(HOI_AN["lon"], HOI_AN["lat"], *feature["geometry"]["coordinates"])
        turn = (feature["properties"]["bearing_deg"] - azimuth + 180) % 360 - 180
        assert abs(turn) <= 0.06


@pytest.mark.parametrize("text", ["Hội An", "hoi an", "  HOI AN "])
def test_nearest_to_a_name_measures_from_there(ask, text):
    answer = ask("/api/nearest", at=text, k=2)
    position = answer["position"]
    assert (position["lat"], position["lon"]) == (
        pytest.approx(15.88, abs=0.1),
        pytest.approx(108.33, abs=0.1),
    )
    assert {"label", "precision", "units", "candidates"} <= position.keys()
    first = answer["features"][0]
    metres = GEOD.inv(position["lon"], position["lat"], *first["geometry"]["coordinates"])[2]
    assert first["properties"]["distance_m"] == pytest.approx(metres, abs=0.051)


def test_nearest_to_written_coordinates_is_nearest_to_the_position(ask):
    written = ask("/api/nearest", at="15.8801, 108.338", k=4)
    assert written == ask("/api/nearest", **HOI_AN, k=4)


def test_nearest_open_now_asks_the_clock_in_vietnam(app, ask, locator):
    # No committed place says its hours, so none is known to be open; without it, all are there.
    known = locator.places["opening_hours"].notna().any()
    found = ask("/api/nearest", **HOI_AN, open="true")["features"]
    assert bool(found) == bool(known)
    assert len(ask("/api/nearest", **HOI_AN, open="false")["features"]) == 10


@pytest.mark.parametrize(
    ("query", "status", "code", "says"),
    [
        ({}, 400, "missing-parameter", "Give both lat and lon, or at"),
        ({"lat": 21}, 400, "missing-parameter", "Give both lat and lon"),
        ({**HOI_AN, "at": "Huế"}, 400, "contradicting-parameters", "not both"),
        ({"lat": 105.85, "lon": 21.03}, 400, "invalid-position", "look swapped"),
        ({"at": "105.85, 21.03"}, 400, "invalid-position", "look swapped"),
        ({"lat": "NaN", "lon": "NaN"}, 400, "invalid-position", "no number of degrees"),
        ({"lat": "inf", "lon": 1}, 400, "invalid-position", "no number of degrees"),
        ({**HOI_AN, "k": 0}, 400, "invalid-parameter", "from 1 to 100"),
        ({**HOI_AN, "k": 10**9}, 400, "invalid-parameter", "from 1 to 100"),
        ({**HOI_AN, "k": -1}, 400, "invalid-parameter", "from 1 to 100"),
        ({**HOI_AN, "k": "nhiều"}, 400, "invalid-parameter", "from 1 to 100"),
        ({**HOI_AN, "within_km": -5}, 400, "invalid-parameter", "above 0"),
        ({**HOI_AN, "within_km": 0}, 400, "invalid-parameter", "above 0"),
        ({**HOI_AN, "kind": "shop"}, 400, "invalid-parameter", "outlet, village, destination"),
        ({**HOI_AN, "stars": 7}, 400, "invalid-parameter", "3, 4, 5"),
        ({**HOI_AN, "province": "Hà Nội"}, 400, "invalid-parameter", "another form: 01"),
        ({**HOI_AN, "radius": 5}, 400, "unknown-parameter", "there are lat, lon, at, k"),
        ({"at": ""}, 400, "empty-parameter", "empty"),
        ({"at": "   "}, 400, "empty-parameter", "empty"),
        ({"at": "x" * 10_240}, 400, "invalid-parameter", "at most 300"),
        ({"at": "Xyzzy Qwfp"}, 404, "place-not-found", "Xyzzy Qwfp"),
    ],
)
def test_nearest_with_bad_input_says_what_would_do(ask, query, status, code, says):
    answer = ask("/api/nearest", answers=status, **query)
    assert answer["code"] == code
    assert says in answer["description"]
    vietnamese = ask("/api/nearest", answers=status, lang="vi", **query)
    assert vietnamese["code"] == code
    assert vietnamese["description"] != answer["description"]


def test_nearest_says_what_the_road_takes(ask, locator):
    answer = ask("/api/nearest", **HA_NOI, k=5)
    assert answer["travel_estimated"] is True
    for feature in answer["features"]:
        place, near = locator.place(feature["id"]), feature["properties"]
        path = locator.network.path(
            LonLat(HA_NOI["lon"], HA_NOI["lat"]), LonLat(place.lon, place.lat)
        )
        assert near["travel_time_s"] == round(path.duration_s)
        assert near["travel_distance_m"] == round(path.distance_m)


def test_nearest_from_where_no_road_leads_says_no_travel_time(ask):
    near = ask("/api/nearest", lat=48.85, lon=2.35, k=1)["features"][0]["properties"]
    assert "travel_time_s" not in near
