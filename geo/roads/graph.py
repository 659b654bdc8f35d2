"""Nodes and directed arcs: what every road network is made into, whatever it was read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.distance import Floats
from geo.errors import SchemaError

Indices = NDArray[np.int32]


@dataclass(frozen=True)
class RoadGraph:
    """
    Roads and ferries of one profile (a car, a motorbike).

    A road that is open both ways is two arcs. Parallel arcs are allowed, loops are not.

    Parameters
    ----------
    lon, lat
        (n,) positions of the nodes, EPSG:4326 degrees.
    source, target
        (m,) nodes that each arc leaves and enters.
    length_m, duration_s
        (m,) what the arc takes; finite, > 0.
    ferry
        (m,) whether the arc is a ferry.
    accessible
        (m,) whether one gets on and off anywhere along the arc: not on a ferry, nor on an
        expressway between its junctions. Positions are tied to these alone.
    name
        (m,) index into `names`: the road's number or name.
    names
        What roads are called; "" when it is not known.
    shape_start
        (m + 1,) where each arc's inner vertices begin in `shape_lon` and `shape_lat`; an arc
        without any is drawn straight.
    shape_lon, shape_lat
        The inner vertices in the direction of the arc, degrees.
    estimated
        Lengths and durations are estimates, not measured along the road's line: the reader is
        to be told so.
    source_note
        Where the roads come from, for the credits.

    Raises
    ------
    SchemaError
        If the columns do not fit together.
    """

    lon: Floats
    lat: Floats
    source: Indices
    target: Indices
    length_m: Floats
    duration_s: Floats
    ferry: NDArray[np.bool_]
    accessible: NDArray[np.bool_]
    name: Indices
    names: tuple[str, ...]
    shape_start: NDArray[np.int64]
    shape_lon: Floats
    shape_lat: Floats
    estimated: bool
    source_note: str

    def __post_init__(self) -> None:
        arcs = len(self.source)
        costs = (self.length_m, self.duration_s)
        columns = (self.target, *costs, self.ferry, self.accessible, self.name)
        if any(len(column) != arcs for column in columns) or len(self.shape_start) != arcs + 1:
            raise SchemaError("the columns of the road graph's arcs differ in length")
        ends = np.concatenate([self.source, self.target]) if arcs else np.zeros(0, np.int32)
        if ends.size and (ends.min() < 0 or ends.max() >= len(self.lon)):
            raise SchemaError(f"an arc of the road graph names a node beyond its {len(self.lon)}")
        if np.any(self.source == self.target):
            raise SchemaError("the road graph has a loop: an arc must lead to another node")
        if not all(np.all(np.isfinite(cost) & (cost > 0)) for cost in costs):
            raise SchemaError("the road graph has an arc whose length or duration is not above 0")

    @property
    def nodes(self) -> int:
        """How many nodes."""
        return len(self.lon)

    @property
    def arcs(self) -> int:
        """How many directed arcs."""
        return len(self.source)

    def vertices(self, arc: int) -> tuple[Floats, Floats]:
        """The longitudes and latitudes of an arc's line, both ends included."""
        inner = slice(self.shape_start[arc], self.shape_start[arc + 1])
        ends = self.source[arc], self.target[arc]
        lon = np.concatenate([[self.lon[ends[0]]], self.shape_lon[inner], [self.lon[ends[1]]]])
        lat = np.concatenate([[self.lat[ends[0]]], self.shape_lat[inner], [self.lat[ends[1]]]])
        return lon, lat
