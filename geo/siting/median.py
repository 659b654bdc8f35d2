"""
p-median: a given number of sites with the least mean distance to the nearest outlet.

Each place is offered only its nearest candidates, and beyond them one more distance: the next
candidate's, which it could at best get. That is a smaller problem whose bound holds for the
whole; where an answer uses that offer and the gap is too wide, more candidates are offered.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.distance import Floats
from geo.nearest import PlaceIndex
from geo.siting.problem import Choice, Problem, Rows
from geo.siting.solver import PRECISE, USUAL, Effort, Solved, minimize

FIRST = 24
"""Candidates offered to each place at first; twice as many each time after."""


def least_distance(problem: Problem, count: int, effort: Effort = USUAL) -> Choice:
    """
    The sites that make the persons' distances to their nearest outlet least in sum.

    The objective is person-metres over the ellipsoid, outlets that stand included.

    Raises
    ------
    InvalidParameterError
        If the count is more than the candidates, or less than 1.

    References
    ----------
    ReVelle & Swain (1970), Central facilities location, Geographical Analysis 2, 30-42.
    Church (2003), COBRA: a new formulation of the classic p-median location problem, Annals of
    Operations Research 122, 103-120, for joining and leaving out assignments.
    """
    count = problem.checked_count(count)
    ends = time.monotonic() + effort.time_s
    lived = np.flatnonzero(problem.persons > 0)
    offered = FIRST
    best: Choice | None = None
    while True:
        left = max(ends - time.monotonic(), 0.1)
        offer = _Offer(problem, lived, offered)
        sites, bound = offer.solve(count, Effort(effort.gap, left))
        value = float((problem.persons * _finite(problem.distance_m(sites)))[lived].sum())
        if best is not None:
            bound = max(bound, best.bound)
            if best.objective < value:
                sites, value = best.sites, best.objective
        bound = min(bound, value)
        done = value - bound <= max(effort.gap, PRECISE) * max(value, 1e-9)
        best = Choice(sites, value, bound, "optimal" if done else "feasible")
        if done or offered >= len(problem.site_lon) or time.monotonic() >= ends:
            return best
        offered *= 2


def _finite(metres: Floats) -> Floats:
    return np.where(np.isfinite(metres), metres, 0.0)


class _Offer:
    """The problem with each place's nearest candidates, and what is beyond them."""

    def __init__(self, problem: Problem, lived: Rows, offered: int) -> None:
        self._sites = len(problem.site_lon)
        offered = min(offered, self._sites)
        wanted = min(offered + 1, self._sites)
        near = PlaceIndex(problem.site_lon, problem.site_lat).query_many(
            problem.lon[lived], problem.lat[lived], wanted
        )
        self._persons = problem.persons[lived]
        standing = problem.standing_m[lived]
        beyond = near.distance_m[:, offered] if wanted > offered else np.full(len(lived), np.inf)
        self.otherwise = np.minimum(standing, beyond)
        """(n,) what a place gets at best when none of its candidates is chosen."""
        useful = near.distance_m[:, :offered] < self.otherwise[:, None]
        self._place, column = np.nonzero(useful)
        self._site = near.index[self._place, column]
        self._metres = near.distance_m[self._place, column]

    def solve(self, count: int, effort: Effort) -> tuple[Rows, float]:
        """Sites, and a bound of the whole problem's person-metres."""
        places, pairs, sites = len(self._persons), len(self._place), self._sites
        start = self._greedy(count)
        chosen = np.zeros(sites)
        chosen[start] = 1
        free = np.isfinite(self.otherwise)
        far = np.where(free, self.otherwise, 0.0)
        # Columns: sites, then pairs of place and site, then each place's other offer.
        one = sparse.csr_array(
            (np.ones(pairs), (self._place, np.arange(pairs))), shape=(places, pairs)
        )
        opened = sparse.csr_array(
            (np.ones(pairs), (np.arange(pairs), self._site)), shape=(pairs, sites)
        )
        rows = sparse.vstack(
            [
                sparse.hstack(
                    [sparse.csr_array((places, sites)), one, sparse.diags_array(free * 1.0)]
                ),
                sparse.hstack(
                    [opened, -sparse.eye_array(pairs), sparse.csr_array((pairs, places))]
                ),
                sparse.csr_array(np.concatenate([np.ones(sites), np.zeros(pairs + places)])[None]),
            ],
            format="csr",
        )
        cost = np.concatenate(
            [np.zeros(sites), self._persons[self._place] * self._metres, self._persons * far]
        )
        solved: Solved = minimize(
            cost,
            rows,
            np.concatenate([np.ones(places), np.zeros(pairs), [count]]),
            np.concatenate([np.ones(places), np.full(pairs, np.inf), [count]]),
            np.arange(len(cost)) < sites,
            start=np.concatenate([chosen, *self._assigned(chosen > 0)]),
            effort=effort,
        )
        return np.flatnonzero(solved.x[:sites] > 0.5), max(solved.bound, 0.0)

    def _greedy(self, count: int) -> Rows:
        """The site that saves most, again and again."""
        reached = self._metres.max(initial=0.0)
        now = np.where(np.isfinite(self.otherwise), self.otherwise, 2 * reached + 1)
        chosen: list[int] = []
        for _ in range(count):
            saved = np.maximum(now[self._place] - self._metres, 0) * self._persons[self._place]
            gain = np.bincount(self._site, saved, self._sites)
            gain[chosen] = -1.0
            site = int(gain.argmax())
            chosen.append(site)
            at = self._site == site
            now[self._place[at]] = np.minimum(now[self._place[at]], self._metres[at])
        return np.array(chosen, np.intp)

    def _assigned(self, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Each place to its nearest chosen candidate, or to its other offer."""
        pairs = np.zeros(len(self._place))
        usable = np.flatnonzero(chosen[self._site])
        # Pairs of a place stand nearest first.
        places, first = np.unique(self._place[usable], return_index=True)
        pairs[usable[first]] = 1
        other = np.ones(len(self._persons))
        other[places] = 0
        return pairs, other
