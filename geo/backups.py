"""
Backups of a store in a file, and putting one back.

A backup is a store like any other: QGIS opens it, `--store` takes it. The drafts that lie beside
the store (`geo.stewardship`) go with it, in a file of their own.
"""

from __future__ import annotations

import fcntl
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from geo.errors import StoreError
from geo.history import noted
from geo.storage import Store
from geo.storage.atomic import replacing
from geo.storage.geopackage import SIDE_FILES, GeoPackageStore
from geo.storage.verifying import verify

KEEP = 10
"""How many backups stay in a folder."""
DRAFTS = ".drafts.sqlite"
"""What ends the name of the file of drafts, in place of the store's own ending."""


class Backup(NamedTuple):
    """A backup that was made and verified."""

    path: Path
    version: str
    """The data version it holds."""
    size: int
    """In bytes."""
    removed: tuple[Path, ...]
    """Older ones that gave way."""


class Restored(NamedTuple):
    """What a restore did."""

    version: str
    aside: Path | None
    """Where the store that was there is kept; None when there was none."""


def back_up(store: Store, to: Path | None = None, *, keep: int = KEEP) -> Backup:
    """
    Copy a store while others read and write it, and verify the copy.

    Parameters
    ----------
    store
        A GeoPackage.
    to
        The file; when None one named by the time in `backups`, a folder beside the store.
    keep
        How many of the latter stay, this one among them.

    Raises
    ------
    StoreError
        If the store is no file, cannot be read, or what was written does not verify.
    """
    source = _file_of(store)
    store.version()  # says so when there is none
    target = to or source.parent / "backups" / f"{source.stem}-{_now()}.gpkg"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent), replacing(target) as draft:
            _copy_database(source, draft)
            version = verify(GeoPackageStore(draft))
        drafts = source.with_suffix(DRAFTS)
        if drafts.exists():
            with _alone(target.parent), replacing(target.with_suffix(DRAFTS)) as draft:
                _copy_database(drafts, draft)
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"the backup {target} cannot be written: {error}") from error
    removed = () if to else _thinned(target.parent, source.stem, keep)
    return Backup(target, version, target.stat().st_size, removed)


def restore(store: Store, file: Path, *, who: str) -> Restored:
    """
    Put a backup in the place of the store: it, or what was there, whatever happens meanwhile.

    What was there stays beside it. The restore is a line in the history that is restored.

    Parameters
    ----------
    store
        A GeoPackage; it need not exist, and may be broken.
    file
        A backup, or any other store in a file.
    who
        Whoever restores it.

    Raises
    ------
    StoreError
        If the file is no store, or not what was written to it: nothing is changed then.
    """
    target = _file_of(store)
    if not file.is_file():
        raise StoreError(f"no backup at {file}")
    version = verify(GeoPackageStore(file))
    try:
        with store.locked():
            aside = None
            if target.exists():
                aside = target.with_name(f"{target.stem}.replaced-{_now()}{target.suffix}")
                aside.unlink(missing_ok=True)
                os.link(target, aside)
            with replacing(target) as draft:
                _copy_database(file, draft)
                for ending in SIDE_FILES:
                    Path(f"{target}{ending}").unlink(missing_ok=True)
            kept = f"; what was there is in {aside.name}" if aside else ""
            store.write(
                {}, append=noted(store, operation="restore", who=who, why=f"{file.name}{kept}")
            )
            drafts = file.with_suffix(DRAFTS)
            if drafts.exists():
                # Into the file, in one transaction: others may have it open.
                _copy_database(drafts, target.with_suffix(DRAFTS))
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"{target} cannot be restored from {file}: {error}") from error
    return Restored(version, aside)


def backups(store: Store) -> list[Path]:
    """The backups beside the store, latest first."""
    source = _file_of(store)
    return _named(source.parent / "backups", source.stem)


def _file_of(store: Store) -> Path:
    if isinstance(store, GeoPackageStore):
        return store.path
    raise StoreError(
        f"{store.url} is backed up by PostgreSQL's own pg_dump; `python -m geo copy FILE.gpkg "
        f"--store {store.url}` takes what it holds into a file"
    )


def _now() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"


def _named(folder: Path, stem: str) -> list[Path]:
    ours = re.compile(re.escape(stem) + r"-\d{8}T\d{6}\.\d{6}Z\.gpkg")
    return sorted(path for path in folder.glob("*.gpkg") if ours.fullmatch(path.name))[::-1]


def _thinned(folder: Path, stem: str, keep: int) -> tuple[Path, ...]:
    """Remove all but the latest; which were removed."""
    old = tuple(_named(folder, stem)[max(1, keep) :])
    for path in old:
        path.unlink(missing_ok=True)
        path.with_suffix(DRAFTS).unlink(missing_ok=True)
    return old


def _copy_database(source: Path, target: Path) -> None:
    """A consistent copy, whatever is written meanwhile: SQLite's own way of doing it."""
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as given,
        closing(sqlite3.connect(target)) as taken,
    ):
        given.backup(taken)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder itself: no other backup is written there meanwhile."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)
