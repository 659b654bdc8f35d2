"""The committed units of both vintages, and the units around a point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from geo import crs
from geo.boundaries import Boundaries
from geo.coordinates import LonLat
from geo.errors import UnknownUnitError, UnreadableFileError
from geo.vintages import LAYERS, Level, Vintage, unit_column

DATA = Path(__file__).parents[3] / "data"
COUNTS = {
    (Vintage.V2025_03, Level.PROVINCE): 63,
    (Vintage.V2025_03, Level.DISTRICT): 696,
    (Vintage.V2025_03, Level.COMMUNE): 10_040,
    (Vintage.V2025_07, Level.PROVINCE): 34,
    (Vintage.V2025_07, Level.COMMUNE): 3_321,
}
POPULATION = 96_208_984


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return Boundaries.from_data(DATA)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda part: str(part))
def test_layer_has_every_unit_valid_and_named(boundaries: Boundaries, layer: tuple) -> None:
    units = boundaries.layer(*layer)
    assert len(units) == COUNTS[layer]
    assert units.index.is_unique
    assert units.geometry.is_valid.all()
    assert not units.geometry.is_empty.any()
    assert units["population"].sum() == POPULATION
    assert (units["area_km2"] > 0).all()
    assert units[["name", "short_name", "name_en", "type"]].ne("").all(axis=None)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda part: str(part))
def test_layer_is_a_coverage_without_gap_or_overlap(boundaries: Boundaries, layer: tuple) -> None:
    assert shapely.coverage_is_valid(boundaries.layer(*layer).geometry.to_numpy())


@pytest.mark.parametrize(
    ("vintage", "level", "parent"),
    [
        (Vintage.V2025_03, Level.DISTRICT, Level.PROVINCE),
        (Vintage.V2025_03, Level.COMMUNE, Level.DISTRICT),
        (Vintage.V2025_07, Level.COMMUNE, Level.PROVINCE),
    ],
)
def test_parent_is_the_union_of_its_children(
    boundaries: Boundaries, vintage: Vintage, level: Level, parent: Level
) -> None:
    children = boundaries.layer(vintage, level)
    united = children.geometry.groupby(children["parent"]).agg(
        lambda parts: shapely.coverage_union_all(parts.to_numpy())
    )
    parents = boundaries.layer(vintage, parent).geometry
    assert set(united.index) == set(parents.index)
    equal = shapely.equals(united.loc[parents.index].to_numpy(), parents.to_numpy())
    assert equal.all(), list(parents.index[~equal])


def test_both_vintages_cover_the_same_land(boundaries: Boundaries) -> None:
    before, after = (
        crs.to_equal_area(boundaries.layer(vintage, Level.PROVINCE)).area.sum()
        for vintage in Vintage
    )
    assert after == pytest.approx(before, rel=1e-9)


@pytest.mark.parametrize("vintage", list(Vintage))
def test_archipelagos_lie_in_da_nang_and_khanh_hoa(
    boundaries: Boundaries, vintage: Vintage
) -> None:
    provinces = boundaries.layer(vintage, Level.PROVINCE).geometry.bounds
    assert provinces.loc["48", "maxx"] == pytest.approx(112.7, abs=0.05)
    assert provinces.loc["56", "maxx"] == pytest.approx(117.8, abs=0.05)


@pytest.mark.parametrize(
    ("island", "at", "district"),
    [
        ("Đảo Hoàng Sa", LonLat(111.608, 16.535), "498"),
        ("Trường Sa Lớn", LonLat(111.920, 8.645), "576"),
        ("Bạch Long Vĩ", LonLat(107.7285, 20.1335), "318"),
        ("Cồn Cỏ", LonLat(107.340, 17.159), "471"),
        ("Lý Sơn", LonLat(109.115, 15.385), "536"),
        ("Côn Đảo", LonLat(106.612, 8.700), "755"),
        ("Phú Quốc", LonLat(103.96, 10.22), "911"),
        ("Phú Quý", LonLat(108.94, 10.53), "602"),
        ("Cô Tô", LonLat(107.765, 20.975), "207"),
        ("Thổ Chu", LonLat(103.478, 9.304), "911"),
    ],
)
def test_locate_on_an_island_finds_its_district(
    boundaries: Boundaries, island: str, at: LonLat, district: str
) -> None:
    assert boundaries.locate(at)["2025-03-01"]["district"] == district


def test_locate_outside_vietnam_finds_nothing(boundaries: Boundaries) -> None:
    assert boundaries.locate(LonLat(102.6, 17.97)) == {}  # Vientiane
    assert boundaries.locate(LonLat(0.0, 0.0)) == {}


def test_locate_and_locate_many_agree(boundaries: Boundaries) -> None:
    rng = np.random.default_rng(5)
    lon, lat = rng.uniform(102, 110, 2_000), rng.uniform(8, 23.5, 2_000)
    many = boundaries.locate_many(lon, lat)
    assert many.notna().all(axis=1).sum() > 300
    for row in range(0, 2_000, 7):
        one = boundaries.locate(LonLat(lon[row], lat[row]))
        for vintage, level in LAYERS:
            expected = one.get(str(vintage), {}).get(str(level))
            assert many[unit_column(vintage, level)][row] == expected


def test_locate_agrees_with_each_unit_tried_in_turn(boundaries: Boundaries) -> None:
    districts = boundaries.layer(Vintage.V2025_03, Level.DISTRICT)
    rng = np.random.default_rng(8)
    for lon, lat in zip(rng.uniform(105, 107, 60), rng.uniform(20, 22, 60), strict=True):
        around = districts.index[districts.geometry.covers(shapely.Point(lon, lat))]
        found = boundaries.locate(LonLat(lon, lat)).get("2025-03-01", {}).get("district")
        assert found == (min(around) if len(around) else None)


def test_unit_reads_the_name_in_force(boundaries: Boundaries) -> None:
    dong_nai = boundaries.unit(Vintage.V2025_07, Level.PROVINCE, "75")
    assert (dong_nai.name, dong_nai.name_en) == ("Thành phố Đồng Nai", "Dong Nai City")
    assert boundaries.unit(Vintage.V2025_03, Level.PROVINCE, "75").name == "Tỉnh Đồng Nai"


def test_unit_with_an_unknown_code_says_what_is_near(boundaries: Boundaries) -> None:
    with pytest.raises(UnknownUnitError, match=r"no district has code '999'.*973"):
        boundaries.unit(Vintage.V2025_03, Level.DISTRICT, "999")


def test_from_data_without_tables_says_which_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"units\.csv"):
        Boundaries.from_data(tmp_path)
