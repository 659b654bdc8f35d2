"""A journey as a page shows it: days, stops, legs, places beside the way, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import shapely

from geo.coordinates import LonLat
from geo.itinerary import Along, Day, Itinerary, Stop
from geo.itinerary.links import pieces
from geo.links import directions
from web.cards import DIRECTIONS, Card, card, distance_words
from web.snapshot import Snapshot
from web.wording import format_datetime, gettext, ngettext

LINE_DEG = 0.0004
"""A line on a page is at most that far off, some 40 m: less than the skeleton's roads are."""
MOST_BESIDE = 6
"""Places shown beside a leg: those that cost least."""


class StopShown(NamedTuple):
    """A stop."""

    number: int
    name: str
    href: str | None
    note: str
    """What it is and where."""
    approximate: bool
    arrives: str | None
    """None at the first."""
    leaves: str | None
    """None at the last."""
    hours: str
    """Whether it is open on arrival: open, closed or unknown."""


class LegShown(NamedTuple):
    """The way from a stop to the next."""

    distance: str
    duration: str
    ferries: str
    links: tuple[tuple[str, str], ...]
    to: str


class BesideShown(NamedTuple):
    """A place beside the way."""

    card: Card
    detour: str
    arrives: str
    hours: str
    """Whether it is open then: open, closed or unknown."""
    add: str | None
    """The address of the journey with it as a stop."""
    drop: str | None
    """The address of the journey without suggesting it."""


class StepShown(NamedTuple):
    """A stop, and the leg that leads on from it on the same day."""

    stop: StopShown
    leg: LegShown | None
    beside: tuple[BesideShown, ...]


@dataclass(frozen=True)
class DayShown:
    """A day."""

    title: str
    distance: str
    duration: str
    over: bool
    """More driving than the limit: no stop lies in between."""
    links: tuple[str, ...]
    """Addresses that open the day in Google's maps, in pieces that a phone's browser takes."""
    steps: tuple[StepShown, ...]


@dataclass(frozen=True)
class ItineraryShown:
    """The whole."""

    distance: str
    duration: str
    estimated: bool
    days: tuple[DayShown, ...]
    way: dict[str, Any]
    """What the map draws: see `static/js/layers/way.js`."""


def duration_words(seconds: float) -> str:
    """
    A duration: to five minutes above an hour, to a minute below.

    The journeys are estimates, and nobody plans by the second.
    """
    minutes = max(round(seconds / 60), 1)
    if minutes < 60:
        return gettext("%(minutes)s min", minutes=minutes)
    minutes = 5 * round(minutes / 5)
    hours, rest = divmod(minutes, 60)
    if not rest:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


def shown(
    snapshot: Snapshot,
    made: Itinerary,
    *,
    dated: bool,
    without: frozenset[str] = frozenset(),
    change: Callable[[str, str, int], str] | None = None,
) -> ItineraryShown:
    """
    A journey in words; needs a request.

    Parameters
    ----------
    dated
        Whether days are called by their date, not only by their number.
    without
        Ids of places not to suggest.
    change
        Gives the address of the journey with a place as a stop after a leg's first ("add", id, leg)
        or not suggested ("drop", id, leg); None where it cannot be changed.
    """
    stops = [_stop(snapshot, made, number) for number in range(len(made.visits))]
    beside: dict[int, list[BesideShown]] = {
        leg: [_beside(snapshot, each, change) for each in own]
        for leg, own in groupby(suggested(made, without), key=lambda each: each.leg)
    }
    days = []
    for day in made.days:
        steps = [
            StepShown(stops[leg], _leg(made, leg), tuple(beside.get(leg, ()))) for leg in day.legs
        ]
        days.append(
            DayShown(
                _day(day, dated=dated),
                distance_words(day.distance_m),
                duration_words(day.drive_s),
                day.over_limit,
                _pieces(made, day),
                (*steps, StepShown(stops[day.legs.stop], None, ())),
            )
        )
    return ItineraryShown(
        distance_words(made.distance_m),
        duration_words(made.duration_s),
        made.estimated,
        tuple(days),
        _way(made, stops, [each for own in beside.values() for each in own]),
    )


def suggested(made: Itinerary, without: frozenset[str] = frozenset()) -> list[Along]:
    """
    The places beside the way worth showing, in the order of travel: on each leg those that cost
    least, without the stops, what stands where a stop does, and those taken out.
    """
    stops = [visit.stop for visit in made.visits]
    out = without | {stop.place_id for stop in stops}
    # A village known by its commune's centre alone stands where others do: that is no detour of 0.
    taken = {stop.at for stop in stops}
    found = [each for each in made.places if each.place_id not in out and each.at not in taken]
    kept: list[Along] = []
    for _, own in groupby(found, key=lambda each: each.leg):
        rows = list(own)
        cheapest = sorted(rows, key=lambda each: each.detour_s)[:MOST_BESIDE]
        kept += [each for each in rows if each in cheapest]
    return kept


