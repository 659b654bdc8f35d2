"""Dates as precise as they are known, and certificates that last 36 months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places.dates import certificate_state, expiry, last_day, partial_date_from_text

DAYS = st.dates(date(1950, 1, 1), date(2090, 1, 1))


@given(DAYS)
def test_partial_date_from_text_reads_a_day_however_it_is_written(day: date) -> None:
    for text in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}"):
        assert partial_date_from_text(text) == day.isoformat()
    assert partial_date_from_text(f"{day:%m-%Y}") == f"{day:%Y-%m}"
    assert partial_date_from_text(f"{day.isoformat()}T00:00:00") == day.isoformat()


@pytest.mark.parametrize(
    "text", ["", "2024-13", "30/2/2024", "0/0/2024", "99", "12345", "1850", "2024-09-27 tối", "mai"]
)
def test_partial_date_from_text_of_no_date_raises(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day"):
        partial_date_from_text(text)


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_expiry_is_three_years_on_at_the_same_precision(day: date, precision: int) -> None:
    known = day.isoformat()[:precision]
    later = expiry(known)
    assert len(later) == len(known)
    years = timedelta(days=3 * 365)
    assert (
        years - timedelta(days=1) <= last_day(later) - last_day(known) <= years + timedelta(days=2)
    )


@given(DAYS, st.sampled_from([4, 7, 10]), DAYS)
def test_certificate_state_never_revives(day: date, precision: int, today: date) -> None:
    order = ["valid", "lapsing", "expired"]
    expires = day.isoformat()[:precision]
    now = order.index(certificate_state(expires, today))
    assert order.index(certificate_state(expires, today + timedelta(days=40))) >= now


def test_certificate_state_on_the_last_day_still_holds() -> None:
    assert certificate_state("2026-11-24", date(2026, 11, 24)) == "valid"
    assert certificate_state("2026-11-24", date(2026, 11, 25)) == "expired"
    assert certificate_state(None, date(2026, 11, 24)) == "unknown"
