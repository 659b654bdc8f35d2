"""The order of stops against every order there is."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise, permutations

import numpy as np
import pytest

from geo.coordinates import LonLat
from geo.itinerary.order import best, nearest_neighbour, open_spans
from geo.opening import TIMEZONE

DAY_S = 12 * 3600.0


def costs(count: int, seed: int) -> np.ndarray:
    """Whole seconds between places on a plane, one-ways making them uneven."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 7200, (count, 2))
    table = np.linalg.norm(at[:, None] - at[None], axis=2) * rng.uniform(1, 1.4, (count, count))
    np.fill_diagonal(table, 0)
    return table.round()


def ways(count: int, end: int | None) -> list[list[int]]:
    middle = set(range(1, count)) - {end}
    tail = [] if end is None else [end]
    return [[0, *order, *tail] for order in permutations(sorted(middle))]


def length(cost: np.ndarray, way: list[int]) -> float:
    return float(cost[way[:-1], way[1:]].sum())


def elapsed(cost: np.ndarray, way: list[int], stays: np.ndarray, spans: list) -> float:
    """Seconds to the end of the way with waits at doors; inf when one cannot be met."""
    clock = 0.0
    for a, b in pairwise(way):
        clock += cost[a, b]
        if b not in (0, way[-1]) or spans[b] is not None:
            doors = spans[b]
            if doors is not None:
                due = [max(clock, first) for first, last in doors if clock < last]
                if not due:
                    return np.inf
                clock = min(due)
            clock += stays[b]
    return clock


@pytest.mark.parametrize("count", [3, 5, 8])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("end", ["round", "fixed", "free"])
def test_best_of_up_to_eight_stops_equals_brute_force(count: int, seed: int, end: str) -> None:
    cost = costs(count, seed)
    last = {"round": 0, "fixed": count - 1, "free": None}[end]
    found = best(cost, cost, end=last, stays_s=np.full(count, 600.0), spans=[None] * count)
    assert sorted(found) == sorted(ways(count, last)[0])
    assert found[0] == 0
    assert last is None or found[-1] == last
    assert length(cost, found) == min(length(cost, way) for way in ways(count, last))


@pytest.mark.parametrize("seed", range(6))
def test_best_with_doors_equals_brute_force(seed: int) -> None:
    count = 6
    rng = np.random.default_rng(100 + seed)
    cost, stays = costs(count, seed), np.full(count, 1200.0)
    stays[0] = 0
    spans: list = [None] * count
    for stop in (1, 3, 4):
        opens = float(rng.integers(0, 20_000))
        spans[stop] = [(opens, opens + 7200), (opens + DAY_S, opens + 7200 + DAY_S)]
    found = best(cost, cost, end=None, stays_s=stays, spans=spans)
    least = min(elapsed(cost, way, stays, spans) for way in ways(count, None))
    assert elapsed(cost, found, stays, spans) == pytest.approx(least, abs=2)


def test_best_with_doors_that_never_open_is_the_best_without_them() -> None:
    cost = costs(6, 1)
    shut: list = [None, [], None, None, None, None]
    stays = np.zeros(6)
    found = best(cost, cost, end=0, stays_s=stays, spans=shut)
    assert length(cost, found) == min(length(cost, way) for way in ways(6, 0))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("end", [0, 24, None])
def test_best_of_25_stops_is_never_worse_than_nearest_neighbour(seed: int, end: int | None) -> None:
    cost = costs(25, seed)
    found = best(cost, cost, end=end, stays_s=np.zeros(25), spans=[None] * 25)
    assert sorted(set(found)) == list(range(25))
    assert length(cost, found) <= length(cost, nearest_neighbour(cost, end=end))
    assert found == best(cost, cost, end=end, stays_s=np.zeros(25), spans=[None] * 25)


def test_best_by_distance_takes_the_shortest_not_the_fastest() -> None:
    metres, seconds = costs(7, 3), costs(7, 4)
    found = best(metres, seconds, end=0, stays_s=np.zeros(7), spans=[None] * 7)
    assert length(metres, found) == min(length(metres, way) for way in ways(7, 0))


def test_open_spans_of_hours_that_cannot_be_read_ask_nothing() -> None:
    eight = datetime(2026, 11, 24, 8, tzinfo=TIMEZONE)
    assert open_spans("whenever", LonLat(105, 21), eight, day_s=DAY_S) is None
    assert open_spans("off", LonLat(105, 21), eight, day_s=DAY_S) == []
    assert open_spans("Mo 00:00-24:00", LonLat(105, 21), eight, day_s=DAY_S, days=7) == [
        (6 * DAY_S, 7 * DAY_S)
    ]
