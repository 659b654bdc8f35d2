"""
Positions to the roads next to them.

The nearest road is looked for on the same piece of land, so nobody drives over a strait; where
the map of the land is not given, anywhere. Distances are compared in Mercator's projection,
whose scale is the same in every direction, and then measured along the ellipsoid.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pandas import DataFrame
from shapely import Polygon, STRtree

from geo.distance import Floats, inverse
from geo.roads.graph import Indices, RoadGraph

ASHORE = 0.03
"""Degrees, about 3 km: a pier or a beach just off the outline belongs to the land beside it."""
NOWHERE = -1


class Snapped(NamedTuple):
    """Where n positions meet the network; those that do not have the arc `NOWHERE`."""

    arc: Indices
    """The arc: of the two of a two-way road the one of the lower number; a port's ferry."""
    fraction: Floats
    """How far along that arc, 0 to 1."""
    lon: Floats
    lat: Floats
    """The point on the road, degrees."""
    access_m: Floats
    """Geodesic metres from the position to it; inf when there is none."""

    def take(self, rows: NDArray[np.intp]) -> Snapped:
        """Those rows of them."""
        return Snapped(
            self.arc[rows], self.fraction[rows], self.lon[rows], self.lat[rows], self.access_m[rows]
        )


class Snapper:
    """
    The roads of a graph by position.

    Parameters
    ----------
    graph
        Its accessible arcs are what positions are tied to.
    land
        The pieces of land, EPSG:4326, that no road but the graph's own joins.
    """

    def __init__(self, graph: RoadGraph, land: Sequence[Polygon] = ()) -> None:
        self._graph = graph
        self._land = STRtree(np.asarray(land, dtype=object))
        shapely.prepare(self._land.geometries)
        self.reverse = _reverses(graph)
        """(m,) the arc back along the same road, `NOWHERE` on a one-way."""
        forward = (self.reverse == NOWHERE) | (self.reverse > np.arange(graph.arcs))
        arcs = np.flatnonzero(graph.accessible & forward).astype(np.int32)
        port_arcs, ports = _ports(graph)
        shapes = np.concatenate([_lines(graph, arcs), _points(graph, ports)])
        arcs = np.concatenate([arcs, port_arcs])
        piece = self._piece(graph.lon, graph.lat)
        ends = piece[graph.source[arcs]], piece[graph.target[arcs]]
        ends[0][len(arcs) - len(ports) :] = ends[1][len(arcs) - len(ports) :] = piece[ports]
        self._roads = {}
        for number in np.unique(ends):
            here = (ends[0] == number) | (ends[1] == number)  # a bridge serves both its banks
            self._roads[int(number)] = arcs[here], STRtree(shapes[here])

    def snap(self, lon: Floats, lat: Floats, *, limit_m: float) -> Snapped:
        """
        The nearest point of the nearest road of each position.

        Parameters
        ----------
        lon, lat
            (n,) EPSG:4326 degrees.
        limit_m
            Farther roads are none.
        """
        many = len(lon)
        arc, fraction = np.full(many, NOWHERE, np.int32), np.zeros(many)
        at_x, at_y = _mercator(lon, lat)
        on_x, on_y = at_x.copy(), at_y.copy()
        piece = self._piece(lon, lat)
        for number in np.unique(piece).tolist():
            if number not in self._roads:
                continue
            arcs, tree = self._roads[number]
            rows = np.flatnonzero(piece == number)
            points = shapely.points(at_x[rows], at_y[rows])
            nearest = tree.nearest(points)
            shapes = tree.geometries[nearest]
            arc[rows] = arcs[nearest]
            road = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
            foot = shapes.copy()
            along = shapely.line_locate_point(shapes[road], points[road], normalized=True)
            foot[road] = shapely.line_interpolate_point(shapes[road], along, normalized=True)
            fraction[rows[road]] = along  # a port is at the beginning of its ferry
            on_x[rows], on_y[rows] = shapely.get_x(foot), shapely.get_y(foot)
        on_lon, on_lat = np.degrees(on_x), np.degrees(np.arctan(np.sinh(on_y)))
        access_m, _ = inverse(lon, lat, on_lon, on_lat)
        lost = (arc == NOWHERE) | (access_m > limit_m)
        arc[lost] = NOWHERE
        return Snapped(arc, fraction, on_lon, on_lat, np.where(lost, np.inf, access_m))

    def _piece(self, lon: Floats, lat: Floats) -> NDArray[np.int64]:
        """The piece of land that each position is on or just off; -1 when it is at sea."""
        piece = np.full(len(lon), -1)
        if len(self._land.geometries) == 0:
            return piece  # one piece, the whole world
        points = shapely.points(lon, lat)
        rows, pieces = self._land.query(points)
        on = shapely.intersects_xy(self._land.geometries[pieces], lon[rows], lat[rows])
        piece[rows[on]] = pieces[on]
        off = np.flatnonzero(piece < 0)
        rows, pieces = self._land.query_nearest(points[off], max_distance=ASHORE, all_matches=False)
        piece[off[rows]] = pieces
        return piece


def _reverses(graph: RoadGraph) -> Indices:
    """For each arc the one that leads back along the same road: same ends, name and length."""
    road = ["source", "target", "name", "length_m"]
    arcs = DataFrame({column: getattr(graph, column) for column in road})
    arcs["nth"] = arcs.groupby(road).cumcount()
    back = arcs.rename(columns={"source": "target", "target": "source"}).rename_axis("reverse")
    both = arcs.rename_axis("arc").reset_index().merge(back.reset_index(), on=[*road, "nth"])
    reverse = np.full(graph.arcs, NOWHERE, np.int32)
    reverse[both["arc"]] = both["reverse"]
    return reverse


def _ports(graph: RoadGraph) -> tuple[Indices, Indices]:
    """Nodes that only ferries touch, each with a ferry that leaves it: a small island's port."""
    on_road = np.zeros(graph.nodes, np.bool_)
    on_road[graph.source[graph.accessible]] = on_road[graph.target[graph.accessible]] = True
    leaving = np.flatnonzero(graph.ferry & ~on_road[graph.source])
    ports, first = np.unique(graph.source[leaving], return_index=True)
    return leaving[first].astype(np.int32), ports


def _points(graph: RoadGraph, nodes: Indices) -> NDArray[np.object_]:
    """Nodes as points of the same plane as `_lines`."""
    made: NDArray[np.object_] = shapely.points(*_mercator(graph.lon[nodes], graph.lat[nodes]))
    return np.atleast_1d(made)


def _lines(graph: RoadGraph, arcs: Indices) -> NDArray[np.object_]:
    """The lines of arcs in Mercator's projection of the unit sphere."""
    inner = np.diff(graph.shape_start)[arcs]
    sizes = inner + 2
    starts = np.concatenate([[0], np.cumsum(sizes)])
    owner = np.repeat(np.arange(len(arcs)), sizes)
    step = np.arange(starts[-1]) - starts[owner]
    last = step == sizes[owner] - 1
    node = np.where(last, graph.target[arcs][owner], graph.source[arcs][owner])
    lon, lat = graph.lon[node], graph.lat[node]
    between = (step > 0) & ~last
    where = (graph.shape_start[:-1][arcs][owner] + step - 1)[between]
    lon[between], lat[between] = graph.shape_lon[where], graph.shape_lat[where]
    made: NDArray[np.object_] = shapely.linestrings(
        np.column_stack(_mercator(lon, lat)), indices=owner
    )
    return made


def _mercator(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Radians east, and Mercator's north of the unit sphere."""
    return np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))
