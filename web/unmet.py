"""
Counts of searches that found nothing, by unit of 2025-07-01 and kind of want, for 90 days.

Of a search no text, position, address or time of day is kept: only how many there were in a day.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from geo import opening

KEPT_DAYS = 90
FEWEST_SHOWN = 3
"""A smaller count might be about one person, and is not shown."""
BUSY_S = 0.25
"""A count is not worth a longer wait of whoever searches."""

log = logging.getLogger(__name__)


class Unmet(NamedTuple):
    """How often something was sought in a unit and not found."""

    unit: str
    """Code of a commune or province of 2025-07-01; empty for a name that nothing has."""
    want: str
    searches: int


def today() -> date:
    """The date in Vietnam."""
    return opening.now().date()


class UnmetCounts:
    """
    The counts, in a SQLite file that all workers share.

    Parameters
    ----------
    path
        The file, made when it is not there.
    clock
        Says which day it is.
    """

    def __init__(self, path: Path, clock: Callable[[], date] = today) -> None:
        self._path = path
        self._clock = clock
        self._pruned: date | None = None

    def add(self, unit: str, want: str) -> None:
        """Count one search; what goes wrong is logged, for a search must not fail of it."""
        day = self._clock()
        try:
            with closing(self._open()) as database, database:
                database.execute(
                    "INSERT INTO unmet VALUES (?, ?, ?, 1) "
                    "ON CONFLICT DO UPDATE SET searches = searches + 1",
                    (day.isoformat(), unit, want),
                )
                if self._pruned != day:
                    database.execute("DELETE FROM unmet WHERE day <= ?", (self._last_out(day),))
            self._pruned = day
        except (OSError, sqlite3.Error):
            log.warning("a search that found nothing was not counted", exc_info=True)

    def read(self) -> list[Unmet]:
        """The counts of the last 90 days that are large enough to show, largest first."""
        with closing(self._open()) as database:
            rows = database.execute(
                "SELECT unit, want, sum(searches) AS total FROM unmet WHERE day > ? "
                "GROUP BY unit, want HAVING total >= ? ORDER BY total DESC, unit, want",
                (self._last_out(self._clock()), FEWEST_SHOWN),
            ).fetchall()
        return [Unmet(*row) for row in rows]

    @staticmethod
    def _last_out(day: date) -> str:
        return (day - timedelta(days=KEPT_DAYS)).isoformat()

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=BUSY_S)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute(
                "CREATE TABLE IF NOT EXISTS unmet (day TEXT, unit TEXT, want TEXT, "
                "searches INTEGER NOT NULL, PRIMARY KEY (day, unit, want)) WITHOUT ROWID"
            )
        except BaseException:
            database.close()
            raise
        return database
