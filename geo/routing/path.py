"""A best path as something to draw and to time: vertices with metres and seconds from the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
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
    lon = [np.array([first.position.lon, first.road.lon])]
    lat = [np.array([first.position.lat, first.road.lat])]
    metres, seconds = [np.array([0.0, first.metres])], [np.array([0.0, first.metres / ACCESS_MPS])]
    for arc, begin, stop in parts:
        lons, lats, shares = _stretch(*graph.vertices(arc), begin, stop)
        lon.append(lons[1:])
        lat.append(lats[1:])
        metres.append(shares * graph.length_m[arc])
        seconds.append(shares * graph.duration_s[arc])
    lon.append(np.array([last.position.lon]))
    lat.append(np.array([last.position.lat]))
    metres.append(np.array([last.metres]))
    seconds.append(np.array([last.metres / ACCESS_MPS]))
    at_m, at_s = np.cumsum(np.concatenate(metres)), np.cumsum(np.concatenate(seconds))
    ends = np.cumsum([len(step) for step in metres])
    ferries = tuple(
        Ferry(graph.names[graph.name[part.arc]], float(at_m[begin - 1]), float(at_m[end - 1]))
        for part, begin, end in zip(parts, ends, ends[1:], strict=False)
        if graph.ferry[part.arc]
    )
    return Path(
        distance_m=distance_m,
        duration_s=duration_s,
        lon=np.concatenate(lon),
        lat=np.concatenate(lat),
        at_m=at_m,
        at_s=at_s,
        arcs=np.array([part.arc for part in parts], np.int32),
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


def _stretch(lon: Floats, lat: Floats, begin: float, stop: float) -> tuple[Floats, Floats, Floats]:
    """A part of a line: its vertices, and of the whole line's length the share of each step."""
    steps = np.hypot(np.diff(lon) * np.cos(np.radians(lat[:-1])), np.diff(lat))
    at = np.concatenate([[0.0], np.cumsum(steps)])
    at = at / at[-1] if at[-1] > 0 else np.linspace(0.0, 1.0, len(lon))
    inner = at[(at > begin) & (at < stop)]
    where = np.concatenate([[begin], inner, [stop]])
    return np.interp(where, at, lon), np.interp(where, at, lat), np.diff(where)
