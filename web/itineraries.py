"""A journey as a page shows it: days, stops, legs, places beside the way, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import shapely
from flask import url_for

from geo import opening
from geo.coordinates import LonLat
from geo.links import directions
from geo.places.vocabularies import CATEGORIES
from web.cards import CENTRES, DIRECTIONS, Card, card, distance_words
from web.i18n import language
from web.journeys import Beside, Journey, Stop
from web.snapshot import Snapshot
from web.wording import format_datetime, gettext, ngettext

LINE_DEG = 0.0004
"""A line on a page is at most that far off, some 40 m: less than the skeleton's roads are."""
HOUR_S = 3_600


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
    made: Journey,
    *,
    dated: bool,
    change: Callable[[str, str, int], str] | None = None,
) -> ItineraryShown:
    """
    A journey in words; needs a request.

    Parameters
    ----------
    dated
        Whether days are called by their date, not only by their number.
    change
        Gives the address of the journey with a place as a stop after a leg's first ("add", id, leg)
        or not suggested ("drop", id, leg); None where it cannot be changed.
    """
    stops = [_stop(snapshot, made, number) for number in range(len(made.stops))]
    beside = [_beside(snapshot, each, change) for each in made.beside]
    days = []
    for number, legs in enumerate(made.days):
        steps = [
            StepShown(
                stops[leg],
                _leg(made, leg),
                tuple(b for b, at in zip(beside, made.beside, strict=True) if at.leg == leg),
            )
            for leg in legs
        ]
        days.append(
            DayShown(
                _day(number, made, legs, dated=dated),
                distance_words(sum(made.legs[leg].distance_m for leg in legs)),
                duration_words(sum(made.legs[leg].duration_s for leg in legs)),
                (*steps, StepShown(stops[legs.stop], None, ())),
            )
        )
    return ItineraryShown(
        distance_words(made.distance_m),
        duration_words(made.duration_s),
        made.estimated,
        tuple(days),
        _way(made, stops, beside),
    )


def stops_alone(snapshot: Snapshot, stops: tuple[Stop, ...]) -> dict[str, Any]:
    """What the map draws of stops that no journey joins yet."""
    known = [
        StopShown(number, stop.name, *_about(snapshot, stop), None, None)
        for number, stop in enumerate(stops, start=1)
    ]
    marks = [_mark(stop.at, said) for stop, said in zip(stops, known, strict=True)]
    return {"lines": [], "stops": marks, "along": []}


def line_of(made: Journey) -> np.ndarray[Any, np.dtype[np.float64]]:
    """(n, 2) longitude, latitude of all legs."""
    if not made.legs:
        return np.empty((0, 2))
    return np.vstack([np.column_stack([leg.lon, leg.lat]) for leg in made.legs])


def _about(snapshot: Snapshot, stop: Stop) -> tuple[str | None, str, bool]:
    """Its page, what it is and where, whether its position is an area's centre."""
    row = snapshot.records.row.get(stop.place_id or "")
    if row is None:
        return None, "", False
    known = snapshot.records.properties(row, language())
    kind = known["kind"]
    category = CATEGORIES[kind].label(known["category"], language())
    href = url_for(f"pages.{kind}", place_id=stop.place_id)
    where = ", ".join(card(snapshot, row).where.split(", ")[-1:])
    return href, f"{category} · {where}" if where else category, known["precision"] in CENTRES


def _stop(snapshot: Snapshot, made: Journey, number: int) -> StopShown:
    first, last = number == 0, number == len(made.stops) - 1
    stop = made.stops[number]
    return StopShown(
        number + 1,
        stop.name,
        *_about(snapshot, stop),
        None if first else _clock(made.arrives[number]),
        None if last else _clock(made.leaves[number]),
    )


def _leg(made: Journey, number: int) -> LegShown:
    leg = made.legs[number]
    here, there = made.stops[number], made.stops[number + 1]
    links = directions(there.at, start=here.at)
    return LegShown(
        distance_words(leg.distance_m),
        duration_words(leg.duration_s),
        ", ".join(dict.fromkeys(ferry.name for ferry in leg.ferries if ferry.name)),
        tuple((name, links[key]) for key, name in DIRECTIONS),
        there.name,
    )


def _beside(
    snapshot: Snapshot, each: Beside, change: Callable[[str, str, int], str] | None
) -> BesideShown:
    place = card(snapshot, each.row)
    return BesideShown(
        place,
        gettext("detour %(duration)s", duration=duration_words(each.detour_s)),
        _clock(each.arrives),
        hours_at(place, each.arrives),
        change and change("add", place.id, each.leg),
        change and change("drop", place.id, each.leg),
    )


def hours_at(place: Card, moment: datetime) -> str:
    """Whether a place is open then: open, closed or unknown."""
    if not place.opening_hours:
        return "unknown"
    try:
        at = LonLat(place.lon, place.lat)
        return str(opening.spell_at(place.opening_hours, moment, position=at).state)
    except opening.InvalidOpeningHoursError:
        return "unknown"


def _day(number: int, made: Journey, legs: range, *, dated: bool) -> str:
    day = gettext("Day %(number)s", number=number + 1)
    if not dated:
        return day
    return f"{day} · {format_datetime(made.leaves[legs.start], 'EEEE d/M')}"


def _clock(moment: datetime) -> str:
    """To five minutes."""
    minutes = moment.hour * 60 + moment.minute + moment.second / 60
    rounded = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return format_datetime(rounded + timedelta(minutes=5 * round(minutes / 5)), "HH:mm")


def _way(made: Journey, stops: list[StopShown], beside: list[BesideShown]) -> dict[str, Any]:
    lines = []
    for legs in made.days:
        whole = np.vstack(
            [np.column_stack([made.legs[leg].lon, made.legs[leg].lat]) for leg in legs]
        )
        seen = shapely.get_coordinates(shapely.linestrings(whole).simplify(LINE_DEG))
        lines.append(seen[:, ::-1].round(5).tolist())
    return {
        "lines": lines,
        "stops": [_mark(stop.at, said) for stop, said in zip(made.stops, stops, strict=True)],
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


def _mark(at: LonLat, said: StopShown) -> dict[str, Any]:
    return {
        "at": [round(at.lat, 5), round(at.lon, 5)],
        "number": said.number,
        "name": said.name,
        "href": said.href,
        "lines": [said.note],
    }


def days_words(days: int) -> str:
    """So many days."""
    return ngettext("%(num)s day", "%(num)s days", days)
