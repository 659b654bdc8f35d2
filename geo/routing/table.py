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
        weights = sparse.csr_array((cost[arcs], ends), shape=shape)
        best, before = csgraph.dijkstra(weights, return_predecessors=True)
        self._last = _last_arcs(before, sparse.csr_array((arcs + 1, ends), shape=shape))
        """The arc by which the best path from a node (row) reaches another; -1 without one."""
        self._from: list[int] = graph.source.tolist()
        along = _along(before, np.where(self._last < 0, 0.0, other[self._last]))
        along[np.isinf(best)] = np.inf
        self._costs = Costs(along, best) if by == "duration" else Costs(best, along)

    def costs(self, sources: Indices, targets: Indices) -> Costs:
        """What it takes from each source to each target; see `Engine`."""
        pairs = np.ix_(sources, targets)
        return Costs(self._costs.length_m[pairs], self._costs.duration_s[pairs])

    def cost(self, source: int, target: int) -> tuple[float, float]:
        """Metres and seconds from one node to another; see `Engine`."""
        metres, seconds = self._costs
        return metres.item(source, target), seconds.item(source, target)

    def path(self, source: int, target: int) -> Indices | None:
        """The arcs from one node to another; see `Engine`."""
        arcs, node, last = [], target, self._last[source].data  # numbers, not NumPy's
        while node != source:
            arc = last[node]
            if arc < 0:
                return None
            arcs.append(arc)
            node = self._from[arc]
        return np.array(arcs[::-1], dtype=np.int32)


def _best_of_parallel(graph: RoadGraph, cost: Floats) -> Indices:
    """Of the arcs that join the same two nodes the one that costs least."""
    order = np.lexsort((cost, graph.target, graph.source))
    pair = graph.source[order].astype(np.int64) * graph.nodes + graph.target[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = pair[1:] != pair[:-1]
    return order[first].astype(np.int32)


def _last_arcs(before: Indices, arcs: sparse.csr_array) -> Indices:
    """From the node before each, and arc + 1 of two adjacent nodes: the arc between the two."""
    nodes = len(before)
    here = np.tile(np.arange(nodes), nodes)
    last = arcs[np.where(before < 0, np.arange(nodes), before).ravel(), here]
    return (np.asarray(last, dtype=np.int32) - 1).reshape(nodes, nodes)


def _along(before: Indices, step: Floats) -> Floats:
    """
    The other measure along the best paths.

    Each node knows the node before it, and what the step from there takes; by doubling the
    stride, the sum over a path of d arcs takes log2(d) rounds of whole-table additions.
    """
    start = np.arange(len(before))[:, None]
    ancestor = np.where(before < 0, start, before)
    total = step
    while np.any(ancestor != start):
        total = total + np.take_along_axis(total, ancestor, axis=1)
        ancestor = np.take_along_axis(ancestor, ancestor, axis=1)
    return total
