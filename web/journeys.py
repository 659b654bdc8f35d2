"""
A journey by car through some stops: its legs, its days, and what is worth a stop beside it.

Everything is asked of the Locator's road network; nothing here knows a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo import opening
from geo.coordinates import LonLat
from geo.filters import Filters
from geo.locator import Locator
from geo.routing import Path
from geo.routing.engine import By

STAY_S = 3_600.0
"""How long one stays at a stop and at a place beside the way, unless the traveller says."""
DAY_SPAN = timedelta(hours=12)
"""From setting out to arriving at the day's last stop, at most, unless one leg alone takes more."""
KINDS = ("outlet", "village", "destination")


class Stop(NamedTuple):
    """Where one stops."""

    name: str
    at: LonLat
    place_id: str | None = None


@dataclass(frozen=True)
class Options:
    """How one travels."""

    start: datetime
    """When one sets out, on the first day; the time of day is that of every day."""
    by: By = "duration"
    day_s: float = 6 * 3_600.0
    """Driving in a day, at most, unless one leg alone takes more."""
    days: int | None = None
    """Into so many days as evenly as can be, whatever `day_s` says."""
    stay_s: float = STAY_S
    within_s: float | None = 900.0
    """Places beside the way by the seconds they cost, there and back."""
    within_m: float | None = None
    """Or by the metres."""
    kinds: tuple[str, ...] = KINDS
    without: frozenset[str] = field(default_factory=frozenset)
    """Ids of places not to be suggested."""
    most: int = 6
    """Places suggested on a leg; those that cost least."""


class Beside(NamedTuple):
    """A place beside the way."""

    row: int
    """Among the Locator's places."""
    leg: int
    detour_s: float
    detour_m: float
    arrives: datetime
    """Were it the only stop between the leg's ends."""


@dataclass(frozen=True)
class Journey:
    """n stops and n - 1 legs."""

    stops: tuple[Stop, ...]
    legs: tuple[Path, ...]
    days: tuple[range, ...]
    """The legs of each day."""
    arrives: tuple[datetime, ...]
    leaves: tuple[datetime, ...]
    """At and from each stop; one arrives at the first when one sets out."""
    beside: tuple[Beside, ...]
    """In the order of travel."""
    estimated: bool

    @property
    def distance_m(self) -> float:
        """Of all legs."""
        return sum(leg.distance_m for leg in self.legs)

    @property
    def duration_s(self) -> float:
        """Of all legs, without the stays."""
        return sum(leg.duration_s for leg in self.legs)


def journey(locator: Locator, stops: Sequence[Stop], options: Options) -> Journey:
    """
    The journey through stops in their order.

    Raises
    ------
    OffNetworkError, NoRouteError
        As `Network.path`, of the first leg that cannot be.
    """
    legs = tuple(
        locator.network.path(here.at, there.at, by=options.by) for here, there in pairwise(stops)
    )
    durations = [leg.duration_s for leg in legs]
    if options.days:
        days = even_days(durations, options.days)
    else:
        days = days_within(durations, options.day_s, options.stay_s)
    arrives, leaves = _times(durations, days, options)
    made = Journey(tuple(stops), legs, days, arrives, leaves, (), locator.network.estimated)
    return Journey(**{**vars(made), "beside": _beside(locator, made, options)})


def days_within(durations: Sequence[float], day_s: float, stay_s: float) -> tuple[range, ...]:
    """
    The legs of each day, of which one drives `day_s` at most and stays `stay_s` at each stop.

    A leg that alone takes more has a day of its own.

    >>> days_within([3600.0, 7200.0, 7200.0], 4 * 3600.0, 3600.0)
    (range(0, 2), range(2, 3))
    """
    days: list[range] = []
    first, driven, spent = 0, 0.0, 0.0
    for number, seconds in enumerate(durations):
        full = driven + seconds > day_s or spent + seconds > DAY_SPAN.total_seconds()
        if number > first and full:
            days.append(range(first, number))
            first, driven, spent = number, 0.0, 0.0
        driven += seconds
        spent += seconds + stay_s
    return (*days, range(first, len(durations))) if durations else ()


