"""A journey worked out: legs over the roads, days with their nights, times, and what lies along."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString

from geo import opening
from geo.coordinates import LonLat
from geo.corridor import Corridor, along
from geo.distance import Floats
from geo.errors import InvalidParameterError, NoRouteError
from geo.filters import Filters
from geo.itinerary import days as splitting
from geo.itinerary import order
from geo.itinerary.stops import Stop, checked
from geo.locator import Locator
from geo.opening import State
from geo.routing.engine import By
from geo.routing.network import Tied
from geo.routing.path import Path


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


@dataclass(frozen=True)
class Visit:
    """A stop with the times of the journey."""

    stop: Stop
    number: int
    """Which of the stops that were given, from 0; a round trip's last is 0 again."""
    arrive: datetime
    depart: datetime
    """At the end of the journey the arrival; after a night the next morning."""
    wait_s: float
    """Before its doors, when it opens later on the day of arrival."""
    opening: State
    """On arrival, after that wait; unknown when its hours are."""
    night: bool
    """Whether one sleeps there."""


@dataclass(frozen=True)
class Leg:
    """The way from one visit to the next."""

    path: Path
    depart: datetime
    arrive: datetime
    day: int
    """Which of the days, from 0."""

    @property
    def distance_m(self) -> float:
        """Metres by road."""
        return self.path.distance_m

    @property
    def duration_s(self) -> float:
        """Seconds of driving and ferries."""
        return self.path.duration_s


@dataclass(frozen=True)
class Day:
    """A day of the journey."""

    number: int
    """From 1."""
    legs: range
    """Of the itinerary's legs; visit n is where leg n begins, n + 1 where it ends."""
    depart: datetime
    arrive: datetime
    distance_m: float
    drive_s: float
    over_limit: bool
    """Driving takes more than the limit: no stop lies in between to sleep at."""


@dataclass(frozen=True)
class Along:
    """A place along the way."""

    row: int
    """Of the Locator's places."""
    place_id: str
    name: str
    at: LonLat
    leg: int
    leaves: LonLat
    """Where one leaves the route for it."""
    offset_m: float
    """Straight metres from the route."""
    detour_m: float
    detour_s: float
    """What going there adds to the leg; 0 for a place on the road."""
    arrive: datetime
    """When one comes there by driving on from the leg's start without a stop."""
    opening: State


@dataclass(frozen=True)
class Itinerary:
    """A journey."""

    visits: tuple[Visit, ...]
    legs: tuple[Leg, ...]
    days: tuple[Day, ...]
    places: tuple[Along, ...]
    """In the order of travel."""
    estimated: bool
    """Lengths and times are estimates by the skeleton: say so to the reader."""
    hours_met: bool
    """Whether every stop whose hours are known is open on arrival."""
    options: Options

    @property
    def distance_m(self) -> float:
        """Metres by road."""
        return sum(leg.distance_m for leg in self.legs)

    @property
    def duration_s(self) -> float:
        """Seconds of driving and ferries, without stays and nights."""
        return sum(leg.duration_s for leg in self.legs)

    @cached_property
    def line(self) -> LineString:
        """The whole way, EPSG:4326."""
        coordinates = [shapely.get_coordinates(leg.path.line) for leg in self.legs]
        return LineString(np.concatenate(coordinates))


