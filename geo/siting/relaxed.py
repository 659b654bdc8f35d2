"""A bound on how many persons any choice of sites can serve, in a fraction of a second."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geo.distance import Floats

STEPS = 400
PATIENCE = 15
"""Steps without a better bound after which they are made half as long."""


def most_at_best(reach: sparse.csr_array, persons: Floats, count: int, *, known: float) -> float:
    """
    Persons that no choice of `count` sites can pass, by Lagrangian relaxation.

    Each person may be paid for at a price instead of being reached: whatever the prices, the best
    that the sites can then earn is a bound. Prices rise where many chosen sites reach the same
    persons' neighbours and fall where none does, until the bound hardly gets better. It comes
    to the bound of the linear relaxation, which takes HiGHS seconds for a country.

    Parameters
    ----------
    reach
        (n, m) 1 where a site reaches a place.
    persons
        (n,) >= 0.
    count
        1 to m.
    known
        Persons that some choice is known to serve.

    References
    ----------
    Galvão & ReVelle (1996), A Lagrangean heuristic for the maximal covering location problem,
    European Journal of Operational Research 88, 114-123.

    Examples
    --------
    >>> reach = sparse.csr_array(np.eye(3))
    >>> round(most_at_best(reach, np.array([5.0, 3.0, 1.0]), 2, known=8.0), 3)
    8.0
    """
    by_site = reach.T.tocsr()
    # As if each place's sites shared its persons: the first guess at what reaching it is worth.
    price = persons / np.maximum(np.diff(reach.indptr), 1)
    best, length, idle = float(persons.sum()), 1.0, 0
    for _ in range(STEPS):
        worth = by_site @ price
        chosen = np.argpartition(worth, -count)[-count:]
        bound = float(worth[chosen].sum() + (persons - price).sum())
        if bound < best - 1e-9 * best:
            best, idle = bound, 0
        else:
            idle += 1
            if idle >= PATIENCE:
                length, idle = length / 2, 0
        picked = np.zeros(len(worth))
        picked[chosen] = 1
        # A place that is paid in full for not being reached earns nothing, reached or not.
        slope = reach @ picked - (price < persons)
        steep = float(slope @ slope)
        if bound - known <= 1e-9 * known or steep == 0 or length < 1e-4:
            break
        price = np.clip(price - length * (bound - known) / steep * slope, 0.0, persons)
    return max(best, known)
