"""Journals of every store, and what becomes of stores of other schema versions."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest
from pandas import DataFrame

from geo import schema
from geo.errors import SchemaError, StoreError
from geo.storage import Store, copy, open_store
from geo.storage.geopackage import GeoPackageStore
from tests.geo.storage.samples import crosswalk, villages


def change(number: int, who: str = "An") -> DataFrame:
    """A change of that number without rows."""
    values: dict[str, object] = dict.fromkeys(schema.JOURNALS["changes"].columns)
    known = {"id": number, "at": "2026-01-01", "who": who, "operation": "import"}
    return DataFrame([values | known | {"added": 0, "changed": 0, "removed": 0}])


def test_append_adds_to_a_journal_and_leaves_the_version(store: Store) -> None:
    version = store.write({"villages": villages("Thanh Hà")})
    for number in (1, 2, 3):
        assert store.write({}, append={"changes": change(number)}) == version
    assert store.layers() == ("villages",)
    assert store.read("changes")["id"].tolist() == [1, 2, 3]
    assert store.snapshot().journals == {}
    assert len(store.snapshot(journals=True).journals["changes"]) == 3


def test_read_of_a_journal_nothing_was_written_to_has_no_rows(store: Store) -> None:
    store.write({"villages": villages("Thanh Hà")})
    assert store.read("changes").empty
    assert [*store.read("changes").columns] == [*schema.JOURNALS["changes"].columns]


def test_read_of_equal_rows_gives_those_alone(store: Store) -> None:
    names = ("Thanh Hà", 'O\'Hara "x"', "Thanh Hà")
    store.write({"villages": villages(*names)})
    for name in set(names):
        found = store.read("villages", equal={"name": name})
        assert found["id"].tolist() == [f"v-{i}" for i, n in enumerate(names) if n == name]
    assert store.read("villages", equal={"stars": 4, "name": "Thanh Hà"})["id"].tolist() == [
        "v-0",
        "v-2",
    ]
    with pytest.raises(SchemaError, match="no column 'colour'"):
        store.read("villages", equal={"colour": "red"})


def test_append_of_a_row_that_does_not_conform_writes_nothing(store: Store) -> None:
    version = store.write({"villages": villages("Thanh Hà")})
    with pytest.raises(SchemaError, match="operation is 'guess'"):
        store.write(
            {"villages": villages("Chu Đậu")},
            append={"changes": change(1).assign(operation="guess")},
        )
    assert (store.version(), len(store.read("changes"))) == (version, 0)


def test_copy_takes_the_journals_along(store: Store, tmp_path: Path) -> None:
    store.write({"villages": villages("Thanh Hà")}, append={"changes": change(1)})
    store.write({"crosswalk": crosswalk(("1", "2"))}, append={"changes": change(2)})
    other = open_store(tmp_path / "other.gpkg")
    assert copy(store, other) == store.version()
    assert other.read("changes")["id"].tolist() == [1, 2]


def as_of_version_1(path: Path) -> str:
    """A store as version 1 of the schema wrote it: villages without `confirmed_on`."""
    version = GeoPackageStore(path).write(
        {"villages": villages("Thanh Hà", "Chu Đậu"), "crosswalk": crosswalk(("1", "2"))},
        metadata={"built_from": "abc"},
    )
    with closing(sqlite3.connect(path)) as db:
        db.execute("ALTER TABLE villages DROP COLUMN confirmed_on")
        db.execute("UPDATE metadata SET value = '1' WHERE key = 'schema_version'")
        db.commit()
    return version


def test_store_of_version_1_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "locator.gpkg"
    version = as_of_version_1(path)
    before = path.read_bytes()
    store = GeoPackageStore(path)
    assert store.version() == version
    assert store.read("villages")["confirmed_on"].isna().all()
    assert store.snapshot().layers["villages"]["name"].tolist() == ["Thanh Hà", "Chu Đậu"]
    assert path.read_bytes() == before


def test_store_of_version_1_is_brought_forward_by_a_write_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "locator.gpkg"
    as_of_version_1(path)
    before = path.read_bytes()
    store = GeoPackageStore(path)
    rows = store.snapshot()
    store.write({}, append={"changes": change(1)})
    assert store.metadata()["schema_version"] == str(schema.VERSION)
    assert store.metadata()["built_from"] == "abc"
    for name, frame in rows.layers.items():
        assert store.read(name).equals(frame)
    assert "confirmed_on" in pyogrio.read_info(path, layer="villages")["fields"]
    (aside,) = tmp_path.glob("locator.schema-1-*.gpkg")
    assert aside.read_bytes() == before


def test_write_to_a_newer_store_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "locator.gpkg"
    store = GeoPackageStore(path)
    store.write({"villages": villages("Thanh Hà")})
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE metadata SET value = '99' WHERE key = 'schema_version'")
        db.commit()
    before = path.read_bytes()
    for attempt in (
        store.version,
        store.snapshot,
        lambda: store.write({"villages": villages("x")}),
    ):
        with pytest.raises(StoreError, match="schema version 99, this program knows up to"):
            attempt()
    assert path.read_bytes() == before
    assert [*tmp_path.glob("*.gpkg")] == [path]
