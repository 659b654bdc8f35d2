from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geo.distance import course, inverse
from geo.errors import InvalidParameterError
from geo.roads import RoadGraph, skeleton
from geo.roads.joining import COVERED_M, join, without_expressways
from geo.roads.openstreetmap import read
from geo.roads.profiles import CAR
from geo.routing.hierarchy import Hierarchy
from tests.geo.roads import extracts
from tests.geo.roads.extracts import Drawn, World
from tests.geo.routing.graphs import both_ways, graph_of

DATA = Path(__file__).parents[3] / "data" / "roads"


@pytest.fixture(scope="module")
def roads() -> skeleton.Roads:
    return skeleton.read(DATA)


@pytest.fixture(scope="module")
def whole(roads: skeleton.Roads) -> RoadGraph:
    return skeleton.graph(*roads)


def grid(folder: Path, lon: float, lat: float, *, step: float = 0.02, count: int = 21) -> RoadGraph:
    """A square of streets, 42 km wide by default, about a position."""
    nodes = {
        1 + row * count + column: (
            lon + step * (column - count // 2),
            lat + step * (row - count // 2),
        )
        for row in range(count)
        for column in range(count)
    }
    lines = [[1 + row * count + column for column in range(count)] for row in range(count)]
    lines += [list(line) for line in zip(*lines, strict=True)]
    ways = {number: Drawn(line, {"highway": "primary"}) for number, line in enumerate(lines, 1)}
    path = extracts.write(World(nodes, ways), folder / "grid.osm.pbf")
    return read(path, [CAR]).graphs["car"]


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> RoadGraph:
    """Streets about Vinh."""
    return grid(tmp_path_factory.mktemp("extract"), 105.68, 18.67)


def nearest(graph: RoadGraph, lon: float, lat: float) -> int:
    return int(np.argmin(inverse(lon, lat, graph.lon, graph.lat)[0]))


def test_join_has_the_extract_within_and_the_skeleton_beyond(
    extract: RoadGraph, whole: RoadGraph
) -> None:
    joined = join(extract, whole)
    np.testing.assert_array_equal(joined.lon[: extract.nodes], extract.lon)
    np.testing.assert_array_equal(joined.length_m[: extract.arcs], extract.length_m)
    carried = slice(extract.nodes, None)
    for lon, lat in zip(joined.lon[carried], joined.lat[carried], strict=True):
        assert inverse(lon, lat, extract.lon, extract.lat)[0].min() > COVERED_M
    outside = [
        inverse(lon, lat, extract.lon, extract.lat)[0].min() > COVERED_M
        for lon, lat in zip(whole.lon, whole.lat, strict=True)
    ]
    assert joined.nodes == extract.nodes + sum(outside)
    assert joined.estimated
    assert extract.source_note in joined.source_note
    assert whole.source_note in joined.source_note


def test_join_leads_from_one_end_of_the_country_through_the_extract_to_the_other(
    extract: RoadGraph, whole: RoadGraph
) -> None:
    joined = join(extract, whole)
    hanoi, saigon = (105.85, 21.03), (106.70, 10.78)
    costs = []
    for graph in (joined, whole):
        ends = (np.array([nearest(graph, *at)], np.int32) for at in (hanoi, saigon))
        costs.append(float(Hierarchy(graph, "distance").costs(*ends).length_m[0, 0]))
    assert costs[0] == pytest.approx(costs[1], rel=0.02)
    engine = Hierarchy(joined, "distance")
    arcs = engine.path(nearest(joined, *hanoi), nearest(joined, 105.68, 18.67))
    assert arcs is not None
    assert arcs.min() < extract.arcs <= arcs.max()


def test_join_never_makes_a_road_shorter_than_the_straight_line(
    extract: RoadGraph, whole: RoadGraph
) -> None:
    joined = join(extract, whole)
    straight_m, _ = inverse(
        joined.lon[joined.source],
        joined.lat[joined.source],
        joined.lon[joined.target],
        joined.lat[joined.target],
    )
    assert np.all(joined.length_m >= straight_m - 20)


def test_join_ties_a_crossing_road_at_the_border_not_at_its_far_end(whole: RoadGraph) -> None:
    def line(lon: list[float]) -> RoadGraph:
        roads = [(step, step + 1, 60.0, 60.0) for step in range(len(lon) - 1)]
        return graph_of(lon, [18.0] * len(lon), both_ways(roads), estimated=False)

    streets = line([106.0 + 0.01 * step for step in range(51)])
    joined = join(streets, line([106.4, 106.9]))
    (tie,) = np.flatnonzero(joined.source == streets.nodes)
    assert joined.lon[joined.target[tie]] == pytest.approx(106.5)
    share = course(106.9, 18, 106.5, 18)[0] / course(106.9, 18, 106.4, 18)[0]
    assert joined.length_m[tie] == pytest.approx(60_000 * share)
    assert joined.duration_s[tie] == pytest.approx(3_600 * share)


def test_join_of_an_extract_that_covers_the_skeleton_is_the_extract(
    extract: RoadGraph, whole: RoadGraph
) -> None:
    assert join(whole, whole) is whole


def test_join_of_an_extract_of_another_country_says_so(tmp_path: Path, whole: RoadGraph) -> None:
    with pytest.raises(InvalidParameterError, match="an extract of Vietnam"):
        join(grid(tmp_path, 2.35, 48.85, count=3), whole)


def test_without_expressways_has_none_and_still_reaches_every_seat(
    roads: skeleton.Roads, whole: RoadGraph
) -> None:
    slow = without_expressways(whole)
    assert np.all(slow.accessible | slow.ferry)
    seats = roads.nodes[roads.nodes["node_id"].str.startswith("D")]
    missing = set(zip(seats["lon"], seats["lat"], strict=True)) - set(
        zip(slow.lon.tolist(), slow.lat.tolist(), strict=True)
    )
    assert not missing
