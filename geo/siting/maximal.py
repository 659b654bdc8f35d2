"""MCLP: a given number of sites from which the most persons are within the radius."""

from __future__ import annotations

import time

import numpy as np
from scipy import sparse

from geo import chord
from geo.distance import Floats
from geo.siting.problem import Choice, Problem, Rows
from geo.siting.relaxed import Prices, covering, priced
from geo.siting.search import Stop, searched
from geo.siting.solver import PRECISE, USUAL, Effort, minimize

ROUNDS = 50
"""Rounds of exchanges after which the start is good enough; it seldom takes ten."""
RELAXING = 0.4
"""Share of the time that the linear relaxation may take."""
BRIEF = 50
"""Steps of the search that every question gets."""
FEW = 1000
"""Sites left that may be in something better, with which HiGHS mostly is done sooner than a search
for a better start: then it gets no more than the brief one."""
SOLVING = 0.4
"""Share of what is left after it that the search leaves to HiGHS."""


def most_served(problem: Problem, count: int, effort: Effort = USUAL) -> Choice:
    """
    The sites that bring the most persons within the radius who are not yet.

    Parameters
    ----------
    count
        How many sites, 1 to the number of candidates.
    effort
        When to stop.

    Raises
    ------
    InvalidParameterError
        If the count is more than the candidates, or less than 1.

    References
    ----------
    Church & ReVelle (1974), The maximal covering location problem, Papers of the Regional Science
    Association 32, 101-118.
    """
    count = problem.checked_count(count)
    ends = time.monotonic() + effort.time_s
    reach, persons = _reduced(problem)
    start = exchanged(reach, persons, greedy(reach, persons, count))
    if not len(persons):
        return Choice(np.sort(start), 0.0, 0.0, "optimal")
    prices = priced(reach, persons, count, time_s=_left(ends) * RELAXING)
    at = chord.at_positions(problem.site_lon, problem.site_lat)
    until = ends - _left(ends) * SOLVING
    bounded = prices.bound * (1 - PRECISE)
    best = searched(reach, persons, start, at, steps=BRIEF, stop=Stop(bounded, until))
    if len(prices.useful(served(reach, persons, best))) > FEW:
        stop = Stop(min(prices.enough(FEW), bounded), until)
        # From the start, by the same chance: the brief search again, and on from where it ended.
        best = searched(reach, persons, start, at, stop=stop)
    value = served(reach, persons, best)
    bound = max(min(prices.bound, float(persons.sum())), value)
    if bound - value > PRECISE * value:
        best, proven = _proven(reach, persons, best, prices, Effort(effort.gap, _left(ends)))
        value = served(reach, persons, best)
        bound = max(min(bound, proven), value)
    done = bound - value <= max(effort.gap, PRECISE) * value
    return Choice(np.sort(best), value, bound, "optimal" if done else "feasible")


def _left(ends: float) -> float:
    return max(ends - time.monotonic(), 0.1)


def _proven(
    reach: sparse.csr_array, persons: Floats, known: Rows, prices: Prices, effort: Effort
) -> tuple[Rows, float]:
    """
    HiGHS's sites, started from those known, and a bound on what any that serve more can serve.

    It is given the sites alone that may serve more than is known.
    """
    value = served(reach, persons, known)
    kept = np.union1d(known, prices.useful(value))
    cost, rows, lower, upper = covering(reach[:, kept], persons, len(known))
    chosen = np.isin(kept, known) * 1.0
    solved = minimize(
        *(cost, rows, lower, upper),
        # Served places need no integers: whole sites make them whole.
        np.arange(len(cost)) < len(kept),
        start=np.concatenate([chosen, reach[:, kept] @ chosen > 0]),
        effort=effort,
    )
    found = exchanged(reach, persons, kept[solved.x[: len(kept)] > 0.5])
    better = served(reach, persons, found) > value
    return found if better else known, -solved.bound


def served(reach: sparse.csr_array, persons: Floats, sites: Rows) -> float:
    """Persons of the rows that any of the sites reaches."""
    chosen = np.zeros(reach.shape[1])
    chosen[sites] = 1
    return float(persons[(reach @ chosen) > 0].sum())


def greedy(reach: sparse.csr_array, persons: Floats, count: int) -> Rows:
    """The site that adds most, again and again: at least 63 % of the best (Nemhauser 1978)."""
    by_site = reach.T.tocsr()
    left = persons.copy()
    chosen: list[int] = []
    for _ in range(count):
        gain = by_site @ left
        gain[chosen] = -1.0
        site = int(gain.argmax())
        chosen.append(site)
        left[_column(by_site, site)] = 0.0
    return np.array(chosen, np.intp)


def exchanged(reach: sparse.csr_array, persons: Floats, sites: Rows) -> Rows:
    """
    The sites after every exchange of one for another that serves more (Teitz & Bart 1968).
    """
    by_site = reach.T.tocsr()
    chosen = sites.tolist()
    times = np.zeros(len(persons), np.intp)
    for site in chosen:
        times[_column(by_site, site)] += 1
    for _ in range(ROUNDS):
        better = False
        for place, site in enumerate(chosen):
            times[_column(by_site, site)] -= 1
            gain = by_site @ np.where(times == 0, persons, 0.0)
            least = gain[site]
            gain[chosen] = -1.0
            other = int(gain.argmax())
            if gain[other] > least + 0.5:
                chosen[place], better = other, True
            times[_column(by_site, chosen[place])] += 1
        if not better:
            break
    return np.array(chosen, np.intp)


def _column(by_site: sparse.csr_array, site: int) -> Rows:
    return np.asarray(by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]], np.intp)


def _reduced(problem: Problem) -> tuple[sparse.csr_array, Floats]:
    """
    The places that matter, those within reach of the same sites as one, with their persons.
    """
    reach = problem.reach
    matter = ~problem.served & (problem.persons > 0) & (np.diff(reach.indptr) > 0)
    kept, persons = reach[np.flatnonzero(matter)], problem.persons[matter]
    first: dict[bytes, int] = {}
    group = np.empty(len(persons), np.intp)
    for row in range(len(persons)):
        key = kept.indices[kept.indptr[row] : kept.indptr[row + 1]].tobytes()
        group[row] = first.setdefault(key, len(first))
    firsts = np.unique(group, return_index=True)[1]
    return kept[firsts], np.bincount(group, persons, len(first)).astype(np.float64)
