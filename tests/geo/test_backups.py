"""Backups of a store in use, and what a restore puts back."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.backups import back_up, backups, restore
from geo.cli import main
from geo.errors import StoreError
from geo.history import changes
from geo.storage import Store, open_store
from geo.storage.verifying import verify
from tests.geo.storage.samples import crosswalk, villages
from tests.geo.storage.test_journals import as_of_version_1, change


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "locator.gpkg")
    store.write({"villages": villages("Thanh Hà", "Bát Tràng")}, append={"changes": change(1)})
    return store


def test_backup_is_a_store_with_the_same_data_and_history(store: Store, tmp_path: Path) -> None:
    made = back_up(store, tmp_path / "usb" / "ocop.gpkg")
    copied = open_store(made.path)
    assert copied.version() == made.version == store.version()
    assert copied.read("villages").equals(store.read("villages"))
    assert copied.read("changes").equals(store.read("changes"))
    assert [path.name for path in made.path.parent.iterdir()] == ["ocop.gpkg"]


def test_backup_keeps_the_latest_and_touches_no_other_file(store: Store, tmp_path: Path) -> None:
    made = [back_up(store, keep=3) for _ in range(4)]
    (tmp_path / "backups" / "mine.gpkg").write_text("")
    made.append(back_up(store, keep=3))
    assert backups(store) == [one.path for one in made[:1:-1]]
    assert made[-1].removed == (made[1].path,)
    assert (tmp_path / "backups" / "mine.gpkg").exists()


def test_backup_while_others_write_is_of_one_moment(store: Store) -> None:
    done = threading.Event()

    def keep_writing() -> None:
        number = 1
        while not done.is_set():
            number += 1
            pairs = ((str(i), "x") for i in range(number))
            store.write({"villages": villages(*["Làng"] * number), "crosswalk": crosswalk(*pairs)})

    store.write({"villages": villages("x"), "crosswalk": crosswalk(("0", "x"))})
    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        sizes = set()
        for _ in range(6):
            layers = open_store(back_up(store).path).snapshot().layers
            assert len(layers["villages"]) == len(layers["crosswalk"])
            sizes.add(len(layers["villages"]))
    finally:
        done.set()
        writer.join()
    assert len(sizes) > 1


def test_restore_puts_the_data_back_and_keeps_what_was_there(store: Store) -> None:
    made = back_up(store)
    store.write({"villages": villages("Nhầm")})
    wrong = Path(store.url).read_bytes()
    done = restore(store, made.path, who="An")
    assert store.version() == done.version == made.version
    assert store.read("villages")["name"].tolist() == ["Thanh Hà", "Bát Tràng"]
    assert done.aside is not None
    assert done.aside.read_bytes() == wrong
    latest = changes(store)[0]
    assert (latest.operation, latest.who) == ("restore", "An")
    assert made.path.name in str(latest.why)
    assert verify(store) == made.version


@pytest.mark.parametrize("left", [None, b"", b"SQLite format 3\0 and then nothing"])
def test_restore_over_a_lost_or_broken_store_puts_it_back(store: Store, left: bytes | None) -> None:
    made = back_up(store)
    Path(store.url).unlink()
    if left is not None:
        Path(store.url).write_bytes(left)
    assert restore(store, made.path, who="An").version == made.version
    assert verify(store) == made.version


def test_restore_of_a_spoilt_backup_is_refused_and_changes_nothing(store: Store) -> None:
    store.write({"crosswalk": crosswalk(("1", "2"))})
    made = back_up(store)
    with closing(sqlite3.connect(made.path)) as db:
        db.execute("UPDATE crosswalk SET new_code = '3'")
        db.commit()
    store.write({"villages": villages("Mới")})
    before = Path(store.url).read_bytes()
    with pytest.raises(StoreError, match="layer 'crosswalk' is not what was written"):
        restore(store, made.path, who="An")
    with pytest.raises(StoreError, match="no backup at"):
        restore(store, made.path.with_name("none.gpkg"), who="An")
    assert Path(store.url).read_bytes() == before


def test_verify_of_an_altered_history_says_so(store: Store) -> None:
    store.write({}, append={"changes": change(2)})
    with closing(sqlite3.connect(store.url)) as db:
        db.execute("UPDATE changes SET who = 'Không ai' WHERE id = 1")
        db.commit()
    with pytest.raises(StoreError, match="journal 'changes' is not what was written"):
        verify(store)


def test_backup_takes_the_drafts_along_and_restore_brings_them_back(
    store: Store, tmp_path: Path
) -> None:
    drafts = tmp_path / "locator.drafts.sqlite"
    with closing(sqlite3.connect(drafts)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE drafts (id)")
        db.execute("INSERT INTO drafts VALUES (7)")
        db.commit()
        made = back_up(store)
        db.execute("DELETE FROM drafts")
        db.commit()
        restore(store, made.path, who="An")
        assert db.execute("SELECT id FROM drafts").fetchall() == [(7,)]


def test_backup_of_a_database_says_what_would_do() -> None:
    with pytest.raises(StoreError, match="pg_dump"):
        back_up(open_store("postgresql://127.0.0.1:1/locator"))


def test_backup_restore_and_migrate_commands(tmp_path: Path) -> None:
    path = tmp_path / "locator.gpkg"
    as_of_version_1(path)

    def run(*arguments: str) -> dict[str, str]:
        done = CliRunner().invoke(main, [*arguments, "--json", "--store", str(path)])
        assert done.exit_code == 0, done.output
        answer: dict[str, str] = json.loads(done.stdout)
        return answer

    old = run("backup")
    assert run("migrate")["from"] == 1
    assert run("migrate")["from"] == 2
    assert open_store(path).metadata()["schema_version"] == "2"
    restored = run("restore", old["path"], "--who", "An")
    assert Path(restored["aside"]).exists()
    assert open_store(path).metadata()["schema_version"] == "2"
