"""
Which of m places lie within a radius of each of n positions, by geodesic, exactly.

The chord decides nearly all: it is never longer than the geodesic, and by `reach`'s second
bound the geodesic is hardly longer than it. Only pairs in the sliver between (1.6 mm wide at
10 km) need their geodesic.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree

from geo import chord, distance
from geo.distance import Floats
from geo.morton import morton_order

LEAST_BLOCK, MOST_BLOCK = 32, 1_024
"""Positions near each other that are compared with the same places: more, the denser they are."""
CELLS = 1 << 22
"""Chords held at a time."""


class Pairs(NamedTuple):
    """Pairs that are within the radius, in no order."""

    position: NDArray[np.intp]
    place: NDArray[np.intp]


def pairs(
    lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, *, radius_m: float
) -> Iterator[Pairs]:
    """
    The pairs within a radius, a block at a time; exactly on it is within.

    Parameters
    ----------
    lon, lat
        n positions, degrees.
    to_lon, to_lat
        m places, degrees.
    radius_m
        Metres over the ellipsoid, >= 0.
    """
    if not len(lon) or not len(to_lon):
        return
    order, places = morton_order(lon, lat), chord.at_positions(to_lon, to_lat)
    tree = KDTree(places)
    # The least chord that can belong to a geodesic beyond the radius, and the greatest within it.
    sure, possible = _sure(radius_m), radius_m + chord.ROUNDING
    block = min(max(len(lon) // 512, LEAST_BLOCK), MOST_BLOCK)
    for start in range(0, len(lon), block):
        rows = order[start : start + block]
        here = chord.at_positions(lon[rows], lat[rows])
        middle = (here.min(axis=0) + here.max(axis=0)) / 2
        spread = float(np.sqrt(((here - middle) ** 2).sum(axis=1).max()))
        near = np.asarray(tree.query_ball_point(middle, possible + spread + 1.0), np.intp)
        for part in np.array_split(near, max(1, -(-near.size * rows.size // CELLS))):
            if not part.size:
                continue
            apart = _squares(here - middle, places[part] - middle)
            position, place = np.nonzero(apart <= (possible + 0.01) ** 2)
            unsure = np.flatnonzero(apart[position, place] > max(sure - 0.01, 0.0) ** 2)
            if unsure.size:
                i, j = rows[position[unsure]], part[place[unsure]]
                metres = distance.inverse(lon[i], lat[i], to_lon[j], to_lat[j])[0]
                keep = np.ones(len(position), np.bool_)
                keep[unsure[metres > radius_m]] = False
                position, place = position[keep], place[keep]
            yield Pairs(rows[position], part[place])


def matrix(
    lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, *, radius_m: float
) -> sparse.csr_array:
    """
    The pairs within a radius as an (n, m) matrix of ones, rows sorted by column.

    Examples
    --------
    >>> at = np.array([105.8, 106.7]), np.array([21.0, 10.8])
    >>> matrix(*at, *at, radius_m=1_000).toarray().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    found = list(pairs(lon, lat, to_lon, to_lat, radius_m=radius_m))
    if not found:
        return sparse.csr_array((len(lon), len(to_lon)))
    position, place = (np.concatenate(column) for column in zip(*found, strict=True))
    ones = np.ones(len(position))
    made = sparse.csr_array((ones, (position, place)), shape=(len(lon), len(to_lon)))
    made.sort_indices()
    return made


def _sure(radius_m: float) -> float:
    """A chord up to which the geodesic is within the radius, whatever its direction."""
    # s ≤ c (1 + (c/R)²/16) near and (a/b)² c anywhere (see `chord.reach`); c ≤ s ≤ radius.
    most = 1 + min((radius_m / chord.R) ** 2 / 16, (chord.A / chord.B) ** 2 - 1)
    if radius_m > chord.R / 3:
        return 0.0  # nobody plans that far: every pair by its geodesic
    return radius_m / most - chord.ROUNDING


def _squares(here: Floats, there: Floats) -> Floats:
    """(n, m) squared lengths between n and m points near the origin: one matrix product."""
    squares: Floats = here @ (-2 * there.T)
    squares += (here**2).sum(axis=1)[:, None]
    squares += (there**2).sum(axis=1)
    return squares
