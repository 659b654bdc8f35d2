"""What a path over roads is found with where this project is not: NetworkX, and Shapely to snap."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
from shapely import LineString, Point, STRtree

from geo.coordinates import LonLat
from geo.roads import RoadGraph


def by_nodes(graph: RoadGraph) -> Callable[[int, int], tuple[float, list[int]]]:
    """NetworkX's quickest search for one pair."""
    theirs = nx.DiGraph()
    order = np.argsort(-graph.duration_s)  # of parallel arcs the quickest is put in last
    theirs.add_weighted_edges_from(
        zip(
            graph.source[order].tolist(),
            graph.target[order].tolist(),
            graph.duration_s[order].tolist(),
            strict=True,
        )
    )
    return lambda source, target: nx.bidirectional_dijkstra(theirs, source, target)


class Positions:
    """
    Paths between positions as OSMnx's users have them: the nearest road by an STR-tree, the nearer
    of its two ends, a path of nodes, and a line through those.

    That is less than `Network.path` does, which drives a part of the first and last road, knows
    pieces of land, and says what is driven when.
    """

    def __init__(self, graph: RoadGraph) -> None:
        self.search = by_nodes(graph)
        self._at = list(zip(graph.lon.tolist(), graph.lat.tolist(), strict=True))
        arcs = np.flatnonzero(graph.accessible)
        self._ends = [(int(graph.source[arc]), int(graph.target[arc])) for arc in arcs]
        self._tree = STRtree([LineString(np.column_stack(graph.vertices(arc))) for arc in arcs])

    def node(self, at: LonLat) -> int:
        """The nearer end of the nearest road."""
        point = Point(at)
        source, target = self._ends[self._tree.nearest(point)]
        return min((source, target), key=lambda node: point.distance(Point(self._at[node])))

    def line(self, source: int, target: int) -> LineString:
        """The path between two nodes as a line."""
        _, nodes = self.search(source, target)
        return LineString([self._at[node] for node in (nodes if len(nodes) > 1 else nodes * 2)])
