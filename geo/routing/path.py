"""A best path as something to draw and to time: vertices with metres and seconds from the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from shapely import LineString

from geo.coordinates import LonLat
from geo.distance import Floats, between
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


@dataclass(frozen=True)
class Path:
    """One best path."""

    distance_m: float
    duration_s: float
    lon: Floats
    lat: Floats
    """Its vertices in order, EPSG:4326 degrees; both positions asked for are the ends."""
    at_m: Floats
    at_s: Floats
    """Metres and seconds from the start at each vertex."""
    arcs: Indices
    """The arcs driven, the first and the last in part."""
    ferries: tuple[Ferry, ...]
    access_m: float
    """Straight metres off the network, both ends together."""

    @property
    def line(self) -> LineString:
        """Its vertices as a line, EPSG:4326."""
        return LineString(np.column_stack([self.lon, self.lat]))


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


def drawn(
    graph: RoadGraph,
    parts: Sequence[Part],
    first: Stub,
    last: Stub,
    *,
    distance_m: float,
    duration_s: float,
) -> Path:
    """
    The path along parts of arcs, with its stubs at both ends.

    Parameters
    ----------
    parts
        In order, each beginning where the one before stops.
    first, last
        From the start to the road, and the road's end of the way to the goal.
    distance_m, duration_s
        What the whole takes.
    """
    steps = [
        _Steps(
            np.array([first.position.lon, first.road.lon]),
            np.array([first.position.lat, first.road.lat]),
            np.array([0.0, first.metres]),
            np.array([0.0, first.metres / ACCESS_MPS]),
            np.array([2]),
        )
    ]
    for whole, run in groupby(parts, lambda part: part.begin <= 0 and part.stop >= 1):
        if whole:
            steps.append(_along(graph, np.array([part.arc for part in run], np.int32)))
        else:
            steps += [_partly(graph, part) for part in run]
    steps.append(
        _Steps(
            np.array([last.position.lon]),
            np.array([last.position.lat]),
            np.array([last.metres]),
            np.array([last.metres / ACCESS_MPS]),
            np.array([1]),
        )
    )
    lon, lat, metres, seconds, count = (
        np.concatenate(column) for column in zip(*steps, strict=True)
    )
    at_m, at_s, ends = np.cumsum(metres), np.cumsum(seconds), np.cumsum(count)
    arcs = np.array([part.arc for part in parts], np.int32)
    ferries = tuple(
        Ferry(
            graph.names[graph.name[arcs[row]]],
            float(at_m[ends[row] - 1]),
            float(at_m[ends[row + 1] - 1]),
        )
        for row in np.flatnonzero(graph.ferry[arcs]).tolist()
    )
    return Path(
        distance_m=distance_m,
        duration_s=duration_s,
        lon=lon,
        lat=lat,
        at_m=at_m,
        at_s=at_s,
        arcs=arcs,
        ferries=ferries,
        access_m=(first.metres + last.metres) / DETOUR,
    )


def off_road(start: LonLat, end: LonLat) -> Path:
    """The path between positions nearer to each other than to their roads."""
    straight_m = between(start, end)
    metres = DETOUR * straight_m
    return Path(
        distance_m=metres,
        duration_s=metres / ACCESS_MPS,
        lon=np.array([start.lon, end.lon]),
        lat=np.array([start.lat, end.lat]),
        at_m=np.array([0.0, metres]),
        at_s=np.array([0.0, metres / ACCESS_MPS]),
        arcs=np.zeros(0, np.int32),
        ferries=(),
        access_m=straight_m,
    )


class _Steps(NamedTuple):
    """Vertices one after the other, and what it takes to each from the one before."""

    lon: Floats
    lat: Floats
    metres: Floats
    seconds: Floats
    vertices: NDArray[np.int64]
    """How many of them each part has."""


def _along(graph: RoadGraph, arcs: Indices) -> _Steps:
    """The steps along whole arcs, all at once: a path over a country has thousands."""
    inner = graph.shape_start[arcs + 1] - graph.shape_start[arcs]
    count = inner + 1
    last = np.cumsum(count) - 1
    first = last - inner
    ends = np.zeros(int(count.sum()), np.bool_)
    ends[last] = True
    of = np.repeat(np.arange(len(arcs)), count)
    row = (graph.shape_start[arcs] - first)[of] + np.arange(len(of))
    lon, lat, before = np.empty(len(of)), np.empty(len(of)), []
    for here, nodes, shape in (
        (lon, graph.lon, graph.shape_lon),
        (lat, graph.lat, graph.shape_lat),
    ):
        here[ends] = nodes[graph.target[arcs]]
        here[~ends] = shape[row[~ends]]
        before.append(np.roll(here, 1))
        before[-1][first] = nodes[graph.source[arcs]]
    steps = _lengths(before[0], before[1], lon, lat)
    whole = np.add.reduceat(steps, first)[of]
    share = np.where(whole > 0, steps / np.where(whole > 0, whole, 1.0), 1.0 / count[of])
    arc = arcs[of]
    return _Steps(lon, lat, share * graph.length_m[arc], share * graph.duration_s[arc], count)


def _partly(graph: RoadGraph, part: Part) -> _Steps:
    """The steps along a part of an arc."""
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
