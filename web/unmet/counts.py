"""Counts of searches, by day, unit and want, in a SQLite file that all workers share."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from geo import opening
from geo.sqlite import writing

KEPT_DAYS = 90
FEWEST_SHOWN = 3
"""A smaller count might be about one person, and is not shown."""
BUSY_S = 0.25
"""A count is not worth a longer wait of whoever searches."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS unmet (day TEXT, unit TEXT, want TEXT, "
    "searches INTEGER NOT NULL, PRIMARY KEY (day, unit, want)) WITHOUT ROWID"
)

log = logging.getLogger(__name__)


class Unmet(NamedTuple):
    """How often something was sought in a unit and not found."""

    unit: str
    """Code of a commune or province of 2025-07-01; empty for the whole country."""
    want: str
    searches: int


def today() -> date:
    """The date in Vietnam."""
    return opening.now().date()


class UnmetCounts:
    """
    The counts.

    Parameters
    ----------
    path
        The file, made with the first count.
    clock
        Says which day it is.
    busy_s
        Seconds to wait while another worker writes.
    """

    def __init__(
        self, path: Path, clock: Callable[[], date] = today, *, busy_s: float = BUSY_S
    ) -> None:
        self._path = path
        self._clock = clock
        self._busy_s = busy_s

    def add(self, unit: str, want: str) -> None:
        """Count one search; what goes wrong is logged, for a search must not fail of it."""
        day = self._clock()
        try:
            with writing(self._path, busy_s=self._busy_s) as database:
                database.execute(_TABLE)
                database.execute(
                    "INSERT INTO unmet VALUES (?, ?, ?, 1) "
                    "ON CONFLICT DO UPDATE SET searches = searches + 1",
                    (day.isoformat(), unit, want),
                )
                database.execute("DELETE FROM unmet WHERE day <= ?", (_last_out(day),))
        except (OSError, sqlite3.Error):
            log.warning("a search that found nothing was not counted", exc_info=True)

    def read(self) -> list[Unmet]:
        """The counts of the last 90 days that are large enough to show, largest first."""
        if not self._path.exists():
            return []
        with writing(self._path, busy_s=self._busy_s) as database:
            database.execute(_TABLE)
            rows = database.execute(
                "SELECT unit, want, sum(searches) AS total FROM unmet WHERE day > ? "
                "GROUP BY unit, want HAVING total >= ? ORDER BY total DESC, unit, want",
                (_last_out(self._clock()), FEWEST_SHOWN),
            ).fetchall()
        return [Unmet(*row) for row in rows]


def _last_out(day: date) -> str:
    """The last day that is no longer kept."""
    return (day - timedelta(days=KEPT_DAYS)).isoformat()
