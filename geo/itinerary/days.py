"""
Days of a journey: which legs are driven on which day, with nights at the stops between.

Nobody sleeps on the road: a leg that takes more than a day's driving stays whole and is marked.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.errors import InvalidParameterError


def by_limit(
    drives_s: Sequence[float], stays_s: Sequence[float], *, drive_limit_s: float, day_s: float
) -> list[range]:
    """
    As few days as the limits allow: legs go on the same day as long as they fit.

    Taking each day as full as can be gives the fewest days, for a day that begins later on the
    way never has to end earlier.

    Parameters
    ----------
    drives_s
        n seconds of driving, a leg each.
    stays_s
        n seconds of stay at the stop where each leg ends, waits for its doors included.
    drive_limit_s
        Seconds of driving a day at most.
    day_s
        Seconds from setting out in the morning to the last arrival in the evening, at most.

    Returns
    -------
    The legs of each day, in order; a day that breaks a limit has one leg.

    Examples
    --------
    >>> by_limit([7200, 7200, 18000], [3600] * 3, drive_limit_s=21600, day_s=43200)
    [range(0, 2), range(2, 3)]
    """
    if not (drive_limit_s > 0 and day_s > 0):
        raise InvalidParameterError(
            f"a day of {day_s:g} s with {drive_limit_s:g} s of driving came: both are above 0"
        )
    days: list[range] = []
    begin, drive, clock = 0, 0.0, 0.0
    for leg, (driving, stay) in enumerate(zip(drives_s, stays_s, strict=True)):
        if leg > begin and (drive + driving > drive_limit_s or clock + driving > day_s):
            days.append(range(begin, leg))
            begin, drive, clock = leg, 0.0, 0.0
        drive += driving
        clock += driving + stay
    if drives_s:
        days.append(range(begin, len(drives_s)))
    return days


def by_count(drives_s: Sequence[float], stays_s: Sequence[float], days: int) -> list[range]:
    """
    So many days, or as many as there are legs when those are fewer, the longest as short as can be.

    Parameters
    ----------
    drives_s, stays_s
        As in `by_limit`.

    Examples
    --------
    >>> by_count([3600, 3600, 7200], [0, 0, 0], 2)
    [range(0, 2), range(2, 3)]
    """
    if days < 1:
        raise InvalidParameterError(f"{days} days came: a journey has 1 or more")
    legs = len(drives_s)
    days = min(days, legs)
    at = np.concatenate([[0.0], np.cumsum(np.add(drives_s, stays_s))])
    # longest[d][n]: the longest of d + 1 days that the first n legs fill.
    longest = np.full((max(days, 1), legs + 1), np.inf)
    cut = np.zeros((max(days, 1), legs + 1), int)
    longest[0] = at
    for day in range(1, days):
        for end in range(day + 1, legs + 1):
            begins = np.arange(day, end)
            worst = np.maximum(longest[day - 1, begins], at[end] - at[begins])
            best = int(worst.argmin())
            longest[day, end], cut[day, end] = worst[best], begins[best]
    spans, end = [], legs
    for day in range(days - 1, -1, -1):
        begin = int(cut[day, end]) if day else 0
        spans.append(range(begin, end))
        end = begin
    return spans[::-1]
