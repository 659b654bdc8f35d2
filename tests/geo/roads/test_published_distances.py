"""The skeleton against published road distances, and how that is reckoned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pandas import DataFrame
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from geo.distance import Floats, inverse
from geo.errors import InvalidParameterError, SchemaError, UnreadableFileError
from geo.roads import skeleton
from geo.roads.comparing import Comparison, best_constant, compare, published
from geo.roads.graph import RoadGraph
from tests.geo.roads.shortest import weights

DATA = Path(__file__).parents[3] / "data" / "roads"


class Seats:
    """
    Measures between nodes of the skeleton alone, by Dijkstra: what a network is held against.

    Parameters
    ----------
    by
        What the path is the best of; its length is what counts.
    """

    def __init__(self, graph: RoadGraph, by: str) -> None:
        self.graph, self.by = graph, by
        self.tree = KDTree(np.column_stack([graph.lon, graph.lat]))

    def __call__(self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
        costs = getattr(self.graph, self.by)
        starts = self.tree.query(np.column_stack([lon, lat]))[1]
        ends = self.tree.query(np.column_stack([to_lon, to_lat]))[1]
        sources, rows = np.unique(starts, return_inverse=True)
        matrix = weights(self.graph, costs)
        _, before = dijkstra(matrix, indices=sources, return_predecessors=True)
        length = {
            (start, end): (cost, metres)
            for start, end, cost, metres in sorted(
                zip(
                    self.graph.source,
                    self.graph.target,
                    costs,
                    self.graph.length_m,
                    strict=True,
                ),
                key=lambda arc: -arc[2],
            )
        }
        return np.array(
            [self._length(before[row], end, length) for row, end in zip(rows, ends, strict=True)]
        )

    @staticmethod
    def _length(
        before: Floats, end: int, length: dict[tuple[int, int], tuple[float, float]]
    ) -> float:
        total, node = 0.0, end
        while before[node] >= 0:
            total += length[int(before[node]), int(node)][1]
            node = int(before[node])
        return total


@pytest.fixture(scope="module")
def roads() -> skeleton.Roads:
    """The committed skeleton."""
    return skeleton.read(DATA)


@pytest.fixture(scope="module", params=["length_m", "duration_s"])
def found(request: pytest.FixtureRequest, roads: skeleton.Roads) -> Comparison:
    """The committed distances against the skeleton, along the shortest and the fastest path."""
    distances = published(DATA / "distances.csv", roads.nodes)
    return compare(distances, Seats(skeleton.graph(*roads), request.param))


def test_skeleton_is_off_by_four_percent_in_the_median_and_twelve_at_most_times(
    found: Comparison,
) -> None:
    assert found.network.pairs >= 80
    assert found.network.median <= 4
    assert found.network.p90 <= 12


def test_skeleton_has_at_most_half_the_error_of_the_straight_line(found: Comparison) -> None:
    assert found.network.median <= found.straight.median / 2


def test_skeleton_holds_up_in_every_half_of_the_pairs(found: Comparison) -> None:
    """The median does not hang on a few pairs: it holds in nearly every random half of them."""
    percent = np.abs(found.rows["error_percent"].to_numpy())
    rng = np.random.default_rng(4)
    halves = [np.median(rng.permutation(percent)[: len(percent) // 2]) for _ in range(200)]
    assert np.percentile(halves, 95) <= 5.5


def test_skeleton_vinh_long_to_can_tho_is_34_kilometres(roads: skeleton.Roads) -> None:
    graph = skeleton.graph(*roads)
    ends = roads.nodes.set_index("node_id").loc[["D855", "D916"]]
    lon, lat = (ends[axis].to_numpy() for axis in ("lon", "lat"))
    for by in ("length_m", "duration_s"):
        metres = Seats(graph, by)(lon[:1], lat[:1], lon[1:], lat[1:])
        assert_allclose(metres, 34_000, rtol=0.1)


def test_compare_tells_bands_by_what_was_published() -> None:
    rows = DataFrame(
        {"km": [50.0, 200.0, 400.0], "lon": 106.0, "lat": 10.0, "to_lon": 107.0, "to_lat": 10.0}
    )
    found = compare(rows, lambda *_: np.array([55_000.0, 200_000.0, 300_000.0]))
    assert_allclose(found.rows["error_percent"], [10, 0, -25])
    assert list(found.bands) == ["0–100 km", "100–300 km", "300 km–"]
    assert [round(errors.median) for errors in found.bands.values()] == [10, 0, 25]
    assert found.network.median == pytest.approx(10)


def test_compare_without_rows_says_so() -> None:
    with pytest.raises(InvalidParameterError, match="no published distances"):
        compare(DataFrame(columns=["km"]), lambda *_: np.zeros(0))


def test_best_constant_is_that_of_a_fine_search() -> None:
    rng = np.random.default_rng(7)
    straight = rng.uniform(10, 900, 40)
    road = straight * rng.uniform(1.1, 1.9, 40)
    tried = np.arange(1, 2, 0.0005)
    errors = [np.median(np.abs(straight * constant / road - 1)) for constant in tried]
    best = np.median(np.abs(straight * best_constant(straight, road) / road - 1))
    assert best <= min(errors) + 1e-12
    assert best == pytest.approx(min(errors), abs=1e-3)


def test_published_has_the_seats_positions(roads: skeleton.Roads) -> None:
    rows = published(DATA / "distances.csv", roads.nodes)
    straight_m, _ = inverse(
        *(rows[column].to_numpy() for column in ("lon", "lat", "to_lon", "to_lat"))
    )
    assert (straight_m / 1000 < rows["km"]).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"km": "far"}, "km is 'far' in row 1"),
        ({"km": "-3"}, "km is '-3' in row 1"),
        ({"to_district_code": "999"}, "district '999', which has no seat"),
    ],
)
def test_published_refuses_what_cannot_be(
    roads: skeleton.Roads, tmp_path: Path, change: dict[str, str], message: str
) -> None:
    row = {
        "from_name": "Ba Đình",
        "from_district_code": "001",
        "to_name": "Hoàn Kiếm",
        "to_district_code": "002",
        "km": "4",
    }
    pd.DataFrame([row | change]).to_csv(tmp_path / "d.csv", index=False)
    with pytest.raises(SchemaError, match=message):
        published(tmp_path / "d.csv", roads.nodes)


def test_published_without_a_column_says_which(roads: skeleton.Roads, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("from_name,km\nBa Đình,4\n", encoding="utf-8")
    with pytest.raises(SchemaError, match="lacks the columns from_district_code"):
        published(tmp_path / "d.csv", roads.nodes)
    with pytest.raises(UnreadableFileError, match="cannot be read"):
        published(tmp_path / "none.csv", roads.nodes)
