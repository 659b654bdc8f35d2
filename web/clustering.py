"""
Places near one another on the screen drawn as one: what keeps a map of 20,000 outlets light.

The whole country is clustered at once for each zoom and filter, whatever part of it is looked at,
so that panning never changes a cluster. The work is a grid's, then a merge of the grid's cells
that would still overlap: a few milliseconds, kept for the next request.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

TILE_PX = 256
CELL_PX = 32
"""Side of a grid cell on the screen."""
APART_PX = 56
"""Two symbols of clusters stand at least about this far apart."""
LAST_CLUSTERED_ZOOM = 16
"""Beyond it only places at one and the same position stay together."""
TOGETHER = 1e-7
"""Of the world's width: 4 m. Places closer than that are at the same position."""


class Clusters(NamedTuple):
    """Clusters of n places: m of them, ordered from west to east."""

    x: Floats
    """Web Mercator, 0..1 from west to east: the mean of the cluster's places."""
    y: Floats
    """Web Mercator, 0..1 from north to south."""
    sizes: Ints
    start: Ints
    """Where the cluster's places begin in `members`; m + 1 numbers."""
    members: Ints
    """Indices of all places, cluster by cluster."""

    def of(self, cluster: int) -> Ints:
        """The places of one cluster."""
        return self.members[self.start[cluster] : self.start[cluster + 1]]


def mercator(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """
    Web Mercator with the world from 0 to 1, from the north-west corner, as map tiles have it.

    >>> x, y = mercator(np.array([0.0]), np.array([0.0]))
    >>> float(x[0]), float(y[0].round(9))
    (0.5, 0.5)
    """
    limit = 85.05112878
    sine = np.sin(np.radians(np.clip(lat, -limit, limit)))
    return lon / 360 + 0.5, 0.5 - np.arctanh(sine) / (2 * np.pi)


def unmercator(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude in degrees of Web Mercator positions from 0 to 1."""
    return (x - 0.5) * 360, np.degrees(np.arcsin(np.tanh((0.5 - y) * 2 * np.pi)))


def cluster(x: Floats, y: Floats, zoom: int) -> Clusters:
    """
    The clusters of n places at a zoom.

    Parameters
    ----------
    x, y
        Web Mercator from 0 to 1, of n places.
    zoom
        Of web maps: at 0 the world is 256 pixels wide.

    Examples
    --------
    >>> at = np.array([0.5, 0.5, 0.9])
    >>> cluster(at, at, 5).sizes.tolist(), cluster(at[1:], at[1:], 5).sizes.tolist()
    ([2, 1], [1, 1])
    """
    if not len(x):
        nothing = np.zeros(0)
        none = np.zeros(0, np.int64)
        return Clusters(nothing, nothing, none, np.zeros(1, np.int64), none)
    pixels = TILE_PX * 2.0**zoom
    side = CELL_PX / pixels if zoom <= LAST_CLUSTERED_ZOOM else TOGETHER
    cell = _grid(x, y, side)
    if zoom <= LAST_CLUSTERED_ZOOM:
        cell = _merged(x, y, cell, APART_PX / pixels)[cell]
    return _gathered(x, y, cell)


def _grid(x: Floats, y: Floats, side: float) -> Ints:
    """The cell of each place, numbered from 0, of a grid that starts at the world's corner."""
    across = int(np.ceil(1 / side)) + 1
    key = np.floor(y / side).astype(np.int64) * across + np.floor(x / side).astype(np.int64)
    return np.unique(key, return_inverse=True)[1].astype(np.int64)


def _means(x: Floats, y: Floats, group: Ints) -> tuple[Floats, Floats, Ints]:
    count = np.bincount(group)
    return np.bincount(group, x) / count, np.bincount(group, y) / count, count


def _merged(x: Floats, y: Floats, cell: Ints, apart: float) -> Ints:
    """
    For each cell the cluster it joins: the fullest cells take in their neighbours first.

    Ties go by the cell's number, so the same places always make the same clusters.
    """
    at_x, at_y, count = _means(x, y, cell)
    positions = np.column_stack((at_x, at_y))
    tree = cKDTree(positions)
    joined = np.full(len(count), -1, np.int64)
    pairs = tree.query_pairs(apart, output_type="ndarray")
    # Neighbours of a cell as a slice of one sorted array: no Python list for each cell.
    both = np.concatenate((pairs, pairs[:, ::-1]))
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    first = np.searchsorted(both[:, 0], np.arange(len(count) + 1))
    number = 0
    for one in np.lexsort((np.arange(len(count)), -count)).tolist():
        if joined[one] >= 0:
            continue
        joined[one] = number
        if first[one] < first[one + 1]:
            near = both[first[one] : first[one + 1], 1]
            joined[near[joined[near] < 0]] = number
        number += 1
    return joined


def _gathered(x: Floats, y: Floats, group: Ints) -> Clusters:
    """Clusters from each place's group number; west to east, so their order is theirs alone."""
    at_x, at_y, count = _means(x, y, group)
    order = np.lexsort((at_y, at_x))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    members = np.argsort(rank[group], kind="stable")
    start = np.concatenate(([0], np.cumsum(count[order])))
    return Clusters(at_x[order], at_y[order], count[order], start, members)
