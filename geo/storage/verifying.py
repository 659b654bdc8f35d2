"""Whether a store holds what it says it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from geo.errors import StoreError
from geo.storage import Store
from geo.storage.metadata import contents, journals
from geo.storage.migrations import is_older
from geo.storage.versions import content_digest, data_version, journal_digest


def verify(store: Store) -> str:
    """
    Read everything in a store and hold it against the store's own digests.

    Returns
    -------
    The data version.

    Raises
    ------
    StoreError
        If it cannot be read, its file is not sound, or a layer or a journal is not what was
        written.
    """
    snapshot = store.snapshot(journals=True)
    known = snapshot.digests
    path = Path(store.url)
    if path.is_file():
        _check_file(path)
    if is_older(snapshot.metadata):
        return snapshot.version  # its digests are of a form that reading has brought forward
    for name, digest in contents(known).items():
        if content_digest(snapshot.layers[name]) != digest:
            raise StoreError(f"{store.url}: layer {name!r} is not what was written")
    for name, digest in journals(known).items():
        if journal_digest(snapshot.journals[name]) != digest:
            raise StoreError(f"{store.url}: the journal {name!r} is not what was written")
    if data_version(contents(known)) != snapshot.version:
        raise StoreError(f"{store.url}: its data version is not that of its layers")
    return snapshot.version


def _check_file(path: Path) -> None:
    """Whether SQLite finds the file sound."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            said = [text for (text,) in db.execute("PRAGMA integrity_check")]
    except sqlite3.Error as error:
        raise StoreError(f"{path} is not sound: {error}") from error
    if said != ["ok"]:
        raise StoreError(f"{path} is not sound: {'; '.join(said[:3])}")
