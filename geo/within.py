"""
Which of m places lie within a radius of each of n positions, by geodesic, exactly.

The chord decides nearly all: it is never longer than the geodesic, and by `reach`'s second
bound the geodesic is hardly longer than it. Only pairs in the sliver between (1.6 mm wide at
10 km) need their geodesic.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import KDTree

from geo import chord, distance
from geo.distance import Floats
from geo.morton import morton_order

MOST_BLOCK = 2_048
"""Positions near each other that walk the tree of the places together."""
CELLS = 1 << 24
"""Pairs held at a time, at most."""


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
    order, here = morton_order(lon, lat), chord.at_positions(lon, lat)
    places = KDTree(chord.at_positions(to_lon, to_lat))
    sure, possible = _sure(radius_m), radius_m + chord.ROUNDING
    size = min(max(CELLS // len(to_lon), 64), MOST_BLOCK)
    blocks = [order[start : start + size] for start in range(0, len(lon), size)]

    def near(rows: NDArray[np.intp]) -> Any:
        return KDTree(here[rows]).sparse_distance_matrix(places, possible, output_type="ndarray")

    for rows, found in _ahead(near, blocks):
        position, place = rows[found["i"]], found["j"]
        unsure = np.flatnonzero(found["v"] > sure)
        if unsure.size:
            i, j = position[unsure], place[unsure]
            metres = distance.inverse(lon[i], lat[i], to_lon[j], to_lat[j])[0]
            keep = np.ones(len(position), np.bool_)
            keep[unsure[metres > radius_m]] = False
            position, place = position[keep], place[keep]
        yield Pairs(position, place)


def _ahead(
    near: Callable[[NDArray[np.intp]], Any], blocks: list[NDArray[np.intp]]
) -> Iterator[tuple[NDArray[np.intp], Any]]:
    """Each block with its pairs, a block a core at a time: the tree lets go of the interpreter."""
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        for first in range(0, len(blocks), cores):
            wave = blocks[first : first + cores]
            yield from zip(wave, pool.map(near, wave), strict=True)


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
