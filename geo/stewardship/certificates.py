"""Products whose OCOP certificate has lapsed, or soon will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from pandas import DataFrame

from geo.places.dates import certificate_state, last_day
from geo.storage import Store

_COLUMNS = [
    "id", "name", "producer", "province_2025_07_01", "stars", "decided_on", "expires_on",
]  # fmt: skip


class Certificate(NamedTuple):
    """A product's certificate."""

    product: str
    name: str
    producer: str | None
    province: str | None
    """Its code since 2025-07-01."""
    stars: int | None
    decided_on: str | None
    expires_on: str
    """ISO 8601, to the day, the month or the year, as the decision is known."""
    state: str
    """`expired`, `lapsing` (within the month or year that is known) or `valid`."""


def lapsing(
    store: Store, today: date, *, within_days: int = 180, provinces: Sequence[str] | None = None
) -> list[Certificate]:
    """
    Certificates that end within so many days, or have ended, the earliest first.

    Products whose date of decision is unknown are left out: nothing is guessed.

    Parameters
    ----------
    provinces
        Codes of vintage 2025-07-01; None for all.
    """
    frame = store.read("products")
    frame = frame[frame["expires_on"].notna()]
    if provinces is not None:
        frame = frame[frame["province_2025_07_01"].isin(provinces)]
    names = {"id": "product", "province_2025_07_01": "province"}
    plain = DataFrame(frame[_COLUMNS]).astype(object)
    rows: list[dict[Any, Any]] = (
        plain.where(plain.notna(), None).rename(columns=names).to_dict("records")
    )
    end = today + timedelta(days=within_days)
    # By the first day it can mean: a certificate of "2025" may have ended in January.
    due = [row for row in rows if date.fromisoformat(_first_day(row["expires_on"])) <= end]
    found = [Certificate(**row, state=certificate_state(row["expires_on"], today)) for row in due]
    return sorted(found, key=lambda one: (last_day(one.expires_on), one.product))


def _first_day(partial: str) -> str:
    return (partial + "-01-01")[:10]
