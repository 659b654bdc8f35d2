"""Days of driving against every way to cut a journey."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from geo.errors import InvalidParameterError
from geo.itinerary.days import DAY_S, Pause, by_count, by_limit, next_morning

HOUR = 3600.0


def cuts(legs: int, days: int) -> list[list[range]]:
    found = []
    for inner in combinations(range(1, legs), days - 1):
        at = (0, *inner, legs)
        found.append([range(a, b) for a, b in pairwise(at)])
    return found


def doors(rng: np.random.Generator, legs: int) -> Pause:
    """Half the stops open at an hour of their own every day, and close two to eight hours later."""
    stays = rng.uniform(0, 2 * HOUR, legs)
    opens = rng.uniform(0, 6 * HOUR, legs)
    closes = opens + rng.uniform(2, 8, legs) * HOUR
    known = rng.random(legs) < 0.5

    def pause(leg: int, at: float) -> float:
        waits = max(opens[leg] - at % DAY_S, 0.0) if known[leg] else 0.0
        # Who comes when they have shut does not wait for another day.
        return float(stays[leg] + (waits if at % DAY_S < closes[leg] else 0.0))

    return pause


def days_of(spans: list[range], drives: list[float], pause: Pause) -> list[tuple[float, float]]:
    """Of each day how long after its morning one arrives last, and goes on from there."""
    found, morning = [], 0.0
    for span in spans:
        clock = arrived = morning
        for leg in span:
            arrived = clock + drives[leg]
            clock = arrived + pause(leg, arrived)
        found.append((arrived - morning, clock - morning))
        morning = next_morning(morning, clock)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_by_limit_takes_as_few_days_as_can_be(seed: int) -> None:
    rng = np.random.default_rng(seed)
    legs, limit, day = 8, 6 * HOUR, 11 * HOUR
    drives, pause = rng.uniform(600, limit, legs).tolist(), doors(rng, legs)

    def fits(spans: list[range]) -> bool:
        lasting = days_of(spans, drives, pause)
        return all(
            len(span) == 1 or (sum(drives[leg] for leg in span) <= limit and arrived <= day)
            for span, (arrived, _) in zip(spans, lasting, strict=True)
        )

    found = by_limit(drives, pause, drive_limit_s=limit, day_s=day)
    assert [leg for span in found for leg in span] == list(range(legs))
    assert fits(found)
    fewest = next(n for n in range(1, legs + 1) if any(map(fits, cuts(legs, n))))
    assert len(found) == fewest


def test_by_limit_counts_the_wait_for_doors() -> None:
    """Two legs of an hour: one day, unless the first stop opens ten hours after the morning."""

    def late(leg: int, at: float) -> float:
        return max(10 * HOUR - at, 0.0) if leg == 0 else 0.0

    limits = {"drive_limit_s": 6 * HOUR, "day_s": 10.5 * HOUR}
    assert by_limit([HOUR, HOUR], lambda *_: 0.0, **limits) == [range(2)]
    assert by_limit([HOUR, HOUR], late, **limits) == [range(1), range(1, 2)]


def test_by_limit_leaves_a_leg_over_the_limit_whole() -> None:
    found = by_limit([3600, 30_000, 3600], lambda *_: 0.0, drive_limit_s=21_600, day_s=43_200)
    assert found == [range(1), range(1, 2), range(2, 3)]


def test_by_limit_begins_a_day_late_after_a_leg_that_goes_on_into_it() -> None:
    arrived = []

    def noted(leg: int, at: float) -> float:
        arrived.append(at)
        return 0.0

    by_limit([26 * HOUR, HOUR], noted, drive_limit_s=6 * HOUR, day_s=12 * HOUR)
    assert arrived == [26 * HOUR, 2 * DAY_S + HOUR]


@pytest.mark.parametrize("days", [1, 2, 3, 5])
@pytest.mark.parametrize("seed", range(5))
def test_by_count_makes_the_longest_day_as_short_as_can_be(days: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    drives, pause = rng.uniform(0, 5e3, 7).tolist(), doors(rng, 7)

    def longest(spans: list[range]) -> float:
        return max(until for _, until in days_of(spans, drives, pause))

    found = by_count(drives, pause, days)
    assert [leg for span in found for leg in span] == list(range(7))
    assert len(found) == days
    assert longest(found) == pytest.approx(min(map(longest, cuts(7, days))))


def test_by_count_of_more_days_than_legs_has_a_leg_a_day() -> None:
    assert by_count([1.0, 1.0], lambda *_: 0.0, 9) == [range(1), range(1, 2)]
    with pytest.raises(InvalidParameterError, match="0 days"):
        by_count([1.0], lambda *_: 0.0, 0)
