"""Straight over the ellipsoid: a river or a pass in between goes unseen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geo import within
from geo.blocks import Rows
from geo.distance import Floats
from geo.nearest import PlaceIndex
from geo.travel.measure import By
from geo.travel.protocol import Destinations, Nearest
from geo.within import Pairs


class Straight:
    """
    Geodesic metres over WGS84.

    Examples
    --------
    >>> outlets = Straight().to(np.array([105.85, 106.70]), np.array([21.03, 10.78]))
    >>> near = outlets.nearest(np.array([105.8]), np.array([21.0]))
    >>> near.cost.round(-2).tolist(), near.row.tolist()
    ([6200.0], [0])
    """

    by = By.DISTANCE
    estimated = False
    source = "geodesic over WGS84"

    def to(self, lon: Floats, lat: Floats) -> Destinations:
        """Places to go to; see `Travel`."""
        return _Places(PlaceIndex(lon, lat))


STRAIGHT = Straight()


class _Places:
    """An index of places; see `Destinations`."""

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index

    def __len__(self) -> int:
        return len(self._index)

    def nearest(self, lon: Floats, lat: Floats) -> Nearest:
        cost, row = self.ranked(lon, lat, 1)
        if not cost.shape[1]:
            return Nearest(np.full(len(lon), np.inf), np.full(len(lon), -1))
        return Nearest(cost[:, 0], row[:, 0])

    def ranked(self, lon: Floats, lat: Floats, k: int) -> tuple[Floats, Rows]:
        found = self._index.query_many(lon, lat, k)
        return found.distance_m, found.index

    def pairs(self, lon: Floats, lat: Floats, *, limit: float) -> Iterator[Pairs]:
        return within.pairs(lon, lat, self._index, radius_m=limit)