def plan(locator: Locator, stops: Sequence[Stop], options: Options | None = None) -> Itinerary:
    """
    Work out a journey.

    Parameters
    ----------
    locator
        Its network is driven; its places lie along the way.
    stops
        2 to `geo.itinerary.MOST_STOPS`, in the order given unless `options.optimise`.
    options
        How to travel.

    Raises
    ------
    InvalidParameterError
        If there are too few or too many stops, or one stands twice in a row.
    OffNetworkError
        If a stop is outside Vietnam or too far from any road.
    NoRouteError
        If no road or ferry leads from one to the next.
    """
    options = options or Options()
    stops = checked(locator, stops)
    depart = options.depart or _tomorrow()
    network = locator.network
    tied = network.tie(*np.array([stop.at for stop in stops], float).T)
    sequence = list(range(len(stops)))
    if options.optimise and len(stops) > 2:
        sequence = _ordered(locator, stops, tied, depart, options)
    if options.round_trip:
        sequence.append(sequence[0])
    paths = [
        network.path(stops[a].at, stops[b].at, by=options.by)
        for a, b in itertools.pairwise(sequence)
    ]
    visits, legs, days = _timed(stops, sequence, paths, depart, options)
    places: tuple[Along, ...] = ()
    if options.wants_places:
        places = _along(locator, [stops[number].at for number in sequence], paths, legs, options)
    return Itinerary(
        visits=visits,
        legs=legs,
        days=days,
        places=places,
        estimated=network.estimated,
        hours_met=all(visit.opening is not State.CLOSED for visit in visits),
        options=options,
    )


def _tomorrow() -> datetime:
    """8:00 of the next day, in the time of Vietnam."""
    return (opening.now() + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)


def _stay_s(stop: Stop, options: Options) -> float:
    return options.stay_s if stop.stay_s is None else stop.stay_s


def _ordered(
    locator: Locator, stops: tuple[Stop, ...], tied: Tied, depart: datetime, options: Options
) -> list[int]:
    """The stops in the order that takes the least time, the first of them first."""
    matrix = locator.network.between(tied, tied, by=options.by)
    apart = np.argwhere(~np.isfinite(matrix.duration_s))
    if len(apart):
        here, there = (stops[int(number)].name for number in apart[0])
        raise NoRouteError(f"no road or ferry that we know leads from {here!r} to {there!r}")
    end = 0 if options.round_trip else len(stops) - 1 if options.fixed_end else None
    stays = np.array([_stay_s(stop, options) for stop in stops])
    stays[0] = 0.0
    spans = [_hours(stop, depart, _day_s(depart, options)) for stop in stops]
    costs: Floats = matrix.duration_s if options.by == "duration" else matrix.distance_m
    found = order.best(costs, matrix.duration_s, end=end, stays_s=stays, spans=spans)
    return found if not options.round_trip else found[:-1]


def _day_s(depart: datetime, options: Options) -> float:
    """Seconds from setting out to the last arrival, of each day."""
    here = depart.astimezone(opening.TIMEZONE)
    ends = datetime.combine(here.date(), options.day_ends, opening.TIMEZONE)
    return max((ends - here).total_seconds(), 3600.0)


def _hours(stop: Stop, depart: datetime, day_s: float) -> list[tuple[float, float]] | None:
    """When one may arrive, in seconds of travelling days; None for any time."""
    if stop.opening_hours is None:
        return None
    return order.open_spans(stop.opening_hours, stop.at, depart, day_s=day_s)


def _timed(
    stops: tuple[Stop, ...],
    sequence: list[int],
    paths: list[Path],
    depart: datetime,
    options: Options,
) -> tuple[tuple[Visit, ...], tuple[Leg, ...], tuple[Day, ...]]:
    """Times of every leg and visit, and the days."""
    drives = [path.duration_s for path in paths]
    stays = [_stay_s(stops[number], options) for number in sequence[1:-1]] + [0.0]
    if options.days is None:
        limits = {"drive_limit_s": options.drive_limit_s, "day_s": _day_s(depart, options)}
        spans = splitting.by_limit(drives, stays, **limits)
    else:
        spans = splitting.by_count(drives, stays, options.days)
    legs: list[Leg] = []
    days: list[Day] = []
    waits = [0.0]  # nobody waits to set out
    morning = depart
    for number, span in enumerate(spans):
        clock = morning
        for leg in span:
            arrive = clock + timedelta(seconds=drives[leg])
            waits.append(_wait_s(stops[sequence[leg + 1]], arrive, options))
            legs.append(Leg(paths[leg], clock, arrive, number))
            clock = arrive + timedelta(seconds=waits[-1] + stays[leg])
        own = legs[span.start : span.stop]
        driven = sum(leg.duration_s for leg in own)
        metres = sum(leg.distance_m for leg in own)
        over = driven > options.drive_limit_s
        days.append(Day(number + 1, span, morning, own[-1].arrive, metres, driven, over))
        while morning <= clock:
            morning += timedelta(days=1)
    visits = [
        _visit(stops[number], number, nth, legs, wait_s)
        for nth, (number, wait_s) in enumerate(zip(sequence, waits, strict=True))
    ]
    return tuple(visits), tuple(legs), tuple(days)


