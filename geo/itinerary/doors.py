"""Whether one finds a stop open, and how long one waits before its doors."""

from __future__ import annotations

from datetime import datetime, time

from geo import opening
from geo.coordinates import LonLat
from geo.opening import State


def state(hours: str | None, at: LonLat, moment: datetime) -> State:
    """
    Whether a place is open; unknown for hours that are not known or cannot be read.

    Parameters
    ----------
    hours
        OpenStreetMap's `opening_hours`.
    """
    if not hours:
        return State.UNKNOWN
    try:
        return opening.spell_at(hours, moment, position=at).state
    except opening.InvalidOpeningHoursError:
        return State.UNKNOWN


def wait_s(hours: str | None, at: LonLat, arrive: datetime, *, day_ends: time) -> float:
    """
    Seconds until the doors open, when they do before the day ends; 0 when they do not.

    Examples
    --------
    >>> at = LonLat(105.85, 21.03)
    >>> eight = datetime(2026, 12, 1, 8, tzinfo=opening.TIMEZONE)
    >>> wait_s("09:30-17:00", at, eight, day_ends=time(20))
    5400.0
    """
    if not hours or state(hours, at, arrive) is not State.CLOSED:
        return 0.0
    spell = opening.spell_at(hours, arrive, position=at)
    here = arrive.astimezone(opening.TIMEZONE)
    ends = datetime.combine(here.date(), day_ends, opening.TIMEZONE)
    if spell.until is None or spell.until > ends:
        return 0.0
    if state(hours, at, spell.until) is not State.OPEN:
        return 0.0
    return (spell.until - arrive).total_seconds()
