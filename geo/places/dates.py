"""
Dates known to the day, the month or only the year, as ISO 8601 writes them.

A source that says "opened in 2020" gives `2020`, not a day nobody knows. OCOP certificates last
36 months from the decision (Decision 148/QĐ-TTg of 24 February 2023, and 1048/QĐ-TTg before it).
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Literal

CERTIFICATE_MONTHS = 36

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DAY_FIRST = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})")


def partial_date_from_text(text: str) -> str:
    """
    A date as ISO 8601, at the precision it was written with.

    Day first unless the year comes first, as Vietnam writes.

    Raises
    ------
    ValueError
        If it is no date of the years 1900 to 2100.

    Examples
    --------
    >>> [partial_date_from_text(text) for text in ("27/9/2024", "9/2024", "2024", "2024-09-27")]
    ['2024-09-27', '2024-09', '2024', '2024-09-27']
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    else:
        raise ValueError(f"{text!r} is not a date")
    known = [int(part) for part in (year, month, day) if part]
    if not 1900 <= known[0] <= 2100:
        raise ValueError(f"{text!r} is not a date of our time")
    date(*[*known, 1, 1][:3])  # raises ValueError when there is no such day
    return "-".join(f"{part:02d}" for part in known)


def last_day(partial: str) -> date:
    """
    The last day a partial date can mean.

    >>> last_day("2024-02"), last_day("2024")
    (datetime.date(2024, 2, 29), datetime.date(2024, 12, 31))
    """
    parts = [int(part) for part in partial.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])


def expiry(decided_on: str) -> str:
    """
    When a certificate decided on that date lapses, at the same precision.

    >>> expiry("2022"), expiry("2022-11"), expiry("2024-02-29")
    ('2025', '2025-11', '2027-02-28')
    """
    year, *rest = decided_on.split("-")
    later = int(year) + CERTIFICATE_MONTHS // 12
    if rest == ["02", "29"] and not calendar.isleap(later):
        rest = ["02", "28"]
    return "-".join([str(later), *rest])


def certificate_state(
    expires_on: str | None, today: date
) -> Literal["valid", "expired", "lapsing", "unknown"]:
    """
    Whether a certificate still holds: `lapsing` when it ends within the period that is known.

    >>> certificate_state("2025", date(2026, 1, 1)), certificate_state("2025", date(2025, 6, 1))
    ('expired', 'lapsing')
    """
    if not expires_on:
        return "unknown"
    if today > last_day(expires_on):
        return "expired"
    begins = (expires_on + "-01-01")[:10]
    return "valid" if today.isoformat() < begins or len(expires_on) == 10 else "lapsing"
