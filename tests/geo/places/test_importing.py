"""Files into a store: once or twice is the same, all of a file or none of it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas import DataFrame

from geo.errors import InvalidParameterError, StoreError
from geo.places import FileRefusedError, Placer, UnitReader, check_file, import_file, keep_imported
from geo.storage import Store, open_store
from tests.geo.places.world import World

WORLD = World()
PLACER = Placer(WORLD, WORLD, UnitReader(WORLD, WORLD, WORLD))
HEADINGS = ["Mã", "Tên", "Loại", "Huyện", "Tỉnh", "Trạng thái", "Nguồn"]
PLEIKU = {"Tên": "Chợ Pleiku", "Loại": "Chợ", "Huyện": "Pleiku", "Tỉnh": "Gia Lai"}
QUY_NHON = {"Tên": "GO! Quy Nhơn", "Loại": "Siêu thị", "Huyện": "Quy Nhơn", "Tỉnh": "Bình Định"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with two outlets."""
    store = open_store(tmp_path / "store.gpkg")
    checked = check_file(
        table(tmp_path / "first.csv", PLEIKU | {"Mã": "a"}, QUY_NHON | {"Mã": "b"}), PLACER
    )
    assert checked.layer is not None
    store.write({"outlets": checked.layer.assign(imported=False)})
    return store


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(
            file, [*HEADINGS, *{k: 0 for row in rows for k in row if k not in HEADINGS}]
        )
        writer.writeheader()
        writer.writerows(rows)
    return path


def ids(store: Store) -> list[str]:
    return store.read("outlets")["id"].tolist()


def test_import_file_twice_is_as_once(store: Store, tmp_path: Path) -> None:
    file = table(tmp_path / "new.csv", {"Tên": "Chợ đêm", "Loại": "Chợ", "Tỉnh": "Bình Định"})
    first = import_file(file, "outlets", store, PLACER)
    assert (len(first.added), first.changed, first.unchanged) == (1, [], [])
    after = store.read("outlets")
    second = import_file(file, "outlets", store, PLACER)
    assert (second.added, second.changed, second.unchanged) == ([], [], first.added)
    assert second.data_version == first.data_version == store.version()
    assert store.read("outlets").equals(after)


def test_import_file_brings_a_known_place_up_to_date_in_its_stead(
    store: Store, tmp_path: Path
) -> None:
    file = table(tmp_path / "new.csv", PLEIKU | {"Mã": "a", "Trạng thái": "Đóng cửa"})
    done = import_file(file, "outlets", store, PLACER)
    assert (done.added, done.changed) == ([], ["a"])
    assert ids(store) == ["a", "b"]
    assert store.read("outlets")["status"].tolist() == ["closed", "unknown"]
    assert store.read("outlets")["imported"].tolist() == [True, False]


def test_import_file_with_one_bad_row_writes_nothing(store: Store, tmp_path: Path) -> None:
    version = store.version()
    file = table(tmp_path / "new.csv", PLEIKU, QUY_NHON | {"Huyện": "Atlantis"})
    with pytest.raises(
        FileRefusedError, match="nothing was written: error: row 3, Huyện"
    ) as refused:
        import_file(file, "outlets", store, PLACER)
    assert refused.value.report.refused_rows == {3}
    assert store.version() == version
    assert ids(store) == ["a", "b"]


def test_import_file_dry_run_says_what_would_change_and_writes_nothing(
    store: Store, tmp_path: Path
) -> None:
    version = store.version()
    file = table(tmp_path / "new.csv", PLEIKU | {"Mã": "a", "Trạng thái": "closed"}, QUY_NHON)
    done = import_file(file, "outlets", store, PLACER, dry_run=True)
    assert (len(done.added), done.changed) == (1, ["a"])
    assert done.as_json()["dry_run"] is True
    assert store.version() == version


def test_import_file_of_a_double_warns_and_takes_it(store: Store, tmp_path: Path) -> None:
    units = {"Huyện": "Quy Nhơn", "Xã": "Quang Trung", "Tỉnh": "Bình Định"}
    file = table(
        tmp_path / "new.csv",
        {"Mã": "x", "Tên": "Tiệm bánh", "Loại": "shop", "Nguồn": "sổ"} | units,
        {"Mã": "y", "Tên": "TIỆM BÁNH", "Loại": "shop", "Nguồn": "sổ"} | units,
    )
    done = import_file(file, "outlets", store, PLACER)
    assert done.added == ["x", "y"]
    assert [(p.row, p.came) for p in done.report.problems if p.column == "Tên"] == [
        (3, "it has the name of x, in the same commune")
    ]


@pytest.mark.parametrize(("east", "warned"), [(0.001, True), (0.002, False)])
def test_check_file_warns_of_one_name_within_150_metres(
    tmp_path: Path, east: float, warned: bool
) -> None:
    here = {"Tên": "WinMart", "Loại": "siêu thị", "Nguồn": "sổ", "Lat": "14.5"}
    there = here | {"Mã": "y", "Lon": f"{108.5 + east}"}
    file = table(tmp_path / "new.csv", here | {"Mã": "x", "Lon": "108.5"}, there)
    problems = check_file(file, PLACER).report.problems
    assert [problem.row for problem in problems] == [3] * warned


