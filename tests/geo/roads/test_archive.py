from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import orjson
import pytest

from geo.errors import StoreError
from geo.roads import archive
from geo.roads.archive import Archive
from geo.routing.hierarchy import Hierarchy
from tests.geo.routing.graphs import tangle


def test_archive_gives_back_what_was_written_mapped_from_disk(tmp_path: Path) -> None:
    graphs = {"car": tangle(), "motorbike": tangle(300, seed=4)}
    version = archive.write(tmp_path, graphs)
    kept = Archive(tmp_path)
    assert kept.version == version
    assert kept.profiles == ("car", "motorbike")
    for profile, graph in graphs.items():
        found = kept.graph(profile)
        for column in archive.COLUMNS:
            np.testing.assert_array_equal(getattr(found, column), getattr(graph, column))
            assert isinstance(getattr(found, column).base, np.memmap)
        assert found.names == graph.names
        assert (found.estimated, found.source_note) == (graph.estimated, graph.source_note)
        nodes = np.arange(20, dtype=np.int32)
        for got, due in zip(
            Hierarchy(found, "duration", kept.topology(profile)).costs(nodes, nodes),
            Hierarchy(graph, "duration").costs(nodes, nodes),
            strict=True,
        ):
            np.testing.assert_array_equal(got, due)


def test_write_leaves_who_has_the_old_roads_open_alone(tmp_path: Path) -> None:
    archive.write(tmp_path, {"car": tangle()})
    before = Archive(tmp_path)
    old = before.graph("car")
    for seed in (1, 2, 3):
        archive.write(tmp_path, {"car": tangle(seed=seed)})
    np.testing.assert_array_equal(old.length_m, tangle().length_m)
    np.testing.assert_array_equal(Archive(tmp_path).graph("car").length_m, tangle(seed=3).length_m)
    assert len([path for path in tmp_path.iterdir() if path.is_dir()]) == 2


def test_archive_while_another_writes_is_always_whole(tmp_path: Path) -> None:
    archive.write(tmp_path, {"car": tangle()})
    lengths = {float(tangle(seed=seed).length_m.sum()) for seed in (0, 1)}
    done = threading.Event()
    failures: list[BaseException] = []

    def read() -> None:
        while not done.is_set():
            try:
                assert float(Archive(tmp_path).graph("car").length_m.sum()) in lengths
            except BaseException as error:  # noqa: BLE001 - a thread's failure must reach the test
                failures.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(1, 10):
        archive.write(tmp_path, {"car": tangle(seed=turn % 2)})
    done.set()
    reader.join()
    assert not failures


def test_write_that_fails_leaves_the_roads_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.write(tmp_path, {"car": tangle()})

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr(archive.np, "save", fail)
        with pytest.raises(OSError, match="no space"):
            archive.write(tmp_path, {"car": tangle(seed=1)})
    np.testing.assert_array_equal(Archive(tmp_path).graph("car").length_m, tangle().length_m)


def test_archive_without_roads_says_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="LOCATOR_ROADS unset"):
        Archive(tmp_path / "none")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"{", "broken"),
        (b"[]", "broken"),
        (b'{"version": "x"}', "broken"),
        (orjson.dumps({"format": 0, "version": "x"}), "an older version"),
        (orjson.dumps({"format": 99, "version": "x"}), "a newer version"),
    ],
)
def test_archive_of_another_format_says_so(tmp_path: Path, said: bytes, words: str) -> None:
    (tmp_path / "roads.json").write_bytes(said)
    with pytest.raises(StoreError, match=words):
        Archive(tmp_path)


def test_archive_with_a_file_cut_short_or_missing_names_it(tmp_path: Path) -> None:
    version = archive.write(tmp_path, {"car": tangle()})
    path = tmp_path / version / "car" / "length_m.npy"
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(StoreError, match=r"length_m.npy has [\d,]+ bytes"):
        Archive(tmp_path)
    archive.write(tmp_path, {"car": tangle()})
    Archive(tmp_path)
    path.unlink()
    with pytest.raises(StoreError, match=r"length_m.npy is missing"):
        Archive(tmp_path)


def test_archive_asked_for_a_profile_it_lacks_lists_what_it_has(tmp_path: Path) -> None:
    archive.write(tmp_path, {"car": tangle()})
    with pytest.raises(StoreError, match=r"for car, not 'motorbike'.*--profile motorbike"):
        Archive(tmp_path).graph("motorbike")
