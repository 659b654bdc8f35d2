"""
Which commune a point most likely lies in, known only by centres, boxes and areas.

A point goes to the commune of least cost, the sum of

- its distance from the commune's centre, in km;
- its distance from the centre of the commune that it became in July 2025, in radii of a disc of
  that commune's official area (a second, independent witness of where the old one lies);
- a penalty outside the commune's own box, and a smaller one outside its district's.

The weights were chosen against official districts of 2020-2023 and communes of 2025-07-01, on
random points (dividing the first distance by a power of the box's size was tried, and every power
did worse than none); `geo boundaries compare` measures what they give.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.boundaries.derivation.sources import BOX

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

KM_PER_DEGREE = np.array([111.32 * np.cos(np.radians(16.5)), 111.32])
"""Of longitude and latitude in the middle of the country: costs compare, they do not measure."""

SUCCESSOR_WEIGHT_KM = 6.0
OUTSIDE_BOX_KM = 10.0
OUTSIDE_DISTRICT_KM = 3.0
DISTRICT_SLACK_KM = 0.3
MISPLACED_RADII = 3.0
"""A centre this many radii from where its successor lies is another place of the same name."""
NEIGHBOURS = 30


class CommuneAssignment:
    """
    The cost of giving a point to each commune near it, and the cheapest.

    Parameters
    ----------
    old, new, pairs
        As `sources.communes_2025_03`, `communes_2025_07` and `successions` give them.
    """

    def __init__(self, old: pd.DataFrame, new: pd.DataFrame, pairs: pd.DataFrame) -> None:
        by_code = pd.Series(np.arange(len(old)), index=old["code"])
        successor = new.set_index("code").loc[pairs["new_code"]]
        self._pair_old = by_code.loc[pairs["old_code"]].to_numpy()
        self._pair_centre = successor[["lon", "lat"]].to_numpy()
        area = successor["area_km2"].fillna(0.0).to_numpy()
        self._pair_radius = np.maximum(np.sqrt(area / np.pi), 0.3)
        self._pairs_of = _padded_groups(self._pair_old, len(old))

        self._box = old[list(BOX)].to_numpy()
        self._district_box = old[[f"district_{side}" for side in BOX]].to_numpy()
        self._centre = self._trusted_centres(old)
        half = (self._box[:, 2:] - self._box[:, :2]) / 2 * KM_PER_DEGREE
        typical = np.sqrt(half.prod(axis=1))
        self._has_box = typical * 2 > 0.15
        fallback = np.median(typical)
        self._half_extent = np.where(self._has_box[:, None], half, fallback)
        self._tree = cKDTree(self._centre * KM_PER_DEGREE)

    def _trusted_centres(self, old: pd.DataFrame) -> Floats:
        """The centres, those that are another place of the same name moved to their successor's."""
        centre = old[["lon", "lat"]].to_numpy(copy=True)
        first = self._pairs_of[:, 0]
        offset = (centre[:, None] - self._pair_centre[self._pairs_of]) * KM_PER_DEGREE
        radii = np.hypot(offset[..., 0], offset[..., 1]) / self._pair_radius[self._pairs_of]
        radii[self._pairs_of < 0] = np.inf
        misplaced = radii.min(axis=1) > MISPLACED_RADII
        centre[misplaced] = self._pair_centre[first[misplaced]]
        return centre

    @property
    def centres(self) -> Floats:
        """The centres in use, (n, 2), longitude and latitude, in the rows' order."""
        return self._centre

    @property
    def half_extents_km(self) -> Floats:
        """Half of each commune's box, (n, 2), east-west and north-south, in km."""
        extents: Floats = self._half_extent
        return extents

    def pair_at(self, points: Floats) -> Integers:
        """
        For each point, the row of `pairs` (old and new commune) of least cost.

        Parameters
        ----------
        points
            (n, 2) longitude and latitude in degrees.
        """
        found = np.empty(len(points), dtype=np.intp)
        for start in range(0, len(points), 50_000):
            part = slice(start, start + 50_000)
            found[part] = self._cheapest(points[part])
        return found

    def _cheapest(self, points: Floats) -> Integers:
        # Taken by columns: of one neighbour alone the tree would give no second axis.
        nearest = np.arange(1, min(NEIGHBOURS, len(self._centre)) + 1)
        _, near = self._tree.query(points * KM_PER_DEGREE, k=nearest, workers=-1)
        offset = (points[:, None] - self._centre[near]) * KM_PER_DEGREE
        cost = np.hypot(offset[..., 0], offset[..., 1])
        outside = _km_outside(points, self._box[near]) > 0
        cost += OUTSIDE_BOX_KM * (outside | ~self._has_box[near])
        cost += OUTSIDE_DISTRICT_KM * (
            _km_outside(points, self._district_box[near]) > DISTRICT_SLACK_KM
        )
        pairs = self._pairs_of[near]
        offset = (points[:, None, None] - self._pair_centre[pairs]) * KM_PER_DEGREE
        radii = np.hypot(offset[..., 0], offset[..., 1]) / self._pair_radius[pairs]
        total = cost[..., None] + SUCCESSOR_WEIGHT_KM * radii
        total[pairs < 0] = np.inf
        flat = total.reshape(len(points), -1)
        chosen: Integers = np.take_along_axis(
            pairs.reshape(len(points), -1), flat.argmin(axis=1)[:, None], axis=1
        )[:, 0]
        return chosen


def _km_outside(points: Floats, boxes: Floats) -> Floats:
    """How far each point lies outside each of its boxes, along the worse axis; negative inside."""
    low = (boxes[..., :2] - points[:, None]) * KM_PER_DEGREE
    high = (points[:, None] - boxes[..., 2:]) * KM_PER_DEGREE
    outside: Floats = np.maximum(low, high).max(axis=-1)
    return outside


def _padded_groups(groups: Integers, count: int) -> Integers:
    """The rows of each group, as a (count, largest group) table padded with -1."""
    order = np.argsort(groups, kind="stable")
    rank = np.arange(len(groups)) - np.searchsorted(groups[order], groups[order])
    table = np.full((count, int(rank.max()) + 1), -1, dtype=np.intp)
    table[groups[order], rank] = order
    return table
