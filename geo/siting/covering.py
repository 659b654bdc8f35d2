"""LSCP: the fewest sites from which everybody is within the radius."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geo.siting.problem import Choice, Problem, Rows
from geo.siting.solver import USUAL, Effort, minimize


def fewest(problem: Problem, effort: Effort = USUAL) -> Choice:
    """
    The fewest sites with which everybody whom any site can reach is within the radius.

    Who is within it already, or beyond the reach of every candidate, does not count; see
    `beyond_all` for the latter.

    References
    ----------
    Toregas, Swain, ReVelle & Bergman (1971), The location of emergency service facilities,
    Operations Research 19, 1363-1373.
    """
    reach = problem.reach
    due = ~problem.served & (problem.persons > 0) & (np.diff(reach.indptr) > 0)
    rows = reach[np.flatnonzero(due)]
    sites = rows.shape[1]
    start = np.zeros(sites)
    start[_greedy(rows)] = 1
    if not rows.shape[0]:
        return Choice(np.empty(0, np.intp), 0.0, 0.0, "optimal")
    places = rows.shape[0]
    solved = minimize(
        np.ones(sites),
        rows,
        np.ones(places),
        np.full(places, np.inf),
        np.ones(sites, np.bool_),
        start=start,
        effort=effort,
    )
    chosen = np.flatnonzero(solved.x > 0.5)
    # There are no half sites: the bound is the next whole number.
    bound = min(float(np.ceil(max(solved.bound, 0.0) - 1e-6)), float(len(chosen)))
    done = solved.optimal or bound == len(chosen)
    return Choice(chosen, float(len(chosen)), bound, "optimal" if done else "feasible")


def beyond_all(problem: Problem) -> float:
    """Persons whom neither an outlet that stands nor any candidate can reach."""
    alone = ~problem.served & (np.diff(problem.reach.indptr) == 0)
    return float(problem.persons[alone].sum())


def _greedy(rows: sparse.csr_array) -> Rows:
    """The site that reaches most who are still due, until nobody is."""
    by_site = rows.T.tocsr()
    left = np.ones(rows.shape[0])
    chosen: list[int] = []
    while left.any():
        site = int((by_site @ left).argmax())
        chosen.append(site)
        left[by_site.indices[by_site.indptr[site] : by_site.indptr[site + 1]]] = 0.0
    return np.array(chosen, np.intp)
