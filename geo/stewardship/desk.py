"""
The stewards' desk: drafts and remembered columns, in one SQLite file beside the store.

Kept apart from the store, because a moved pin must not rewrite what the public reads, and because
nothing of it is public. Any number of processes work on it at once: each step is a transaction of
its own, and readers never wait.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson

from geo.backups import DRAFTS
from geo.errors import StoreError
from geo.storage import Store
from geo.storage.geopackage import GeoPackageStore
from geo.text import fold

VERSION = 1
"""Of the tables below, in SQLite's `user_version`."""
WAIT_S = 30
"""How long a step waits for another one's to end."""
_TABLES = """
CREATE TABLE IF NOT EXISTS drafts (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, file_digest TEXT NOT NULL,
    read_as TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'open', who TEXT NOT NULL, at TEXT NOT NULL,
    change INTEGER, closed_by TEXT, closed_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS draft_rows (
    draft TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE, row INTEGER NOT NULL,
    cells TEXT NOT NULL, place TEXT, verdict TEXT NOT NULL, problems TEXT NOT NULL,
    candidates TEXT NOT NULL, decision TEXT NOT NULL DEFAULT 'open', match TEXT, base TEXT,
    who TEXT, at TEXT, PRIMARY KEY (draft, row)
) STRICT;
CREATE TABLE IF NOT EXISTS remembered_columns (
    kind TEXT NOT NULL, headings TEXT NOT NULL, columns TEXT NOT NULL, who TEXT NOT NULL,
    at TEXT NOT NULL, PRIMARY KEY (kind, headings)
) STRICT;
"""


class Desk:
    """
    Where stewards keep what is not published.

    Parameters
    ----------
    path
        The file; it need not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def beside(cls, store: Store) -> Desk:
        """
        The desk of a store: `var/locator.drafts.sqlite` for `var/locator.gpkg`.

        Raises
        ------
        StoreError
            If the store is no file: then say where the desk is to be.
        """
        if not isinstance(store, GeoPackageStore):
            raise StoreError(f"{store.url} is no file: name a file for the drafts, Desk(path)")
        return cls(store.path.with_suffix(DRAFTS))

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state, whatever is written meanwhile."""
        with self._connected() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.rollback()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction of one's own: all of the block is kept, or nothing when it fails."""
        with self._connected() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.rollback()
                raise
            db.commit()

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=WAIT_S, isolation_level=None)) as db:
                db.row_factory = sqlite3.Row
                db.execute("PRAGMA foreign_keys = ON")
                stated = db.execute("PRAGMA user_version").fetchone()[0]
                if stated > VERSION:
                    raise StoreError(
                        f"the drafts {self.path} are of version {stated}, this program knows up "
                        f"to {VERSION}: run the newer program"
                    )
                if stated < VERSION:
                    db.execute("PRAGMA journal_mode = WAL")
                    db.executescript(f"BEGIN;{_TABLES}PRAGMA user_version = {VERSION};COMMIT;")
                yield db
        except sqlite3.Error as error:
            raise StoreError(f"the drafts {self.path} cannot be used: {error}") from error

    def remember_columns(
        self, kind: str, headings: Sequence[str], columns: Mapping[str, str], *, who: str
    ) -> None:
        """
        Keep what the headings of a table mean, for the next one that is headed alike.

        Parameters
        ----------
        columns
            The field of each heading; "" for one that is left out. See
            `geo.places.columns.match_headings`.
        """
        values = (kind, _digest(headings), orjson.dumps(dict(columns)).decode(), who, now())
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO remembered_columns VALUES (?, ?, ?, ?, ?)", values)

    def columns_for(self, kind: str, headings: Sequence[str]) -> dict[str, str] | None:
        """
        What headings like these were last said to mean; None when nobody said.

        Marks, capitals, spaces and the order of the columns do not count.
        """
        with self.reading() as db:
            found = db.execute(
                "SELECT columns FROM remembered_columns WHERE kind = ? AND headings = ?",
                (kind, _digest(headings)),
            ).fetchone()
        if found is None:
            return None
        said = {fold(heading): name for heading, name in orjson.loads(found["columns"]).items()}
        return {heading: said[fold(heading)] for heading in headings if fold(heading) in said}


def now() -> str:
    """This moment, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _digest(headings: Sequence[str]) -> str:
    listed = "\n".join(sorted({fold(heading) for heading in headings}))
    return hashlib.blake2b(listed.encode(), digest_size=16).hexdigest()
