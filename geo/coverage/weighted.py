"""Means and quantiles of many groups at once, weighted, without a loop over the groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.distance import Floats

Rows = NDArray[np.intp]


class Groups:
    """
    n values sorted within their groups, with their weights: what every statistic starts from.

    Parameters
    ----------
    values
        (n,) numbers; infinity is of who has none: no part of a mean or a maximum, and a quantile
        that falls on it is no number.
    weights
        (n,) >= 0.
    group
        (n,) the group of each, 0 to count - 1.
    count
        How many groups there are; one without weight has no statistics (NaN).

    Examples
    --------
    >>> values, weights = np.array([3.0, 1.0, 9.0]), np.array([1.0, 2.0, 7.0])
    >>> groups = Groups(values, weights, np.array([0, 0, 1]), 3)
    >>> groups.mean().round(3).tolist(), groups.quantile(0.5).tolist()
    ([1.667, 9.0, nan], [1.0, 9.0, nan])
    """

    def __init__(self, values: Floats, weights: Floats, group: Rows, count: int) -> None:
        lived = np.flatnonzero(weights > 0)
        # Stable both, so that sums are the same on every machine; the groups' numbers are cut to so
        # few bits that numpy counts instead of comparing.
        order = lived[np.argsort(values[lived], kind="stable")]
        order = order[np.argsort(group[order].astype(np.min_scalar_type(count)), kind="stable")]
        self._values, self._weights, self._group = values[order], weights[order], group[order]
        self._count = count
        self._ends = np.searchsorted(self._group, np.arange(count), side="right")
        self._starts = np.searchsorted(self._group, np.arange(count), side="left")
        self._running = np.concatenate([[0.0], np.cumsum(self._weights)])
        self._empty = self._starts == self._ends
        self._infinite = np.bincount(self._group[np.isinf(self._values)], minlength=count)
        """(count,) how many of each group are, its last."""

    def mean(self) -> Floats:
        """(count,) weighted means."""
        known = np.isfinite(self._values)
        group, weights = self._group[known], self._weights[known]
        sums = np.bincount(group, self._values[known] * weights, self._count)
        with np.errstate(invalid="ignore"):
            means: Floats = sums / np.bincount(group, weights, self._count)
        # A mean of equal numbers may round past them.
        return np.clip(means, self._at(self._starts), self.maximum())

    def quantile(self, share: float | Floats) -> Floats:
        """
        The least value that at least this share of the weight does not exceed.

        (count,) for one share; a row for each of many.
        """
        first, last = self._running[self._starts], self._running[self._ends]
        # Half a millionth of a person: sums of fractions are not exact.
        due = first + np.multiply.outer(share, last - first) - 5e-7
        rows = np.searchsorted(self._running[1:], due, side="left")
        return self._at(np.clip(rows, self._starts, self._ends - 1))

    def maximum(self) -> Floats:
        """(count,) the largest value that has weight."""
        return self._at(np.maximum(self._ends - self._infinite - 1, self._starts))

    def _at(self, rows: Rows) -> Floats:
        found = np.full(rows.shape, np.nan)
        found[..., ~self._empty] = self._values[rows[..., ~self._empty]]
        found[np.isinf(found)] = np.nan
        return found