def even_days(durations: Sequence[float], days: int) -> tuple[range, ...]:
    """
    The legs of each of `days` days, the longest day's driving as short as can be.

    Fewer days than that when there are fewer legs.

    >>> even_days([1.0, 5.0, 1.0, 1.0], 2)
    (range(0, 2), range(2, 4))
    """
    legs, days = len(durations), min(days, len(durations))
    total = np.concatenate([[0.0], np.cumsum(durations)])
    # longest[d][n]: of the first n legs in d days; the last day begins at begin[d][n].
    longest = np.full((days + 1, legs + 1), np.inf)
    begin = np.zeros((days + 1, legs + 1), int)
    longest[0, 0] = 0.0
    for day in range(1, days + 1):
        for end in range(day, legs + 1):
            each = np.maximum(longest[day - 1, :end], total[end] - total[:end])
            begin[day, end] = int(each.argmin())
            longest[day, end] = each.min()
    found, end = [], legs
    for day in range(days, 0, -1):
        found.append(range(int(begin[day, end]), end))
        end = int(begin[day, end])
    return tuple(reversed(found))


def _times(
    durations: Sequence[float], days: Sequence[range], options: Options
) -> tuple[tuple[datetime, ...], tuple[datetime, ...]]:
    """When one arrives at and leaves each stop; the night is spent at a day's last stop."""
    stay = timedelta(seconds=options.stay_s)
    arrives, leaves = [options.start], [options.start]
    for number, legs in enumerate(days):
        morning = options.start + timedelta(days=number)
        for leg in legs:
            if leg == legs.start:
                leaves[leg] = max(morning, arrives[leg])
            arrives.append(leaves[leg] + timedelta(seconds=durations[leg]))
            leaves.append(arrives[-1] + stay)
    return tuple(arrives), tuple(leaves)


def _beside(locator: Locator, made: Journey, options: Options) -> tuple[Beside, ...]:
    """
    The places that cost no more than asked for, each on the leg where it costs least.

    What it costs on a leg from A to B is what A to the place and the place to B take, less A to B.
    """
    if len(made.stops) < 2 or not (options.within_s or options.within_m):
        return ()
    network, places = locator.network, locator.tied
    lon, lat = np.array([stop.at for stop in made.stops], float).T
    stops = network.tie(lon, lat)
    there = network.between(stops, places, by=options.by)
    back = network.between(places, stops, by=options.by)
    straight_s = np.array([leg.duration_s for leg in made.legs])[:, None]
    straight_m = np.array([leg.distance_m for leg in made.legs])[:, None]
    more_s = there.duration_s[:-1] + back.duration_s.T[1:] - straight_s
    more_m = there.distance_m[:-1] + back.distance_m.T[1:] - straight_m
    least = more_s if options.within_m is None else more_m
    limit = options.within_s if options.within_m is None else options.within_m
    leg = least.argmin(axis=0)
    columns = np.arange(least.shape[1])
    near = _wanted(locator, made, options) & (least[leg, columns] <= (limit or 0.0))
    found = [
        Beside(
            int(row),
            int(leg[row]),
            max(float(more_s[leg[row], row]), 0.0),
            max(float(more_m[leg[row], row]), 0.0),
            made.leaves[leg[row]] + timedelta(seconds=float(there.duration_s[leg[row], row])),
        )
        for row in np.flatnonzero(near)
    ]
    cheapest = sorted(found, key=lambda each: each.detour_s)
    kept: list[Beside] = []
    for number in range(len(made.legs)):
        kept += [each for each in cheapest if each.leg == number][: options.most]
    return tuple(sorted(kept, key=lambda each: (each.leg, each.arrives)))


def _wanted(locator: Locator, made: Journey, options: Options) -> NDArray[np.bool_]:
    """Places of the kinds asked for that are neither stops nor taken out nor closed for good."""
    kinds = options.kinds or KINDS
    wanted = locator.filter.mask(Filters(kind=kinds, status=("open", "unknown")))
    own = {stop.place_id for stop in made.stops} | options.without
    ids = locator.places["id"].to_numpy()
    at = {(round(stop.at.lon, 5), round(stop.at.lat, 5)) for stop in made.stops}
    lon, lat = (locator.places[name].round(5).to_numpy() for name in ("lon", "lat"))
    # A village known by its commune's centre alone stands where others do: that is no detour of 0.
    same = np.array([pair in at for pair in zip(lon, lat, strict=True)])
    return np.asarray(wanted & ~np.isin(ids, list(own)) & ~same, bool)


def morning(day: datetime | None = None, at: time = time(8, 0)) -> datetime:
    """Tomorrow, or that day, at that time in Vietnam."""
    day = day or opening.now() + timedelta(days=1)
    return datetime.combine(day.date(), at, opening.TIMEZONE)
