from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse import csgraph

from geo.errors import StoreError
from geo.roads import RoadGraph
from geo.roads.graph import Indices
from geo.roads.topology import Topology
from geo.routing import hierarchy
from geo.routing.engine import By
from geo.routing.hierarchy import Hierarchy
from tests.geo.routing.graphs import tangle

BYS: list[By] = ["duration", "distance"]


def cost(graph: RoadGraph, by: By) -> np.ndarray:
    return graph.duration_s if by == "duration" else graph.length_m


def oracle(graph: RoadGraph, by: By) -> np.ndarray:
    """All pairs by scipy's Dijkstra."""
    best: dict[tuple[int, int], float] = {}
    for a, b, value in zip(graph.source, graph.target, cost(graph, by), strict=True):
        best[a, b] = min(value, best.get((a, b), np.inf))
    rows, columns = zip(*best, strict=True)
    shape = graph.nodes, graph.nodes
    return csgraph.dijkstra(sparse.csr_array((list(best.values()), (rows, columns)), shape=shape))


def some(graph: RoadGraph, count: int, seed: int) -> Indices:
    return np.random.default_rng(seed).integers(graph.nodes, size=count).astype(np.int32)


@pytest.mark.parametrize("by", BYS)
@pytest.mark.parametrize(
    ("sources", "targets"), [(1, 400), (400, 1), (20, 300), (300, 20), (1, 1), (0, 5), (5, 0)]
)
def test_costs_of_the_measure_asked_for_are_those_of_dijkstra(
    by: By, sources: int, targets: int
) -> None:
    graph = tangle()
    ends = some(graph, sources, 1), some(graph, targets, 2)
    found = Hierarchy(graph, by).costs(*ends)
    due = oracle(graph, by)[np.ix_(*ends)]
    measured = found.duration_s if by == "duration" else found.length_m
    assert measured.shape == found.length_m.shape == (sources, targets)
    np.testing.assert_allclose(measured, due, rtol=1e-6)


@pytest.mark.parametrize("by", BYS)
def test_costs_of_both_measures_are_of_one_path(by: By) -> None:
    graph = tangle()
    engine = Hierarchy(graph, by)
    nodes = np.arange(60, dtype=np.int32)
    found = engine.costs(nodes, nodes)
    for source in nodes.tolist():
        for target in nodes.tolist():
            arcs = engine.path(source, target)
            if arcs is None:
                assert np.isinf(found.length_m[source, target])
                continue
            assert found.length_m[source, target] == pytest.approx(graph.length_m[arcs].sum())
            assert found.duration_s[source, target] == pytest.approx(graph.duration_s[arcs].sum())


@pytest.mark.parametrize("by", BYS)
def test_costs_by_paths_and_by_trees_agree(by: By, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = tangle(seed=3)
    engine = Hierarchy(graph, by)
    few, many = some(graph, 12, 4), some(graph, 30, 5)
    monkeypatch.setattr(hierarchy, "_NODES_A_PATH", 0)
    by_paths = engine.costs(few, many), engine.costs(many, few)
    monkeypatch.setattr(hierarchy, "_NODES_A_PATH", 10**9)
    by_trees = engine.costs(few, many), engine.costs(many, few)
    for found, due in zip(by_trees, by_paths, strict=True):
        np.testing.assert_allclose(found.length_m, due.length_m)
        np.testing.assert_allclose(found.duration_s, due.duration_s)


def test_costs_where_many_paths_tie_are_still_the_least() -> None:
    graph = tangle(tied=True)
    nodes = np.arange(graph.nodes, dtype=np.int32)
    found = Hierarchy(graph, "duration").costs(nodes, nodes)
    np.testing.assert_allclose(found.duration_s, oracle(graph, "duration"))


@pytest.mark.parametrize("by", BYS)
def test_path_is_of_arcs_that_follow_each_other(by: By) -> None:
    graph = tangle()
    engine, due = Hierarchy(graph, by), oracle(graph, by)
    lacking = 0
    for source, target in zip(
        some(graph, 200, 6).tolist(), some(graph, 200, 7).tolist(), strict=True
    ):
        arcs = engine.path(source, target)
        if arcs is None:
            lacking += 1
            assert np.isinf(due[source, target])
            continue
        assert cost(graph, by)[arcs].sum() == pytest.approx(due[source, target], rel=1e-6)
        assert [source, *graph.target[arcs]] == [*graph.source[arcs], target]
    assert lacking


def test_path_to_where_one_is_has_no_arcs() -> None:
    arcs = Hierarchy(tangle(), "duration").path(5, 5)
    assert arcs is not None
    assert len(arcs) == 0


def test_hierarchy_asked_by_many_threads_answers_as_one() -> None:
    graph = tangle(2_000, 8_000)
    engine = Hierarchy(graph, "duration")
    pairs = list(zip(some(graph, 400, 8).tolist(), some(graph, 400, 9).tolist(), strict=True))

    def ask(pair: tuple[int, int]) -> tuple[list[int] | None, float]:
        arcs = engine.path(*pair)
        ends = np.array(pair[:1], np.int32), np.arange(50, dtype=np.int32)
        return None if arcs is None else arcs.tolist(), float(engine.costs(*ends).length_m[0, 7])

    alone = list(map(ask, pairs))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, pairs * 3)) == alone * 3


def test_topology_that_was_kept_gives_the_same_answers(tmp_path: Path) -> None:
    graph = tangle()
    Topology.of(graph).save(tmp_path / "order")
    kept = Topology.load(tmp_path / "order", graph)
    ends = some(graph, 10, 1), some(graph, 10, 2)
    for found, due in zip(
        hierarchy.engine_of(kept)(graph, "duration").costs(*ends),
        Hierarchy(graph, "duration").costs(*ends),
        strict=True,
    ):
        np.testing.assert_array_equal(found, due)


def test_topology_of_another_graph_is_refused(tmp_path: Path) -> None:
    Topology.of(tangle()).save(tmp_path)
    with pytest.raises(StoreError, match="another network"):
        Topology.load(tmp_path, tangle(300))
    with pytest.raises(StoreError, match="roads build"):
        Topology.load(tmp_path / "none", tangle())
