"""Road graphs made for the tests."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import ArrayLike

from geo.roads import RoadGraph

Road = tuple[int, int, float, float]
"""Source, target, kilometres, minutes."""


def graph_of(
    lon: ArrayLike,
    lat: ArrayLike,
    roads: Sequence[Road],
    *,
    ferries: Collection[int] = (),
    closed: Collection[int] = (),
    estimated: bool = True,
) -> RoadGraph:
    """
    One arc a road, straight.

    Parameters
    ----------
    ferries, closed
        Which of the roads are ferries, and which have no junction between their ends.
    """
    source, target, km, minutes = np.array(roads, float).T
    every = np.arange(len(roads))
    ferry = np.isin(every, list(ferries))
    return RoadGraph(
        lon=np.asarray(lon, float),
        lat=np.asarray(lat, float),
        source=source.astype(np.int32),
        target=target.astype(np.int32),
        length_m=km * 1_000,
        duration_s=minutes * 60,
        ferry=ferry,
        accessible=~ferry & ~np.isin(every, list(closed)),
        name=np.zeros(len(roads), np.int32),
        names=("QL1",),
        shape_start=np.zeros(len(roads) + 1, np.int64),
        shape_lon=np.zeros(0),
        shape_lat=np.zeros(0),
        estimated=estimated,
        source_note="a test",
    )


def both_ways(roads: Sequence[Road]) -> list[Road]:
    """The roads, and then each of them back."""
    return [*roads, *((b, a, km, minutes) for a, b, km, minutes in roads)]


def tangle(nodes: int = 400, arcs: int = 1_600, *, seed: int = 0, tied: bool = False) -> RoadGraph:
    """
    Arcs drawn by lot, parallel ones among them; not every node is reached from every other.

    Parameters
    ----------
    tied
        Costs are of a few values, so that many paths cost the same.
    """
    random = np.random.default_rng(seed)
    source, target = random.integers(nodes, size=(2, arcs))
    source[: arcs // 10], target[: arcs // 10] = source[-(arcs // 10) :], target[-(arcs // 10) :]
    keep = source != target
    source, target = source[keep], target[keep]
    length_m = random.uniform(10, 5_000, len(source))
    duration_s = random.uniform(1, 600, len(source))
    if tied:
        length_m, duration_s = length_m.round(-3) + 1_000, duration_s.round(-2) + 100
    roads = zip(source, target, length_m / 1_000, duration_s / 60, strict=True)
    lon, lat = random.uniform(105, 107, nodes), random.uniform(10, 12, nodes)
    return graph_of(lon, lat, list(roads), estimated=False)
