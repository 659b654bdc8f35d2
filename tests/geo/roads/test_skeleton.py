"""The national road skeleton: what its tables may say, and what they join."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame
from numpy.testing import assert_allclose
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.errors import SchemaError, UnreadableFileError
from geo.locator import Locator
from geo.roads import skeleton
from geo.roads.graph import RoadGraph
from tests.geo.roads.shortest import weights

DATA = Path(__file__).parents[3] / "data" / "roads"
METRES = "EPSG:32648"
OFF_BY_M = 4_500
"""A straight edge cuts the corners of a road along the border or a bay by less than that."""
ISLANDS = {
    "Bạch Long Vĩ": "D318",
    "Cô Tô": "D207",
    "Cồn Cỏ": "D471",
    "Lý Sơn": "D536",
    "Phú Quý": "D602",
    "Côn Đảo": "D755",
    "Phú Quốc": "D911",
    "Kiên Hải": "D912",
    "Cát Bà": "D317",
}
"""Seats that only a ferry reaches."""


@pytest.fixture(scope="module")
def roads() -> skeleton.Roads:
    """The committed skeleton."""
    return skeleton.read(DATA)


@pytest.fixture(scope="module")
def graph(roads: skeleton.Roads) -> RoadGraph:
    """The committed skeleton as a graph."""
    return skeleton.graph(*roads)


@pytest.fixture(scope="module")
def outline(locator: Locator) -> shapely.Geometry:
    """Vietnam, in metres."""
    provinces = locator.boundaries.layer("2025-07-01", "province")
    country: shapely.Geometry = provinces.to_crs(METRES).union_all()
    return country


@pytest.fixture
def tables(tmp_path: Path) -> Callable[..., Path]:
    """Writes two towns and the road between them, its cells changed as asked."""

    def write(**cells: object) -> Path:
        nodes = pd.DataFrame(
            {
                "node_id": ["A", "B"],
                "name": ["An", "Bình"],
                "district_code": "001",
                "province_code": "01",
                "lat": [21.0, 21.0],
                "lon": [105.0, 105.1],
                "kind": "town",
                "seat_of": "",
            }
        )
        edge: dict[str, object] = {
            "from_node": "A",
            "to_node": "B",
            "road": "QL1",
            "class": "national",
            "length_km": 12.0,
            "length_basis": "section",
            "speed_kmh": 48,
            "duration_min": "",
            "source": "general knowledge",
            "confidence": "high",
        }
        nodes.to_csv(tmp_path / "nodes.csv", index=False)
        pd.DataFrame([edge | cells]).to_csv(tmp_path / "edges.csv", index=False)
        return tmp_path

    return write


def row(roads: skeleton.Roads, node: str) -> int:
    """Where a node is."""
    return int((roads.nodes["node_id"] == node).to_numpy().argmax())


def test_read_has_a_seat_for_every_district_but_the_archipelagos(
    roads: skeleton.Roads, locator: Locator
) -> None:
    districts = locator.boundaries.layer("2025-03-01", "district").reset_index()
    seats = set(roads.nodes["node_id"])
    without = districts[~("D" + districts["code"]).isin(seats)]
    assert set(without["short_name"]) == {"Hoàng Sa", "Trường Sa"}


def test_read_places_seats_in_or_by_their_district(roads: skeleton.Roads, locator: Locator) -> None:
    districts = locator.boundaries.layer("2025-03-01", "district").reset_index()
    outlines = districts.set_index("code").to_crs(METRES).geometry
    seats = roads.nodes[roads.nodes["node_id"].str.startswith("D")].to_crs(METRES)
    shapes = gpd.GeoSeries(outlines.loc[seats["district_code"]].to_numpy(), crs=METRES)
    assert seats.geometry.reset_index(drop=True).distance(shapes).quantile(0.98) < 3_000


def test_graph_is_each_edge_both_ways(roads: skeleton.Roads, graph: RoadGraph) -> None:
    half = graph.arcs // 2
    assert half == len(roads.edges)
    assert np.array_equal(graph.source[:half], graph.target[half:])
    assert_allclose(graph.length_m[:half], roads.edges["length_km"].to_numpy(float) * 1000)
    named = np.array(graph.names)[graph.name[:half]]
    assert np.array_equal(named, roads.edges["road"].to_numpy(str))


def test_graph_takes_a_ferrys_crossing_and_a_roads_speed(
    roads: skeleton.Roads, graph: RoadGraph
) -> None:
    for i, edge in enumerate(roads.edges.itertuples()):
        if graph.ferry[i]:
            assert graph.duration_s[i] == pytest.approx(edge.duration_min * 60)
        else:
            assert graph.duration_s[i] == pytest.approx(edge.length_km / edge.speed_kmh * 3600)


def test_graph_is_one_piece(graph: RoadGraph) -> None:
    assert connected_components(weights(graph, graph.length_m))[0] == 1


def test_graph_mainland_is_one_piece_by_land_but_for_can_gio(
    roads: skeleton.Roads, graph: RoadGraph
) -> None:
    land = weights(graph, graph.length_m, ~graph.ferry)
    _, piece = connected_components(land)
    mainland = piece[row(roads, "D002")]
    seats = roads.nodes["node_id"].str.startswith("D").to_numpy()
    apart = set(roads.nodes["node_id"].to_numpy()[seats & (piece != mainland)])
    delta_islands = {"D787", "D825", "D945", "D888", "D887"}
    assert apart <= {*ISLANDS.values(), *delta_islands}
    assert "D787" in apart
    binh_khanh = roads.edges[roads.edges["road"] == "phà Bình Khánh"].iloc[0]
    assert "D786" in {binh_khanh["from_node"], binh_khanh["to_node"]}


@pytest.mark.parametrize("island", ISLANDS.values(), ids=ISLANDS.keys())
def test_graph_reaches_an_island_by_a_ferry_alone(
    roads: skeleton.Roads, graph: RoadGraph, island: str
) -> None:
    hanoi = row(roads, "D002")
    with_ferries = dijkstra(weights(graph, graph.duration_s), indices=hanoi)
    by_land = dijkstra(weights(graph, graph.duration_s, ~graph.ferry), indices=hanoi)
    assert np.isfinite(with_ferries[row(roads, island)])
    assert np.isinf(by_land[row(roads, island)])


def test_graph_reaches_van_don_by_its_bridges(roads: skeleton.Roads, graph: RoadGraph) -> None:
    by_land = dijkstra(weights(graph, graph.length_m, ~graph.ferry), indices=row(roads, "D002"))
    assert 150_000 < by_land[row(roads, "D203")] < 240_000


def test_edges_stay_in_vietnam(roads: skeleton.Roads, outline: shapely.Geometry) -> None:
    by_land = roads.edges[roads.edges["class"] != "ferry"].to_crs(METRES)
    outside = by_land.geometry.difference(outline.buffer(OFF_BY_M))
    assert by_land.loc[~outside.is_empty, "road"].tolist() == []


@pytest.mark.parametrize("by", ["length_m", "duration_s"])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("D002", "D964", id="Hà Nội–Cà Mau"),
        pytest.param("D096", "D194", id="Mường Nhé–Móng Cái"),
        pytest.param("D026", "D973", id="Đồng Văn–Ngọc Hiển"),
        pytest.param("D465", "D611", id="Hướng Hóa–Ngọc Hồi"),
        pytest.param("D900", "D796", id="Hà Tiên–Tân Hưng"),
        pytest.param("D387", "D417", id="Quan Sơn–Kỳ Sơn"),
    ],
)
def test_paths_stay_in_vietnam(
    roads: skeleton.Roads,
    graph: RoadGraph,
    outline: shapely.Geometry,
    start: str,
    end: str,
    by: str,
) -> None:
    _, before = dijkstra(
        weights(graph, getattr(graph, by)), indices=row(roads, start), return_predecessors=True
    )
    path = [row(roads, end)]
    while before[path[-1]] >= 0:
        path.append(int(before[path[-1]]))
    line = roads.nodes.to_crs(METRES).geometry.iloc[path]
    assert path[-1] == row(roads, start)
    outside = shapely.LineString(line.to_list()).difference(outline)
    assert outside.length < 0.02 * shapely.LineString(line.to_list()).length + 2 * OFF_BY_M
    assert outside.difference(outline.buffer(OFF_BY_M)).is_empty


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"to_node": "C"}, "row 1 names the node 'C'"),
        ({"to_node": "A"}, "leads from a node to itself"),
        ({"length_km": 9.0}, "is shorter than the straight line"),
        ({"length_km": 40.0}, "more than 3 times as long"),
        ({"speed_kmh": 140}, "is driven at no speed_kmh of 10 to 100"),
        ({"speed_kmh": ""}, "is driven at no speed_kmh"),
        ({"duration_min": 20}, "is a road with duration_min"),
        ({"class": "ferry"}, "is a ferry without duration_min"),
        ({"class": "motorway"}, "class is 'motorway' in row 1"),
        ({"length_km": "long"}, "should hold a number"),
        ({"source": ""}, "source is missing in row 1"),
    ],
)
def test_read_refuses_a_road_that_cannot_be(
    tables: Callable[..., Path], cells: dict[str, object], message: str
) -> None:
    with pytest.raises(SchemaError, match=message):
        skeleton.read(tables(**cells))


def test_read_takes_the_same_road_when_it_can_be(tables: Callable[..., Path]) -> None:
    nodes, edges = skeleton.read(tables())
    graph = skeleton.graph(nodes, edges)
    assert_allclose(graph.duration_s, [900.0, 900.0])
    assert isinstance(edges, GeoDataFrame)
    assert edges.geometry.iloc[0].equals(shapely.LineString([(105.0, 21.0), (105.1, 21.0)]))


def test_read_without_a_table_says_which(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"nodes\.csv cannot be read"):
        skeleton.read(tmp_path)


def test_read_with_a_word_for_a_latitude_says_where(tables: Callable[..., Path]) -> None:
    folder = tables()
    nodes = pd.read_csv(folder / "nodes.csv", dtype=str)
    nodes.assign(lat=["21.0", "north"]).to_csv(folder / "nodes.csv", index=False)
    with pytest.raises(SchemaError, match="lat is 'north' in row 2"):
        skeleton.read(folder)


def test_store_carries_the_skeleton(roads: skeleton.Roads, locator: Locator) -> None:
    assert locator._layers["road_nodes"].equals(roads.nodes)
    assert locator._layers["road_edges"].equals(roads.edges)
