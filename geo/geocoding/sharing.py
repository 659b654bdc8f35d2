"""What all workers of a site share when they ask others: their turn, and the answers so far."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from geo.coordinates import LonLat
from geo.sqlite import BUSY_S, writing


class TooBusyError(RuntimeError):
    """So many wait for their turn that it would take too long."""


class Answer(NamedTuple):
    """What another geocoder said: a position, and its name for it."""

    label: str
    at: LonLat
    area: bool
    """Whether it is the middle of an area, which says no more than the area's name."""


class Turns:
    """
    One call in `interval_s`, over all threads and processes that share the file.

    Each takes the next free moment and sleeps until then, outside any lock.

    Parameters
    ----------
    path
        A SQLite file, made when it is not there.
    interval_s
        Seconds between calls.
    longest_wait_s
        Seconds after which waiting is refused.
    clock, sleep
        For tests.
    """

    def __init__(
        self,
        path: Path,
        *,
        interval_s: float = 1.0,
        longest_wait_s: float = 5.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = path
        self._interval_s = interval_s
        self._longest_wait_s = longest_wait_s
        self._clock = clock
        self._sleep = sleep
        with writing(path) as database:
            database.execute("CREATE TABLE IF NOT EXISTS turn (id INTEGER PRIMARY KEY, free REAL)")

    def take(self) -> None:
        """
        Wait for this caller's turn.

        Raises
        ------
        TooBusyError
            If it would come later than `longest_wait_s` from now.
        """
        with writing(self._path) as database:
            row = database.execute("SELECT free FROM turn WHERE id = 1").fetchone()
            now = self._clock()
            free = row[0] if row else now
            if free > now + self._longest_wait_s + self._interval_s:
                free = now  # nobody was given such a turn: the clock was set back
            mine = max(now, free)
            if mine - now > self._longest_wait_s:
                raise TooBusyError(f"the next turn is in {mine - now:.1f} s: ask again later")
            database.execute("REPLACE INTO turn VALUES (1, ?)", (mine + self._interval_s,))
        self._sleep(mine - now)


class Answers:
    """
    What other geocoders answered, kept from one run to the next.

    Parameters
    ----------
    path
        A SQLite file, made when it is not there.
    keep_s
        Seconds after which an answer is asked for anew; half a year.
    """

    def __init__(
        self, path: Path, *, keep_s: float = 15_552_000, clock: Callable[[], float] = time.time
    ) -> None:
        self._path = path
        self._keep_s = keep_s
        self._clock = clock
        with writing(path) as database:
            database.execute(
                "CREATE TABLE IF NOT EXISTS answer (service TEXT, query TEXT, said TEXT, at REAL,"
                " PRIMARY KEY (service, query)) WITHOUT ROWID"
            )

    def get(self, service: str, query: str) -> tuple[bool, Answer | None]:
        """Whether the question was asked before, and the answer: None for nothing found."""
        with closing(sqlite3.connect(self._path, timeout=BUSY_S)) as database:
            row = database.execute(
                "SELECT said FROM answer WHERE service = ? AND query = ? AND at > ?",
                (service, query, self._clock() - self._keep_s),
            ).fetchone()
        if row is None:
            return False, None
        said = json.loads(row[0])
        if said is None:
            return True, None
        return True, Answer(said["label"], LonLat(said["lon"], said["lat"]), said["area"])

    def put(self, service: str, query: str, answer: Answer | None) -> None:
        """Keep an answer; None for nothing found."""
        said = None
        if answer is not None:
            lon, lat = answer.at
            said = {"label": answer.label, "lon": lon, "lat": lat, "area": answer.area}
        with writing(self._path) as database:
            database.execute(
                "REPLACE INTO answer VALUES (?, ?, ?, ?)",
                (service, query, json.dumps(said, ensure_ascii=False), self._clock()),
            )
