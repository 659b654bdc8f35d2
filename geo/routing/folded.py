"""
From n positions to m places by road without n × m paths: best paths between the few nodes that
the positions and the places are next to, once, and the rest by sums.

A position leaves its road by two nodes at most, and a place is entered from two. Of all the
communes and outlets of the country there are no more such nodes than the road graph has.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from geo import chord
from geo.distance import Floats, inverse
from geo.routing.engine import By
from geo.routing.network import Network, Tied
from geo.routing.path import ACCESS_MPS, DETOUR
from geo.routing.snapping import NOWHERE

Rows = NDArray[np.intp]

CELLS = 1 << 20
"""Pairs looked at together, at most."""
SLACK = 1e-6
"""Seconds or metres: more than sums in another order differ by."""


class _Legs(NamedTuple):
    """Ways between nodes and positions, those of a node together."""

    order: Rows
    """Which legs, by their nodes; those that are closed are left out."""
    cost: Floats
    """(legs kept,) of each, in that order."""
    node: Rows
    first: Rows
    times: Rows
    """(nodes,) each node that has legs, where its legs begin, and how many they are."""

    @classmethod
    def of(cls, node: Rows, cost: Floats) -> _Legs:
        """From (legs,) the node of each and what it takes; infinite where it is closed."""
        order = np.argsort(node, kind="stable")
        order = order[np.isfinite(cost[order])]
        nodes, first, count = np.unique(node[order], return_index=True, return_counts=True)
        return cls(order, cost[order], nodes, first, count)


def _steps(times: Rows) -> Rows:
    """
    The numbers below each, one after the other.

    >>> _steps(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = times.cumsum()
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - times, times)


