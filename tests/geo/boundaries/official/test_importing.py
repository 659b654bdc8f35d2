"""Official outlines put in place of ours."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
import topojson
from click.testing import CliRunner
from geopandas import GeoDataFrame
from shapely import box

from geo.boundaries.compare import compare
from geo.boundaries.official.importing import ImportReport, import_official, read_layers
from geo.boundaries.official.outlines import read_outlines
from geo.cli import main
from geo.crs import to_equal_area
from geo.errors import ImportRefusedError, MissingCrsError, UnreadableFileError
from geo.storage import Store
from geo.vintages import Level, Vintage
from tests.geo.boundaries.world import ISLAND, district_box, official_districts, world

OFFICIAL = Path(__file__).parents[5] / "shared" / "data" / "boundaries"
OLD, NEW = Vintage.V2025_03, Vintage.V2025_07


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return world(tmp_path / "world.gpkg")


def put(
    store: Store, official: GeoDataFrame, level: Level = Level.DISTRICT, vintage: Vintage = OLD
) -> ImportReport:
    return import_official(store, official, vintage=vintage, level=level, source="official.gpkg")


def assert_nested(store: Store) -> None:
    """Every layer a valid coverage, every unit the union of its children, both lands the same."""
    layers = read_layers(store)
    for layer in layers.values():
        assert layer.geometry.is_valid.all()
        assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    for vintage in Vintage:
        for upper, lower in zip(vintage.levels, vintage.levels[1:], strict=False):
            children = layers[vintage, lower].groupby("parent").geometry
            for _, unit in layers[vintage, upper].iterrows():
                union = shapely.union_all(children.get_group(unit["code"]).to_numpy())
                assert shapely.symmetric_difference(union, unit.geometry).area < 1e-12
    lands = [shapely.union_all(layers[v, Level.PROVINCE].geometry.to_numpy()) for v in Vintage]
    assert shapely.symmetric_difference(*lands).area < 1e-12


def unit(store: Store, code: str, level: Level = Level.DISTRICT, vintage: Vintage = OLD) -> Any:
    return read_layers(store)[vintage, level].set_index("code").geometry[code]


def test_import_official_puts_the_outlines_in_and_everything_nests(store: Store) -> None:
    official = official_districts(0.1)
    report = put(store, official)
    assert (report.matched, report.rows, report.unmatched) == (6, 6, ())
    assert report.matched_by == "code (column ma_huyen)"
    ours = read_layers(store)[OLD, Level.DISTRICT]
    agreement = compare(official.assign(code=official["ma_huyen"]), ours, points=5_000)
    assert agreement.share >= 0.995
    assert agreement.iou.drop("006").min() > 0.999
    assert agreement.iou["006"] == pytest.approx(1 / 1.01, abs=0.002)  # it keeps its island
    assert_nested(store)
    areas = to_equal_area(ours).area / 1e6
    assert ours["area_km2"].to_numpy() == pytest.approx(areas.to_numpy(), rel=1e-3)


def test_import_official_leaves_what_people_said_of_units_alone(store: Store) -> None:
    before = read_layers(store)
    put(store, official_districts())
    for key, layer in read_layers(store).items():
        same = ["code", "name", "short_name", "name_en", "type", "parent", "province", "population"]
        pd.testing.assert_frame_equal(
            pd.DataFrame(layer[same]).set_index("code").sort_index(),
            pd.DataFrame(before[key][same]).set_index("code").sort_index(),
        )


def test_import_official_keeps_islands_that_the_file_lacks(store: Store) -> None:
    report = put(store, official_districts())
    assert report.islands_kept == 1
    assert unit(store, "006").contains(ISLAND.buffer(-1e-6))
    assert unit(store, "00012", Level.COMMUNE).contains(ISLAND.buffer(-1e-6))


@pytest.mark.parametrize("columns", [["ten"], ["ten", "tinh"]])
def test_import_official_without_codes_matches_names_within_the_province(
    store: Store, columns: list[str]
) -> None:
    official = official_districts()
    official["ten"] = [
        "Q. Ba Dinh",
        "Dong Anh",
        "Tân Yên",
        "TX Đông Triều",
        "H.Tân Lạc",
        "Đông Sơn",
    ]
    report = put(store, official[[*columns, "geometry"]])
    assert report.matched == 6
    assert report.matched_by == "name (column ten) within the province"
    for number in range(1, 7):
        at = shapely.point_on_surface(official.geometry[number - 1])
        assert unit(store, f"{number:03d}").intersects(at)


@pytest.mark.parametrize("column", [[1, 2, 3, 4, 5, 6], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]])
def test_import_official_takes_codes_that_lost_their_zeros(store: Store, column: Any) -> None:
    official = official_districts().assign(ma_huyen=column, id=range(600, 606))
    assert put(store, official).matched_by == "code (column ma_huyen)"


def test_import_official_does_not_take_running_numbers_for_codes(store: Store) -> None:
    official = official_districts().drop(columns="ma_huyen").iloc[::-1]
    report = put(store, official.assign(fid=range(1, 7)))
    assert report.matched_by == "name (column ten) within the province"
    assert report.matched == 6


def test_import_official_gives_the_land_of_a_merged_unit_to_its_successor(store: Store) -> None:
    official = official_districts(0)
    half = box(*district_box(3).bounds[:2], 106.5, 21)
    rest = shapely.difference(district_box(3), half)
    merged = GeoDataFrame(
        {"ma_huyen": ["099"], "ten": ["Huyện Cũ"], "tinh": ["Bắc Giang"]}, geometry=[half], crs=4326
    )
    official.loc[2, "geometry"] = rest
    report = put(store, GeoDataFrame(pd.concat([official, merged], ignore_index=True)))
    (row,) = report.unmatched
    assert row["row"] == 7
    assert "099" in row["why"]
    assert row["land"].startswith("its land went to 003")
    assert shapely.symmetric_difference(unit(store, "003"), district_box(3)).area < 1e-9


def test_import_official_lets_units_that_the_file_lacks_keep_their_outline(store: Store) -> None:
    report = put(store, official_districts(0.1).drop(index=3))
    assert report.units_without_row == ("004 Thị xã Đông Triều",)
    kept = unit(store, "004")
    # What its western neighbour won is gone; where its eastern one moved off, nobody else claims.
    assert kept.intersects(shapely.Point(106.6, 21.5))
    assert not kept.intersects(shapely.Point(106.05, 21.5))
    assert_nested(store)


def test_import_official_of_a_unit_made_since_keeps_it_within_its_origin(store: Store) -> None:
    official = official_districts(0).drop(index=3).reset_index(drop=True)
    official.loc[2, "geometry"] = shapely.union(district_box(3), district_box(4))
    report = put(store, official)
    assert report.made_since == ("004 Thị xã Đông Triều",)
    assert shapely.symmetric_difference(unit(store, "004"), district_box(4)).area < 1e-9


def test_import_official_fills_slips_between_outlines_but_not_the_sea(store: Store) -> None:
    official = official_districts(0)
    gap = box(106.49, 20.99, 106.51, 21.01)
    official.geometry = official.geometry.difference(gap)
    official.loc[4, "geometry"] = box(107, 20.1, 108, 21)  # our south of it is sea after all
    report = put(store, official)
    assert report.gaps_filled_km2 == pytest.approx(4.7, rel=0.1)
    land = shapely.union_all(read_layers(store)[OLD, Level.PROVINCE].geometry.to_numpy())
    assert land.contains(gap)
    assert not land.intersects(shapely.Point(107.5, 20.05))
    assert_nested(store)


def test_import_official_makes_room_for_a_child_left_without_land(store: Store) -> None:
    official = official_districts(0)
    # District 001 shrinks to a strip of its western commune: 00002 had no land in there.
    strip = box(105, 20, 105.3, 21)
    official.loc[0, "geometry"] = strip
    official.loc[2, "geometry"] = box(105.3, 20, 107, 21)
    report = put(store, official)
    assert report.redrawn["commune_2025_03_01"] == 2
    for code in ("00001", "00002"):
        assert strip.buffer(1e-6).contains(unit(store, code, Level.COMMUNE))
        assert unit(store, code, Level.COMMUNE).area > 0.01
    assert_nested(store)


def test_import_official_of_communes_rebuilds_provinces_and_the_other_vintage(store: Store) -> None:
    official = official_districts(0.2).rename(columns={"ma_huyen": "ma"})
    official["ma"] = [f"1{number:04d}" for number in range(1, 7)]
    report = put(store, official, Level.COMMUNE, NEW)
    assert report.other_vintage.startswith("fitted")
    assert_nested(store)
    expected = shapely.union_all(official.geometry.to_numpy()[:4])
    assert (
        shapely.symmetric_difference(unit(store, "01", Level.PROVINCE, NEW), expected).area < 1e-9
    )
    both = shapely.union(unit(store, "01", Level.PROVINCE), unit(store, "02", Level.PROVINCE))
    assert shapely.symmetric_difference(both, expected).area < 1e-9


def test_import_official_does_not_touch_official_outlines_of_the_other_vintage(
    store: Store,
) -> None:
    put(store, official_districts(0.2))
    districts = unit(store, "001")
    official = official_districts(0).assign(ma=[f"1{number:04d}" for number in range(1, 7)])
    report = put(store, official.drop(columns="ma_huyen"), Level.COMMUNE, NEW)
    assert report.other_vintage.startswith("left as it is")
    assert unit(store, "001").equals(districts)
    assert store.metadata()["outlines_district_2025_03_01"].startswith("official.gpkg, imported ")


def test_import_official_again_changes_nothing(store: Store) -> None:
    official = official_districts(0.1)
    put(store, official)
    before = read_layers(store)
    put(store, official)
    for key, layer in read_layers(store).items():
        one, other = layer.set_index("code"), before[key].set_index("code")
        difference = one.geometry.symmetric_difference(other.geometry)
        assert to_equal_area(GeoDataFrame(geometry=difference)).area.max() < 1.0  # a square metre


def test_import_official_warns_of_swapped_rows(store: Store) -> None:
    official = official_districts(0)
    official.loc[[0, 4], "geometry"] = official.geometry[[4, 0]].to_numpy()
    report = put(store, official)
    assert {text[:3] for text in report.elsewhere} == {"001", "005"}


def with_outline(shape: Any) -> GeoDataFrame:
    official = official_districts(0)
    official.loc[0, "geometry"] = shape
    return official


TWISTED = shapely.Polygon(
    105 + np.array([(0, 0), (4, 0), (4, 4), (1, 4), (1, 1), (3, 1), (3, 3), (0, 3)]) / 4 - [0, 85]
)
"""A ring that goes round a square twice: inside it, or not?"""


@pytest.mark.parametrize(
    ("official", "words"),
    [
        (official_districts(0).iloc[:0], "no outlines"),
        (with_outline(None), "row 1 has no outline"),
        (with_outline(shapely.Polygon()), "row 1 has no outline"),
        (with_outline(shapely.Point(105.5, 20.5)), "row 1 is a Point"),
        (with_outline(TWISTED), "row 1 cannot be repaired"),
        (with_outline(shapely.Polygon([(105, 20), (106, 20), (105, 20)])), "row 1"),
        (with_outline(district_box(2)), "overlap by 100%"),
        (official_districts(0)[["geometry"]].assign(ma_huyen="001"), "no column"),
        (official_districts(0).assign(ma_huyen=["001", "001", "003", "004", "005", "006"]),
         "is in rows 1, 2"),
        (official_districts(0).translate(-105, 30).to_frame("geometry").assign(ma="001"),
         "outside Vietnam"),
        (GeoDataFrame(geometry=shapely.transform(
            official_districts(0).geometry.to_numpy(), lambda c: c[:, ::-1]), crs=4326),
         "swapped"),
        (official_districts(0)[["geometry"]], "no column"),
        (official_districts(0)[["geometry"]].assign(ten=list("abcdef")), "no column of ten"),
    ],
)  # fmt: skip
def test_import_official_of_a_broken_file_refuses_it_whole(
    store: Store, official: GeoDataFrame, words: str
) -> None:
    version = store.version()
    with pytest.raises(ImportRefusedError, match=words):
        put(store, official)
    assert store.version() == version


def test_import_official_repairs_what_can_be_repaired(store: Store) -> None:
    spike = shapely.Polygon([(105, 20), (106, 20), (106, 21), (106, 21.4), (106, 21), (105, 21)])
    assert not spike.is_valid
    assert put(store, with_outline(spike)).matched == 6
    assert shapely.symmetric_difference(unit(store, "001"), district_box(1)).area < 1e-9


def test_import_official_as_a_dry_run_writes_nothing(store: Store) -> None:
    version = store.version()
    report = import_official(
        store, official_districts(), vintage=OLD, level=Level.DISTRICT, source="x", dry_run=True
    )
    assert not report.written
    assert store.version() == version


def files(folder: Path) -> Iterable[Path]:
    """The same outlines in every format, in several CRSs."""
    official = official_districts()
    official.to_file(folder / "a.geojson")
    official.to_crs(32648).to_file(folder / "a.gpkg")
    topojson.Topology(official, prequantize=1_000_000).to_json(str(folder / "topo.json"))
    official.to_crs(3405).to_file(folder / "a.shp")
    for name, members in (("shp", "a.[sdpc]*"), ("geojson", "a.geojson"), ("gpkg", "a.gpkg")):
        with zipfile.ZipFile(folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for path in folder.glob(members):
                archive.write(path, f"inside/{path.name}")
    made = ("a.geojson", "a.gpkg", "topo.json", "a.shp", "shp.zip", "geojson.zip", "gpkg.zip")
    return [folder / name for name in made]


def test_read_outlines_of_every_format_and_crs_gives_the_same(tmp_path: Path) -> None:
    official = official_districts()
    for path in files(tmp_path):
        read = read_outlines(path)
        assert read.crs == 4326
        assert read["ma_huyen"].tolist() == official["ma_huyen"].tolist(), path.name
        assert read["ten"].tolist() == official["ten"].tolist(), path.name
        iou = (
            shapely.intersection(read.geometry.to_numpy(), official.geometry.to_numpy()),
            shapely.union(read.geometry.to_numpy(), official.geometry.to_numpy()),
        )
        assert (shapely.area(iou[0]) / shapely.area(iou[1])).min() > 0.999, path.name


def test_read_outlines_without_a_crs_refuses_to_guess(tmp_path: Path) -> None:
    official_districts().to_crs(32648).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    with pytest.raises(MissingCrsError, match=r"\.prj"):
        read_outlines(tmp_path / "a.shp")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n", "no format known"),
        (b"<kml/>", "no format known"),
        (b'{"type": "FeatureCollection", "features": [', "not JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "no outlines"),
        (b'{"type": "Feature"}', "FeatureCollection or Topology"),
        (b"[1]", "no format known"),
        (b'{"type": "Topology"}', "without arcs"),
        (b'{"type": "Topology", "arcs": [], "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}}',
         "arc 7"),
        (b"SQLite format 3\0" + b"\0" * 200, "broken"),
        (b"\x00\x00\x27\x0a" + b"\0" * 96, "lacks .shx"),
        (b"PK\x03\x04 and no more", "broken archive"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, '
         b'"geometry": {"type": "Polygon", "coordinates": [[[500000, 2300000], [510000, 2300000], '
         b"[510000, 2310000], [500000, 2300000]]]}}]}", "no degrees"),
    ],
)  # fmt: skip
def test_read_outlines_of_what_is_no_such_file_says_so(
    content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.geojson"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=words):
        read_outlines(path)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"a.geojson": b"{}" + b" " * (40 << 20)}, "would unpack to"),
        ({"../evil.geojson": b"{}"}, "outside"),
        ({"/etc/evil.geojson": b"{}"}, "outside"),
        ({"C:/evil.geojson": b"{}"}, "outside"),
        ({"..\\evil.geojson": b"{}"}, "outside"),
        ({"a.geojson": b"{}", "b.geojson": b"{}"}, "has 2"),
        ({"read.me": b"hello"}, "has 0"),
    ],
)
def test_read_outlines_of_a_hostile_archive_unpacks_nothing(
    members: dict[str, bytes], words: str, tmp_path: Path
) -> None:
    inner = tmp_path / "deep" / "deeper"
    inner.mkdir(parents=True)
    with pytest.raises(UnreadableFileError, match=words):
        read_outlines(zipped(inner / "a.zip", members))
    assert not list(tmp_path.glob("**/evil*"))


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["boundaries", *arguments])


def test_boundaries_import_prints_what_did_not_match(store: Store, tmp_path: Path) -> None:
    official = official_districts(0)
    official.loc[2, "ma_huyen"] = "099"
    official.loc[2, "ten"] = "Huyện Không Có"
    official.to_file(tmp_path / "official.gpkg")
    arguments = (str(tmp_path / "official.gpkg"), "--level", "district", "--vintage", "2025-03-01")
    result = run("import", *arguments, "--store", store.url)
    assert result.exit_code == 0, result.output
    assert "5/6" in result.stdout
    assert "Huyện Không Có" in result.stdout
    assert "003 Huyện Tân Yên" in result.stdout
    answer = json.loads(run("import", *arguments, "--store", store.url, "--json").stdout)
    assert [row["row"] for row in answer["unmatched"]] == [3]
    assert answer["written"] is True


def test_boundaries_import_of_a_refused_file_is_one_line_and_exit_1(
    store: Store, tmp_path: Path
) -> None:
    with_outline(district_box(2)).to_file(tmp_path / "official.gpkg")
    version = store.version()
    result = run(
        "import", str(tmp_path / "official.gpkg"), "--level", "district",
        "--vintage", "2025-03-01", "--store", store.url,
    )  # fmt: skip
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert len(result.stderr.splitlines()) == 1
    assert store.version() == version


def test_import_official_puts_exact_places_in_the_units_around_them(store_copy: Path) -> None:
    """On the built store: a commune's outline moved aside takes its exact places along."""
    from geo.storage import open_store

    store = open_store(store_copy)
    ours = read_layers(store)[NEW, Level.PROVINCE]
    report = put(store, ours[["code", "name", "geometry"]], Level.PROVINCE, NEW)
    assert report.matched == 34
    places = store.read("destinations")
    exact = places[places["precision"] == "exact"]
    layer = read_layers(store)[NEW, Level.PROVINCE].set_index("code").geometry
    points = shapely.points(exact["lon"], exact["lat"])
    around = [layer[code] for code in exact["province_2025_07_01"].dropna()]
    placed = points[exact["province_2025_07_01"].notna()]
    ashore = shapely.intersects(shapely.union_all(layer.to_numpy()), placed)
    assert np.mean(shapely.intersects(around, placed)[ashore]) == 1.0


@pytest.mark.skipif(not OFFICIAL.exists(), reason="official outlines are kept outside the project")
@pytest.mark.parametrize(
    ("file", "code", "level", "vintage"),
    [
        ("vn_districts_official", "district_code", Level.DISTRICT, OLD),
        ("vn_communes_2025_official", "code", Level.COMMUNE, NEW),
    ],
)
def test_import_official_of_the_official_files_agrees_with_them(
    file: str, code: str, level: Level, vintage: Vintage, store_copy: Path
) -> None:
    from geo.storage import open_store

    store = open_store(store_copy)
    official = read_outlines(OFFICIAL / f"{file}.gpkg")
    put(store, official, level, vintage)
    layers = read_layers(store)
    agreement = compare(official.rename(columns={code: "code"}), layers[vintage, level])
    assert agreement.share >= 0.995
    for layer in layers.values():
        assert layer.geometry.is_valid.all()
        assert shapely.coverage_is_valid(layer.geometry.to_numpy())
    lands = [layers[v, Level.PROVINCE]["area_km2"].sum() for v in Vintage]
    assert lands[0] == pytest.approx(lands[1], rel=1e-6)
