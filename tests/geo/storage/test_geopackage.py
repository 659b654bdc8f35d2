"""What holds of the GeoPackage itself: what QGIS meets, and what a crash leaves."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest

from geo import schema
from geo.errors import SchemaError, StoreError
from geo.storage.geopackage import GeoPackageStore
from tests.geo.storage.samples import crosswalk, villages

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "locator.gpkg"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def test_write_makes_layers_that_any_gis_opens(path: Path) -> None:
    GeoPackageStore(path).write(
        {"villages": villages("Thanh Hà"), "crosswalk": crosswalk(("00001", "00004"))}
    )
    assert dict(pyogrio.list_layers(path).tolist()) == {
        "villages": "Point",
        "crosswalk": None,
        "metadata": None,
    }
    contents = rows(path, "SELECT table_name, data_type, identifier FROM gpkg_contents")
    assert ("villages", "features", schema.SCHEMA["villages"].title) in contents
    assert ("crosswalk", "attributes", schema.SCHEMA["crosswalk"].title) in contents
    assert rows(path, "SELECT extension_name FROM gpkg_extensions") == [("gpkg_rtree_index",)]
    srs = rows(path, "SELECT srs_id FROM gpkg_geometry_columns")
    assert srs == [(4326,)]
    types = {row[1]: row[2] for row in rows(path, "PRAGMA table_info(villages)")}
    assert types["source_weak"] == "BOOLEAN"
    assert types["stars"] in {"INTEGER", "MEDIUMINT"}
    assert types["lon"] == "REAL"


def test_write_leaves_nothing_else_in_the_folder(path: Path) -> None:
    for name in ("Thanh Hà", "Chu Đậu"):
        GeoPackageStore(path).write({"villages": villages(name)})
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, f".{path.name}.lock"}


def test_write_of_half_the_rows_gives_the_space_back(path: Path) -> None:
    store = GeoPackageStore(path)
    store.write({"villages": villages(*["Làng"] * 70), "crosswalk": crosswalk(("1", "2"))})
    small = path.stat().st_size
    for _ in range(3):
        store.write({"villages": villages(*["Làng"] * 70)})
    assert path.stat().st_size <= small


def test_write_refused_by_the_system_leaves_the_old(path: Path, tmp_path: Path) -> None:
    store = GeoPackageStore(path)
    version = store.write({"villages": villages("Thanh Hà")})
    # No draft can be made where a file has its folder's name; root may write anywhere else.
    blocked = GeoPackageStore(tmp_path / "file" / "locator.gpkg")
    (tmp_path / "file").write_text("")
    with pytest.raises((StoreError, OSError)):
        blocked.write({"villages": villages("Chu Đậu")})
    assert store.version() == version


WRITER = """
import sys
from pathlib import Path
from geo.storage.geopackage import GeoPackageStore
from tests.geo.storage.samples import villages
store = GeoPackageStore(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    for name in ("Cũ", "Mới"):
        store.write({"villages": villages(*[name] * 60)})
"""


def test_write_killed_at_any_moment_leaves_a_whole_store(path: Path) -> None:
    """A writer that never stops is killed at ten different moments; then another one goes on."""
    store = GeoPackageStore(path)
    known = {store.write({"villages": villages(*[name] * 60)}) for name in ("Cũ", "Mới")}
    for moment in range(10):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, cwd=ROOT
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.011 * moment)
            writer.send_signal(signal.SIGKILL)
        assert store.version() in known
        assert len(set(store.read("villages")["name"])) == 1
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    store.write({"villages": villages("Chu Đậu")})
    assert {entry.name for entry in path.parent.iterdir()} == {path.name, f".{path.name}.lock"}


def test_write_while_another_program_has_changes_in_its_log_keeps_them(path: Path) -> None:
    """QGIS edits through a write-ahead log; what it saved there and left is kept."""
    store = GeoPackageStore(path)
    store.write({"villages": villages("Thanh Hà"), "crosswalk": crosswalk(("1", "2"))})
    code = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1])\n"
        "db.execute('PRAGMA journal_mode=WAL')\n"
        "db.execute('UPDATE crosswalk SET new_code = 3')\n"
        "db.commit()\n"
        "os._exit(0)  # as in a crash: the log stays\n"
    )
    subprocess.run([sys.executable, "-c", code, path], check=True)
    assert Path(f"{path}-wal").stat().st_size > 0
    store.write({"villages": villages("Chu Đậu")})
    assert not Path(f"{path}-wal").exists()
    assert store.read("crosswalk")["new_code"].tolist() == ["3"]


def test_write_while_another_program_is_writing_is_refused(path: Path) -> None:
    store = GeoPackageStore(path)
    version = store.write({"villages": villages("Thanh Hà"), "crosswalk": crosswalk(("1", "2"))})
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("UPDATE crosswalk SET new_code = 3")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE crosswalk SET new_code = 4")
        with pytest.raises(StoreError, match=r"save there and close it"):
            store.write({"villages": villages("Chu Đậu")})
        db.execute("ROLLBACK")
    assert store.version() == version


def test_version_of_other_schema_says_build_again(path: Path) -> None:
    store = GeoPackageStore(path)
    store.write({"villages": villages("Thanh Hà")})
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE metadata SET value = '0' WHERE key = 'schema_version'")
        db.commit()
    with pytest.raises(StoreError, match=r"schema version 0.*python -m geo build"):
        store.version()
    store.write({"crosswalk": crosswalk(("1", "2"))})
    assert store.layers() == ("crosswalk",)


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\0" * 200])
def test_version_of_file_that_is_no_store_is_a_store_error(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="no store of ours"):
        GeoPackageStore(path).version()


def test_read_of_layer_spoilt_by_another_program_names_the_fault(path: Path) -> None:
    store = GeoPackageStore(path)
    store.write({"crosswalk": crosswalk(("1", "2"))})
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE crosswalk SET new_code = NULL")
        db.commit()
    with pytest.raises(SchemaError, match="'crosswalk': new_code is missing in row 1"):
        store.read("crosswalk")


def test_read_from_folder_without_write_permission_works(path: Path) -> None:
    GeoPackageStore(path).write({"villages": villages("Thanh Hà")})
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert len(GeoPackageStore(path).read("villages")) == 1
    finally:
        path.parent.chmod(0o755)


def test_read_holds_no_file_open(path: Path) -> None:
    store = GeoPackageStore(path)
    store.write({"villages": villages("Thanh Hà")})
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    for _ in range(20):
        store.snapshot()
        store.version()
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0
    assert after <= before
