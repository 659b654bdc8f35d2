import sqlite3
from contextlib import closing
from datetime import date, timedelta

import pytest

from web.unmet import FEWEST_SHOWN, KEPT_DAYS, Unmet, UnmetCounts

DAY = date(2026, 11, 24)


def add(counts, times, unit="00577", want="kind=village"):
    for _ in range(times):
        counts.add(unit, want)


def test_read_leaves_out_counts_below_the_threshold(tmp_path):
    counts = UnmetCounts(tmp_path / "u.sqlite", lambda: DAY)
    add(counts, FEWEST_SHOWN)
    add(counts, FEWEST_SHOWN - 1, unit="01")
    assert counts.read() == [Unmet("00577", "kind=village", FEWEST_SHOWN)]


def test_add_after_ninety_days_prunes_the_file(tmp_path):
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


def test_add_to_a_file_that_cannot_be_made_does_not_raise(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    UnmetCounts(tmp_path / "file" / "u.sqlite", lambda: DAY).add("01", "")
    assert "not counted" in caplog.text


@pytest.mark.parametrize("path", ["/", "/results?q=hoi+an", "/coverage", "/api/nearest?at=hoi+an"])
def test_answer_sets_no_cookie(client, path):
    got = client.get(path)
    assert got.status_code == 200
    assert "Set-Cookie" not in got.headers
