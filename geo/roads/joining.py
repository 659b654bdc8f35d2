"""
One graph of two: the extract where it covers the land, the skeleton beyond.

The extract covers what lies within `COVERED_M` of a node of it: an outline as hollow as the
land's. Of the skeleton stay the nodes outside, the roads between them, and those that cross the
outline; a crossing road ends at the extract's node nearest to where it enters.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo import chord
from geo.distance import Floats, inverse
from geo.errors import InvalidParameterError
from geo.roads.graph import RoadGraph
from geo.roads.noding import LEAST_M
from geo.roads.parts import kept, largest

COVERED_M = 5_000.0
"""The skeleton's towns are good to 2 km, and no populated place of Vietnam is farther than that
from a junction."""
_STEP_M = 500.0
"""Between the places where a crossing road is asked whether it is covered yet."""


def join(extract: RoadGraph, skeleton: RoadGraph) -> RoadGraph:
    """
    The extract, with the skeleton's roads where it has none.

    Parameters
    ----------
    extract, skeleton
        Of one profile.

    Returns
    -------
    The extract itself where it covers all of the skeleton; else a graph whose first nodes and
    arcs are the extract's, estimated because some of its roads are.

    Raises
    ------
    InvalidParameterError
        If no road of the skeleton leads into the extract: it is of another country.
    """
    covering = KDTree(chord.at_positions(extract.lon, extract.lat))
    covered = _near(covering, skeleton.lon, skeleton.lat)
    if covered.all():
        return extract
    inside = covered[skeleton.source], covered[skeleton.target]
    carried = kept(skeleton, ~(inside[0] & inside[1]))
    covered = _near(covering, carried.lon, carried.lat)
    if not covered.any():
        raise InvalidParameterError(
            f"no road leads from the skeleton into the extract about {extract.lat.mean():.2f}, "
            f"{extract.lon.mean():.2f}: give an extract of Vietnam, or leave the skeleton out"
        )
    ends, carried = _tied(extract, carried, covered, covering)
    whole, _ = largest(_one(extract, carried, ends))
    return whole


def without_expressways(skeleton: RoadGraph) -> RoadGraph:
    """The skeleton for those whom expressways bar: of roads, those that one enters anywhere."""
    return largest(kept(skeleton, skeleton.accessible | skeleton.ferry))[0]


def _near(covering: KDTree, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Which positions the extract covers."""
    distance, _ = covering.query(chord.at_positions(lon, lat), distance_upper_bound=COVERED_M)
    return np.isfinite(distance)


def _tied(
    extract: RoadGraph, carried: RoadGraph, covered: NDArray[np.bool_], covering: KDTree
) -> tuple[NDArray[np.int32], RoadGraph]:
    """
    The carried roads with the covered ends of crossing ones moved to the extract's nodes.

    Returns
    -------
    Numbers of the joined graph's nodes for the two ends of each arc (2, m), and the arcs, whose
    lengths and durations have shrunk with their straight lines.
    """
    number = (extract.nodes + np.cumsum(~covered) - 1).astype(np.int32)
    ends = np.stack([number[carried.source], number[carried.target]])
    length_m, duration_s = carried.length_m.copy(), carried.duration_s.copy()
    straight = np.zeros(carried.arcs, np.bool_)
    for inner, outer, row in (
        (carried.source, carried.target, 0),
        (carried.target, carried.source, 1),
    ):
        for arc in np.flatnonzero(covered[inner]).tolist():
            out, into = int(outer[arc]), int(inner[arc])
            start = float(carried.lon[out]), float(carried.lat[out])
            end = float(carried.lon[into]), float(carried.lat[into])
            node = _entry(start, end, covering)
            to = np.array([[end[0], extract.lon[node]], [end[1], extract.lat[node]]])
            whole_m, rest_m = inverse(*start, *to)[0].tolist()
            share = rest_m / whole_m if whole_m else 1.0
            length_m[arc] = max(length_m[arc] * share, rest_m, LEAST_M)
            duration_s[arc] = max(duration_s[arc] * share, LEAST_M)
            ends[row, arc] = node
            straight[arc] = True
    inner_vertices = np.repeat(straight, np.diff(carried.shape_start))
    count = np.where(straight, 0, np.diff(carried.shape_start))
    return ends, replace(
        carried,
        length_m=length_m,
        duration_s=duration_s,
        shape_start=np.concatenate([[0], np.cumsum(count)]),
        shape_lon=carried.shape_lon[~inner_vertices],
        shape_lat=carried.shape_lat[~inner_vertices],
    )


def _entry(start: tuple[float, float], end: tuple[float, float], covering: KDTree) -> int:
    """The extract's node nearest to where the straight line from start to end is first covered."""
    metres = float(inverse(*start, np.array([end[0]]), np.array([end[1]]))[0][0])
    share = np.linspace(0, 1, int(metres / _STEP_M) + 2)
    lon, lat = (a + share * (b - a) for a, b in zip(start, end, strict=True))
    distance, node = covering.query(chord.at_positions(lon, lat), distance_upper_bound=COVERED_M)
    return int(np.asarray(node)[np.argmax(np.isfinite(distance))])


def _one(extract: RoadGraph, carried: RoadGraph, ends: NDArray[np.int32]) -> RoadGraph:
    """Both graphs' columns after each other."""
    outside = np.zeros(carried.nodes, np.bool_)
    for row, of in enumerate((carried.source, carried.target)):
        outside[of[ends[row] >= extract.nodes]] = True
    return replace(
        extract,
        lon=np.concatenate([extract.lon, carried.lon[outside]]),
        lat=np.concatenate([extract.lat, carried.lat[outside]]),
        source=np.concatenate([extract.source, ends[0]]),
        target=np.concatenate([extract.target, ends[1]]),
        name=np.concatenate([extract.name, carried.name + np.int32(len(extract.names))]),
        names=extract.names + carried.names,
        shape_start=np.concatenate(
            [extract.shape_start, extract.shape_start[-1] + carried.shape_start[1:]]
        ),
        estimated=True,
        source_note=f"{extract.source_note}; {carried.source_note}",
        length_m=np.concatenate([extract.length_m, carried.length_m]),
        duration_s=np.concatenate([extract.duration_s, carried.duration_s]),
        ferry=np.concatenate([extract.ferry, carried.ferry]),
        accessible=np.concatenate([extract.accessible, carried.accessible]),
        shape_lon=np.concatenate([extract.shape_lon, carried.shape_lon]),
        shape_lat=np.concatenate([extract.shape_lat, carried.shape_lat]),
    )
