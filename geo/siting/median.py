"""
p-median: a given number of sites with the least mean distance to the nearest outlet.

Each place is offered only its nearest candidates, and beyond them one more cost: the next
candidate's, which it could at best get. That is a smaller problem whose bound holds for the
whole; where an answer uses that offer and the gap is too wide, more candidates are offered.

A Lagrangean bound comes first, in a fraction of a second: mostly it leaves few sites that
something better may hold, and HiGHS is given those alone.
"""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.distance import Floats
from geo.siting.lagrangean import Bounded, Pairs, bounded
from geo.siting.problem import Choice, Problem, Rows
from geo.siting.solver import PRECISE, USUAL, Effort, Solved, minimize

FIRST = (24, 256)
"""Candidates offered to each place at first, at least and at most; then twice as many."""
AROUND = 3
"""Times as many candidates as lie nearer than the nearest of so many sites, on average."""
BOUNDING = 0.5
"""Share of the time that the bound may take, at most; HiGHS has the rest."""


def least_distance(problem: Problem, count: int, effort: Effort = USUAL) -> Choice:
    """
    The sites that make the persons' distances to their nearest outlet least in sum.

    The objective is persons times metres or minutes, outlets that stand included. By road, who can
    get to some candidate or outlet but to none that is chosen counts as `By.never`; who
    can get to none at all does not count.

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
    lived = np.flatnonzero((problem.persons > 0) & problem.reachable)
    offered = int(np.clip(AROUND * len(problem.site_lon) // count, *FIRST))
    best: Choice | None = None
    while True:
        left = max(ends - time.monotonic(), 0.1)
        offer = _Offer(problem, lived, offered)
        sites, bound = offer.solve(count, Effort(effort.gap, left))
        value = float(problem.persons[lived] @ problem.counted(problem.cost(sites)[lived]))
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


class _Offer:
    """The problem with each place's nearest candidates, and what is beyond them."""

    def __init__(self, problem: Problem, lived: Rows, offered: int) -> None:
        self._sites = len(problem.site_lon)
        offered = min(offered, self._sites)
        wanted = min(offered + 1, self._sites)
        cost, site = problem.sites.ranked(problem.lon[lived], problem.lat[lived], wanted)
        self._persons = problem.persons[lived]
        beyond = cost[:, offered] if wanted > offered else np.full(len(lived), np.inf)
        # Where not every candidate is reached there may be none among those that are chosen.
        beyond[site[:, -1] < 0] = problem.travel.by.never
        self.otherwise = np.minimum(problem.standing_cost[lived], beyond)
        """(n,) what a place gets at best when none of its candidates is chosen."""
        useful = cost[:, :offered] < self.otherwise[:, None]
        self._place, column = np.nonzero(useful)
        self._site = site[self._place, column]
        self._cost = cost[self._place, column]

    def solve(self, count: int, effort: Effort) -> tuple[Rows, float]:
        """Sites, and a bound of the whole problem's persons times costs."""
        begun = time.monotonic()
        weight = self._persons[self._place]
        offer = Pairs(
            *(self._place, self._site, weight * self._cost, self._persons * self.otherwise),
            self._sites,
        )
        known = bounded(
            offer,
            self._greedy(count),
            enough=max(effort.gap, PRECISE) / 2,
            ends=begun + BOUNDING * effort.time_s,
        )
        if known.value - known.bound <= max(effort.gap, PRECISE) * known.value:
            return known.sites, known.bound
        left = max(effort.time_s - (time.monotonic() - begun), 0.1)
        return self._proven(known, Effort(effort.gap, left))

    def _proven(self, known: Bounded, effort: Effort) -> tuple[Rows, float]:
        """
        HiGHS's sites, started from those known, and a bound.

        It is given the sites alone that something better than is known may hold.
        """
        kept = known.useful()
        usable = np.isin(self._site, kept)
        place, cost = self._place[usable], self._cost[usable]
        site = np.searchsorted(kept, self._site[usable])
        places, pairs, sites = len(self._persons), len(place), len(kept)
        free = np.isfinite(self.otherwise)
        far = np.where(free, self.otherwise, 0.0)
        # Columns: sites, then pairs of place and site, then each place's other offer.
        one = sparse.csr_array((np.ones(pairs), (place, np.arange(pairs))), shape=(places, pairs))
        opened = sparse.csr_array((np.ones(pairs), (np.arange(pairs), site)), shape=(pairs, sites))
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
        costs = np.concatenate([np.zeros(sites), self._persons[place] * cost, self._persons * far])
        count = len(known.sites)
        chosen = np.isin(kept, known.sites)
        solved: Solved = minimize(
            costs,
            rows,
            np.concatenate([np.ones(places), np.zeros(pairs), [count]]),
            np.concatenate([np.ones(places), np.full(pairs, np.inf), [count]]),
            np.arange(len(costs)) < sites,
            start=np.concatenate([chosen * 1.0, *_assigned(place, chosen[site], places)]),
            effort=effort,
        )
        # What was left out is no better than what is known.
        bound = max(known.bound, min(solved.bound, known.value))
        return kept[solved.x[:sites] > 0.5], bound

    def _greedy(self, count: int) -> Rows:
        """The site that saves most, again and again."""
        reached = self._cost.max(initial=0.0)
        now = np.where(np.isfinite(self.otherwise), self.otherwise, 2 * reached + 1)
        chosen: list[int] = []
        for _ in range(count):
            saved = np.maximum(now[self._place] - self._cost, 0) * self._persons[self._place]
            gain = np.bincount(self._site, saved, self._sites)
            gain[chosen] = -1.0
            site = int(gain.argmax())
            chosen.append(site)
            at = self._site == site
            now[self._place[at]] = np.minimum(now[self._place[at]], self._cost[at])
        return np.array(chosen, np.intp)


def _assigned(place: Rows, usable: NDArray[np.bool_], places: int) -> tuple[Floats, Floats]:
    """Each place to its nearest chosen candidate, or to its other offer."""
    pairs = np.zeros(len(place))
    rows = np.flatnonzero(usable)
    # Pairs of a place stand nearest first.
    assigned, first = np.unique(place[rows], return_index=True)
    pairs[rows[first]] = 1
    other = np.ones(places)
    other[assigned] = 0
    return pairs, other
