"""
Vertices where lines pass from tile to tile.

A line that is cut at a tile's side gets a new end there, rounded to the grid. Were that done tile
by tile, the two halves could end a step apart, and of two neighbours each its own. Here a line gets
its vertices on all sides of tiles, and on the ends of their buffers, before anything is cut: once
for all tiles and for both neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.tiles.grid import BUFFER, EXTENT, Ints


def seamed(arcs: Sequence[Ints]) -> list[Ints]:
    """
    Lines with a vertex wherever they cross the side of a tile or the end of a buffer.

    Parameters
    ----------
    arcs
        Each (m, 2) positions on the grid of one zoom; positions that repeat are left out.

    Examples
    --------
    >>> seamed([np.array([[4000, 10], [4200, 20]])])[0].tolist()
    [[4000, 10], [4032, 12], [4096, 15], [4160, 18], [4200, 20]]
    """
    points = np.concatenate(arcs)
    owner = np.repeat(np.arange(len(arcs)), [len(arc) for arc in arcs])
    for axis in (0, 1):
        points, owner = _crossings_added(points, owner, axis)
    repeats = np.zeros(len(points), dtype=bool)
    repeats[1:] = (points[1:] == points[:-1]).all(axis=1) & (owner[1:] == owner[:-1])
    points, owner = points[~repeats], owner[~repeats]
    return np.split(points, np.searchsorted(owner, np.arange(1, len(arcs))))


def _crossings_added(points: Ints, owner: Ints, axis: int) -> tuple[Ints, Ints]:
    """The points with those where their lines cross the seams across one axis."""
    start, end = points[:-1], points[1:]
    low, high = np.minimum(start, end)[:, axis], np.maximum(start, end)[:, axis]
    first = _seams_until(low)
    # Strictly between the ends: an end on a seam is there already.
    count = np.where(owner[:-1] == owner[1:], _seams_until(high - 1) - first, 0)
    count = np.maximum(count, 0)
    if not count.any():
        return points, owner
    segment = np.repeat(np.arange(len(count)), count)
    turn = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    at = _seam(first[segment] + 1 + turn)
    here, there = start[segment], end[segment]
    along = (at - here[:, axis]) / (there[:, axis] - here[:, axis])
    other = 1 - axis
    added = np.empty((len(segment), 2), dtype=np.int64)
    added[:, axis] = at
    across = here[:, other] + along * (there[:, other] - here[:, other])
    added[:, other] = np.rint(across).astype(np.int64)
    place = np.concatenate((np.arange(len(points), dtype=float), segment + along))
    order = np.argsort(place, kind="stable")
    together = np.concatenate((points, added))[order]
    return together, np.concatenate((owner, owner[segment]))[order]


def _seams_until(position: Ints) -> Ints:
    """How many seams there are up to a position, itself too, from some place west of all."""
    tile, rest = np.divmod(position + BUFFER, EXTENT)
    return np.asarray(3 * tile + 1 + (rest >= BUFFER) + (rest >= 2 * BUFFER), dtype=np.int64)


def _seam(number: Ints) -> Ints:
    """The position of a seam by its number: a tile's side, and a buffer before and behind it."""
    tile, which = np.divmod(number - 1, 3)
    return np.asarray(tile * EXTENT + (which - 1) * BUFFER, dtype=np.int64)
