"""By road: metres along the shortest way, or minutes along the quickest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from geo.blocks import Rows
from geo.distance import Floats
from geo.routing import Network, Tied
from geo.routing import engine as routing
from geo.routing.folded import Folded
from geo.travel.measure import By
from geo.travel.protocol import Destinations, Nearest
from geo.within import Pairs

KEPT = 8
"""Sets of positions that a way to measure remembers: planners ask of the same ones again."""
_SECONDS = 60.0


class Road:
    """
    What it takes by road; who is off the network, or on an island without a ferry, never arrives.

    Positions of a question come back with the next one, of another radius: where they meet the
    network, and which place is nearest to each, is remembered by the positions' bytes.

    Parameters
    ----------
    network
        The roads.
    by
        road_distance or road_time.

    Raises
    ------
    ValueError
        If it is measured by no road.
    """

    def __init__(self, network: Network, by: By) -> None:
        if not by.road:
            raise ValueError(f"{by} needs no road: take Straight")
        self.by = by
        self.estimated = network.estimated
        estimated = " (estimated / ước tính)" if network.estimated else ""
        self.source = f"by road{estimated}: {network.graph.source_note}"
        self._network = network
        self._tied = lru_cache(KEPT)(self._tie)
        self._to = lru_cache(KEPT)(self._made)

    def to(self, lon: Floats, lat: Floats) -> Destinations:
        """Places to go to; see `Travel`."""
        return self._to(*_bytes(lon, lat))

    def fold(self, start: tuple[bytes, bytes], end: tuple[bytes, bytes]) -> Folded:
        """The table of what it takes between positions, each given by its bytes."""
        by: routing.By = "duration" if self.by.timed else "distance"
        return Folded(self._network, self._tied(*start), self._tied(*end), by=by)

    def _made(self, lon: bytes, lat: bytes) -> _Places:
        return _Places(self, (lon, lat), _SECONDS if self.by.timed else 1.0)

    def _tie(self, lon: bytes, lat: bytes) -> Tied:
        return self._network.tie(np.frombuffer(lon), np.frombuffer(lat))


class _Places:
    """Places on a network; see `Destinations`."""

    def __init__(self, road: Road, at: tuple[bytes, bytes], unit: float) -> None:
        self._road, self._at, self._unit = road, at, unit
        self._nearest = lru_cache(KEPT)(self._find_nearest)
        self._folded = lru_cache(2)(lambda *start: road.fold(start, at))

    def __len__(self) -> int:
        return len(self._at[0]) // np.dtype(np.float64).itemsize

    def nearest(self, lon: Floats, lat: Floats) -> Nearest:
        return self._nearest(*_bytes(lon, lat))

    def ranked(self, lon: Floats, lat: Floats, k: int) -> tuple[Floats, Rows]:
        cost, row = self._folded(*_bytes(lon, lat)).ranked(k)
        return cost / self._unit, row

    def pairs(self, lon: Floats, lat: Floats, *, limit: float) -> Iterator[Pairs]:
        folded = self._folded(*_bytes(lon, lat))
        for position, place in folded.pairs(limit * self._unit):
            yield Pairs(position, place)

    def _find_nearest(self, lon: bytes, lat: bytes) -> Nearest:
        cost, row = self._folded(lon, lat).ranked(1)
        if not cost.shape[1]:
            return Nearest(np.full(len(cost), np.inf), np.full(len(cost), -1))
        found = Nearest(cost[:, 0] / self._unit, row[:, 0])
        for column in found:
            column.flags.writeable = False  # it is remembered
        return found


def _bytes(lon: Floats, lat: Floats) -> tuple[bytes, bytes]:
    """Positions as something to remember them by."""
    return np.asarray(lon, np.float64).tobytes(), np.asarray(lat, np.float64).tobytes()
