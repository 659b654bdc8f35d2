"""The folded table against every pair of `Network.between`, on roads drawn by lot."""

from __future__ import annotations

import numpy as np
import pytest

from geo.routing import Network
from geo.routing import folded as module
from geo.routing.engine import By
from geo.routing.folded import Folded
from tests.geo.routing.graphs import tangle

LIMIT_M = 20_000.0


def somewhere(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(104.8, 107.2, count), random.uniform(9.8, 12.2, count)
    lon[: count // 3], lat[: count // 3] = lon[0], lat[0]  # many on one arc, and on one spot
    lon[: count // 6] += random.uniform(0, 0.01, count // 6)
    return lon, lat


@pytest.fixture(scope="module", params=[(40, 110, False), (300, 900, True)])
def network(request: pytest.FixtureRequest) -> Network:
    """Arcs by lot: one-way, parallel, of equal costs; nodes never reached; places too far."""
    nodes, arcs, tied = request.param
    return Network(tangle(nodes, arcs, seed=3, tied=tied), limit_m=LIMIT_M)


def both(network: Network, by: By, n: int = 90, m: int = 40) -> tuple[Folded, np.ndarray]:
    start, end = network.tie(*somewhere(n, 1)), network.tie(*somewhere(m, 2))
    table = network.between(start, end, by=by)
    every = table.duration_s if by == "duration" else table.distance_m
    return Folded(network, start, end, by=by), every


@pytest.mark.parametrize("by", ["duration", "distance"])
def test_cost_of_every_pair_equals_between(network: Network, by: By) -> None:
    folded, every = both(network, by)
    i, j = np.nonzero(np.ones(every.shape))
    assert np.isinf(every).any()
    assert np.isfinite(every).any()
    assert np.allclose(folded.cost(i, j).reshape(every.shape), every, rtol=0, atol=1e-8)


@pytest.mark.parametrize("by", ["duration", "distance"])
@pytest.mark.parametrize("k", [1, 2, 7, 39, 40, 99])
@pytest.mark.parametrize("cells", [1, 1 << 22])
def test_ranked_equals_sorting_every_pair(
    monkeypatch: pytest.MonkeyPatch, network: Network, by: By, k: int, cells: int
) -> None:
    monkeypatch.setattr(module, "CELLS", cells)
    folded, every = both(network, by)
    cost, row = folded.ranked(k)
    due = np.sort(every, axis=1)[:, :k]
    assert cost.shape == due.shape
    assert np.allclose(cost, due, rtol=0, atol=1e-8)
    known = np.isfinite(cost)
    assert (row[~known] == -1).all()
    at = np.nonzero(known)
    assert np.allclose(every[at[0], row[known]], cost[known], rtol=0, atol=1e-8)
    for rows in row:
        assert len(set(rows[rows >= 0])) == (rows >= 0).sum()


@pytest.mark.parametrize("by", ["duration", "distance"])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.2, 0.9, 1.0])
@pytest.mark.parametrize("cells", [1, 1 << 22])
def test_pairs_equal_every_pair_within_the_limit(
    monkeypatch: pytest.MonkeyPatch, network: Network, by: By, share: float, cells: int
) -> None:
    monkeypatch.setattr(module, "CELLS", cells)
    folded, every = both(network, by)
    finite = every[np.isfinite(every)]
    # Between two costs: on one of them the last bit of a sum would decide.
    limit = float(np.quantile(finite, share)) + 1e-4
    found = np.zeros(every.shape)
    for position, place in folded.pairs(limit):
        np.add.at(found, (position, place), 1)
    assert (found == (every <= limit)).all()


def test_pairs_exactly_on_the_limit_are_within_and_agree_with_ranked(network: Network) -> None:
    folded, _ = both(network, "duration")
    cost, row = folded.ranked(3)
    for i in np.flatnonzero(np.isfinite(cost[:, 2]))[:5]:
        on = [np.column_stack(pair) for pair in folded.pairs(cost[i, 2])]
        short = [np.column_stack(pair) for pair in folded.pairs(np.nextafter(cost[i, 2], 0))]
        assert [i, row[i, 2]] in np.concatenate(on).tolist()
        assert [i, row[i, 2]] not in np.concatenate(short).tolist()


def test_folded_without_positions_or_places_finds_nothing(network: Network) -> None:
    nobody, some = network.tie(np.empty(0), np.empty(0)), network.tie(*somewhere(5, 1))
    assert Folded(network, some, nobody, by="duration").ranked(2)[0].shape == (5, 0)
    assert Folded(network, nobody, some, by="duration").ranked(2)[0].shape == (0, 2)
    assert list(Folded(network, some, nobody, by="duration").pairs(1e9)) == []
    assert list(Folded(network, nobody, some, by="duration").pairs(1e9)) == []


def test_folded_of_the_country_equals_between(locator) -> None:  # type: ignore[no-untyped-def]
    """The skeleton, where half of the positions are nearer to each other than to their roads."""
    places = locator.places
    lon, lat = places["lon"].to_numpy()[:400], places["lat"].to_numpy()[:400]
    start, end = locator.network.tie(lon, lat), locator.network.tie(lon[::3], lat[::3])
    every = locator.network.between(start, end).duration_s
    folded = Folded(locator.network, start, end, by="duration")
    assert np.allclose(folded.ranked(5)[0], np.sort(every, axis=1)[:, :5], rtol=0, atol=1e-8)
    found = np.zeros(every.shape, np.bool_)
    for position, place in folded.pairs(1_800.0):
        found[position, place] = True
    assert (found == (every <= 1_800.0)).all()