def _visit(stop: Stop, number: int, nth: int, legs: list[Leg], wait_s: float) -> Visit:
    """The nth visit, to the stop of that number."""
    last = nth == len(legs)
    arrive = legs[nth - 1].arrive if nth else legs[0].depart
    depart = arrive if last else legs[nth].depart
    night = 0 < nth < len(legs) and legs[nth - 1].day != legs[nth].day
    state = _open(stop.opening_hours, stop.at, arrive + timedelta(seconds=wait_s))
    return Visit(stop, number, arrive, depart, wait_s, state, night)


def _wait_s(stop: Stop, arrive: datetime, options: Options) -> float:
    """Seconds until its doors open, when they do before the day ends; 0 when they do not."""
    if _open(stop.opening_hours, stop.at, arrive) is not State.CLOSED or not stop.opening_hours:
        return 0.0
    spell = opening.spell_at(stop.opening_hours, arrive, position=stop.at)
    here = arrive.astimezone(opening.TIMEZONE)
    ends = datetime.combine(here.date(), options.day_ends, opening.TIMEZONE)
    if spell.until is None or spell.until > ends:
        return 0.0
    if _open(stop.opening_hours, stop.at, spell.until) is not State.OPEN:
        return 0.0
    return (spell.until - arrive).total_seconds()


def _open(hours: str | None, at: LonLat, moment: datetime) -> State:
    """Whether it is open; unknown for hours that are not known or cannot be read."""
    if not hours:
        return State.UNKNOWN
    try:
        return opening.spell_at(hours, moment, position=at).state
    except opening.InvalidOpeningHoursError:
        return State.UNKNOWN


def _along(
    locator: Locator,
    stops: list[LonLat],
    paths: list[Path],
    legs: tuple[Leg, ...],
    options: Options,
) -> tuple[Along, ...]:
    """The places along the way that pass the filters."""
    rows = np.arange(len(locator.places))
    if options.filters is not None:
        rows = np.flatnonzero(locator.filter.mask(options.filters))
    found: Corridor = along(
        locator.network,
        stops,
        locator.tied.take(rows),
        by=options.by,
        within_m=options.corridor_m,
        within_s=options.corridor_s,
        paths=paths,
    )
    starts = np.concatenate([[0.0], np.cumsum([path.duration_s for path in paths])])
    places = locator.places
    texts = {name: places[name].to_numpy(object) for name in ("id", "name", "opening_hours")}
    listed = []
    for nth, row in enumerate(rows[found.place].tolist()):
        at, leg = (
            LonLat(float(places["lon"].iat[row]), float(places["lat"].iat[row])),
            found.leg[nth],
        )
        driven = float(found.arrival_s[nth] - starts[leg])
        arrive = legs[leg].depart + timedelta(seconds=driven)
        hours = texts["opening_hours"][row]
        state = _open(hours if isinstance(hours, str) else None, at, arrive)
        if options.open_only and state is not State.OPEN:
            continue
        listed.append(
            Along(
                row=row,
                place_id=texts["id"][row],
                name=texts["name"][row],
                at=at,
                leg=int(leg),
                leaves=LonLat(float(found.leaves_lon[nth]), float(found.leaves_lat[nth])),
                offset_m=float(found.offset_m[nth]),
                detour_m=max(0.0, float(found.detour_m[nth])),
                detour_s=max(0.0, float(found.detour_s[nth])),
                arrive=arrive,
                opening=state,
            )
        )
    return tuple(listed)
