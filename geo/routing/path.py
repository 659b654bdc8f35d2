"""A best path as something to draw and to time: vertices with metres and seconds from the start."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray
from shapely import LineString

from geo.coordinates import LonLat
from geo.distance import Floats
from geo.roads.graph import Indices, RoadGraph

DETOUR = 1.3
"""Metres of lanes a metre of straight line, off the network."""
ACCESS_MPS = 30 / 3.6
"""How fast one goes there, metres a second."""


class Ferry(NamedTuple):
    """A crossing on the way."""

    name: str
    from_m: float
    to_m: float
    """Metres from the start of the path."""


class Part(NamedTuple):
    """A stretch of an arc, as shares of its length."""

    arc: int
    begin: float
    stop: float


class Stub(NamedTuple):
    """The way between a position and the road it is tied to."""

    position: LonLat
    road: LonLat
    metres: float
    """Of lanes, not of the straight line."""


@dataclass(frozen=True, eq=False)
class Path:
    """
    One best path. It is drawn when its line is first asked for: many are only asked what they take.

    Parameters
    ----------
    distance_m, duration_s
        What the whole takes.
    graph
        Whose arcs are driven; None off the road.
    start, end
        From the start to the road, and the other end of the way from the road to the goal.
    first, middle, last
        The arcs driven, the first and the last in part.
    """

    distance_m: float
    duration_s: float
    graph: RoadGraph | None
    start: Stub
    end: Stub
    first: Part | None = None
    middle: Indices | None = None
    last: Part | None = None

    @property
    def access_m(self) -> float:
        """Straight metres off the network, both ends together."""
        return (self.start.metres + self.end.metres) / DETOUR

    @cached_property
    def arcs(self) -> Indices:
        """The arcs driven, the first and the last in part."""
        ends = [np.array([part.arc], np.int32) if _driven(part) else _NONE for part in self._ends]
        middle = _NONE if self.middle is None else self.middle
        return np.concatenate([ends[0], middle, ends[1]])

    @property
    def lon(self) -> Floats:
        """Its vertices in order, EPSG:4326 degrees; both positions asked for are the ends."""
        return self._steps.lon

    @property
    def lat(self) -> Floats:
        """Their latitudes."""
        return self._steps.lat

    @cached_property
    def at_m(self) -> Floats:
        """Metres from the start at each vertex."""
        return np.cumsum(self._steps.metres)

    @cached_property
    def at_s(self) -> Floats:
        """Seconds from the start at each vertex."""
        return np.cumsum(self._steps.seconds)

    @property
    def line(self) -> LineString:
        """Its vertices as a line, EPSG:4326."""
        return LineString(np.column_stack([self.lon, self.lat]))

    @cached_property
    def ferries(self) -> tuple[Ferry, ...]:
        """The crossings on the way."""
        if self.graph is None:
            return ()
        rows = np.flatnonzero(self.graph.ferry[self.arcs]).tolist()
        if not rows:
            return ()
        ends = self.at_m[np.cumsum(self._steps.vertices) - 1].tolist()
        names, name = self.graph.names, self.graph.name[self.arcs]
        return tuple(Ferry(names[name[row]], ends[row], ends[row + 1]) for row in rows)

    @property
    def _ends(self) -> tuple[Part | None, Part | None]:
        return self.first, self.last

    @cached_property
    def _steps(self) -> _Steps:
        start, end = self.start, self.end
        steps = [
            _Steps(
                np.array([start.position.lon, start.road.lon]),
                np.array([start.position.lat, start.road.lat]),
                np.array([0.0, start.metres]),
                np.array([0.0, start.metres / ACCESS_MPS]),
                np.array([2]),
            )
        ]
        if self.graph is not None:
            if _driven(self.first):
                steps.append(_partly(self.graph, self.first))
            if self.middle is not None and len(self.middle):
                steps.append(_along(self.graph, self.middle))
            if _driven(self.last):
                steps.append(_partly(self.graph, self.last))
        steps.append(
            _Steps(
                np.array([end.position.lon]),
                np.array([end.position.lat]),
                np.array([end.metres]),
                np.array([end.metres / ACCESS_MPS]),
                np.array([1]),
            )
        )
        return _Steps(*map(np.concatenate, zip(*steps, strict=True)))


def off_road(start: LonLat, end: LonLat, straight_m: float) -> Path:
    """
    The path between positions nearer to each other than to their roads.

    Parameters
    ----------
    straight_m
        Metres along the ellipsoid between the two.
    """
    metres = DETOUR * straight_m
    return Path(metres, metres / ACCESS_MPS, None, Stub(start, end, metres), Stub(end, end, 0.0))


class _Steps(NamedTuple):
    """Vertices one after the other, and what it takes to each from the one before."""

    lon: Floats
    lat: Floats
    metres: Floats
    seconds: Floats
    vertices: NDArray[np.int64]
    """How many of them each part has."""


_NONE: Indices = np.zeros(0, np.int32)


def _driven(part: Part | None) -> TypeGuard[Part]:
    """Whether a part has a length at all: a position may be at the very end of its road."""
    return part is not None and part.begin < part.stop


def _along(graph: RoadGraph, arcs: Indices) -> _Steps:
    """The steps along whole arcs that follow each other, all at once: they may be thousands."""
    begin = graph.shape_start[arcs]
    count = graph.shape_start[arcs + 1] - begin + 1
    after = np.cumsum(count)
    last, first = after - 1, after - count
    if len(arcs) == after[-1]:  # drawn straight, all of them
        lon, lat = graph.lon[graph.target[arcs]], graph.lat[graph.target[arcs]]
    else:
        row = np.arange(after[-1]) + np.repeat(begin - first, count)
        lon, lat = graph.shape_lon.take(row, mode="clip"), graph.shape_lat.take(row, mode="clip")
        ends = graph.target[arcs]
        lon[last], lat[last] = graph.lon[ends], graph.lat[ends]
    origin = graph.source[arcs[0]]
    steps = _lengths(
        np.concatenate([graph.lon[[origin]], lon[:-1]]),
        np.concatenate([graph.lat[[origin]], lat[:-1]]),
        lon,
        lat,
    )
    whole = np.add.reduceat(steps, first)
    flat = np.flatnonzero(whole <= 0)  # all its vertices are one: it takes its time all the same
    for arc in flat.tolist():
        steps[first[arc] : after[arc]], whole[arc] = 1.0, count[arc]
    share = np.repeat(1 / whole, count) * steps
    length_m, duration_s = graph.length_m[arcs], graph.duration_s[arcs]
    return _Steps(
        lon, lat, share * np.repeat(length_m, count), share * np.repeat(duration_s, count), count
    )


def _partly(graph: RoadGraph, part: Part) -> _Steps:
    """The steps along a part of an arc."""
    if graph.shape_start[part.arc] == graph.shape_start[part.arc + 1]:  # straight
        here, there = graph.source[part.arc], graph.target[part.arc]
        at_lon, at_lat, driven = graph.lon, graph.lat, part.stop - part.begin
        return _Steps(
            at_lon[here] + (at_lon[there] - at_lon[here]) * np.array([part.stop]),
            at_lat[here] + (at_lat[there] - at_lat[here]) * np.array([part.stop]),
            np.array([driven * graph.length_m[part.arc]]),
            np.array([driven * graph.duration_s[part.arc]]),
            np.array([1]),
        )
    lon, lat = graph.vertices(part.arc)
    steps = _lengths(lon[:-1], lat[:-1], lon[1:], lat[1:])
    at = np.concatenate([[0.0], np.cumsum(steps)])
    at = at / at[-1] if at[-1] > 0 else np.linspace(0.0, 1.0, len(lon))
    where = np.concatenate([[part.begin], at[(at > part.begin) & (at < part.stop)], [part.stop]])
    share = np.diff(where)
    return _Steps(
        np.interp(where[1:], at, lon),
        np.interp(where[1:], at, lat),
        share * graph.length_m[part.arc],
        share * graph.duration_s[part.arc],
        np.array([len(share)]),
    )


def _lengths(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Steps in degrees of latitude, on the plane: shares of an arc need no more."""
    steps: Floats = np.hypot((to_lon - lon) * np.cos(np.radians(lat)), to_lat - lat)
    return steps
