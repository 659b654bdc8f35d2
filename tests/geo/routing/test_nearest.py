"""The nearest by road, against the least of the table of all pairs."""

from __future__ import annotations

import numpy as np
import pytest

from geo.errors import InvalidParameterError
from geo.routing import Network
from geo.routing import nearest as module
from geo.routing.engine import By
from geo.routing.nearest import nearest
from tests.geo.routing.graphs import tangle


@pytest.mark.parametrize("by", ["duration", "distance"])
def test_nearest_of_random_positions_is_the_least_of_all_pairs(
    by: By, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PAIRS", 170)
    graph, rng = tangle(), np.random.default_rng(20261124)
    network = Network(graph)
    picked = rng.integers(0, len(graph.lon), 143)
    lon = graph.lon[picked] + rng.normal(0, 0.02, 143)
    lat = graph.lat[picked] + rng.normal(0, 0.02, 143)
    lon[0], lat[0] = 0.0, 0.0
    start, end = network.tie(lon[:120], lat[:120]), network.tie(lon[120:], lat[120:])

    found = nearest(network, start, end, by=by)

    table = network.between(start, end, by=by)
    of = table.duration_s if by == "duration" else table.distance_m
    measured = found.duration_s if by == "duration" else found.distance_m
    np.testing.assert_array_equal(measured, of.min(axis=1))
    reached = found.row >= 0
    np.testing.assert_array_equal(reached, np.isfinite(of.min(axis=1)))
    assert not reached[0]
    assert reached.sum() > 50
    np.testing.assert_array_equal(
        found.distance_m[reached], table.distance_m[reached.nonzero()[0], found.row[reached]]
    )


def test_nearest_without_a_destination_says_so() -> None:
    network = Network(tangle())
    start = network.tie(np.array([105.0]), np.array([20.0]))
    with pytest.raises(InvalidParameterError, match="no destination"):
        nearest(network, start, start.take(np.array([], dtype=int)))