def stops_alone(snapshot: Snapshot, stops: Sequence[Stop]) -> dict[str, Any]:
    """What the map draws of stops that no journey joins yet."""
    marks = [
        _mark(stop.at, number, stop.name, *_about(snapshot, stop)[:2])
        for number, stop in enumerate(stops, start=1)
    ]
    return {"lines": [], "stops": marks, "along": []}


def _about(snapshot: Snapshot, stop: Stop) -> tuple[str | None, str, bool]:
    """Its page, what it is and where, whether its position is an area's centre."""
    row = snapshot.records.row.get(stop.place_id or "")
    if row is None:
        return None, "", False
    place = card(snapshot, row)
    # The province says where on a journey that a commune's name does not.
    province = place.where.rsplit(", ", maxsplit=1)[-1]
    note = " · ".join(filter(None, (place.category, province)))
    return place.href, note, place.approximate


def _stop(snapshot: Snapshot, made: Itinerary, number: int) -> StopShown:
    visit, last = made.visits[number], len(made.visits) - 1
    return StopShown(
        number + 1,
        visit.stop.name,
        *_about(snapshot, visit.stop),
        None if number == 0 else _clock(visit.arrive),
        None if number == last else _clock(visit.depart),
        str(visit.opening) if visit.stop.opening_hours else "",
    )


def _leg(made: Itinerary, number: int) -> LegShown:
    leg = made.legs[number]
    here, there = made.visits[number].stop, made.visits[number + 1].stop
    links = directions(there.at, start=here.at)
    return LegShown(
        distance_words(leg.distance_m),
        duration_words(leg.duration_s),
        ", ".join(dict.fromkeys(ferry.name for ferry in leg.path.ferries if ferry.name)),
        tuple((name, links[key]) for key, name in DIRECTIONS),
        there.name,
    )


def _pieces(made: Itinerary, day: Day) -> tuple[str, ...]:
    """Of a day of one leg none: the leg has its own."""
    if len(day.legs) < 2:
        return ()
    stops = [visit.stop.at for visit in made.visits[day.legs.start : day.legs.stop + 1]]
    return tuple(piece.href for piece in pieces(stops)["google_maps"])


def _beside(
    snapshot: Snapshot, each: Along, change: Callable[[str, str, int], str] | None
) -> BesideShown:
    place = card(snapshot, each.row)
    return BesideShown(
        place,
        gettext("detour %(duration)s", duration=duration_words(max(each.detour_s, 0.0))),
        _clock(each.arrive),
        str(each.opening),
        change and change("add", place.id, each.leg),
        change and change("drop", place.id, each.leg),
    )


def _day(day: Day, *, dated: bool) -> str:
    words = gettext("Day %(number)s", number=day.number)
    return f"{words} · {format_datetime(day.depart, 'EEEE d/M')}" if dated else words


def _clock(moment: datetime) -> str:
    """To five minutes."""
    minutes = moment.hour * 60 + moment.minute + moment.second / 60
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return format_datetime(midnight + timedelta(minutes=5 * round(minutes / 5)), "HH:mm")


def _way(
    made: Itinerary, stops: Sequence[StopShown], beside: Sequence[BesideShown]
) -> dict[str, Any]:
    lines = []
    for day in made.days:
        paths = [made.legs[leg].path for leg in day.legs]
        whole = np.vstack([np.column_stack([path.lon, path.lat]) for path in paths])
        seen = shapely.get_coordinates(shapely.linestrings(whole).simplify(LINE_DEG))
        lines.append(seen[:, ::-1].round(5).tolist())
    return {
        "lines": lines,
        "stops": [
            _mark(visit.stop.at, said.number, said.name, said.href, said.note)
            for visit, said in zip(made.visits, stops, strict=True)
        ],
        "along": [
            {
                "id": each.card.id,
                "at": [each.card.lat, each.card.lon],
                "kind": each.card.kind,
                "precision": each.card.precision,
                "name": each.card.name,
                "href": each.card.href,
                "lines": [each.card.category, each.detour],
            }
            for each in beside
        ],
    }


def _mark(at: LonLat, number: int, name: str, href: str | None, note: str) -> dict[str, Any]:
    return {
        "at": [round(at.lat, 5), round(at.lon, 5)],
        "number": number,
        "name": name,
        "href": href,
        "lines": [note],
    }


def days_words(days: int) -> str:
    """So many days."""
    return ngettext("%(num)s day", "%(num)s days", days)
