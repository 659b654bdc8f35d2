"""
One position where it meets the network, and the best way from one such to another.

What `Network.between` does with arrays for tables of many is done here by hand for a pair: one call
into NumPy takes as long as all of it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from geo.coordinates import LonLat
from geo.distance import between
from geo.roads.graph import RoadGraph
from geo.routing.engine import By, Engine
from geo.routing.path import ACCESS_MPS, DETOUR, Part, Path, Stub, off_road
from geo.routing.snapping import NOWHERE


class Way(NamedTuple):
    """Between a position's road and one end of that road."""

    node: int
    part: Part
    """The stretch driven."""
    length_m: float
    duration_s: float


class Meeting(NamedTuple):
    """Where a position meets the network."""

    at: LonLat
    centred: tuple[float, float, float]
    """The position as `chord.at_position` has it."""
    stub: Stub
    """Off the road."""
    access_m: float
    """Straight metres of that."""
    arc: int
    fraction: float
    back: int
    """The arc back along the same road; `NOWHERE` on a one-way."""
    leaving: tuple[Way, ...]
    entering: tuple[Way, ...]
    """By either end; one on a one-way."""


class _Found(NamedTuple):
    """A way by road, from the one road to the other."""

    cost: float
    """What it was chosen by."""
    length_m: float
    duration_s: float
    leave: Way | None
    enter: Way | None
    along: Part | None
    """The stretch of the one arc that both are on."""


def best(graph: RoadGraph, engine: Engine, start: Meeting, end: Meeting, *, by: By) -> Path | None:
    """
    The best path from one position to another; None when no road or ferry leads there.

    Parameters
    ----------
    engine
        Of that graph and measure.
    start, end
        Where both meet that graph.
    """
    timed = by == "duration"
    found = _by_road(graph, engine, start, end, timed=timed)
    straight_m = _straight(start, end)
    lanes_m = start.stub.metres + end.stub.metres
    if straight_m is not None:
        cost = DETOUR * straight_m / (ACCESS_MPS if timed else 1.0)
        if found is None or cost < found.cost + lanes_m / (ACCESS_MPS if timed else 1.0):
            return off_road(start.at, end.at, straight_m)
    if found is None:
        return None
    if found.leave is None or found.enter is None:
        first, middle, last = found.along, None, None
    else:
        middle = engine.path(found.leave.node, found.enter.node)
        if middle is None:  # the engine's own table said that there is one
            raise AssertionError("the road engine has a cost but no path")
        first, last = found.leave.part, found.enter.part
    return Path(
        distance_m=found.length_m + lanes_m,
        duration_s=found.duration_s + lanes_m / ACCESS_MPS,
        graph=graph,
        start=start.stub,
        end=end.stub,
        first=first,
        middle=middle,
        last=last,
    )


def _by_road(
    graph: RoadGraph, engine: Engine, start: Meeting, end: Meeting, *, timed: bool
) -> _Found | None:
    """By either end of either road, or along the one that both are on."""
    found = None
    least = math.inf
    for leave in start.leaving:
        for enter in end.entering:
            length_m, duration_s = engine.cost(leave.node, enter.node)
            length_m += leave.length_m + enter.length_m
            duration_s += leave.duration_s + enter.duration_s
            cost = duration_s if timed else length_m
            if cost < least:
                least = cost
                found = _Found(cost, length_m, duration_s, leave, enter, None)
    if start.arc == end.arc:
        ahead = end.fraction - start.fraction
        part = Part(start.arc, start.fraction, end.fraction)
        if ahead < 0:
            part = Part(start.back, 1 - start.fraction, 1 - end.fraction)
        if part.arc != NOWHERE:
            length_m, duration_s = (
                abs(ahead) * whole.item(part.arc) for whole in (graph.length_m, graph.duration_s)
            )
            cost = duration_s if timed else length_m
            if cost < least:
                found = _Found(cost, length_m, duration_s, None, None, part)
    return found


def _straight(start: Meeting, end: Meeting) -> float | None:
    """Metres between positions that are nearer to each other than to their roads; else None."""
    reach_m = start.access_m + end.access_m
    # A chord is never longer than its geodesic, and much quicker to know.
    if math.dist(start.centred, end.centred) > reach_m:
        return None
    apart_m = between(start.at, end.at)
    return apart_m if apart_m <= reach_m else None
