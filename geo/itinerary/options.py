"""How one travels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np

from geo import opening
from geo.errors import InvalidParameterError
from geo.filters import Filters
from geo.routing.engine import By

_DAY_AND_TIME = re.compile(
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def tomorrow() -> datetime:
    """8:00 of the next day, in the time of Vietnam: when one sets out who does not say."""
    return (opening.now() + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)


def departure_from_text(text: str) -> datetime:
    """
    When one sets out, as ISO 8601 has it: a day and a time, Vietnam's unless it says a zone.

    Raises
    ------
    InvalidParameterError
        If it is none, or of another century.

    Examples
    --------
    >>> departure_from_text("2026-12-01T08:00").isoformat()
    '2026-12-01T08:00:00+07:00'
    >>> departure_from_text("2026-12-01T01:00Z").isoformat()
    '2026-12-01T08:00:00+07:00'
    """
    try:
        read = datetime.fromisoformat(text) if _DAY_AND_TIME.fullmatch(text) else None
    except ValueError:  # 31 February
        read = None
    if read is None:
        raise InvalidParameterError(
            f"depart={text!r:.40} is no day and time: write it as 2026-12-01T08:00"
        )
    if read.tzinfo is None:
        return read.replace(tzinfo=opening.TIMEZONE)
    return read.astimezone(opening.TIMEZONE)


@dataclass(frozen=True, kw_only=True)
class Options:
    """
    How to travel.

    Raises
    ------
    InvalidParameterError
        If a value is none that it can be.
    """

    depart: datetime | None = None
    """When to set out, with a time zone; None: 8:00 tomorrow in Vietnam. Each later day begins at
    the same time of day."""
    by: By = "duration"
    optimise: bool = False
    """Put the stops in the order that takes the least time; the first stays first."""
    fixed_end: bool = True
    """With `optimise`: the last stop stays last. A round trip ends where it began."""
    round_trip: bool = False
    """Go back to the first stop in the end."""
    stay_s: float = 3600.0
    """At each stop that does not say its own; at the first and the last none is counted."""
    drive_limit_s: float = 6 * 3600.0
    """Driving a day, at most."""
    day_ends: time = time(20)
    """The latest arrival of a day."""
    days: int | None = None
    """Spread over so many days, whatever the limits; None: as few as the limits allow."""
    corridor_m: float | None = None
    """Places so far from the route, straight; None for no such bound."""
    corridor_s: float | None = None
    """Places of so long a detour."""
    filters: Filters | None = None
    """Which places; None for all."""
    open_only: bool = False
    """Only places known to be open on arrival."""

    def __post_init__(self) -> None:
        if self.depart is not None and self.depart.tzinfo is None:
            raise InvalidParameterError(
                f"depart={self.depart.isoformat()} has no time zone: write one, such as +07:00"
            )
        for name in ("corridor_m", "corridor_s", "stay_s"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < np.inf:
                raise InvalidParameterError(f"{name}={value} came: give a number from 0 up")
        if not 0 < self.drive_limit_s <= 24 * 3600:
            raise InvalidParameterError(
                f"drive_limit_s={self.drive_limit_s:g} came: give above 0 s, at most 24 h"
            )
        if self.days is not None and self.days < 1:
            raise InvalidParameterError(f"days={self.days} came: a journey has 1 or more")

    @property
    def wants_places(self) -> bool:
        """Whether places along the way are asked for."""
        return self.corridor_m is not None or self.corridor_s is not None
