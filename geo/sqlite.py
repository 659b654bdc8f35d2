"""A SQLite file that several processes write: each transaction keeps the other writers waiting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

BUSY_S = 5.0
"""How long one process waits for another that is writing."""


@contextmanager
def writing(path: Path, *, busy_s: float = BUSY_S) -> Iterator[sqlite3.Connection]:
    """
    A transaction, taken whole or not at all.

    Parameters
    ----------
    path
        The file; it and its folder are made when they are not there.
    busy_s
        Seconds to wait for another writer.

    Raises
    ------
    sqlite3.OperationalError
        If another writes for longer, or the file cannot be made.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder, writing(Path(folder) / "a.sqlite") as database:
    ...     database.execute("SELECT 1").fetchone()
    (1,)
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=busy_s, isolation_level=None)) as database:
        # At once, not at the first write: two that have read would both wait for the other.
        database.execute("BEGIN IMMEDIATE")
        try:
            yield database
        except BaseException:
            database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")
