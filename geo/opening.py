"""
Whether a place is open at a moment, from its opening hours as OpenStreetMap writes them.

The hours are read by the `opening-hours` library, in the time of Vietnam. Its calendar of public
holidays ("PH") has the four of fixed date (1 January, 30 April, 1 May, 2 September), not Tết and
the day of the Hùng Kings, which follow the moon: a place that closes for Tết must write the dates.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import opening_hours
from numpy.typing import NDArray
from opening_hours import OpeningHours

from geo.coordinates import LonLat
from geo.errors import InvalidParameterError

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LONGEST = 255
"""Characters: the longest value OpenStreetMap keeps."""
MIDDLE = LonLat(107.6, 16.5)
"""Where the sun rises and sets for hours that follow it, when no position is given: Huế."""
HORIZON_DAYS = 400
"""Changes farther off than that are not looked for: a year's rules have all come round by then."""

log = logging.getLogger(__name__)


class InvalidOpeningHoursError(InvalidParameterError):
    """A text is not opening hours in OpenStreetMap's syntax."""


class State(StrEnum):
    """What the hours say of a moment."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Spell(NamedTuple):
    """A state and how long it lasts."""

    state: State
    until: datetime | None
    """The next change, in the time of Vietnam; None when there is none within `HORIZON_DAYS`."""
    comment: str
    """What the hours add in quotes, such as "by appointment"; mostly empty."""


def now() -> datetime:
    """This moment, in the time of Vietnam."""
    return datetime.now(TIMEZONE)


def checked(hours: str) -> str:
    """
    The text, trimmed, when it is opening hours.

    Raises
    ------
    InvalidOpeningHoursError
        If the syntax does not allow it, or it is longer than `LONGEST`.

    Examples
    --------
    >>> checked(" Mo-Su 08:00-21:30 ")
    'Mo-Su 08:00-21:30'
    """
    hours = hours.strip()
    _read(hours, MIDDLE)
    return hours


def spell_at(hours: str, moment: datetime, *, position: LonLat = MIDDLE) -> Spell:
    """
    What the hours say of a moment, and until when.

    Parameters
    ----------
    hours
        OpenStreetMap's `opening_hours`, in the time of Vietnam.
    moment
        With a time zone, any.
    position
        Where the sun is seen from, for hours such as "sunrise-sunset".

    Raises
    ------
    InvalidOpeningHoursError
        If `hours` are none.
    InvalidParameterError
        If the moment has no time zone.

    References
    ----------
    OpenStreetMap wiki, Key:opening_hours/specification.

    Examples
    --------
    >>> spell = spell_at("Mo-Fr 07:30-17:00", datetime(2026, 11, 27, 9, 0, tzinfo=TIMEZONE))
    >>> spell.state.value, spell.until.isoformat()
    ('open', '2026-11-27T17:00:00+07:00')
    """
    return _spell(_read(hours, position), _here(moment))


class OpeningTable:
    """
    The opening hours of n places, asked all at once: those open at a moment.

    Places mostly share a few hours, and a state holds for hours: each is read once, and asked
    again only after it has changed.

    Parameters
    ----------
    hours
        n texts; None or empty where they are not known. A text that is no opening hours is logged
        and taken as not known: one bad row must not close the map.
    positions
        The n positions, for hours that follow the sun.

    Examples
    --------
    >>> table = OpeningTable(["08:00-20:00", None, "20:00-04:00"], [MIDDLE] * 3)
    >>> table.open_at(datetime(2026, 11, 24, 21, 0, tzinfo=TIMEZONE)).tolist()
    [False, False, True]
    """

    def __init__(self, hours: Sequence[str | None], positions: Sequence[LonLat]) -> None:
        numbers: dict[tuple[str, LonLat], int] = {}
        codes = np.full(len(hours), -1)
        for row, (text, position) in enumerate(zip(hours, positions, strict=True)):
            if text:
                key = (text, position if _follows_the_sun(text) else MIDDLE)
                codes[row] = numbers.setdefault(key, len(numbers))
        self._codes = codes
        self._hours = [_read_or_none(*key) for key in numbers]
        # Each one's last state, with since and until when. Entries are replaced whole, so threads
        # may share them.
        self._said: list[tuple[State, datetime, datetime] | None] = [None] * len(numbers)

    def open_at(self, moment: datetime) -> NDArray[np.bool_]:
        """
        n booleans: the hours are known and say open.

        Raises
        ------
        InvalidParameterError
            If the moment has no time zone.
        """
        here = _here(moment)
        is_open = [self._state(number, here) is State.OPEN for number in range(len(self._hours))]
        # The last entry answers code -1: not known.
        return np.array([*is_open, False], np.bool_).take(self._codes)

    def _state(self, number: int, here: datetime) -> State:
        said = self._said[number]
        if said is not None:
            state, since, until = said
            if since <= here < until:
                return state
        hours = self._hours[number]
        if hours is None:
            return State.UNKNOWN
        spell = _spell(hours, here)
        if spell.until is not None:
            self._said[number] = (spell.state, here, spell.until)
        return spell.state


def _here(moment: datetime) -> datetime:
    """The moment in the time of Vietnam."""
    if moment.tzinfo is None:
        raise InvalidParameterError(
            f"the moment {moment.isoformat()} has no time zone: write one, such as "
            f"{moment.replace(tzinfo=TIMEZONE).isoformat()}"
        )
    return moment.astimezone(TIMEZONE)


def _follows_the_sun(hours: str) -> bool:
    return any(event in hours for event in ("sunrise", "sunset", "dawn", "dusk"))


@lru_cache(maxsize=4096)
def _read(hours: str, position: LonLat) -> OpeningHours:
    shown = hours if len(hours) <= 60 else hours[:60] + "…"
    due = 'write them as OpenStreetMap does, such as "Mo-Su 08:00-21:30"'
    if not 0 < len(hours) <= LONGEST:
        raise InvalidOpeningHoursError(
            f"opening hours {shown!r} have {len(hours)} characters, not 1 to {LONGEST}: {due}"
        )
    try:
        return OpeningHours(
            hours,
            timezone=TIMEZONE,
            country="VN",
            coords=(position.lat, position.lon),
            max_interval_days=HORIZON_DAYS,
        )
    except opening_hours.ParserError:  # type: ignore[attr-defined]  # its stub forgets it
        raise InvalidOpeningHoursError(f"opening hours {shown!r} are not readable: {due}") from None


def _read_or_none(hours: str, position: LonLat) -> OpeningHours | None:
    try:
        return _read(hours, position)
    except InvalidOpeningHoursError as error:
        log.warning("%s", error)
        return None


def _spell(hours: OpeningHours, here: datetime) -> Spell:
    state, comment = hours.state(here)
    return Spell(State(str(state)), hours.next_change(here), comment)
