"""
Days of a journey: which legs are driven on which day, with nights at the stops between.

Nobody sleeps on the road: a leg that takes more than a day's driving stays whole and is marked.
Time is in seconds from setting out on the first day. Each day begins as the first does, so the nth
at n times 24 hours, later when a leg went on beyond that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from geo.errors import InvalidParameterError

DAY_S = 24 * 3600.0

Pause: TypeAlias = Callable[[int, float], float]
"""
Seconds between arriving by a leg and going on, the wait for doors and the stay, of the leg's number
and of when one arrives. Who comes later never goes on earlier.
"""


def next_morning(morning: float, clock: float) -> float:
    """
    When the next day begins, after a day that began at `morning` and ended at `clock`.

    >>> next_morning(0.0, 40_000.0), next_morning(0.0, 90_000.0)
    (86400.0, 172800.0)
    """
    return morning + DAY_S * max(1, 1 + int((clock - morning) // DAY_S))


def by_limit(
    drives_s: Sequence[float], pause: Pause, *, drive_limit_s: float, day_s: float
) -> list[range]:
    """
    As few days as the limits allow: legs go on the same day as long as they fit.

    Taking each day as full as can be gives the fewest days where doors keep the same hours every
    day, for a day that begins farther on never has to end earlier.

    Parameters
    ----------
    drives_s
        n seconds of driving, a leg each.
    pause
        At the stop where each leg ends.
    drive_limit_s
        Seconds of driving a day at most.
    day_s
        Seconds from setting out in the morning to the last arrival in the evening, at most.

    Returns
    -------
    The legs of each day, in order; a day that breaks a limit has one leg.

    Examples
    --------
    >>> hour = lambda leg, at: 3600.0
    >>> by_limit([7200, 7200, 18000], hour, drive_limit_s=21600, day_s=43200)
    [range(0, 2), range(2, 3)]
    """
    if not (drive_limit_s > 0 and day_s > 0):
        raise InvalidParameterError(
            f"a day of {day_s:g} s with {drive_limit_s:g} s of driving came: both are above 0"
        )
    days: list[range] = []
    begin, drive, morning, clock = 0, 0.0, 0.0, 0.0
    for leg, driving in enumerate(drives_s):
        late = clock + driving > morning + day_s
        if leg > begin and (drive + driving > drive_limit_s or late):
            days.append(range(begin, leg))
            begin, drive, morning = leg, 0.0, next_morning(morning, clock)
            clock = morning
        drive += driving
        clock += driving
        clock += pause(leg, clock)
    if drives_s:
        days.append(range(begin, len(drives_s)))
    return days


def by_count(drives_s: Sequence[float], pause: Pause, days: int) -> list[range]:
    """
    So many days, or as many as there are legs when those are fewer, the longest as short as can be.

    Parameters
    ----------
    drives_s, pause
        As in `by_limit`.

    Examples
    --------
    >>> by_count([3600, 3600, 7200], lambda leg, at: 0.0, 2)
    [range(0, 2), range(2, 3)]
    """
    if days < 1:
        raise InvalidParameterError(f"{days} days came: a journey has 1 or more")
    legs = len(drives_s)
    days = min(days, legs)
    # longest[d][n]: the longest of d + 1 days that the first n legs fill.
    longest = np.full((max(days, 1), legs + 1), np.inf)
    cut = np.zeros((max(days, 1), legs + 1), int)
    for day in range(days):
        for begin in range(day, legs) if day else (0,):
            before = longest[day - 1, begin] if day else 0.0
            clock = morning = day * DAY_S
            for leg in range(begin, legs):
                clock += drives_s[leg]
                clock += pause(leg, clock)
                worst = max(before, clock - morning)
                if worst < longest[day, leg + 1]:
                    longest[day, leg + 1], cut[day, leg + 1] = worst, begin
    spans, end = [], legs
    for day in range(days - 1, -1, -1):
        begin = int(cut[day, end]) if day else 0
        spans.append(range(begin, end))
        end = begin
    return spans[::-1]