def test_check_file_says_what_a_name_was_read_as_and_that_a_split_is_open(tmp_path: Path) -> None:
    row = PLEIKU | {"Huyện": "pleiku", "Xã": "Dien Hong", "Nguồn": "sổ"}
    problems = check_file(table(tmp_path / "a.csv", row), PLACER).report.problems
    assert [(problem.column, problem.came) for problem in problems] == [
        ("Xã", "it was split among 2 communes in July 2025")
    ]


def test_import_file_of_an_outlet_named_script_loses_nothing(store: Store, tmp_path: Path) -> None:
    name = '<script src="//x">"; DROP TABLE outlets; --'
    import_file(table(tmp_path / "a.csv", PLEIKU | {"Tên": name}), "outlets", store, PLACER)
    assert name in store.read("outlets")["name"].tolist()
    assert len(ids(store)) == 3


def test_import_file_of_an_unknown_kind_is_refused(store: Store, tmp_path: Path) -> None:
    file = table(tmp_path / "a.csv", PLEIKU)
    with pytest.raises(InvalidParameterError, match="try outlets, villages, destinations"):
        import_file(file, "shops", store, PLACER)


def test_import_file_with_the_id_of_another_kind_of_place_is_refused(
    store: Store, tmp_path: Path
) -> None:
    village = {"Mã": "b", "Tên": "Làng gốm", "Loại": "gốm", "Tỉnh": "Gia Lai"}
    file = table(tmp_path / "lang-nghe.csv", village)
    with pytest.raises(FileRefusedError, match="row 2, Mã: 'b' is an id among outlets"):
        import_file(file, "villages", store, PLACER)


def test_import_file_without_a_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        import_file(
            table(tmp_path / "a.csv", PLEIKU), "outlets", open_store(tmp_path / "none.gpkg"), PLACER
        )


def test_import_file_of_geojson_and_csv_give_the_same_place(store: Store, tmp_path: Path) -> None:
    here = {
        "name": "Chợ",
        "kind": "market",
        "source_url": "sổ",
        "opening_hours": "Mo-Su 06:00-18:00",
    }
    point = {"type": "Point", "coordinates": [108.5, 14.5]}
    feature = {"type": "Feature", "properties": here, "geometry": point}
    collection = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "a.geojson").write_text(json.dumps(collection))
    import_file(tmp_path / "a.geojson", "outlets", store, PLACER)
    row = {"Tên": "Chợ", "Loại": "market", "Nguồn": "sổ", "Giờ mở cửa": "Mo-Su 06:00-18:00",
           "Vĩ độ": "14,5", "Kinh độ": "108,5"}  # fmt: skip
    again = import_file(table(tmp_path / "a.csv", row), "outlets", store, PLACER)
    assert (again.added, again.changed, len(again.unchanged)) == ([], [], 1)


def test_keep_imported_keeps_what_was_added_and_corrected(store: Store, tmp_path: Path) -> None:
    built = {"outlets": store.read("outlets")}
    file = table(tmp_path / "new.csv", PLEIKU | {"Mã": "a", "Trạng thái": "closed"}, QUY_NHON)
    done = import_file(file, "outlets", store, PLACER)
    rebuilt = keep_imported(built, {"outlets": store.read("outlets")})["outlets"]
    assert sorted(rebuilt["id"]) == sorted(["a", "b", *done.added])
    assert rebuilt.set_index("id")["status"]["a"] == "closed"
    assert not rebuilt.set_index("id")["imported"]["b"]


def rows() -> st.SearchStrategy[list[dict[str, str]]]:
    """Tables of good rows with distinct ids, some of them the store's."""
    texts = st.text("aăâbcdđ eê", min_size=1, max_size=8).filter(str.strip)
    row = st.fixed_dictionaries(
        {
            "Mã": st.sampled_from(["a", "b", "c", "d", "e"]),
            "Tên": texts,
            "Loại": st.just("shop"),
            "Trạng thái": st.sampled_from(["open", "closed", ""]),
            "Tỉnh": st.just("Bình Định"),
            "Huyện": st.sampled_from(["", "Vân Canh"]),
        }
    )
    return st.lists(row, min_size=1, max_size=5, unique_by=lambda one: one["Mã"])


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows())
def test_import_file_of_any_table_twice_is_as_once_and_keeps_the_others(
    tmp_path_factory: pytest.TempPathFactory, given_rows: list[dict[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("import")
    store = open_store(folder / "store.gpkg")
    base = check_file(
        table(folder / "first.csv", PLEIKU | {"Mã": "a"}, QUY_NHON | {"Mã": "b"}), PLACER
    )
    assert base.layer is not None
    store.write({"outlets": base.layer})
    file = table(folder / "new.csv", *given_rows)
    import_file(file, "outlets", store, PLACER)
    once: DataFrame = store.read("outlets")
    second: Any = import_file(file, "outlets", store, PLACER)
    assert not second.added
    assert not second.changed
    assert store.read("outlets").equals(once)
    new = {row["Mã"] for row in given_rows}
    assert once["id"].tolist() == ["a", "b", *[row["Mã"] for row in given_rows if row["Mã"] > "b"]]
    assert set(once.loc[once["imported"].fillna(False).astype(bool), "id"]) >= new - {"a", "b"}
