"""The bound of the p-median and the sites beside it, against trying all choices."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest

from geo.locator import Locator
from geo.siting import Effort, Plan, propose
from geo.siting.lagrangean import Pairs, bounded, value_of

COUNT, PLACES, SITES = 3, 14, 9


def offer_of(seed: int, *, whole: bool) -> Pairs:
    """Places and sites by lot; `whole`: every place is offered every site and nothing else."""
    chance = np.random.default_rng(seed)
    at, people = chance.uniform(size=(SITES, 2)), chance.uniform(size=(PLACES, 2))
    persons = chance.integers(1, 50, PLACES)
    costs = persons[:, None] * np.hypot(*(people[:, None] - at[None]).transpose(2, 0, 1))
    otherwise = np.full(PLACES, np.inf) if whole else np.sort(costs, axis=1)[:, 4]
    place, site = np.nonzero(costs < otherwise[:, None])
    return Pairs(place, site, costs[place, site], otherwise, SITES)


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_bounded_is_passed_by_no_choice_and_drops_none_that_is_better(
    seed: int, whole: bool
) -> None:
    offer = offer_of(seed, whole=whole)
    choices = [np.array(each) for each in combinations(range(SITES), COUNT)]
    values = np.array([value_of(offer, each).sum() for each in choices])
    worst = choices[int(values.argmax())]
    found = bounded(offer, worst, enough=1e-9, ends=np.inf)
    assert len(set(found.sites.tolist())) == COUNT
    assert found.value == pytest.approx(value_of(offer, found.sites).sum())
    assert found.bound <= values.min() * (1 + 1e-12) <= found.value * (1 + 1e-12)
    assert found.value - found.bound < 0.25 * (values.max() - values.min())
    useful = set(found.useful().tolist())
    for each, value in zip(choices, values, strict=True):
        assert value >= found.value * (1 - 1e-9) or set(each.tolist()) <= useful


@pytest.mark.parametrize("seed", range(3))
def test_bounded_without_time_is_the_start_with_a_bound_that_holds(seed: int) -> None:
    offer = offer_of(seed, whole=True)
    values = [value_of(offer, np.array(each)).sum() for each in combinations(range(SITES), COUNT)]
    found = bounded(offer, np.arange(COUNT), enough=0.0, ends=time.monotonic())
    assert found.value <= value_of(offer, np.arange(COUNT)).sum()
    assert found.bound <= min(values)


def test_propose_pmedian_for_the_country_is_proven_within_one_percent_in_little_time(
    locator: Locator,
) -> None:
    plan = Plan(count=20, objective="pmedian", radius_m=10_000)
    answer = propose(locator, plan, Effort(time_s=10.0))
    assert answer.gap is not None
    assert answer.gap < 0.01
