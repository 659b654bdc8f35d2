"""What of a road graph hangs together."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from geo.roads.graph import RoadGraph


class Lost(NamedTuple):
    """What is not part of the part that was kept."""

    parts: int
    """Islands, car parks without an exit, slips of mappers."""
    arcs: int
    length_km: float
    """Of those arcs; a road open both ways counts twice."""
    largest: tuple[tuple[float, float, float], ...]
    """The longest of the parts: kilometres, and longitude and latitude of a node of it."""


LARGEST_SHOWN = 5


def largest(graph: RoadGraph) -> tuple[RoadGraph, Lost]:
    """
    The part with most nodes in which one comes from every node to every other, and what is left.

    Ferries are arcs like others, so an island that they serve is of that part.

    Parameters
    ----------
    graph
        With at least one arc.
    """
    links = sparse.csr_array(
        (np.ones(graph.arcs, np.int8), (graph.source, graph.target)),
        shape=(graph.nodes, graph.nodes),
    )
    _, part = csgraph.connected_components(links, directed=True, connection="strong")
    main = int(np.bincount(part).argmax())
    inside = (part[graph.source] == main) & (part[graph.target] == main)
    return kept(graph, inside), _lost(graph, part, ~inside)


def kept(graph: RoadGraph, arcs: NDArray[np.bool_]) -> RoadGraph:
    """
    Some of a graph's arcs, and the nodes that they join.

    Parameters
    ----------
    arcs
        (m,) which to keep.
    """
    if arcs.all():
        return graph
    used = np.zeros(graph.nodes, np.bool_)
    used[graph.source[arcs]] = used[graph.target[arcs]] = True
    number = (np.cumsum(used) - 1).astype(np.int32)
    count = np.diff(graph.shape_start)
    inner = np.repeat(arcs, count)
    return replace(
        graph,
        lon=graph.lon[used],
        lat=graph.lat[used],
        source=number[graph.source[arcs]],
        target=number[graph.target[arcs]],
        length_m=graph.length_m[arcs],
        duration_s=graph.duration_s[arcs],
        ferry=graph.ferry[arcs],
        accessible=graph.accessible[arcs],
        name=graph.name[arcs],
        shape_start=np.concatenate([[0], np.cumsum(count[arcs])]),
        shape_lon=graph.shape_lon[inner],
        shape_lat=graph.shape_lat[inner],
    )


def _lost(graph: RoadGraph, part: NDArray[np.int32], outside: NDArray[np.bool_]) -> Lost:
    """What those arcs are; one between two parts counts to where it begins."""
    of = part[graph.source[outside]]
    metres = np.bincount(of, graph.length_m[outside])
    some = np.argsort(metres, kind="stable")[::-1][:LARGEST_SHOWN]
    shown = []
    for number in some[metres[some] > 0].tolist():
        node = int(np.argmax(part == number))
        shown.append((metres[number] / 1000, float(graph.lon[node]), float(graph.lat[node])))
    return Lost(len(np.unique(of)), int(outside.sum()), float(metres.sum()) / 1000, tuple(shown))
