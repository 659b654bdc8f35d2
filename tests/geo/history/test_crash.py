"""Imports killed at random moments leave the old store or the new one, whole."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from geo.history import changes
from geo.places import check_file, import_file
from geo.storage import open_store
from geo.storage.verifying import verify
from tests.geo.history.crashing import crash
from tests.geo.places.test_importing import PLACER, PLEIKU, QUY_NHON, table

FORKED = multiprocessing.get_context("fork")
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


def outlets(path: Path, count: int, mark: str) -> Path:
    """A table of that many outlets of the small world of these tests."""
    rows = ({"Mã": f"{mark}-{i}", "Tên": f"Tiệm {i}"} for i in range(count))
    return table(path, *(PLEIKU | {"Nguồn": "sổ"} | row for row in rows))


def small_store(tmp_path: Path) -> Path:
    """A store with two outlets."""
    file = table(tmp_path / "first.csv", PLEIKU | {"Mã": "a"}, QUY_NHON | {"Mã": "b"})
    layer = check_file(file, PLACER).layer
    assert layer is not None
    open_store(tmp_path / "locator.gpkg").write({"outlets": layer})
    return tmp_path / "locator.gpkg"


def test_import_killed_at_twelve_moments_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    store = open_store(small_store(tmp_path))
    file = outlets(tmp_path / "new.csv", 1_000, "x")
    result = crash(store, PLACER, file, kills=12, seed=1)
    assert result["found"].total() == 12
    assert result["signals"]["killed"] >= 6
    assert result["left"] == []


@pytest.mark.thorough
def test_import_of_20_000_rows_killed_at_fifty_moments_leaves_the_old_or_the_new(
    tmp_path: Path,
) -> None:
    store = open_store(small_store(tmp_path))
    file = outlets(tmp_path / "new.csv", 20_000, "x")
    result = crash(store, PLACER, file, kills=50, seed=100)
    assert result["found"].total() == 50
    assert result["signals"]["killed"] >= 25
    assert result["left"] == []


def _import(address: Path, file: Path) -> None:
    import_file(file, "outlets", open_store(address), PLACER, who=file.stem)


def test_imports_of_several_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    address = small_store(tmp_path)
    files = [outlets(tmp_path / f"{mark}.csv", 50, mark) for mark in ("p", "q", "r", "s", "t", "u")]
    workers = [FORKED.Process(target=_import, args=(address, file)) for file in files]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    store = open_store(address)
    verify(store)
    assert len(store.read("outlets")) == 2 + 6 * 50
    history = changes(store)[::-1]
    assert [change.id for change in history] == [1, 2, 3, 4, 5, 6]
    assert sorted(change.who for change in history) == ["p", "q", "r", "s", "t", "u"]
    versions = [change.version_before for change in history]
    assert len({*versions, store.version()}) == 7


def _read(address: Path, until: Path, found: multiprocessing.SimpleQueue[object]) -> None:
    """Take snapshots until that file is there; say what does not fit together in them."""
    from geo.storage.metadata import contents
    from geo.storage.versions import content_digest, data_version

    store, seen = open_store(address), set()
    while not until.exists():
        snapshot = store.snapshot(journals=True)
        seen.add(snapshot.version)
        for name, digest in contents(snapshot.digests).items():
            if content_digest(snapshot.layers[name]) != digest:
                found.put(f"{name} is not of {snapshot.version}")
                return
        rows = len(snapshot.layers["outlets"])
        told = sum(snapshot.journals["changes"]["added"]) if snapshot.journals else 0
        if data_version(contents(snapshot.digests)) != snapshot.version or rows != 2 + told:
            found.put(f"{rows} outlets of {snapshot.version}, {told} told of")
            return
    found.put(len(seen))


def test_snapshots_of_several_processes_during_imports_are_whole(tmp_path: Path) -> None:
    address, until = small_store(tmp_path), tmp_path / "done"
    found = FORKED.SimpleQueue()
    readers = [FORKED.Process(target=_read, args=(address, until, found)) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(8):
        _import(address, outlets(tmp_path / f"{number}.csv", 20, f"n{number}"))
    until.touch()
    for reader in readers:
        reader.join()
    told = [found.get() for _ in readers]
    assert all(isinstance(one, int) and one > 1 for one in told), told
