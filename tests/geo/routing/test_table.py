from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geo.routing.engine import By
from geo.routing.hierarchy import Hierarchy
from geo.routing.table import MOST_NODES, Table
from tests.geo.routing.graphs import tangle

BYS: list[By] = ["duration", "distance"]


@pytest.mark.parametrize("by", BYS)
def test_table_answers_as_the_hierarchy_does(by: By) -> None:
    graph = tangle()
    table, other = Table(graph, by), Hierarchy(graph, by)
    nodes = np.arange(graph.nodes, dtype=np.int32)
    for found, due in zip(
        table.costs(nodes, nodes[:50]), other.costs(nodes, nodes[:50]), strict=True
    ):
        np.testing.assert_allclose(found, due)
    for source in range(0, 400, 7):
        for target in range(0, 400, 11):
            arcs, theirs = table.path(source, target), other.path(source, target)
            assert (arcs is None) == (theirs is None)
            if arcs is not None:
                np.testing.assert_array_equal(arcs, theirs)


def test_path_to_where_one_is_has_no_arcs() -> None:
    arcs = Table(tangle(), "duration").path(5, 5)
    assert arcs is not None
    assert len(arcs) == 0


def test_path_takes_the_quickest_of_parallel_arcs() -> None:
    graph = tangle(40, 160)
    slow = replace(
        graph,
        source=np.tile(graph.source, 2),
        target=np.tile(graph.target, 2),
        length_m=np.tile(graph.length_m, 2),
        duration_s=np.concatenate([graph.duration_s * 2, graph.duration_s]),
        ferry=np.tile(graph.ferry, 2),
        accessible=np.tile(graph.accessible, 2),
        name=np.tile(graph.name, 2),
        shape_start=np.zeros(2 * graph.arcs + 1, np.int64),
    )
    table = Table(slow, "duration")
    paths = [table.path(0, target) for target in range(1, 40)]
    assert all(np.all(arcs >= graph.arcs) for arcs in paths if arcs is not None)
    assert any(arcs is not None for arcs in paths)


def test_table_of_too_many_nodes_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        Table(tangle(MOST_NODES + 1, 10), "duration")
