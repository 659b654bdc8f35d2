"""
Customizable contraction hierarchies (RoutingKit by pyroutingkit): paths over millions of nodes in
well under a millisecond.

The library works in whole numbers below 2³¹: durations are milliseconds, lengths centimetres. It
answers one measure; the other is summed along the path it chose.

References
----------
Dibbelt, Strasser & Wagner (2016), Customizable Contraction Hierarchies, ACM Journal of
Experimental Algorithmics 21, 1.5.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from pyroutingkit import INF_WEIGHT, CCHMetric

from geo.roads.graph import Indices, RoadGraph
from geo.roads.topology import Topology
from geo.routing.engine import By, Costs

Weights = NDArray[np.uint32]

UNITS: dict[By, float] = {"duration": 1e3, "distance": 1e2}
"""Parts of a second, and of a metre, that a whole number counts: 24 days, 21,000 km."""
_NODES_A_PATH = 2_000
"""A path costs the library about as much as a search of one to all does on so many nodes."""
_NO_ARC = -1


class Hierarchy:
    """
    Best paths over a large graph.

    Parameters
    ----------
    graph
        Roads and ferries.
    by
        What a best path has the least of.
    topology
        Of that graph, as it was kept; worked out when it is not given: 6 s for 160,000 nodes.
    """

    def __init__(self, graph: RoadGraph, by: By, topology: Topology | None = None) -> None:
        self._graph = graph
        cost = graph.duration_s if by == "duration" else graph.length_m
        # Never 0: a tree of best paths is followed by what each arc adds.
        self._weight: Weights = np.maximum(np.rint(cost * UNITS[by]), 1).astype(np.uint32)
        self._metric = CCHMetric((topology or Topology.of(graph)).library)
        self._metric.customize(self._weight, os.cpu_count() or 1)
        self._lock = Lock()
        """The library lets go of the GIL in a search and keeps its state in the metric."""
        self._all = np.arange(graph.nodes, dtype=np.uint32)

    def costs(self, sources: Indices, targets: Indices) -> Costs:
        """What it takes from each source to each target; see `Engine`."""
        pairs = len(sources) * len(targets)
        fewer = min(len(sources), len(targets))
        if pairs * _NODES_A_PATH <= fewer * self._graph.nodes:
            return self._by_paths(sources, targets)
        if len(sources) <= len(targets):
            return _stacked([self._from(int(node), targets) for node in sources], 0, len(targets))
        return _stacked([self._to(int(node), sources) for node in targets], 1, len(sources))

    def cost(self, source: int, target: int) -> tuple[float, float]:
        """Metres and seconds from one node to another; see `Engine`."""
        arcs = self.path(source, target)
        if arcs is None:
            return math.inf, math.inf
        return float(self._graph.length_m[arcs].sum()), float(self._graph.duration_s[arcs].sum())

    def path(self, source: int, target: int) -> Indices | None:
        """The arcs from one node to another; see `Engine`."""
        with self._lock:
            weight, _, arcs = self._metric.query(source, target)
        return None if weight == INF_WEIGHT else np.asarray(arcs, dtype=np.int32)

    def _by_paths(self, sources: Indices, targets: Indices) -> Costs:
        """The costs of a few pairs, a path each."""
        shape = len(sources), len(targets)
        costs = Costs(np.full(shape, np.inf), np.full(shape, np.inf))
        for row, source in enumerate(sources.tolist()):
            for column, target in enumerate(targets.tolist()):
                costs.length_m[row, column], costs.duration_s[row, column] = self.cost(
                    source, target
                )
        return costs

    def _from(self, source: int, targets: Indices) -> Costs:
        """From one node to (t,) others."""
        start, end = self._graph.source, self._graph.target
        return self._along_tree(self._search([source], self._all)[0], start, end, targets)

    def _to(self, target: int, sources: Indices) -> Costs:
        """From (s,) nodes to one other: the same with every arc turned round."""
        start, end = self._graph.source, self._graph.target
        return self._along_tree(self._search(self._all, [target])[:, 0], end, start, sources)

    def _search(
        self, sources: list[int] | Weights, targets: list[int] | Weights
    ) -> NDArray[np.uint32]:
        ends = (np.asarray(nodes, dtype=np.uint32) for nodes in (sources, targets))
        with self._lock:
            found: NDArray[np.uint32] = self._metric.distances_many_to_many(*ends)
        return found

    def _along_tree(
        self, least: NDArray[np.uint32], near: Indices, far: Indices, ends: Indices
    ) -> Costs:
        """
        Both measures along the best paths between a root and some nodes.

        An arc whose weight is just what the costs of its ends differ by is the last of a best
        path: one for each node makes a tree. By doubling the stride towards the root, the sums
        over paths of d arcs take log2(d) rounds of additions over all nodes.

        Parameters
        ----------
        least
            (n,) what the best path between the root and each node takes; INF_WEIGHT where none.
        near, far
            (m,) the ends of each arc, nearer to the root and farther from it.
        """
        tight = np.flatnonzero(
            (least[near].astype(np.int64) + self._weight == least[far]) & (least[far] < INF_WEIGHT)
        )
        last = np.full(len(least), _NO_ARC, np.int32)
        last[far[tight]] = tight
        reached = last != _NO_ARC
        ancestor = np.arange(len(least), dtype=np.int32)
        ancestor[reached] = near[last[reached]]
        length_m, duration_s = np.zeros(len(least)), np.zeros(len(least))
        length_m[reached] = self._graph.length_m[last[reached]]
        duration_s[reached] = self._graph.duration_s[last[reached]]
        while True:
            onward = ancestor[ancestor]
            length_m += length_m[ancestor]
            duration_s += duration_s[ancestor]
            if np.array_equal(onward, ancestor):
                break
            ancestor = onward
        nowhere = least[ends] == INF_WEIGHT
        return Costs(*(np.where(nowhere, np.inf, sums[ends]) for sums in (length_m, duration_s)))


def _stacked(costs: list[Costs], axis: int, width: int) -> Costs:
    """One side's costs after the other's, as rows (0) or columns (1)."""
    if not costs:
        return Costs(*(np.zeros((0, width) if axis == 0 else (width, 0)) for _ in Costs._fields))
    return Costs(*(np.stack(column, axis=axis) for column in zip(*costs, strict=True)))


def engine_of(topology: Topology) -> Callable[[RoadGraph, By], Hierarchy]:
    """What makes the hierarchy of a graph by a measure, with the topology that was kept of it."""
    return lambda graph, by: Hierarchy(graph, by, topology)