class Folded:
    """
    What it takes from each of n positions to each of m places: as `Network.between` has it.

    Parameters
    ----------
    network
        The roads.
    start, end
        n positions and m places, tied to that network.
    by
        What the paths have the least of, and what is told: seconds of a duration, metres of a
        distance.
    """

    def __init__(self, network: Network, start: Tied, end: Tied, *, by: By) -> None:
        measure = 1 if by == "duration" else 0
        out, into = network.leaving(start.road), network.entering(end.road)
        sources, from_ = np.unique(out.node, return_inverse=True)
        targets, to = np.unique(into.node, return_inverse=True)
        self._table: Floats = network.engine(by).costs(sources, targets)[measure]
        self._from, self._to = from_.reshape(out.node.shape), to.reshape(into.node.shape)
        self._out, self._into = out.cost[measure], into.cost[measure]
        self._start, self._end = start, end
        graph = network.graph
        self._along_m = (graph.length_m, graph.duration_s)[measure]
        self._reverse = network.snapper.reverse
        self._pace = 1 / ACCESS_MPS if by == "duration" else 1.0
        """What a metre of lanes takes."""
        self._offset = self._into + (DETOUR * self._pace) * end.road.access_m[:, None]
        """(m, 2) from each of its nodes to a place."""
        self._here = chord.at_positions(start.lon, start.lat)
        self._there = chord.at_positions(end.lon, end.lat)
        self._reached = np.flatnonzero(np.isfinite(end.road.access_m))
        """The places that are on the network."""

    @property
    def shape(self) -> tuple[int, int]:
        """(n, m)."""
        return len(self._here), len(self._there)

    def cost(self, position: Rows, place: Rows) -> Floats:
        """
        (k,) what it takes from the one to the other of each pair; inf where no way leads.

        Parameters
        ----------
        position, place
            (k,) rows of each pair.
        """
        i, j = position, place
        best = self._along(i, j)
        for a in (0, 1):
            for b in (0, 1):
                middle = self._table[self._from[i, a], self._to[j, b]]
                np.minimum(best, self._out[i, a] + middle + self._into[j, b], out=best)
        off = self._start.road.access_m[i] + self._end.road.access_m[j]
        best += DETOUR * off * self._pace
        # Who is nearer to the place than to the roads goes straight to it.
        apart = np.linalg.norm(self._here[i] - self._there[j], axis=1)
        near = np.flatnonzero(np.isfinite(off) & (apart <= off))
        i, j = i[near], j[near]
        straight, _ = inverse(
            self._start.lon[i], self._start.lat[i], self._end.lon[j], self._end.lat[j]
        )
        allowed = straight <= off[near]
        best[near[allowed]] = np.minimum(
            best[near[allowed]], DETOUR * straight[allowed] * self._pace
        )
        return best

    def ranked(self, k: int) -> tuple[Floats, Rows]:
        """
        The k places that take least from each position, least first.

        Returns
        -------
        (n, min(k, m)) what they take, and their rows; inf and -1 where fewer are reached. Equals
        come in the order of their rows.
        """
        n, m = self.shape
        k = min(k, m)
        cost, row = np.full((n, k), np.inf), np.full((n, k), -1)
        if not k or not n or not self._reached.size:
            return cost, row
        if 4 * k >= m:  # as many as all that there are
            for rows in np.array_split(np.arange(n), -(-n * m // CELLS)):
                every = np.repeat(rows, m), np.tile(np.arange(m), len(rows))
                self._rank([every], rows, cost, row)
            return cost, row
        nodes = self._best_of_nodes(k)
        step = max(CELLS // (4 * k), 1)
        for rows in np.array_split(np.arange(n), -(-n // step)):
            found = nodes[self._from[rows]].reshape(len(rows), -1)
            i, at = np.nonzero(found >= 0)
            i, j = rows[i], found[i, at]
            by_road = [(i, j), self._on_one_arc(rows)]
            self._rank(by_road, rows, cost, row)
            kept_i, kept_at = np.nonzero(row[rows] >= 0)
            known = rows[kept_i], row[rows[kept_i], kept_at]
            self._rank([known, self._about(rows, cost[rows, -1])], rows, cost, row)
        return cost, row

    def pairs(self, limit: float) -> Iterator[tuple[Rows, Rows]]:
        """
        The pairs that take no more than a limit, a block at a time; exactly on it is within.

        Parameters
        ----------
        limit
            Seconds or metres, >= 0.
        """
        n, m = self.shape
        tied = np.flatnonzero(np.isfinite(self._start.road.access_m))
        if not tied.size or not self._reached.size:
            return
        # Neighbours along the roads leave by the same nodes.
        tied = tied[np.argsort(self._start.road.arc[tied], kind="stable")]
        for rows in np.array_split(tied, -(-len(tied) // max(CELLS // m, 1))):
            block_of = np.empty(n, np.intp)
            block_of[rows] = np.arange(len(rows))
            within = np.zeros((len(rows), m), np.bool_)
            sure, unsure = self._by_nodes(rows, limit)
            within[block_of[sure[0]], sure[1]] = True
            bound = np.full(len(rows), limit)
            for i, j in (unsure, self._on_one_arc(rows), self._about(rows, bound)):
                new = ~within[block_of[i], j]
                i, j = i[new], j[new]
                good = self.cost(i, j) <= limit
                within[block_of[i[good]], j[good]] = True
            position, place = np.divmod(np.flatnonzero(within), m)
            yield rows[position], place

    def _along(self, i: Rows, j: Rows) -> Floats:
        """Between those that are tied to the same arc, without leaving it; inf for all others."""
        arc = self._start.road.arc[i]
        ahead = self._end.road.fraction[j] - self._start.road.fraction[i]
        driven = np.where(ahead >= 0, arc, self._reverse[np.maximum(arc, 0)])
        possible = (arc == self._end.road.arc[j]) & (arc != NOWHERE) & (driven != NOWHERE)
        return np.where(possible, np.abs(ahead) * self._along_m[driven], np.inf)

    def _best_of_nodes(self, k: int) -> Rows:
        """(nodes left by, 2k - 1) places among which are the k best from there; -1 for none."""
        # At a node only the k that are entered from it for least can be among the k best.
        node, offset = self._to.ravel(), self._offset.ravel()
        place = np.repeat(np.arange(self.shape[1]), 2)
        order = np.lexsort((place, offset, node))
        order = order[np.isfinite(offset[order])]
        first = np.searchsorted(node[order], node[order], side="left")
        order = order[np.arange(len(order)) - first < k]
        # A place is entered from two nodes, so that 2k - 1 ways hold k places.
        width = min(2 * k - 1, len(order))
        best = np.full((len(self._table), width), -1)
        if not width:
            return best
        for rows in np.array_split(
            np.arange(len(self._table)), -(-len(self._table) * len(order) // CELLS)
        ):
            sums = self._table[rows[:, None], node[order]] + offset[order]
            part = np.argpartition(sums, width - 1, axis=1)[:, :width]
            known = np.isfinite(np.take_along_axis(sums, part, axis=1))
            best[rows] = np.where(known, place[order][part], -1)
        return best

    def _by_nodes(self, rows: Rows, limit: float) -> tuple[tuple[Rows, Rows], tuple[Rows, Rows]]:
        """Pairs within the limit by way of nodes, those for sure and those about on it."""
        budget = (
            limit
            - self._out[rows]
            - (DETOUR * self._pace * self._start.road.access_m[rows][:, None])
        )
        row, way = np.nonzero(budget >= -SLACK)
        if not row.size:
            nothing = np.empty(0, np.intp)
            return (nothing, nothing), (nothing, nothing)
        leaving = _Legs.of(self._from[rows[row], way], budget[row, way])
        most = np.maximum.reduceat(leaving.cost, leaving.first)
        entering = self._entering
        least = np.minimum.reduceat(entering.cost, entering.first)
        needed = self._table[leaving.node[:, None], entering.node]
        at, to = np.nonzero(needed + least <= most[:, None] + SLACK)
        # All that leave by the one node with all that are entered from the other.
        times = leaving.times[at] * entering.times[to]
        pair = np.repeat(np.arange(len(at)), times)
        step = _steps(times)
        begin, stop = at[pair], to[pair]
        leg = leaving.first[begin] + step // entering.times[stop]
        into = entering.first[stop] + step % entering.times[stop]
        left = leaving.cost[leg] - (needed[begin, stop] + entering.cost[into])
        position, place = rows[row[leaving.order[leg]]], entering.order[into] // 2
        sure, unsure = left > SLACK, np.abs(left) <= SLACK
        return (position[sure], place[sure]), (position[unsure], place[unsure])

    @cached_property
    def _entering(self) -> _Legs:
        """The ways into the places from the nodes: leg 2j and 2j + 1 of place j."""
        return _Legs.of(self._to.ravel(), self._offset.ravel())

    @cached_property
    def _by_arc(self) -> tuple[Rows, NDArray[np.int32]]:
        """The places in the order of their arcs, and those arcs."""
        order = self._reached[np.argsort(self._end.road.arc[self._reached], kind="stable")]
        return order, self._end.road.arc[order]

    def _on_one_arc(self, rows: Rows) -> tuple[Rows, Rows]:
        """The pairs of those positions and the places that are tied to the same arc."""
        order, arcs = self._by_arc
        arc = self._start.road.arc[rows]
        first, last = (np.searchsorted(arcs, arc, side=side) for side in ("left", "right"))
        times = np.where(arc == NOWHERE, 0, last - first)
        return np.repeat(rows, times), order[np.repeat(first, times) + _steps(times)]

    @cached_property
    def _tree(self) -> KDTree:
        return KDTree(self._there[self._reached])

    def _about(self, rows: Rows, bound: Floats) -> tuple[Rows, Rows]:
        """Pairs of those positions that may go straight for no more than the bound of each."""
        access_m = self._start.road.access_m[rows]
        farthest = float(self._end.road.access_m[self._reached].max())
        tied = np.flatnonzero(np.isfinite(access_m))
        rows, access_m = rows[tied], access_m[tied]
        radius = np.minimum(bound[tied] / (DETOUR * self._pace), access_m + farthest)
        found = self._tree.query_ball_point(self._here[rows], radius + chord.ROUNDING)
        times = np.fromiter(map(len, found), np.intp, len(found))
        position = np.repeat(rows, times)
        place = self._reached[
            np.fromiter((each for near in found for each in near), np.intp, int(times.sum()))
        ]
        reach = np.repeat(access_m, times) + self._end.road.access_m[place]
        apart = np.linalg.norm(self._here[position] - self._there[place], axis=1)
        near = apart <= reach
        return position[near], place[near]

    def _rank(
        self, candidates: list[tuple[Rows, Rows]], rows: Rows, cost: Floats, row: Rows
    ) -> None:
        """Of the candidates of those positions, the k best, written into their rows."""
        m = self.shape[1]
        i, j = (np.concatenate(column) for column in zip(*candidates, strict=True))
        i, j = np.divmod(np.unique(i * m + j), m)
        each = self.cost(i, j)
        known = np.isfinite(each)
        i, j, each = i[known], j[known], each[known]
        order = np.lexsort((j, each, i))
        i, j, each = i[order], j[order], each[order]
        rank = np.arange(len(i)) - np.searchsorted(i, i, side="left")
        kept = rank < cost.shape[1]
        cost[rows], row[rows] = np.inf, -1
        cost[i[kept], rank[kept]], row[i[kept], rank[kept]] = each[kept], j[kept]
