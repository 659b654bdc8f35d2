"""A road graph for SciPy's Dijkstra: what our own paths are held against."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from geo.distance import Floats
from geo.roads.graph import RoadGraph


def weights(graph: RoadGraph, costs: Floats, mask: NDArray[np.bool_] | None = None) -> csr_array:
    """
    The arcs as a matrix, the cheapest of parallel ones.

    Parameters
    ----------
    costs
        (m,) what each arc takes.
    mask
        (m,) the arcs that may be used; all when None.
    """
    cheapest: dict[tuple[int, int], float] = {}
    keep = np.arange(graph.arcs) if mask is None else np.flatnonzero(mask)
    for arc in keep[np.argsort(-costs[keep], kind="stable")]:
        cheapest[int(graph.source[arc]), int(graph.target[arc])] = float(costs[arc])
    rows, columns = np.array(list(cheapest)).T
    values = np.fromiter(cheapest.values(), float)
    return coo_array((values, (rows, columns)), shape=(graph.nodes, graph.nodes)).tocsr()
