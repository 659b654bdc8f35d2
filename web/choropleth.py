"""Classes of a choropleth: where a colour ends and the next begins, how many units have each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import Floats

RAMP = 6
"""Colours of the ramp in `static/css/planner.css`, the lightest first."""
NOT_KNOWN = -1
"""The class of a unit that has no number, such as the distance of nobody."""
SHARES = (0.2, 0.4, 0.6, 0.8)
"""Shares keep their bounds whatever they are of: a wider radius must lighten the map."""


@dataclass(frozen=True, eq=False)
class Classes:
    """
    Classes of n numbers.

    Class i holds the numbers above `bounds[i - 1]` and up to `bounds[i]`; with `zero`, class 0 is
    what is exactly 0, and its bound is 0.
    """

    bounds: tuple[float, ...]
    """The upper bound of each class but the last, which ends at `most`."""
    zero: bool
    least: float
    most: float
    of: NDArray[np.intp]
    """(n,) the class of each number; `NOT_KNOWN` for one that is not a number."""

    def __len__(self) -> int:
        return len(self.bounds) + 1 if np.any(self.of >= 0) else 0

    @property
    def counts(self) -> tuple[int, ...]:
        """How many numbers each class holds."""
        held = np.bincount(self.of[self.of >= 0], minlength=len(self))
        return tuple(held.tolist())

    @property
    def not_known(self) -> int:
        """How many have no number."""
        return int(np.count_nonzero(self.of == NOT_KNOWN))

    @property
    def ramp(self) -> tuple[int, ...]:
        """The colour of each class: spread over the ramp, so that they differ most."""
        if len(self) == 1:
            return (0,)
        return tuple(round(step * (RAMP - 1) / (len(self) - 1)) for step in range(len(self)))

    def range_of(self, which: int) -> tuple[float, float]:
        """Where a class begins and ends."""
        low = self.least if which == 0 else self.bounds[which - 1]
        return low, self.bounds[which] if which < len(self.bounds) else self.most


def by_steps(values: Floats, steps: Sequence[float] = SHARES, *, most: float = 1.0) -> Classes:
    """
    Classes of fixed bounds, with what is exactly 0 apart.

    >>> classes = by_steps(np.array([0.0, 0.1, 0.2, 0.9, np.nan]))
    >>> classes.of.tolist(), classes.counts
    ([0, 1, 1, 5, -1], (1, 2, 0, 0, 0, 1))
    """
    return _classed(values, (0.0, *steps), zero=True, least=0.0, most=most)


def by_quantiles(values: Floats, *, count: int = 5, zero: bool = False) -> Classes:
    """
    Classes that hold about the same number of units each, their bounds rounded to two digits.

    Parameters
    ----------
    values
        (n,) numbers >= 0; NaN has no class.
    count
        How many at most: fewer where many numbers are the same.
    zero
        Whether what is exactly 0 is a class of its own, beside the others.

    Examples
    --------
    >>> classes = by_quantiles(np.array([0.0, 0.0, 1.04, 2.0, 3.0, 4.0]), count=2, zero=True)
    >>> classes.bounds, classes.counts, classes.ramp
    ((0.0, 2.5), (2, 2, 2), (0, 2, 5))
    """
    known = values[np.isfinite(values)]
    if not len(known):
        return Classes((), zero, 0.0, 0.0, np.full(len(values), NOT_KNOWN, np.intp))
    spread = known[known > 0] if zero else known
    cuts: set[float] = {0.0} if zero and len(spread) < len(known) else set()
    if len(spread):
        shares = np.arange(1, count) / count
        cuts |= {float(f"{cut:.2g}") for cut in np.quantile(spread, shares)}
    least, most = float(known.min()), float(known.max())
    bounds = tuple(sorted(cut for cut in cuts if least <= cut < most))
    if bounds == (0.0,) and zero:
        return _classed(values, bounds, zero=True, least=least, most=most)
    # A class that rounding has emptied would be a colour in the legend that nothing has.
    made = _classed(values, bounds, zero=zero and 0.0 in bounds, least=least, most=most)
    full = [bound for bound, held in zip(bounds, made.counts, strict=False) if held]
    if made.counts[-1] == 0:
        full = full[:-1]
    return _classed(values, tuple(full), zero=made.zero, least=least, most=most)


def _classed(
    values: Floats, bounds: tuple[float, ...], *, zero: bool, least: float, most: float
) -> Classes:
    found = np.searchsorted(np.array(bounds), values, side="left")
    return Classes(bounds, zero, least, most, np.where(np.isfinite(values), found, NOT_KNOWN))
