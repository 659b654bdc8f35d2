import multiprocessing
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from web.unmet.counts import FEWEST_SHOWN, KEPT_DAYS, Unmet, UnmetCounts

DAY = date(2026, 11, 24)


def the_day() -> date:
    return DAY


def add(counts: UnmetCounts, times: int, unit: str = "00577", want: str = "kind=village") -> None:
    for _ in range(times):
        counts.add(unit, want)


def add_many(path: Path, unit: str, times: int) -> None:
    """What each process of the test of several does."""
    counts = UnmetCounts(path, the_day, busy_s=60)
    for _ in range(times):
        counts.add("00577", "")
        counts.add(unit, "kind=outlet")


def test_read_leaves_out_counts_below_the_threshold(tmp_path: Path) -> None:
    counts = UnmetCounts(tmp_path / "u.sqlite", the_day)
    add(counts, FEWEST_SHOWN)
    add(counts, FEWEST_SHOWN - 1, unit="01")
    assert counts.read() == [Unmet("00577", "kind=village", FEWEST_SHOWN)]


def test_read_before_the_first_count_is_empty_and_makes_no_file(tmp_path: Path) -> None:
    assert UnmetCounts(tmp_path / "u.sqlite", the_day).read() == []
    assert list(tmp_path.iterdir()) == []


def test_add_after_ninety_days_prunes_the_file(tmp_path: Path) -> None:
    days = [DAY]
    counts = UnmetCounts(tmp_path / "u.sqlite", lambda: days[-1])
    add(counts, 5)
    days.append(DAY + timedelta(days=KEPT_DAYS - 1))
    assert counts.read()[0].searches == 5
    days.append(DAY + timedelta(days=KEPT_DAYS))
    assert counts.read() == []
    counts.add("01", "")
    with closing(sqlite3.connect(tmp_path / "u.sqlite")) as database:
        assert database.execute("SELECT unit FROM unmet").fetchall() == [("01",)]


def test_read_sums_the_days(tmp_path: Path) -> None:
    days = [DAY]
    counts = UnmetCounts(tmp_path / "u.sqlite", lambda: days[-1])
    add(counts, 2)
    days.append(DAY + timedelta(days=30))
    add(counts, 2)
    assert counts.read() == [Unmet("00577", "kind=village", 4)]


def test_add_to_a_file_that_cannot_be_made_does_not_raise(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    UnmetCounts(tmp_path / "file" / "u.sqlite", the_day).add("01", "")
    assert "not counted" in caplog.text


def test_add_by_several_processes_loses_none(tmp_path: Path) -> None:
    path, units, times = tmp_path / "u.sqlite", ("01", "48", "79", "92"), 40
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=add_many, args=(path, unit, times)) for unit in units]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    found = {(one.unit, one.want): one.searches for one in UnmetCounts(path, the_day).read()}
    assert found.pop(("00577", "")) == len(units) * times
    assert found == {(unit, "kind=outlet"): times for unit in units}
