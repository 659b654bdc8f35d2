"""Stops of a journey: from what people type, from places we know, from a published route."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from geo.coordinates import LonLat
from geo.distance import between
from geo.errors import InvalidParameterError, OffNetworkError, UnknownPlaceError
from geo.locator import Locator
from geo.published_routes import PublishedRoute

MOST_STOPS = 25
SAME_M = 1.0
"""Positions nearer than that are one."""


@dataclass(frozen=True)
class Stop:
    """Somewhere to go."""

    name: str
    at: LonLat
    place_id: str | None = None
    """When it is a place of ours."""
    stay_s: float | None = None
    """How long to stay; None: as long as the journey's options say."""
    opening_hours: str | None = None
    """OpenStreetMap's `opening_hours`; None when they are not known."""


def stop_from_text(locator: Locator, text: str) -> Stop:
    """
    The stop that a text means: a place's id, "latitude, longitude", a name or an address.

    Raises
    ------
    InvalidParameterError
        If the text is empty.
    InvalidPositionError, PlaceNotFoundError
        As `Locator.find` does.
    """
    text = text.strip()
    if not text:
        raise InvalidParameterError("a stop is empty: give a name, an id or latitude, longitude")
    try:
        return stop_at_place(locator, text)
    except UnknownPlaceError:
        found = locator.stop(text)
    if found.result is None:
        return Stop(f"{found.at.lat:.5f}, {found.at.lon:.5f}", found.at)
    return Stop(found.result.label, found.at)


def stop_at_place(locator: Locator, place_id: str) -> Stop:
    """
    The stop at a place of ours.

    Raises
    ------
    UnknownPlaceError
        If no place has that id.
    """
    place = locator.place(place_id)
    hours = place["opening_hours"]
    return Stop(
        str(place["name"]),
        LonLat(float(place["lon"]), float(place["lat"])),
        place_id,
        opening_hours=None if pd.isna(hours) else str(hours),
    )


def stops_of_route(locator: Locator, route: PublishedRoute) -> tuple[Stop, ...]:
    """The stops of a published route that have a position, by the names its source gives them."""
    stops = []
    for stop in route.placed:
        if stop.at is None:  # what `placed` rules out
            continue
        hours = None
        if stop.place_id is not None:
            hours = stop_at_place(locator, stop.place_id).opening_hours
        stops.append(Stop(stop.name, stop.at, stop.place_id, opening_hours=hours))
    return tuple(stops)


def checked(locator: Locator, stops: Sequence[Stop]) -> tuple[Stop, ...]:
    """
    The stops, when a journey can be made of them.

    Raises
    ------
    InvalidParameterError
        If there are fewer than 2 or more than `MOST_STOPS`, or one stands twice in a row.
    OffNetworkError
        If one is outside Vietnam: at sea, or over the border.
    """
    if not 2 <= len(stops) <= MOST_STOPS:
        raise InvalidParameterError(
            f"{len(stops)} stop{'' if len(stops) == 1 else 's'} came; "
            f"a journey has 2 to {MOST_STOPS}"
        )
    for number, (here, there) in enumerate(pairwise(stops), 1):
        if _same(here, there):
            raise InvalidParameterError(
                f"stops {number} and {number + 1} are the same place, {there.name!r:.80}: "
                "leave one out"
            )
    for stop in stops:
        # A known place may lie at a centre just off the coarse outline of its island.
        if stop.place_id is None and not locator.boundaries.locate(stop.at):
            raise OffNetworkError(
                f"stop {stop.name!r:.80} ({stop.at.lat:.5f}, {stop.at.lon:.5f}) is not on land in "
                "Vietnam, at sea or over the border: name a place in Vietnam"
            )
    return tuple(stops)


def _same(here: Stop, there: Stop) -> bool:
    """Whether two stops are one: places of ours by id, for two may share a commune's centre."""
    if here.place_id is not None and there.place_id is not None:
        return here.place_id == there.place_id
    return between(here.at, there.at) < SAME_M
