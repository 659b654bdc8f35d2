"""A bound on how many persons any choice of sites can serve: the linear relaxation's."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy import sparse

from geo.distance import Floats
from geo.siting.problem import Rows
from geo.siting.solver import quiet, sparse_model


class Prices(NamedTuple):
    """What each place's persons are paid for not being reached, and what follows."""

    bound: float
    """Persons that no choice of sites can pass."""
    worth: Floats
    """(m,) what each site would earn at the prices."""
    chosen: int
    """How many sites a choice has."""

    def useful(self, known: float) -> Rows:
        """
        The sites that a choice serving more than `known` persons may hold.

        Any other would, at these prices, take the place of one that earns so much more that the
        bound falls below what is known.
        """
        least = self._ranked(self.chosen)
        return np.flatnonzero(self.worth >= least - max(self.bound - known, 0.0))

    def enough(self, few: int) -> float:
        """Persons served from which on about that many sites are `useful`, or fewer."""
        few = min(max(few, self.chosen), len(self.worth))
        return self.bound - (self._ranked(self.chosen) - self._ranked(few))

    def _ranked(self, rank: int) -> float:
        """Worth of the site that earns so manieth most."""
        return float(np.partition(self.worth, -rank)[-rank])


def priced(reach: sparse.csr_array, persons: Floats, count: int, *, time_s: float) -> Prices:
    """
    Prices from the duals of the linear relaxation, and the bound that they prove.

    HiGHS's interior points solve the relaxation, without a crossover to a vertex, which nobody
    needs: 0.4 s for 50 sites among all the communes, 20 km. Its answer is not trusted: whatever
    the prices are, the best that `count` sites can earn at them is a bound (Lagrange), so the
    solver's tolerances, or a time limit that comes first, cost tightness and never truth.

    Parameters
    ----------
    reach
        (n, m) 1 where a site reaches a place.
    persons
        (n,) >= 0.
    count
        1 to m.
    time_s
        After which HiGHS stops.

    References
    ----------
    Galvão & ReVelle (1996), A Lagrangean heuristic for the maximal covering location problem,
    European Journal of Operational Research 88, 114-123, for the bound at given prices. Their
    subgradient steps end at 63.10 million persons there, the duals at 62.75 million.

    Examples
    --------
    >>> reach = sparse.csr_array(np.eye(3))
    >>> round(priced(reach, np.array([5.0, 3.0, 1.0]), 2, time_s=1).bound, 3)
    8.0
    """
    places = len(persons)
    model = sparse_model(*covering(reach, persons, count))
    highs = quiet({"threads": 1, "solver": "ipm", "run_crossover": "off", "time_limit": time_s})
    highs.passModel(model)
    highs.run()
    duals = np.array(highs.getSolution().row_dual)[:places]
    if len(duals) != places or not np.isfinite(duals).all() or not duals.any():
        # Nothing came in time: as if each place's sites shared its persons.
        duals = persons / np.maximum(np.diff(reach.indptr), 1)
    price = np.clip(np.abs(duals), 0.0, persons)
    worth = reach.T @ price
    best = np.partition(worth, -count)[-count:]
    return Prices(float(best.sum() + (persons - price).sum()), worth, count)


def covering(
    reach: sparse.csr_array, persons: Floats, count: int
) -> tuple[Floats, sparse.csr_array, Floats, Floats]:
    """
    MCLP's cost, matrix, and lower and upper bounds of its rows.

    Columns are m sites, then n places, each served or not; rows are places, which are served
    only when a chosen site reaches them, then the number of sites.
    """
    places, sites = reach.shape
    rows = sparse.vstack(
        [
            sparse.hstack([reach, -sparse.eye_array(places)]),
            sparse.csr_array(np.concatenate([np.ones(sites), np.zeros(places)])[None]),
        ],
        format="csr",
    )
    return (
        np.concatenate([np.zeros(sites), -persons]),
        rows,
        np.concatenate([np.zeros(places), [count]]),
        np.concatenate([np.full(places, np.inf), [count]]),
    )
