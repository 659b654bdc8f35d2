"""
The order of stops that takes the least time, by PyVRP: one vehicle, doors as time windows.

Time here is that of travelling days laid end to end, without the nights: what a day's limits later
break into days. Where the doors cannot all be met, the order is the best without them.

References
----------
Wouda, Lan, Kool (2024), PyVRP: a high-performance VRP solver package, INFORMS J. Computing 36(4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from pyvrp import Model, Solution
from pyvrp.stop import NoImprovement

from geo import opening
from geo.coordinates import LonLat
from geo.distance import Floats
from geo.opening import State

Spans = Sequence[tuple[float, float]] | None
"""When one may arrive at a stop, seconds; None for any time."""

AHEAD_DAYS = 7
"""Doors are looked at for so many days: a week has every rule of the week."""
PATIENCE = 400
"""Tries without a better order before the search ends: 400 found one of six tours of 25 stops that
200 did not, by 0.05 %."""
FREE = 0


def open_spans(
    hours: str, at: LonLat, depart: datetime, *, day_s: float, days: int = AHEAD_DAYS
) -> list[tuple[float, float]] | None:
    """
    When a place is open during the days of a journey, in seconds of those days laid end to end.

    Parameters
    ----------
    hours
        OpenStreetMap's `opening_hours`.
    depart
        When the first day begins; every day does at that time.
    day_s
        How long a day is.

    Returns
    -------
    Spans in order; None, for any time, when the hours cannot be read or never say.

    Examples
    --------
    >>> eight = datetime(2026, 11, 24, 8, tzinfo=opening.TIMEZONE)
    >>> open_spans("09:00-12:00", LonLat(105.8, 21.0), eight, day_s=36000.0, days=2)
    [(3600.0, 14400.0), (39600.0, 50400.0)]
    """
    spans: list[tuple[float, float]] = []
    try:
        for day in range(days):
            begin = depart + timedelta(days=day)
            end, moment = begin + timedelta(seconds=day_s), begin
            while moment < end:
                spell = opening.spell_at(hours, moment, position=at)
                until = end if spell.until is None else min(spell.until, end)
                if spell.state is State.UNKNOWN:
                    return None
                if spell.state is State.OPEN:
                    first, last = (
                        day * day_s + (when - begin).total_seconds() for when in (moment, until)
                    )
                    spans.append((first, last))
                moment = until
    except opening.InvalidOpeningHoursError:
        return None
    return spans


def best(
    cost: Floats,
    duration_s: Floats,
    *,
    end: int | None,
    stays_s: Floats,
    spans: Sequence[Spans],
) -> list[int]:
    """
    The best order of n stops that begins with stop 0.

    Parameters
    ----------
    cost
        (n, n) what is to be least on the way: seconds or metres; finite.
    duration_s
        (n, n) seconds of driving; `cost` itself when that is time.
    end
        The stop that comes last: 0 for a round trip, None for whichever is best.
    stays_s
        (n,) seconds of stay.
    spans
        n; when one may arrive.

    Returns
    -------
    All the stops, each once; a round trip has 0 at the end again. The same for the same input.
    """
    nearest = nearest_neighbour(cost, end=end)
    if len(cost) - 1 - (end not in (None, 0)) < 2:
        return nearest
    solve = partial(_solved, cost, duration_s, end=end, stays_s=stays_s)
    timed = any(span is not None for span in spans)
    found = solve(spans) if timed else None
    found = found or solve([None] * len(cost)) or nearest
    if not timed and _length(cost, nearest) < _length(cost, found):
        return nearest
    return found


def nearest_neighbour(cost: Floats, *, end: int | None) -> list[int]:
    """
    The order that always goes on to the nearest stop left.

    Examples
    --------
    >>> import numpy as np
    >>> nearest_neighbour(np.abs(np.subtract.outer([0, 5, 2], [0, 5, 2])), end=0)
    [0, 2, 1, 0]
    """
    left = set(range(1, len(cost))) - {end}
    way = [0]
    while left:
        nearest = min(left, key=lambda stop: (cost[way[-1], stop], stop))
        way.append(nearest)
        left.remove(nearest)
    return way if end is None else [*way, end]


def _length(cost: Floats, way: list[int]) -> float:
    return float(cost[way[:-1], way[1:]].sum())


def _solved(
    cost: Floats,
    duration_s: Floats,
    spans: Sequence[Spans],
    *,
    end: int | None,
    stays_s: Floats,
) -> list[int] | None:
    """The best order by PyVRP; None when no order meets the spans."""
    count = len(cost)
    by_time = cost is duration_s
    model = Model()
    places = [model.add_location(0, 0) for _ in range(count)]
    nowhere = model.add_location(0, 0)
    start = model.add_depot(places[0])
    last = start if end == 0 else model.add_depot(nowhere if end is None else places[end])
    # Waiting at doors counts as driving does when time is what is to be least.
    model.add_vehicle_type(
        start_depot=start,
        end_depot=last,
        start_late=0,
        unit_distance_cost=0 if by_time else 1,
        unit_duration_cost=1 if by_time else 0,
    )
    owner: list[int] = []
    for stop in range(1, count):
        if stop == end:
            continue
        wanted = spans[stop]
        stay = round(stays_s[stop])
        if wanted is None:
            model.add_client(places[stop], service_duration=stay)
            owner.append(stop)
            continue
        group = model.add_client_group() if len(wanted) > 1 else None
        for first, until in wanted:
            model.add_client(
                places[stop],
                service_duration=stay,
                tw_early=round(first),
                tw_late=max(round(first), int(until) - 1),
                required=group is None,
                group=group,
            )
            owner.append(stop)
        if not wanted:
            return None
    for a in range(count):
        for b in range(count):
            if a != b:
                model.add_edge(places[a], places[b], round(cost[a, b]), round(duration_s[a, b]))
        model.add_edge(places[a], nowhere, FREE, FREE)
        model.add_edge(nowhere, places[a], FREE, FREE)
    # Tries, not seconds: the same question has the same answer on a busy machine.
    result = model.solve(NoImprovement(PATIENCE), seed=1, collect_stats=False, display=False)
    if not result.is_feasible():
        return None
    return _way(result.best, owner, end)


def _way(solution: Solution, owner: list[int], end: int | None) -> list[int]:
    """The stops in the order of the one route of a solution."""
    (route,) = solution.routes()
    way = [0, *(owner[visit.idx] for visit in route if visit.is_client())]
    return way if end is None else [*way, end]
