"""Days of driving against every way to cut a journey."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from geo.errors import InvalidParameterError
from geo.itinerary.days import by_count, by_limit


def cuts(legs: int, days: int) -> list[list[range]]:
    found = []
    for inner in combinations(range(1, legs), days - 1):
        at = (0, *inner, legs)
        found.append([range(a, b) for a, b in pairwise(at)])
    return found


@pytest.mark.parametrize("seed", range(10))
def test_by_limit_takes_as_few_days_as_can_be(seed: int) -> None:
    rng = np.random.default_rng(seed)
    legs, limit, day = 8, 6 * 3600.0, 11 * 3600.0
    drives, stays = rng.uniform(600, limit, legs).tolist(), rng.uniform(0, 7200, legs).tolist()

    def fits(span: range) -> bool:
        driven = sum(drives[leg] for leg in span)
        reached = driven + sum(stays[leg] for leg in span[:-1])
        return driven <= limit and (reached <= day or len(span) == 1)

    found = by_limit(drives, stays, drive_limit_s=limit, day_s=day)
    assert [leg for span in found for leg in span] == list(range(legs))
    assert all(map(fits, found))
    fewest = next(
        days
        for days in range(1, legs + 1)
        if any(all(map(fits, spans)) for spans in cuts(legs, days))
    )
    assert len(found) == fewest


def test_by_limit_leaves_a_leg_over_the_limit_whole() -> None:
    assert by_limit([3600, 30_000, 3600], [0, 0, 0], drive_limit_s=21_600, day_s=43_200) == [
        range(1),
        range(1, 2),
        range(2, 3),
    ]


@pytest.mark.parametrize("days", [1, 2, 3, 5])
def test_by_count_makes_the_longest_day_as_short_as_can_be(days: int) -> None:
    rng = np.random.default_rng(days)
    drives, stays = rng.uniform(0, 9e3, 7).tolist(), rng.uniform(0, 7e3, 7).tolist()

    def longest(spans: list[range]) -> float:
        return max(sum(drives[leg] + stays[leg] for leg in span) for span in spans)

    found = by_count(drives, stays, days)
    assert [leg for span in found for leg in span] == list(range(7))
    assert len(found) == days
    assert longest(found) == pytest.approx(min(map(longest, cuts(7, days))))


def test_by_count_of_more_days_than_legs_has_a_leg_a_day() -> None:
    assert by_count([1.0, 1.0], [0.0, 0.0], 9) == [range(1), range(1, 2)]
    with pytest.raises(InvalidParameterError, match="0 days"):
        by_count([1.0], [0.0], 0)
