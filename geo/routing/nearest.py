"""The nearest of many destinations by road, from many positions, without the table of all pairs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.distance import Floats
from geo.errors import InvalidParameterError
from geo.routing.engine import By
from geo.routing.network import Network, Tied

_PAIRS = 500_000
"""Pairs asked for at once: a few tens of megabytes."""


class Nearest(NamedTuple):
    """Of n positions, (n,) each."""

    row: NDArray[np.int64]
    """Of the destination; -1 where none can be reached."""
    distance_m: Floats
    duration_s: Floats
    """Both along the path that is least by the measure asked for; inf where there is none."""


def nearest(network: Network, start: Tied, end: Tied, *, by: By = "duration") -> Nearest:
    """
    The destination that takes least, as the least of each row of `Network.between`.

    Asked for in blocks of positions, so that memory does not grow with n.

    Parameters
    ----------
    network
        The roads.
    start, end
        n positions and m > 0 destinations, tied to that network.
    by
        What is least.

    Raises
    ------
    InvalidParameterError
        If there is no destination.
    """
    n, m = len(start.lon), len(end.lon)
    if m == 0:
        raise InvalidParameterError("no destination to be nearest to: give one at least")
    row = np.full(n, -1, dtype=np.int64)
    metres, seconds = np.full(n, np.inf), np.full(n, np.inf)
    step = max(1, _PAIRS // m)
    for begin in range(0, n, step):
        block = np.arange(begin, min(begin + step, n))
        table = network.between(start.take(block), end, by=by)
        best = (table.duration_s if by == "duration" else table.distance_m).argmin(axis=1)
        each = np.arange(len(block))
        metres[block], seconds[block] = table.distance_m[each, best], table.duration_s[each, best]
        row[block] = np.where(np.isfinite(metres[block]), best, -1)
    return Nearest(row, metres, seconds)
