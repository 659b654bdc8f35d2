"""
Which of m places lie within a radius of each of n positions, by geodesic, exactly.

The chord decides nearly all: it is never longer than the geodesic, and by `reach`'s second
bound the geodesic is hardly longer than it. Only pairs in the sliver between (1.6 mm wide at
10 km) need their geodesic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from geo import chord, distance
from geo.blocks import Rows, in_threads, neighbour_blocks
from geo.distance import Floats
from geo.nearest import PlaceIndex

MOST_BLOCK = 2_048
"""Positions near each other that walk the tree of the places together, at most.

More walk it a little faster, but pay that back in fresh pages for their pairs; fewer hold less.
"""
CELLS = 1 << 24
"""Pairs that a block may hold, about; one that would hold more is halved."""
SAMPLE = 64
"""Of so many neighbouring positions one tells how many pairs they have."""


class Pairs(NamedTuple):
    """Pairs that are within the radius, in no order."""

    position: Rows
    place: Rows


def pairs(lon: Floats, lat: Floats, places: PlaceIndex, *, radius_m: float) -> Iterator[Pairs]:
    """
    The pairs within a radius, a block at a time; exactly on it is within.

    Parameters
    ----------
    lon, lat
        n positions, degrees.
    places
        m places.
    radius_m
        Metres over the ellipsoid, >= 0.
    """
    if not len(lon) or not len(places):
        return
    here = chord.at_positions(lon, lat)
    sure, possible = _sure(radius_m), radius_m + chord.ROUNDING

    def near(rows: Rows) -> Pairs:
        tree = KDTree(here[rows])
        found = tree.sparse_distance_matrix(places.tree, possible, output_type="ndarray")
        position, place = rows[found["i"]], found["j"].copy()  # in one piece: used again and again
        unsure = np.flatnonzero(found["v"] > sure)
        if unsure.size:
            i, j = position[unsure], place[unsure]
            metres, _ = distance.inverse(lon[i], lat[i], places.lon[j], places.lat[j])
            beyond = unsure[metres > radius_m]
            position, place = np.delete(position, beyond), np.delete(place, beyond)
        return Pairs(position, place)

    blocks = _of_few_pairs(neighbour_blocks(lon, lat, most=MOST_BLOCK), here, places, possible)
    yield from in_threads(near, blocks)


def _of_few_pairs(
    blocks: list[Rows], here: Floats, places: PlaceIndex, possible: float
) -> list[Rows]:
    """The blocks, halved until a sample of each says that it has no more pairs than `CELLS`."""
    kept, pending = [], blocks[::-1]
    while pending:
        rows = pending.pop()
        most = rows.size * len(places)
        if most > CELLS and rows.size > 1:
            # Neighbours have nearly the same places about them: a few tell of all.
            sample = KDTree(here[rows[::SAMPLE]])
            most = SAMPLE * int(sample.count_neighbors(places.tree, possible))
        if most > CELLS and rows.size > 1:
            pending += np.array_split(rows, 2)[::-1]
        else:
            kept.append(rows)
    return kept


def matrix(found: Iterable[Pairs], shape: tuple[int, int]) -> sparse.csr_array:
    """
    Pairs of n positions and m places as an (n, m) matrix of ones, rows sorted by column.

    Examples
    --------
    >>> at = np.array([105.8, 106.7]), np.array([21.0, 10.8])
    >>> matrix(pairs(*at, PlaceIndex(*at), radius_m=1_000), (2, 2)).toarray().tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    blocks = list(found)
    if not blocks:
        return sparse.csr_array(shape)
    position, place = (np.concatenate(column) for column in zip(*blocks, strict=True))
    made = sparse.csr_array((np.ones(len(position)), (position, place)), shape=shape)
    made.sort_indices()
    return made


def _sure(radius_m: float) -> float:
    """A chord up to which the geodesic is within the radius, whatever its direction."""
    # s ≤ c (1 + (c/R)²/16) near and (a/b)² c anywhere (see `chord.reach`); c ≤ s ≤ radius.
    most = 1 + min((radius_m / chord.R) ** 2 / 16, (chord.A / chord.B) ** 2 - 1)
    if radius_m > chord.R / 3:
        return 0.0  # nobody plans that far: every pair by its geodesic
    return radius_m / most - chord.ROUNDING
