"""Ways cut into segments where they meet: what lies between is shape, not node."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.distance import Floats, inverse
from geo.roads.graph import Indices

LEAST_M = 0.01
"""Two nodes at one position are a road of that length: an arc of none could be driven in circles
for nothing."""
_BLOCK = 1 << 20
"""Vertices measured at a time."""

Positions = NDArray[np.int64]


class Segments(NamedTuple):
    """The s stretches of ways between the n junctions and ends."""

    vertex: Positions
    """(n,) a vertex that lies at each node."""
    source: Indices
    target: Indices
    """(s,) nodes; never the same."""
    first: Positions
    last: Positions
    """(s,) the segment's first and last vertex."""
    way: Positions
    """(s,) row of the way."""
    length_m: Floats
    """(s,) along all vertices, geodesic, > 0."""
    lon: Floats
    lat: Floats
    """All vertices' positions, degrees."""


def node(
    start: Positions,
    ids: Positions,
    lon: Floats,
    lat: Floats,
    *,
    watch: Callable[[Iterable[Any], str], Iterable[Any]] = lambda items, _: items,
) -> Segments:
    """
    Cut ways at their ends and wherever they meet another or themselves.

    A stretch that leads back to where it began is cut once more in the middle, so that no segment
    is a loop.

    Parameters
    ----------
    start
        (w + 1,) where each way's vertices begin; each has two or more.
    ids
        (v,) the vertices' names: ways meet where they share one.
    lon, lat
        (v,) degrees.
    watch
        Shows progress.

    Examples
    --------
    Two streets that cross in their middle are four segments between five nodes:

    >>> ids = np.array([1, 2, 3, 4, 2, 5])
    >>> lon, lat = np.array([[0, 1, 2, 1, 1, 1], [0, 0, 0, -1, 0, 1]]) / 1000.0
    >>> crossing = node(np.array([0, 3, 6]), ids, lon, lat)
    >>> len(crossing.vertex), crossing.way.tolist(), crossing.length_m.round().tolist()
    (5, [0, 0, 1, 1], [111.0, 111.0, 111.0, 111.0])
    """
    row, count = np.unique(ids, return_inverse=True, return_counts=True)[1:]
    junction = count > 1
    del count
    junction[row[start[:-1]]] = True
    junction[row[start[1:] - 1]] = True
    first, last = _cut(start, junction[row], row)
    loop = (row[first] == row[last]) & (last - first > 1)
    junction[row[(first[loop] + last[loop]) // 2]] = True
    first, last = _cut(start, junction[row], row)
    moves = row[first] != row[last]  # a node twice in succession is a slip of the mapper's
    first, last = first[moves], last[moves]
    length_m = _lengths(start, first, last, lon, lat, watch)
    number = np.cumsum(junction) - 1
    vertex = np.zeros(int(number[-1]) + 1 if len(number) else 0, np.int64)
    ends = np.concatenate([first, last])
    vertex[number[row[ends]]] = ends
    return Segments(
        vertex=vertex,
        source=number[row[first]].astype(np.int32),
        target=number[row[last]].astype(np.int32),
        first=first,
        last=last,
        way=np.searchsorted(start, first, side="right") - 1,
        length_m=length_m,
        lon=lon,
        lat=lat,
    )


def _cut(
    start: Positions, cut: NDArray[np.bool_], row: NDArray[np.intp]
) -> tuple[Positions, Positions]:
    """First and last vertices of the stretches between the vertices to cut at."""
    at = np.flatnonzero(cut)
    begins = np.zeros(len(cut) + 1, np.bool_)
    begins[start] = True
    within = ~begins[at[1:]]  # from the end of one way to the next one's start there is no road
    return at[:-1][within], at[1:][within]


def _lengths(
    start: Positions,
    first: Positions,
    last: Positions,
    lon: Floats,
    lat: Floats,
    watch: Callable[[Iterable[Any], str], Iterable[Any]],
) -> Floats:
    """Metres along each stretch."""
    step_m = np.zeros(len(lon))
    for begin in watch(range(0, max(len(lon) - 1, 0), _BLOCK), "metres"):
        here = slice(begin, min(begin + _BLOCK, len(lon) - 1))
        there = slice(here.start + 1, here.stop + 1)
        step_m[here], _ = inverse(lon[here], lat[here], lon[there], lat[there])
    step_m[start[1:] - 1] = 0.0  # or leaps from way to way would eat the sums' digits
    before = np.concatenate([[0.0], np.cumsum(step_m)])
    length_m: Floats = np.maximum(before[last] - before[first], LEAST_M)
    return length_m
