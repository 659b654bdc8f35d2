"""
Road graphs on disk with the order of their nodes: mapped into memory, not read.

A folder holds one version or, while it is replaced, two: `roads.json` names the folder that
counts and what is in it, and is put in place by one rename once all of that is on disk. Whoever
reads meets the old roads or the new ones, whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from geo.errors import StoreError
from geo.roads.graph import RoadGraph
from geo.roads.topology import Topology
from geo.storage.atomic import exclusively, replacing

FORMAT = 1
"""Raised by whoever changes what the files hold."""
COLUMNS = (
    *("lon", "lat", "source", "target", "length_m", "duration_s", "ferry", "accessible", "name"),
    *("shape_start", "shape_lon", "shape_lat"),
)
"""A `.npy` each."""
_INDEX = "roads.json"
_ORDER = "order"
_KEPT = 2
"""Versions that stay: a reader may be opening the one before."""


class Archive:
    """
    The graphs in a folder, one a profile.

    Raises
    ------
    StoreError
        If there are none, they are broken, or another version of this program wrote them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        index = _index(folder)
        self.version: str = index["version"]
        """A digest of the files."""
        self._profiles: dict[str, dict[str, Any]] = index["profiles"]
        self._at = folder / self.version
        if what := _damage(self._at, index["files"]):
            raise StoreError(
                f"the roads in {folder} are broken ({what}): run `python -m geo roads build`"
            )
        self.graph = cache(self._graph)
        self.topology = cache(self._topology)

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles there are."""
        return tuple(self._profiles)

    def _graph(self, profile: str) -> RoadGraph:
        """The graph of a profile, its columns mapped from disk."""
        said = self._said(profile)
        try:
            columns: dict[str, Any] = {
                column: np.asarray(np.load(self._at / profile / f"{column}.npy", mmap_mode="r"))
                for column in COLUMNS
            }
            names = tuple(orjson.loads((self._at / profile / "names.json").read_bytes()))
        except (OSError, ValueError) as error:
            raise StoreError(
                f"the roads in {self.folder} are broken ({str(error)[:120]}): "
                "run `python -m geo roads build`"
            ) from error
        return RoadGraph(
            **columns, names=names, estimated=said["estimated"], source_note=said["source_note"]
        )

    def _topology(self, profile: str) -> Topology:
        """The order of its nodes."""
        self._said(profile)
        return Topology.load(self._at / profile / _ORDER, self.graph(profile))

    def _said(self, profile: str) -> dict[str, Any]:
        if profile not in self._profiles:
            raise StoreError(
                f"the roads in {self.folder} are for {', '.join(self.profiles)}, not {profile!r}: "
                f"run `python -m geo roads build --profile {profile}`"
            )
        return self._profiles[profile]


def write(
    folder: Path,
    graphs: Mapping[str, RoadGraph],
    *,
    watch: Callable[[Iterable[str], str], Iterable[str]] = lambda items, _: items,
) -> str:
    """
    Put graphs in place of what the folder has.

    Parameters
    ----------
    folder
        Made when it is not there.
    graphs
        By profile.
    watch
        Shows progress: the order of a country's nodes takes minutes.

    Returns
    -------
    The version, a digest of the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with exclusively(folder / ".lock"):
        draft = folder / ".draft"
        shutil.rmtree(draft, ignore_errors=True)
        digest = hashlib.blake2b(str(FORMAT).encode(), digest_size=8)
        for profile in watch(graphs, "order"):
            graph = graphs[profile]
            _write(draft / profile, graph)
            Topology.of(graph).save(draft / profile / _ORDER)
        files = sorted(path for path in draft.rglob("*") if path.is_file())
        for path in files:
            digest.update(path.relative_to(draft).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "blake2b").digest())
                os.fsync(file.fileno())
        version = digest.hexdigest()
        index: dict[str, Any] = {
            "format": FORMAT,
            "version": version,
            "profiles": {
                profile: {
                    "nodes": graph.nodes,
                    "arcs": graph.arcs,
                    "estimated": graph.estimated,
                    "source_note": graph.source_note,
                }
                for profile, graph in graphs.items()
            },
            "files": {path.relative_to(draft).as_posix(): path.stat().st_size for path in files},
        }
        if _damage(folder / version, index["files"]):
            shutil.rmtree(folder / version, ignore_errors=True)
            draft.rename(folder / version)
        shutil.rmtree(draft, ignore_errors=True)
        with replacing(folder / _INDEX) as path:
            path.write_bytes(orjson.dumps(index, option=orjson.OPT_INDENT_2))
        _forget_old(folder)
    return version


def version_of(folder: Path) -> str:
    """
    The version that the folder holds now; cheap.

    Raises
    ------
    StoreError
        If there are no roads, or another version of this program wrote them.
    """
    return str(_index(folder)["version"])


def _write(folder: Path, graph: RoadGraph) -> None:
    folder.mkdir(parents=True)
    for column in COLUMNS:
        np.save(folder / f"{column}.npy", getattr(graph, column), allow_pickle=False)
    (folder / "names.json").write_bytes(orjson.dumps(graph.names))


def _index(folder: Path) -> dict[str, Any]:
    """What `roads.json` says."""
    path = folder / _INDEX
    if not path.is_file():
        raise StoreError(
            f"there are no roads in {folder}: run `python -m geo roads build FILE.osm.pbf "
            f"-o {folder}`, or leave LOCATOR_ROADS unset for the national skeleton"
        )
    try:
        index: dict[str, Any] = orjson.loads(path.read_bytes())
        written, _ = int(index["format"]), str(index["version"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"{path} is broken ({error!r}): run `python -m geo roads build`"
        ) from error
    if written != FORMAT:
        age = "an older" if written < FORMAT else "a newer"
        raise StoreError(
            f"the roads in {folder} were written by {age} version of this program (format "
            f"{written}, not {FORMAT}): run `python -m geo roads build` with this one"
        )
    return index


def _damage(folder: Path, files: Mapping[str, int]) -> str:
    """The first file that is missing or of another size, in words; "" when all are right."""
    for name, due in files.items():
        path = folder / name
        if not path.is_file():
            return f"{name} is missing"
        if (found := path.stat().st_size) != due:
            return f"{name} has {found:,} bytes, not {due:,}"
    return ""


def _forget_old(folder: Path) -> None:
    """Remove versions that nobody can be about to open."""
    versions = [path.parent for path in folder.glob(f"*/*/{COLUMNS[0]}.npy")]
    by_age = sorted({path.parent for path in versions}, key=lambda path: path.stat().st_ctime_ns)
    for old in by_age[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
