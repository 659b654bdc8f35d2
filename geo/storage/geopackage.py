"""
The store in one GeoPackage: layers that QGIS opens as they are.

A write goes to a copy beside the file, which then takes its place: readers never wait and never
meet half a write, and a kill at any moment leaves the old file or the new one. Writers hold a lock
file. The table `metadata` says what the file is of (`geo.storage.metadata`); journals are tables
among the layers, which grow in the copy.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyogrio
from pandas import DataFrame
from pyogrio.errors import DataSourceError

from geo import schema
from geo.errors import SchemaError, StoreError
from geo.storage import Snapshot
from geo.storage.atomic import exclusively, replacing
from geo.storage.metadata import TABLE, after_write, contents, described, digests
from geo.storage.metadata import journals as journals_in
from geo.storage.migrations import check_version, is_older, upgraded, version_in

_GLANCES = 3
"""How often a snapshot is tried while others write, before it has them wait."""
SIDE_FILES = ("-wal", "-shm", "-journal")


class GeoPackageStore:
    """
    See `geo.storage.Store`.

    Parameters
    ----------
    path
        The file; it and its folder need not exist yet, to be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held = threading.local()

    @property
    def url(self) -> str:
        """The path."""
        return str(self.path)

    def version(self) -> str:
        """See `Store`."""
        return self.metadata()["data_version"]

    def metadata(self) -> dict[str, str]:
        """See `Store`."""
        return described(self._metadata(), self.url)

    def layers(self) -> tuple[str, ...]:
        """See `Store`."""
        known = self._metadata()
        check_version(known, self.url)
        return tuple(sorted(contents(known)))

    def read(self, layer: str, *, equal: Mapping[str, str | int] | None = None) -> DataFrame:
        """See `Store`."""
        known = self._metadata()
        check_version(known, self.url)
        return self._read(layer, known, equal or {})

    def _read(
        self, layer: str, known: Mapping[str, str], equal: Mapping[str, str | int]
    ) -> DataFrame:
        there = sorted(contents(known))
        if layer not in there and layer not in journals_in(known):
            if layer in schema.JOURNALS:
                return schema.conform(layer, DataFrame(columns=[*schema.JOURNALS[layer].columns]))
            raise StoreError(f"no layer {layer!r} in {self.path}; there are {', '.join(there)}")
        try:
            frame = pyogrio.read_dataframe(self.path, layer=layer, where=_where(layer, equal))
        except DataSourceError as error:
            raise StoreError(f"the store {self.path} cannot be read: {error}") from error
        # As it stands in the file; its order need not be that of the schema.
        return schema.conform(layer, upgraded(layer, frame, known))

    def snapshot(self, *, journals: bool = False, previous: Snapshot | None = None) -> Snapshot:
        """See `Store`."""
        for _ in range(_GLANCES):
            known = self._metadata()
            snapshot = self._all(known, journals, previous)
            # Each read meets one whole file; nothing says that all of them met the same.
            if self._metadata() == known:
                return snapshot
        # Somebody writes faster than we read: ask for a pause.
        with self.locked():
            return self._all(self._metadata(), journals, previous)

    def _all(
        self, known: dict[str, str], with_journals: bool, previous: Snapshot | None
    ) -> Snapshot:
        metadata = described(known, self.url)
        same = previous.kept(known) if previous else {}
        layers = {
            name: same[name] if name in same else self._read(name, known, {})
            for name in sorted(contents(known))
        }
        kept = sorted(journals_in(known)) if with_journals else []
        return Snapshot(
            metadata["data_version"],
            layers,
            metadata,
            {name: self._read(name, known, {}) for name in kept},
            digests(known),
        )

    def write(
        self,
        layers: Mapping[str, DataFrame],
        *,
        append: Mapping[str, DataFrame] | None = None,
        metadata: Mapping[str, str | None] | None = None,
    ) -> str:
        """See `Store`."""
        written = {name: schema.conform(name, frame) for name, frame in layers.items()}
        added = {name: schema.conform(name, frame) for name, frame in (append or {}).items()}
        with self.locked():
            before = self._metadata() if self.path.exists() else {}
            if before and version_in(before) != schema.VERSION:
                written = self._brought_forward(before) | written
                before = before if is_older(before) else {}
            known = after_write(before, written, added, metadata or {})
            keep = (contents(known) | journals_in(known)).keys() - written.keys() - added.keys()
            keep |= added.keys() & journals_in(before).keys()
            try:
                self._replace(written, added, known, keep=bool(keep))
            except (OSError, sqlite3.Error, DataSourceError) as error:
                raise StoreError(f"the store {self.path} cannot be written: {error}") from error
        return known["data_version"]

    def _brought_forward(self, known: Mapping[str, str]) -> dict[str, DataFrame]:
        """All that is in the file, in the present form; the file itself stays beside it."""
        if version_in(known) > schema.VERSION:
            check_version(known, self.url)
        now = datetime.now(UTC)
        aside = f"{self.path.stem}.schema-{version_in(known)}-{now:%Y%m%dT%H%M%S.%f}"
        # A name of its own for the same bytes: the new file takes only the other name.
        os.link(self.path, self.path.with_name(f"{aside}{self.path.suffix}"))
        if not is_older(known):
            return {}
        names = contents(known).keys() | journals_in(known).keys()
        return {name: self._read(name, known, {}) for name in sorted(names)}

    @contextmanager
    def locked(self) -> Iterator[None]:
        """See `Store`."""
        if getattr(self._held, "here", False):
            yield
            return
        with exclusively(self.path.with_name(f".{self.path.name}.lock")):
            self._held.here = True
            try:
                yield
            finally:
                self._held.here = False

    def _metadata(self) -> dict[str, str]:
        """The table of that name."""
        if not self.path.exists():
            raise StoreError(f"no store at {self.path}: build it with `python -m geo build`")
        try:
            # `mode=ro`: without it SQLite makes an empty file where another is being replaced.
            with closing(
                sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            ) as db:
                return dict(db.execute(f'SELECT key, value FROM "{TABLE}"'))
        except sqlite3.Error as error:
            raise StoreError(
                f"{self.path} is no store of ours ({error}): "
                "move it away and build one with `python -m geo build`"
            ) from error

    def _replace(
        self,
        layers: Mapping[str, DataFrame],
        added: Mapping[str, DataFrame],
        metadata: Mapping[str, str],
        *,
        keep: bool,
    ) -> None:
        """Write the file anew: these layers, rows, that metadata, and what else is to be kept."""
        with replacing(self.path) as draft:
            if keep:
                self._fold_side_files()
                shutil.copyfile(self.path, draft)
            for name, frame in layers.items():
                _write_layer(draft, name, frame)
            for name, frame in added.items():
                _append(draft, name, frame)
            table = DataFrame(sorted(metadata.items()), columns=["key", "value"])
            pyogrio.write_dataframe(table, draft, layer=TABLE, driver="GPKG")
            with closing(sqlite3.connect(draft)) as db:
                if keep:
                    db.execute("VACUUM")
                if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
                    raise StoreError(f"what was written for {self.path} is not sound")
            for ending in SIDE_FILES:
                # SQLite would take the old file's log for the new one's.
                Path(f"{self.path}{ending}").unlink(missing_ok=True)

    def _fold_side_files(self) -> None:
        """
        Bring into the file what another program has changed but left in its write-ahead log.

        Raises
        ------
        StoreError
            If that program is still in the middle of it.
        """
        log = Path(f"{self.path}-wal")
        if not log.exists() or log.stat().st_size == 0:
            return
        with closing(sqlite3.connect(self.path, timeout=2)) as db:
            busy, *_ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError(
                f"another program, such as QGIS, is changing {self.path}: save there and close it"
            )


def _write_layer(path: Path, name: str, frame: DataFrame) -> None:
    """Write one layer into the file, in place of one of that name."""
    layer = schema.layer_named(name)
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        geometry_type=layer.geometry,
        layer_options={"IDENTIFIER": layer.title, "SPATIAL_INDEX": "YES"},
    )


def _append(path: Path, name: str, rows: DataFrame) -> None:
    """Add rows to a journal in the file; it is made when it is not there yet."""
    if path.exists() and name in pyogrio.list_layers(path)[:, 0]:
        pyogrio.write_dataframe(rows, path, layer=name, driver="GPKG", append=True)
    else:
        _write_layer(path, name, rows)


def _where(layer: str, equal: Mapping[str, str | int]) -> str | None:
    """The condition, in SQL, that those columns have those values; None for no condition."""
    columns = schema.layer_named(layer).columns
    for column in equal.keys() - columns.keys():
        raise SchemaError(f"layer {layer!r} has no column {column!r}")
    values = {
        column: str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
        for column, value in equal.items()
    }
    return " AND ".join(f'"{column}" = {value}' for column, value in values.items()) or None
