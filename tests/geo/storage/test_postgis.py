"""The store in PostgreSQL with PostGIS: what other stores have no need of."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from pandas.testing import assert_frame_equal

from geo.cli import main
from geo.errors import StoreError
from geo.storage import copy, open_store
from geo.storage.postgis import NAMESPACE, PostgisStore
from tests.geo.storage.samples import crosswalk, villages

ROOT = Path(__file__).parents[3]
pytestmark = [pytest.mark.postgis, pytest.mark.xdist_group("postgis")]


@pytest.fixture
def address(new_database: Callable[[], str]) -> str:
    """Of a database of the test's own, with PostGIS, otherwise empty."""
    return new_database()


def test_copy_of_the_built_store_there_and_back_is_the_same_data(
    built_store: Path, address: str, tmp_path: Path
) -> None:
    file, database = open_store(built_store), PostgisStore(address)
    assert copy(file, database) == file.version() == database.version()
    there, here = database.snapshot(), file.snapshot()
    assert there.layers.keys() == here.layers.keys()
    for name, frame in here.layers.items():
        assert_frame_equal(there.layers[name], frame)
    back = open_store(tmp_path / "back.gpkg")
    assert copy(database, back) == file.version()
    assert back.metadata()["built_from"] == file.metadata()["built_from"]


def test_copy_command_writes_into_the_database(built_store: Path, address: str) -> None:
    run = CliRunner().invoke(main, ["copy", address, "--store", str(built_store)])
    assert run.exit_code == 0, run.output
    assert PostgisStore(address).version() in run.output


def test_url_never_shows_the_password() -> None:
    store = PostgisStore("postgresql://ocop:s3cret@127.0.0.1:1/locator")
    assert store.url == "postgresql://ocop@127.0.0.1:1/locator"
    with pytest.raises(StoreError, match=r"127\.0\.0\.1:1/locator cannot be reached") as caught:
        store.version()
    assert "s3cret" not in str(caught.value)


def test_address_that_is_none_is_refused_without_repeating_it() -> None:
    with pytest.raises(StoreError, match="postgresql://user@host/database") as caught:
        PostgisStore("postgresql://ocop:s3cret@[127.0.0.1/locator")
    assert "s3cret" not in str(caught.value)


def test_write_tells_those_who_listen_the_version(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"LISTEN {NAMESPACE}")
        version = PostgisStore(address).write({"villages": villages("Thanh Hà")})
        heard = next(connection.notifies(timeout=5, stop_after=1))
    assert heard.payload == version


def test_layers_are_tables_that_other_programs_use(address: str) -> None:
    PostgisStore(address).write({"villages": villages("Thanh Hà", "Bát Tràng")})
    with psycopg.connect(address) as connection:
        near = connection.execute(
            f"SELECT name FROM {NAMESPACE}.villages "
            "ORDER BY geometry <-> ST_SetSRID(ST_MakePoint(101.2, 15.9), 4326) LIMIT 1"
        ).fetchone()
        indexes = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'villages'"
        ).fetchall()
    assert near == ("Bát Tràng",)
    assert any("gist (geometry)" in definition for (definition,) in indexes)


def test_snapshot_begun_before_a_write_keeps_the_old_rows(address: str) -> None:
    """What TRUNCATE would break: the table would be empty for whoever began before."""
    store = PostgisStore(address)
    store.write({"villages": villages("Thanh Hà"), "crosswalk": crosswalk(("1", "2"))})
    with psycopg.connect(address) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute(f"SELECT count(*) FROM {NAMESPACE}.crosswalk")
        store.write({"villages": villages("Chu Đậu", "Phù Lãng")})
        names = reader.execute(f"SELECT name FROM {NAMESPACE}.villages").fetchall()
    assert names == [("Thanh Hà",)]
    assert len(store.read("villages")) == 2


def test_write_by_another_schema_version_leaves_nothing_of_it(address: str) -> None:
    store = PostgisStore(address)
    store.write({"villages": villages("Thanh Hà"), "crosswalk": crosswalk(("1", "2"))})
    with psycopg.connect(address) as connection:
        connection.execute(
            f"UPDATE {NAMESPACE}.metadata SET value = '0' WHERE key = 'schema_version'"
        )
        connection.execute(f"ALTER TABLE {NAMESPACE}.villages DROP COLUMN name")
    with pytest.raises(StoreError, match="schema version 0"):
        store.version()
    store.write({"villages": villages("Chu Đậu")})
    assert store.layers() == ("villages",)
    assert store.read("villages")["name"].tolist() == ["Chu Đậu"]


def test_writer_killed_in_the_middle_leaves_the_old_rows(address: str) -> None:
    store = PostgisStore(address)
    version = store.write({"villages": villages("Thanh Hà")})
    program = textwrap.dedent(
        """
        import sys
        from geo.storage import postgis
        from tests.geo.storage.samples import villages

        as_csv = postgis._as_csv
        def slowly(frame):
            print("writing", flush=True)
            sys.stdin.read()
            return as_csv(frame)
        postgis._as_csv = slowly
        postgis.PostgisStore(sys.argv[1]).write({"villages": villages("Chu Đậu")})
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        assert store.read("villages")["name"].tolist() == ["Thanh Hà"]
        os.kill(writer.pid, signal.SIGKILL)
    assert store.version() == version
    # Its lock went with it.
    store.write({"villages": villages("Phù Lãng")})
    assert store.read("villages")["name"].tolist() == ["Phù Lãng"]


def test_locked_makes_writers_of_other_connections_wait(address: str) -> None:
    ours, theirs, done = PostgisStore(address), PostgisStore(address), threading.Event()

    def write() -> None:
        theirs.write({"villages": villages("Chu Đậu")})
        done.set()

    with ours.locked():
        ours.write({"villages": villages("Thanh Hà")})
        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(0.2)
        assert not done.is_set()
        assert ours.read("villages")["name"].tolist() == ["Thanh Hà"]
    writer.join()
    assert ours.read("villages")["name"].tolist() == ["Chu Đậu"]


def test_write_without_leave_says_what_the_server_said(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE reader_only LOGIN")
    store = PostgisStore(address.replace("locator@", "reader_only@"))
    with pytest.raises(StoreError, match="cannot be written: permission denied"):
        store.write({"villages": villages("Thanh Hà")})
