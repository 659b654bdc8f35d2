"""MCLP: a given number of sites from which the most persons are within the radius."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geo.distance import Floats
from geo.siting.problem import Choice, Problem, Rows
from geo.siting.relaxed import most_at_best
from geo.siting.solver import USUAL, Effort, minimize

ROUNDS = 50
"""Rounds of exchanges after which the start is good enough; it seldom takes ten."""


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
    reach, persons = _reduced(problem)
    sites = reach.shape[1]
    start = exchanged(reach, persons, greedy(reach, persons, count))
    if not len(persons):
        return Choice(np.sort(start), 0.0, 0.0, "optimal")
    chosen = np.zeros(sites)
    chosen[start] = 1
    groups = len(persons)
    # Served groups need no integers: whole sites make them whole.
    rows = sparse.vstack(
        [
            sparse.hstack([reach, -sparse.eye_array(groups)]),
            sparse.csr_array(np.concatenate([np.ones(sites), np.zeros(groups)])[None]),
        ],
        format="csr",
    )
    solved = minimize(
        np.concatenate([np.zeros(sites), -persons]),
        rows,
        np.concatenate([np.zeros(groups), [count]]),
        np.concatenate([np.full(groups, np.inf), [count]]),
        np.arange(sites + groups) < sites,
        start=np.concatenate([chosen, reach @ chosen > 0]),
        effort=effort,
    )
    best = exchanged(reach, persons, np.flatnonzero(solved.x[:sites] > 0.5))
    value = served(reach, persons, best)
    # Where the time was too short for HiGHS's own bound, a relaxed one says more.
    relaxed = np.inf if solved.optimal else most_at_best(reach, persons, count, known=value)
    bound = min(max(-solved.bound, value), relaxed, float(persons.sum()))
    done = solved.optimal or bound - value <= effort.gap * value
    return Choice(np.sort(best), value, bound, "optimal" if done else "feasible")


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
