"""When a journey is where: its stops and paths on a clock, cut into days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from geo import opening
from geo.itinerary import days as splitting
from geo.itinerary import doors
from geo.itinerary.journey import Day, Leg, Visit
from geo.itinerary.options import Options
from geo.itinerary.stops import Stop
from geo.routing.path import Path


def day_s(depart: datetime, options: Options) -> float:
    """Seconds from setting out to the last arrival, of each day."""
    here = depart.astimezone(opening.TIMEZONE)
    ends = datetime.combine(here.date(), options.day_ends, opening.TIMEZONE)
    return max((ends - here).total_seconds(), 3600.0)


def stay_s(stop: Stop, options: Options) -> float:
    """How long one stays at a stop."""
    return options.stay_s if stop.stay_s is None else stop.stay_s


def scheduled(
    stops: Sequence[Stop],
    sequence: Sequence[int],
    paths: Sequence[Path],
    depart: datetime,
    options: Options,
) -> tuple[tuple[Visit, ...], tuple[Leg, ...], tuple[Day, ...]]:
    """
    Times of every visit and leg, and the days.

    Parameters
    ----------
    sequence
        Which of the stops is visited when.
    paths
        From each visit to the next.
    depart
        When the first day begins.
    """
    drives = [path.duration_s for path in paths]
    ends = [stops[number] for number in sequence[1:]]

    def wait_s(leg: int, arrive: datetime) -> float:
        hours = ends[leg].opening_hours
        return doors.wait_s(hours, ends[leg].at, arrive, day_ends=options.day_ends)

    def pause(leg: int, at_s: float) -> float:
        # The journey ends where its last leg does: nobody waits there to go on.
        own = stay_s(ends[leg], options) if leg + 1 < len(ends) else 0.0
        return own + wait_s(leg, depart + timedelta(seconds=at_s))

    if options.days is None:
        spans = splitting.by_limit(
            drives, pause, drive_limit_s=options.drive_limit_s, day_s=day_s(depart, options)
        )
    else:
        spans = splitting.by_count(drives, pause, options.days)
    legs: list[Leg] = []
    days: list[Day] = []
    morning_s = 0.0
    for number, span in enumerate(spans):
        clock_s = morning_s
        for leg in span:
            begin, arrive = (
                depart + timedelta(seconds=at_s) for at_s in (clock_s, clock_s + drives[leg])
            )
            legs.append(Leg(paths[leg], begin, arrive, number))
            clock_s += drives[leg]
            clock_s += pause(leg, clock_s)
        own = legs[span.start : span.stop]
        days.append(_day(number + 1, span, own, options))
        morning_s = splitting.next_morning(morning_s, clock_s)
    waits = [0.0, *(wait_s(leg, made.arrive) for leg, made in enumerate(legs))]
    visits = [
        _visit(stops[number], number, nth, legs, wait)
        for nth, (number, wait) in enumerate(zip(sequence, waits, strict=True))
    ]
    return tuple(visits), tuple(legs), tuple(days)


def _day(number: int, span: range, legs: Sequence[Leg], options: Options) -> Day:
    driven = sum(leg.duration_s for leg in legs)
    return Day(
        number=number,
        legs=span,
        depart=legs[0].depart,
        arrive=legs[-1].arrive,
        distance_m=sum(leg.distance_m for leg in legs),
        drive_s=driven,
        over_limit=driven > options.drive_limit_s,
    )


def _visit(stop: Stop, number: int, nth: int, legs: list[Leg], wait_s: float) -> Visit:
    """The nth visit, to the stop of that number."""
    last = nth == len(legs)
    arrive = legs[nth - 1].arrive if nth else legs[0].depart
    depart = arrive if last else legs[nth].depart
    night = 0 < nth < len(legs) and legs[nth - 1].day != legs[nth].day
    state = doors.state(stop.opening_hours, stop.at, arrive + timedelta(seconds=wait_s))
    return Visit(stop, number, arrive, depart, wait_s, state, night)
