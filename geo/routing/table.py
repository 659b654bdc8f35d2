"""All pairs of a small graph, worked out once: a question is a look into the table."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from geo.distance import Floats
from geo.roads.graph import Indices, RoadGraph
from geo.routing.engine import By, Costs

MOST_NODES = 6_000
"""Beyond that the table's 20 bytes a pair are better spent on a hierarchy."""


class Table:
    """
    The best path between every two nodes.

    Parameters
    ----------
    graph
        Up to `MOST_NODES` nodes.
    by
        What a best path has the least of.

    Raises
    ------
    ValueError
        If the graph is larger than that.
    """

    def __init__(self, graph: RoadGraph, by: By) -> None:
        if graph.nodes > MOST_NODES:
            raise ValueError(f"{graph.nodes} nodes are too many for a table of all pairs")
        cost = graph.duration_s if by == "duration" else graph.length_m
        other = graph.length_m if by == "duration" else graph.duration_s
        arcs = _best_of_parallel(graph, cost)
        ends = graph.source[arcs], graph.target[arcs]
        shape = (graph.nodes, graph.nodes)
        self._arcs = sparse.csr_array((arcs + 1, ends), shape=shape)
        """Arc + 1 of two adjacent nodes, 0 when they are not."""
        weights = sparse.csr_array((cost[arcs], ends), shape=shape)
        best, self._before = csgraph.dijkstra(weights, return_predecessors=True)
        along = _along(self._before, sparse.csr_array((other[arcs], ends), shape=shape))
        along[np.isinf(best)] = np.inf
        self._costs = Costs(along, best) if by == "duration" else Costs(best, along)

    def costs(self, sources: Indices, targets: Indices) -> Costs:
        """What it takes from each source to each target; see `Engine`."""
        pairs = np.ix_(sources, targets)
        return Costs(self._costs.length_m[pairs], self._costs.duration_s[pairs])

    def path(self, source: int, target: int) -> Indices | None:
        """The arcs from one node to another; see `Engine`."""
        nodes, before = [target], self._before[source]
        while nodes[-1] != source:
            nodes.append(int(before[nodes[-1]]))
            if nodes[-1] < 0:
                return None
        nodes.reverse()
        arcs = self._arcs[nodes[:-1], nodes[1:]] if len(nodes) > 1 else np.zeros(0)
        return np.asarray(arcs, dtype=np.int32).ravel() - np.int32(len(nodes) > 1)


def _best_of_parallel(graph: RoadGraph, cost: Floats) -> Indices:
    """Of the arcs that join the same two nodes the one that costs least."""
    order = np.lexsort((cost, graph.target, graph.source))
    pair = graph.source[order].astype(np.int64) * graph.nodes + graph.target[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = pair[1:] != pair[:-1]
    return order[first].astype(np.int32)


def _along(before: Indices, step: sparse.csr_array) -> Floats:
    """
    The other measure along the best paths.

    Each node knows the node before it; by doubling the stride, the sum over a path of d arcs
    takes log2(d) rounds of whole-table additions.
    """
    nodes = before.shape[0]
    start = np.arange(nodes)[:, None]
    ancestor = np.where(before < 0, start, before)
    total = np.asarray(step[ancestor.ravel(), np.tile(np.arange(nodes), nodes)], dtype=float)
    total = total.reshape(nodes, nodes)
    while np.any(ancestor != start):
        total = total + np.take_along_axis(total, ancestor, axis=1)
        ancestor = np.take_along_axis(ancestor, ancestor, axis=1)
    return total
