"""Corridors against brute force: every place, two extra path queries a leg."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely

from geo.coordinates import LonLat
from geo.corridor import corridor, offsets
from geo.distance import between
from geo.errors import GeoError, InvalidParameterError
from geo.locator import Locator
from geo.routing.engine import By

HA_NOI, BAT_TRANG, HA_LONG = LonLat(105.85, 21.03), LonLat(105.91, 20.98), LonLat(107.05, 20.96)
HUE, HOI_AN = LonLat(107.6, 16.46), LonLat(108.33, 15.88)
JOURNEYS = [(HA_NOI, BAT_TRANG, HA_LONG), (HUE, HOI_AN), (HA_LONG, HA_NOI, HA_LONG)]


def cost(locator: Locator, a: LonLat, b: LonLat, by: By) -> tuple[float, float]:
    """Metres and seconds of one path query; inf where none leads."""
    try:
        path = locator.network.path(a, b, by=by)
    except GeoError:
        return np.inf, np.inf
    return path.distance_m, path.duration_s


def sample(locator: Locator) -> tuple[np.ndarray, np.ndarray]:
    """A third of the places, for path queries one by one take their time."""
    return locator.places["lon"].to_numpy()[::3], locator.places["lat"].to_numpy()[::3]


@pytest.mark.parametrize("stops", JOURNEYS)
@pytest.mark.parametrize("by", ["duration", "distance"])
def test_corridor_equals_brute_force(locator: Locator, stops: tuple[LonLat, ...], by: By) -> None:
    lon, lat = sample(locator)
    whole = corridor(locator.network, stops, lon, lat, by=by)
    chosen = {int(place): nth for nth, place in enumerate(whole.place)}
    legs = list(itertools.pairwise(stops))
    direct = [cost(locator, a, b, by) for a, b in legs]
    measure = 1 if by == "duration" else 0
    for place, at in enumerate(map(LonLat, lon.tolist(), lat.tolist())):
        there = [cost(locator, a, at, by) for a, _ in legs]
        back = [cost(locator, at, b, by) for _, b in legs]
        added = np.array(there) + np.array(back) - np.array(direct)
        leg = int(added[:, measure].argmin())
        if not np.isfinite(added[leg, 1]):
            assert place not in chosen
            continue
        nth = chosen.pop(place)
        assert added[whole.leg[nth], measure] == pytest.approx(added[leg, measure], abs=1e-3)
        assert whole.detour_m[nth] == pytest.approx(added[whole.leg[nth], 0], abs=1e-3)
        assert whole.detour_s[nth] == pytest.approx(added[whole.leg[nth], 1], abs=1e-3)
        before = sum(seconds for _, seconds in direct[: whole.leg[nth]])
        assert whole.arrival_s[nth] == pytest.approx(before + there[whole.leg[nth]][1], abs=1e-3)
    assert not chosen


def test_corridor_within_bounds_is_the_whole_filtered(locator: Locator) -> None:
    lon, lat = sample(locator)
    stops = JOURNEYS[0]
    whole = corridor(locator.network, stops, lon, lat)
    for bounds in (
        {"within_m": 5_000.0},
        {"within_s": 900.0},
        {"within_m": 8e3, "within_s": 600.0},
    ):
        some = corridor(locator.network, stops, lon, lat, **bounds)
        due = (whole.offset_m <= bounds.get("within_m", np.inf)) & (
            whole.detour_s <= bounds.get("within_s", np.inf)
        )
        assert 0 < len(some.place) < len(whole.place)
        for column, every in zip(some, whole, strict=True):
            assert np.array_equal(column, every[due])


def test_corridor_is_in_travel_order_and_leaves_on_the_leg(locator: Locator) -> None:
    stops = JOURNEYS[0]
    found = corridor(locator.network, stops, *sample(locator), within_m=10_000)
    paths = [locator.network.path(a, b) for a, b in itertools.pairwise(stops)]
    assert np.all(np.diff(found.leg) >= 0)
    at = [
        paths[leg].line.project(shapely.Point(lon, lat))
        for leg, lon, lat in zip(found.leg, found.leaves_lon, found.leaves_lat, strict=True)
    ]
    for leg in np.unique(found.leg):
        assert np.all(np.diff(np.array(at)[found.leg == leg]) >= -1e-9)
    for leg, lon, lat in zip(found.leg, found.leaves_lon, found.leaves_lat, strict=True):
        assert paths[leg].line.distance(shapely.Point(lon, lat)) < 1e-8
    places_lon, places_lat = sample(locator)
    for nth, place in enumerate(found.place):
        leaves = LonLat(found.leaves_lon[nth], found.leaves_lat[nth])
        start = stops[found.leg[nth]]
        at_place = LonLat(places_lon[place], places_lat[place])
        way = locator.network.path(start, at_place)
        assert way.line.distance(shapely.Point(leaves)) < 1e-8


def test_offsets_equal_the_least_geodesic_to_points_close_together(locator: Locator) -> None:
    path = locator.network.path(HUE, HOI_AN)
    lon, lat = np.array([107.9, 108.1, 107.6]), np.array([16.3, 15.7, 16.46])
    dense = shapely.get_coordinates(shapely.segmentize(path.line, 0.0002))
    for metres, x, y in zip(offsets([path], lon, lat), lon, lat, strict=True):
        least = min(between(LonLat(x, y), LonLat(*at)) for at in dense.tolist())
        assert metres == pytest.approx(least, rel=2e-3, abs=15)


def test_corridor_of_one_stop_is_refused(locator: Locator) -> None:
    with pytest.raises(InvalidParameterError, match="1 stops came"):
        corridor(locator.network, [HUE], np.array([107.0]), np.array([16.0]))


def test_corridor_without_places_is_empty(locator: Locator) -> None:
    found = corridor(locator.network, [HUE, HOI_AN], np.zeros(0), np.zeros(0))
    assert [len(column) for column in found] == [0] * 8
