"""Paths over a road graph, against Dijkstra by NetworkX on a graph split at every position."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
import shapely

from geo.coordinates import LonLat
from geo.distance import inverse
from geo.errors import InvalidParameterError, NoRouteError, OffNetworkError, SchemaError
from geo.roads.graph import RoadGraph
from geo.routing import Network
from geo.routing.path import ACCESS_MPS, DETOUR
from tests.geo.routing.graphs import both_ways, graph_of

RNG = np.random.default_rng(20260724)


@pytest.fixture(scope="module")
def town() -> RoadGraph:
    """A grid of 8 x 8 crossings some 10 km apart, a fifth of its roads one-way."""
    side, arcs = 8, []
    for row in range(side):
        for column in range(side):
            here = row * side + column
            for there, inside in ((here + 1, column + 1 < side), (here + side, row + 1 < side)):
                if inside:
                    km = float(RNG.uniform(11, 16))
                    minutes = km / RNG.uniform(0.4, 1.2)
                    arcs.append((here, there, km, minutes))
                    if RNG.random() > 0.2:
                        arcs.append((there, here, km, minutes))
    lon = [105 + 0.1 * (node % side) for node in range(side * side)]
    lat = [20 + 0.1 * (node // side) for node in range(side * side)]
    return graph_of(lon, lat, arcs)


def split_at(graph: RoadGraph, network: Network, lon: np.ndarray, lat: np.ndarray) -> nx.DiGraph:
    """The graph with a node for each position and one where it meets its road."""
    snapped = network.snapper.snap(lon, lat, limit_m=network.limit_m)
    split = nx.DiGraph()

    def join(a: object, b: object, metres: float, seconds: float) -> None:
        known = split.get_edge_data(a, b)
        if known is None or seconds < known["s"]:
            split.add_edge(a, b, m=metres, s=seconds)

    for arc in range(graph.arcs):
        on = [
            (f if a == arc else 1 - f, row)
            for row, (a, f) in enumerate(zip(snapped.arc, snapped.fraction, strict=True))
            if arc in (a, network.snapper.reverse[a])
        ]
        stops: list[tuple[float, object]] = [(0.0, int(graph.source[arc]))]
        stops += [(f, ("road", row)) for f, row in sorted(on)]
        stops += [(1.0, int(graph.target[arc]))]
        for (f, a), (g, b) in itertools.pairwise(stops):
            join(a, b, (g - f) * graph.length_m[arc], (g - f) * graph.duration_s[arc])
    for row, access_m in enumerate(snapped.access_m):
        lanes = DETOUR * access_m
        for ends in ((("at", row), ("road", row)), (("road", row), ("at", row))):
            join(*ends, lanes, lanes / ACCESS_MPS)
    for a in range(len(lon)):
        for b in range(len(lon)):
            straight = inverse(lon[[a]], lat[[a]], lon[[b]], lat[[b]])[0][0]
            if a != b and straight <= snapped.access_m[a] + snapped.access_m[b]:
                join(("at", a), ("at", b), DETOUR * straight, DETOUR * straight / ACCESS_MPS)
    return split


@pytest.mark.parametrize(("by", "weight"), [("duration", "s"), ("distance", "m")])
def test_matrix_of_random_positions_equals_dijkstra(town: RoadGraph, by: str, weight: str) -> None:
    network = Network(town)
    lon, lat = RNG.uniform(105, 105.7, 40), RNG.uniform(20, 20.7, 40)
    split = split_at(town, network, lon, lat)
    found = network.matrix(lon, lat, lon, lat, by=by)  # type: ignore[arg-type]
    ours = found.duration_s if by == "duration" else found.distance_m
    for a in range(len(lon)):
        expected = nx.single_source_dijkstra_path_length(split, ("at", a), weight=weight)
        for b in range(len(lon)):
            # through a third position is no way that the network offers
            assert ours[a, b] >= expected[("at", b)] - 1e-6
            assert ours[a, b] == pytest.approx(direct(split, a, b, weight), abs=1e-6)


def direct(split: nx.DiGraph, a: int, b: int, weight: str) -> float:
    """The best path that visits no third position off the road."""
    kept = [n for n in split if not isinstance(n, tuple) or n[0] != "at" or n[1] in (a, b)]
    return float(nx.dijkstra_path_length(split.subgraph(kept), ("at", a), ("at", b), weight=weight))


@pytest.mark.parametrize("by", ["duration", "distance"])
def test_path_takes_what_the_matrix_says_and_its_vertices_add_up(town: RoadGraph, by: str) -> None:
    network = Network(town)
    lon, lat = RNG.uniform(105, 105.7, 12), RNG.uniform(20, 20.7, 12)
    table = network.matrix(lon, lat, lon, lat, by=by)  # type: ignore[arg-type]
    for a in range(12):
        for b in range(12):
            start, end = LonLat(lon[a], lat[a]), LonLat(lon[b], lat[b])
            path = network.path(start, end, by=by)  # type: ignore[arg-type]
            assert path.distance_m == pytest.approx(table.distance_m[a, b])
            assert path.duration_s == pytest.approx(table.duration_s[a, b])
            assert path.at_m[-1] == pytest.approx(path.distance_m)
            assert path.at_s[-1] == pytest.approx(path.duration_s)
            assert np.all(np.diff(path.at_m) >= 0)
            assert (path.lon[0], path.lat[0]) == start
            assert (path.lon[-1], path.lat[-1]) == end


def test_path_to_the_same_position_is_nothing(town: RoadGraph) -> None:
    path = Network(town).path(LonLat(105.23, 20.31), LonLat(105.23, 20.31))
    assert path.distance_m == 0
    assert path.duration_s == 0


def test_path_against_a_one_way_goes_round() -> None:
    ring = [(0, 1, 12.0, 10.0), (1, 2, 12.0, 10.0), (2, 0, 16.0, 14.0)]
    network = Network(graph_of([105, 105.1, 105.1], [20, 20, 20.1], ring))
    ahead = network.path(LonLat(105.02, 20), LonLat(105.08, 20))
    back = network.path(LonLat(105.08, 20), LonLat(105.02, 20))
    assert ahead.distance_m == pytest.approx(0.6 * 12_000, rel=1e-6)
    assert back.distance_m == pytest.approx(0.4 * 12_000 + 28_000, rel=1e-6)


def test_path_over_water_names_its_ferry() -> None:
    arcs = both_ways([(0, 1, 12, 10), (1, 2, 20, 60), (2, 3, 12, 15)])
    graph = graph_of([105, 105.1, 105.3, 105.4], [20] * 4, arcs, ferries={1, 4})
    path = Network(graph).path(LonLat(105, 20), LonLat(105.4, 20))
    (ferry,) = path.ferries
    assert ferry.name == "QL1"
    assert (ferry.from_m, ferry.to_m) == pytest.approx((12_000, 32_000))


def test_path_from_an_islet_with_a_port_and_no_road_takes_its_ferry() -> None:
    arcs = both_ways([(0, 1, 12, 10), (1, 2, 20, 60)])
    graph = graph_of([105, 105.1, 105.3], [20] * 3, arcs, ferries={1, 3})
    coast, islet = shapely.box(104.9, 19.9, 105.15, 20.1), shapely.box(105.25, 19.9, 105.4, 20.1)
    network = Network(graph, [coast, islet])
    there = network.path(LonLat(105, 20), LonLat(105.31, 20))
    back = network.path(LonLat(105.31, 20), LonLat(105, 20))
    assert there.duration_s == pytest.approx(back.duration_s)
    assert there.duration_s > 70 * 60
    assert len(there.ferries) == len(back.ferries) == 1
    assert network.path(LonLat(105.31, 20), LonLat(105.29, 20)).ferries == ()


def test_path_from_an_island_without_a_ferry_raises() -> None:
    arcs = both_ways([(0, 1, 12, 10), (2, 3, 12, 10)])
    graph = graph_of([105, 105.1, 105.3, 105.4], [20] * 4, arcs)
    with pytest.raises(NoRouteError, match="no road or ferry"):
        Network(graph).path(LonLat(105, 20), LonLat(105.4, 20))


def test_path_from_the_open_sea_raises(town: RoadGraph) -> None:
    with pytest.raises(OffNetworkError, match="more than 50 km"):
        Network(town).path(LonLat(108, 18), LonLat(105.1, 20.1))


def test_snap_stays_on_its_piece_of_land() -> None:
    """An islet opposite a coast road does not drive over the strait."""
    coast, islet = shapely.box(104.9, 19.9, 105.2, 20.02), shapely.box(104.9, 20.06, 105.2, 20.2)
    graph = graph_of([105, 105.1], [20, 20], both_ways([(0, 1, 12, 10)]))
    network = Network(graph, [coast, islet])
    with pytest.raises(OffNetworkError):
        network.path(LonLat(105.05, 20.08), LonLat(105.1, 20))
    assert network.path(LonLat(105.05, 20.03), LonLat(105.1, 20)).duration_s > 0  # a pier


def test_snap_leaves_an_expressway_alone_between_its_junctions() -> None:
    arcs = both_ways([(0, 1, 50, 30), (0, 2, 12, 10), (1, 3, 12, 10)])
    graph = graph_of([105, 105.4, 105, 105.4], [20, 20, 20.1, 20.1], arcs, closed={0, 3})
    network = Network(graph)
    beside = network.path(LonLat(105.2, 20), LonLat(105.4, 20))
    assert beside.access_m > 20_000  # back to the town at its end
    assert graph.length_m[beside.arcs].max() == 50_000


def test_matrix_beyond_the_network_is_infinite(town: RoadGraph) -> None:
    found = Network(town).matrix([105.1, 108], [20.1, 18], [105.2], [20.2])  # type: ignore[arg-type]
    assert np.isfinite(found.distance_m[0, 0])
    assert np.isinf(found.distance_m[1, 0])
    assert np.isinf(found.duration_s[1, 0])


def test_engine_of_an_unknown_measure_raises(town: RoadGraph) -> None:
    with pytest.raises(InvalidParameterError, match="duration or distance"):
        Network(town).engine("beauty")  # type: ignore[arg-type]


def test_graph_with_a_loop_raises() -> None:
    with pytest.raises(SchemaError, match="loop"):
        graph_of([105], [20], [(0, 0, 1, 1)])
