"""A bound on the p-median, and good sites beside it: Lagrangean relaxation by subgradients."""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from geo.distance import Floats
from geo.siting.problem import Rows

STEPS = 600
"""Most steps; what is gained after them is not worth their time."""
PATIENCE = 12
"""Steps without a better bound after which the stride is halved."""
LEAST_STRIDE = 1e-3


class Pairs(NamedTuple):
    """What places are offered: their candidates, those of a place together."""

    place: Rows
    """(k,) ascending."""
    site: Rows
    cost: Floats
    """(k,) persons times metres or minutes."""
    otherwise: Floats
    """(n,) what a place costs when none of its candidates is chosen; infinite when one must be."""
    sites: int


class Bounded(NamedTuple):
    """Sites, and what no choice of as many can go below."""

    sites: Rows
    value: float
    bound: float
    worth: Floats
    """(sites,) what each would save at the best multipliers."""

    def useful(self) -> Rows:
        """
        The sites that a choice better than these may hold.

        Any other would take the place of one that saves so much more that the bound rises above
        what is known.
        """
        least = np.partition(self.worth, -len(self.sites))[-len(self.sites)]
        kept = self.worth >= least - max(self.value - self.bound, 0.0)
        kept[self.sites] = True
        return np.flatnonzero(kept)


def value_of(offer: Pairs, sites: Rows) -> Floats:
    """(n,) what each place costs with those sites; infinite for one that needs another."""
    chosen = np.zeros(offer.sites, np.bool_)
    chosen[sites] = True
    found = offer.otherwise.copy()
    used = chosen[offer.site]
    np.minimum.at(found, offer.place[used], offer.cost[used])
    return found


def bounded(offer: Pairs, start: Rows, *, enough: float, ends: float) -> Bounded:
    """
    The best sites met while the bound is raised, and the bound.

    That every place is served once is priced instead of asked for: then each site is worth what
    it saves at those prices, and the best sites are those that are worth most. Whatever the
    prices are, the sum is a bound; a place served by none or by several says which way to move
    them.

    Parameters
    ----------
    offer
        The problem.
    start
        (count,) sites that serve every place, each once.
    enough
        A gap, relative, that needs no bettering.
    ends
        Of `time.monotonic`: when to stop.

    References
    ----------
    Narula, Ogbu & Samuelsson (1977), An algorithm for the p-median problem, Operations Research
    25, 709-713. Held, Wolfe & Crowder (1974), Validation of subgradient optimization, Mathematical
    Programming 6, 62-88.

    Examples
    --------
    Two of three sites in a row for people who live at each.

    >>> offer = Pairs(np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3),
    ...               np.array([0, 1, 4, 1, 0, 1, 4, 1, 0.0]), np.full(3, np.inf), 3)
    >>> found = bounded(offer, np.array([0, 1]), enough=1e-9, ends=np.inf)
    >>> found.value, round(found.bound, 3)
    (1.0, 1.0)
    """
    count = len(start)
    each = value_of(offer, start)
    sites, value = start, float(each.sum())
    prices: Floats = each.copy()
    best, worth = -np.inf, np.zeros(offer.sites)
    now: Floats = prices
    stride, waited = 1.0, 0
    for _ in range(STEPS):
        saved = np.maximum(now[offer.place] - offer.cost, 0.0)
        savings: Floats = np.bincount(offer.site, saved, offer.sites).astype(np.float64)
        chosen = np.argpartition(savings, -count)[-count:]
        bound = float(now.sum() - savings[chosen].sum())
        each = value_of(offer, chosen)
        if each.sum() < value:
            sites, value = chosen, float(each.sum())
        if bound > best:
            prices, best, worth, waited = now, bound, savings, 0
        else:
            waited += 1
        if value - best <= enough * value or stride < LEAST_STRIDE or time.monotonic() >= ends:
            break
        if waited >= PATIENCE:
            now, stride, waited = prices, stride / 2, 0
            continue
        taken = np.zeros(offer.sites, np.bool_)
        taken[chosen] = True
        used = taken[offer.site] & (saved > 0)
        served = np.bincount(offer.place[used], minlength=len(now))
        slope = np.asarray(1.0 - served, np.float64)
        # A place whose price is its other offer is served by that.
        slope[(slope > 0) & (now >= offer.otherwise)] = 0.0
        steep = float(slope @ slope)
        if steep == 0.0:
            break
        step = stride * max(value - bound, 1e-12 * abs(value)) / steep
        now = np.minimum(np.maximum(now + step * slope, 0.0), offer.otherwise)
    return Bounded(np.sort(sites), value, min(best, value), worth)
