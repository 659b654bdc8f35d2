"""Pairs within a radius, against every pair's geodesic."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from geo import within
from geo.distance import GEOD
from geo.nearest import PlaceIndex


def _scattered(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(105.0, 106.0, n), rng.uniform(20.5, 21.5, n)


def _brute(lon, lat, to_lon, to_lat) -> np.ndarray:
    n, m = len(lon), len(to_lon)
    metres = GEOD.inv(np.repeat(lon, m), np.repeat(lat, m), np.tile(to_lon, n), np.tile(to_lat, n))[
        2
    ]
    return metres.reshape(n, m)


def _matrix(
    lon: np.ndarray, lat: np.ndarray, to_lon: np.ndarray, to_lat: np.ndarray, radius_m: float
) -> sparse.csr_array:
    found = within.pairs(lon, lat, PlaceIndex(to_lon, to_lat), radius_m=radius_m)
    return within.matrix(found, (len(lon), len(to_lon)))


@pytest.mark.parametrize("radius_m", [0.0, 1.0, 5_000.0, 40_000.0])
@pytest.mark.parametrize("block", [7, 2_048])
@pytest.mark.parametrize("cells", [40, 1 << 24])
def test_matrix_equals_every_geodesic_whatever_the_blocks(
    monkeypatch: pytest.MonkeyPatch, radius_m: float, block: int, cells: int
) -> None:
    monkeypatch.setattr(within, "MOST_BLOCK", block)
    monkeypatch.setattr(within, "CELLS", cells)
    lon, lat = _scattered(150, 1)
    to_lon, to_lat = _scattered(90, 2)
    to_lon[:5], to_lat[:5] = lon[:5], lat[:5]  # some at no distance at all
    found = _matrix(lon, lat, to_lon, to_lat, radius_m).toarray()
    assert np.array_equal(found == 1.0, _brute(lon, lat, to_lon, to_lat) <= radius_m)


def test_matrix_counts_a_pair_exactly_on_the_radius_and_none_a_hair_beyond() -> None:
    lon, lat = _scattered(40, 3)
    to_lon, to_lat = _scattered(40, 4)
    metres = _brute(lon, lat, to_lon, to_lat)
    for radius_m in metres[0, :10]:
        on = _matrix(lon[:1], lat[:1], to_lon, to_lat, radius_m).sum()
        short = np.nextafter(radius_m, 0.0)
        inside = _matrix(lon[:1], lat[:1], to_lon, to_lat, short).sum()
        assert on == np.count_nonzero(metres[0] <= radius_m)
        assert inside == on - 1


def test_pairs_without_places_or_positions_are_none() -> None:
    nobody, somebody = np.array([]), np.array([21.0])
    assert list(within.pairs(nobody, nobody, PlaceIndex(somebody, somebody), radius_m=10.0)) == []
    assert list(within.pairs(somebody, somebody, PlaceIndex(nobody, nobody), radius_m=10.0)) == []


def test_pairs_of_a_block_stay_about_as_many_as_may_be_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(within, "CELLS", 20_000)
    lon, lat = _scattered(3_000, 5)
    places = PlaceIndex(*_scattered(500, 6))
    blocks = list(within.pairs(lon, lat, places, radius_m=20_000.0))
    assert sum(len(block.place) for block in blocks) > 100_000
    assert max(len(block.place) for block in blocks) < 2 * 20_000
