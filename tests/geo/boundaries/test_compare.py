"""Agreement of outlines: by random points and by overlap."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from click.testing import CliRunner
from geopandas import GeoDataFrame
from shapely import box

from geo.boundaries.compare import compare, located, points_on_land
from geo.cli import main
from geo.errors import InvalidParameterError, MissingCrsError, SchemaError
from tests.geo.boundaries.world import official_districts, world

OFFICIAL = Path(__file__).parents[4] / "shared" / "data" / "boundaries"


def layer(*shapes: shapely.Geometry, codes: str = "ab") -> GeoDataFrame:
    return GeoDataFrame({"code": list(codes[: len(shapes)])}, geometry=list(shapes), crs=4326)


def test_compare_of_a_layer_with_itself_is_full_agreement() -> None:
    one = layer(box(105, 20, 106, 21), box(106, 20, 107, 21))
    agreement = compare(one, one, points=500)
    assert (agreement.share, agreement.counted, agreement.nowhere) == (1.0, 500, 0)
    assert agreement.iou.tolist() == pytest.approx([1.0, 1.0])


def test_compare_of_shares_known_from_areas_comes_near_them() -> None:
    official = layer(box(105, 20, 106, 21), box(106, 20, 107, 21))
    ours = layer(box(105, 20, 106.25, 21), box(106.25, 20, 106.75, 21))
    agreement = compare(official, ours, points=40_000, seed=3)
    # Of two equal squares: all of the first, half of the second, a quarter of which is nowhere.
    assert agreement.share == pytest.approx(0.75, abs=0.01)
    assert agreement.nowhere / agreement.counted == pytest.approx(0.125, abs=0.01)
    assert agreement.iou.tolist() == pytest.approx([0.8, 0.5], abs=1e-6)
    assert agreement.iou_median == pytest.approx(0.65, abs=1e-6)
    assert agreement.iou_p10 == pytest.approx(0.53, abs=1e-6)


def test_compare_with_the_same_seed_is_the_same_and_in_any_crs() -> None:
    official = layer(box(105, 20, 106, 21), box(106, 20, 107, 21))
    ours = layer(box(105, 20, 106.3, 21), box(106.3, 20, 107, 21))
    one = compare(official, ours, points=2_000, seed=7)
    other = compare(official.to_crs(3405), ours.to_crs(3857), points=2_000, seed=7)
    assert one.same == compare(official, ours, points=2_000, seed=7).same
    assert one.same == pytest.approx(other.same, abs=2)


def test_compare_where_a_unit_no_longer_stands_leaves_its_points_out() -> None:
    official = layer(box(105, 20, 106, 21), box(106, 20, 107, 21), codes="ax")
    ours = layer(box(105, 20, 106, 21), box(106, 20, 107, 21), codes="ab")
    agreement = compare(official.assign(name=["A", "X"]), ours, points=1_000)
    assert agreement.counted + agreement.left_out == 1_000
    assert agreement.left_out == pytest.approx(500, abs=60)
    assert agreement.share == 1.0
    assert agreement.without_counterpart == ("x X",)
    assert agreement.not_in_file == ("b",)
    assert list(agreement.iou.index) == ["a"]


def test_compare_counts_provinces_of_units_that_no_longer_stand_too() -> None:
    official = layer(box(105, 20, 106, 21), box(106, 20, 107, 21), codes="ax")
    official["province"] = ["1", "1"]
    ours = layer(box(105, 20, 106.9, 21), box(106.9, 20, 107, 21)).assign(province=["1", "2"])
    province = compare(official, ours, points=5_000).province
    assert province is not None
    assert (province.counted, province.left_out) == (5_000, 0)
    assert province.share == pytest.approx(0.95, abs=0.01)
    assert province.iou.to_dict() == pytest.approx({"1": 0.95}, abs=1e-6)
    assert province.not_in_file == ("2",)


def test_compare_of_provinces_has_no_provinces_above() -> None:
    ours = layer(box(105, 20, 106, 21)).assign(province=["a"])
    assert compare(ours, ours, points=10).province is None


def test_compare_takes_codes_from_the_index_and_repairs_bow_ties() -> None:
    tie = shapely.Polygon([(105, 20), (106, 21), (106, 20), (105, 21)])
    ours = layer(box(105, 20, 106, 21)).set_index("code")
    agreement = compare(layer(tie), ours, points=1_000)
    assert agreement.share == 1.0
    assert agreement.iou["a"] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("official", "ours", "error", "words"),
    [
        (layer(box(0, 0, 1, 1)).set_crs(None, allow_override=True), layer(box(0, 0, 1, 1)),
         MissingCrsError, "no CRS"),
        (layer(box(0, 0, 1, 1)).drop(columns="code"), layer(box(0, 0, 1, 1)), SchemaError, "code"),
        (layer(box(0, 0, 1, 1)), layer(box(0, 0, 1, 1), box(1, 0, 2, 1), codes="aa"), SchemaError,
         "twice"),
        (layer(), layer(box(0, 0, 1, 1)), InvalidParameterError, "outlines"),
    ],
)  # fmt: skip
def test_compare_of_layers_that_will_not_do_says_why(
    official: GeoDataFrame, ours: GeoDataFrame, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        compare(official, ours, points=10)


def test_points_on_land_are_even_by_area_and_in_their_row() -> None:
    # Equal in degrees, but the northern square has half the area.
    land = layer(box(105, 0, 106, 1), box(105, 60, 106, 61))
    lon, lat, at = points_on_land(land, 20_000, np.random.default_rng(1))
    assert len(lon) == len(lat) == len(at) == 20_000
    assert (at == 1).mean() == pytest.approx(0.3323, abs=0.012)
    shapes = land.geometry.to_numpy()[at]
    assert shapely.intersects_xy(shapes, lon, lat).all()


def test_located_agrees_with_brute_force() -> None:
    generator = np.random.default_rng(5)
    seeds = shapely.MultiPoint(generator.uniform(0, 1, (60, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(seeds))
    cells = np.append(cells[::2], shapely.union(cells[1], cells[3]))
    lon, lat = generator.uniform(-0.2, 1.2, (2, 400))
    found = located(GeoDataFrame(geometry=cells, crs=4326), lon, lat)
    for at, x, y in zip(found, lon, lat, strict=True):
        around = np.flatnonzero(shapely.intersects_xy(cells, x, y))
        assert at == (around[0] if len(around) else -1)


@pytest.mark.parametrize("without", [[], ["ma_huyen"], ["ten"], ["ma_huyen", "tinh"]])
def test_boundaries_compare_knows_files_with_codes_or_names_only(
    without: list[str], tmp_path: Path
) -> None:
    store = world(tmp_path / "world.gpkg")
    official_districts(0.1).drop(columns=without).to_file(tmp_path / "official.geojson")
    result = CliRunner().invoke(
        main,
        ["boundaries", "compare", str(tmp_path / "official.geojson"), "--level", "district",
         "--vintage", "2025-03-01", "--store", store.url, "--points", "20000", "--json"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert (answer["rows"], answer["matched"]) == (6, 6)
    assert answer["matched_by"].startswith("name" if "ma_huyen" in without else "code")
    # Two of three columns lose a tenth of their width at one side: 2 × 0.1 of 3 degrees.
    assert answer["share"] == pytest.approx(1 - 0.2 / 3, abs=0.006)
    assert answer["province"]["share"] == answer["share"]


def test_boundaries_compare_without_json_prints_a_table(tmp_path: Path) -> None:
    store = world(tmp_path / "world.gpkg")
    official_districts().iloc[:5].to_file(tmp_path / "official.gpkg")
    result = CliRunner().invoke(
        main,
        ["boundaries", "compare", str(tmp_path / "official.gpkg"), "--level", "district",
         "--vintage", "2025-03-01", "--store", store.url, "--points", "500"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "5/5" in result.stdout
    assert "not in the file: 006" in result.stdout


@pytest.mark.parametrize(
    ("level", "vintage", "words"),
    [("district", "2025-07-01", "has no level"), ("district", "2020-01-01", "Invalid value")],
)
def test_boundaries_compare_of_a_level_that_is_not_says_so(
    level: str, vintage: str, words: str
) -> None:
    result = CliRunner().invoke(
        main, ["boundaries", "compare", "x.gpkg", "--level", level, "--vintage", vintage]
    )
    assert result.exit_code in (1, 2)
    assert words in result.stderr


@pytest.mark.skipif(not OFFICIAL.exists(), reason="official outlines are kept outside the project")
@pytest.mark.parametrize(
    ("file", "level", "vintage", "units", "provinces"),
    [
        ("vn_districts_official", "district", "2025-03-01", 0.88, 0.955),
        ("vn_communes_2025_official", "commune", "2025-07-01", 0.79, 0.95),
    ],
)
def test_boundaries_compare_of_the_bundled_outlines_reaches_what_is_promised(
    file: str, level: str, vintage: str, units: float, provinces: float, built_store: Path
) -> None:
    result = CliRunner().invoke(
        main,
        ["boundaries", "compare", str(OFFICIAL / f"{file}.gpkg"), "--level", level,
         "--vintage", vintage, "--store", str(built_store), "--json"],
    )  # fmt: skip
    answer = json.loads(result.stdout)
    assert answer["share"] >= units
    assert answer["province"]["share"] >= provinces
