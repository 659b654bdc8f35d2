"""Road graphs made for the tests."""

from __future__ import annotations

import numpy as np

from geo.roads import RoadGraph


def tangle(nodes: int = 400, arcs: int = 1_600, *, seed: int = 0, tied: bool = False) -> RoadGraph:
    """
    Arcs drawn by lot, parallel ones among them; not every node is reached from every other.

    Parameters
    ----------
    tied
        Costs are of a few values, so that many paths cost the same.
    """
    random = np.random.default_rng(seed)
    source, target = random.integers(nodes, size=(2, arcs)).astype(np.int32)
    source[: arcs // 10], target[: arcs // 10] = source[-(arcs // 10) :], target[-(arcs // 10) :]
    keep = source != target
    source, target = source[keep], target[keep]
    count = len(source)
    length_m = random.uniform(10, 5_000, count)
    duration_s = random.uniform(1, 600, count)
    if tied:
        length_m, duration_s = length_m.round(-3) + 1_000, duration_s.round(-2) + 100
    return RoadGraph(
        lon=random.uniform(105, 107, nodes),
        lat=random.uniform(10, 12, nodes),
        source=source,
        target=target,
        length_m=length_m,
        duration_s=duration_s,
        ferry=np.zeros(count, np.bool_),
        accessible=np.ones(count, np.bool_),
        name=np.zeros(count, np.int32),
        names=("",),
        shape_start=np.zeros(count + 1, np.int64),
        shape_lon=np.zeros(0),
        shape_lat=np.zeros(0),
        estimated=False,
        source_note="drawn by lot",
    )
