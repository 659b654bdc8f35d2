"""
Outlines taken apart into arcs that neighbours share, so that a simplified border stays shared.

An arc runs between two points where more than two borders meet, or is a ring of its own. It is
there once, however many units border on it: simplifying it moves all of them alike, and leaves
neither gap nor sliver.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Ring = tuple[int, ...]
"""Numbers of arcs in order; ~n is arc n backwards, as TopoJSON has it."""
Polygon = tuple[Ring, ...]
"""The shell, then the holes."""


class Mesh(NamedTuple):
    """n units as arcs."""

    arcs: tuple[Floats, ...]
    """Each (m, 2): longitude, latitude."""
    units: tuple[tuple[Polygon, ...], ...]
    """The polygons of each unit, the largest first."""

    def used(self, rows: Sequence[int]) -> list[int]:
        """The arcs of those units, ascending."""
        return sorted(
            {
                arc if arc >= 0 else ~arc
                for row in rows
                for polygon in self.units[row]
                for ring in polygon
                for arc in ring
            }
        )

    def points(self, ring: Ring) -> Floats:
        """The closed ring's positions, (m, 2)."""
        parts = [self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1] for arc in ring]
        # The last point of an arc is the first of the next.
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def mesh_of(shapes: Sequence[Any] | NDArray[np.object_]) -> Mesh:
    """
    The mesh of n polygons or multipolygons, neighbours sharing every vertex of their border.

    Examples
    --------
    >>> halves = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    >>> mesh = mesh_of(halves)
    >>> len(mesh.arcs), [len(polygon[0]) for unit in mesh.units for polygon in unit]
    (3, [2, 2])
    """
    parts, owner = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    positions, ring_of = shapely.get_coordinates(rings, return_index=True)
    distinct, vertex = np.unique(positions, axis=0, return_inverse=True)
    vertex = vertex.reshape(-1).astype(np.int64)
    junction = _junctions(vertex, ring_of, len(distinct))
    starts = np.searchsorted(ring_of, np.arange(len(rings) + 1))
    known: dict[tuple[int, ...], int] = {}
    arcs: list[Floats] = []

    def arc_number(path: Ints) -> int:
        """The arc along those vertices, new or known; ~n when it is known the other way."""
        forward = _key(path)
        if forward in known:
            return known[forward]
        backward = _key(path[::-1])
        if backward in known:
            return ~known[backward]
        known[forward] = len(arcs)
        arcs.append(distinct[path])
        return known[forward]

    polygons: list[list[Ring]] = [[] for _ in parts]
    for number in range(len(rings)):
        ring = vertex[starts[number] : starts[number + 1]]
        polygons[part_of[number]].append(tuple(arc_number(path) for path in _paths(ring, junction)))
    units: list[list[Polygon]] = [[] for _ in range(len(shapes))]
    for part in np.argsort(-shapely.area(parts), kind="stable").tolist():
        units[owner[part]].append(tuple(polygons[part]))
    return Mesh(tuple(arcs), tuple(tuple(unit) for unit in units))


def _junctions(vertex: Ints, ring_of: Ints, count: int) -> NDArray[np.bool_]:
    """Vertices where other than two borders meet."""
    along = ring_of[1:] == ring_of[:-1]
    ends = np.column_stack((vertex[:-1][along], vertex[1:][along]))
    ends.sort(axis=1)
    # One number for an edge: telling numbers apart is far quicker than telling rows apart.
    edges = np.unique(ends[:, 0] * count + ends[:, 1])
    degree = np.bincount(edges // count, minlength=count)
    degree += np.bincount(edges % count, minlength=count)
    junction: NDArray[np.bool_] = degree != 2
    return junction


def _paths(ring: Ints, junction: NDArray[np.bool_]) -> list[Ints]:
    """A closed ring cut at its junctions; one without any starts at its lowest vertex."""
    opened = ring[:-1]
    cuts = np.flatnonzero(junction[opened])
    first = int(cuts[0]) if cuts.size else int(np.argmin(opened))
    turned = np.append(np.roll(opened, -first), opened[first])
    inner = cuts[1:] - first
    bounds = [0, *inner.tolist(), len(opened)]
    return [turned[a : b + 1] for a, b in pairwise(bounds)]


def _key(path: Ints) -> tuple[int, ...]:
    """What tells an arc from others: its ends and, as two may join the same, its second vertex."""
    return (int(path[0]), int(path[1]), int(path[-1]), len(path))


def simplified(mesh: Mesh, tolerance: float, *, smallest: float = 0.0, alone: float = 0.0) -> Mesh:
    """
    The mesh with fewer vertices: no border moves farther than `tolerance` degrees.

    Polygons under `smallest` square degrees are left out, but for the largest of every unit and
    for those that stand farther than `alone` degrees from what is kept of their unit: small
    islands along a coast go, an archipelago far out at sea stays. Of what vanishes when simplified,
    those same ones are given in full detail, the others left out.

    References
    ----------
    Douglas & Peucker (1973), Algorithms for the reduction of the number of points required to
    represent a digitized line or its caricature.

    Examples
    --------
    >>> zigzag = shapely.Polygon([(0, 0), (1, 0.01), (2, 0), (2, 2), (0, 2)])
    >>> len(simplified(mesh_of([zigzag]), 0.1).arcs[0])
    5
    >>> islets = [shapely.box(x, 0, x + 1, 1) for x in (3, 9)]
    >>> country = mesh_of([shapely.MultiPolygon([shapely.box(0, 0, 2, 2), *islets])])
    >>> [len(unit) for unit in simplified(country, 0.1, smallest=2, alone=5).units]
    [2]
    """
    kept = [_kept(mesh, unit, smallest, alone) for unit in mesh.units]
    lines = shapely.linestrings(
        np.concatenate(mesh.arcs),
        indices=np.repeat(np.arange(len(mesh.arcs)), [len(arc) for arc in mesh.arcs]),
    )
    arcs = [
        shapely.get_coordinates(line)
        for line in shapely.simplify(lines, tolerance, preserve_topology=False)
    ]
    for unit in kept:
        for (shell, *_), must in unit:
            if must and _vanishes(arcs, shell):
                for arc in shell:
                    number = arc if arc >= 0 else ~arc
                    arcs[number] = mesh.arcs[number]
    units = tuple(
        tuple(
            (polygon[0], *(hole for hole in polygon[1:] if not _vanishes(arcs, hole)))
            for polygon, _ in unit
            if not _vanishes(arcs, polygon[0])
        )
        for unit in kept
    )
    return Mesh(tuple(arcs), units)


def _kept(
    mesh: Mesh, unit: tuple[Polygon, ...], smallest: float, alone: float
) -> list[tuple[Polygon, bool]]:
    """The polygons of a unit to draw, the largest first, each with whether it must not vanish."""
    kept: list[tuple[Polygon, bool]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for polygon in unit:
        points = mesh.points(polygon[0])
        (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        far = all(
            max(west - box[2], box[0] - east, south - box[3], box[1] - north) > alone
            for box in boxes
        )
        if far or _area(points) >= smallest:
            kept.append((polygon, far))
            boxes.append((west, south, east, north))
    return kept


def _vanishes(arcs: Sequence[Floats], ring: Ring) -> bool:
    """Whether too few points are left to enclose anything."""
    return sum(len(arcs[arc if arc >= 0 else ~arc]) - 1 for arc in ring) < 3


def _area(points: Floats) -> float:
    """What a closed ring encloses, square degrees."""
    x, y = points.T
    return abs(float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]))) / 2
