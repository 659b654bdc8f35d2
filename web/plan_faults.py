"""What keeps stops from making a journey, each in words that say which stop and what would do."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from geo.distance import between
from geo.itinerary import MOST_STOPS
from geo.itinerary.stops import SAME_M
from geo.routing.snapping import NOWHERE
from web.plan_form import Asked
from web.snapshot import Snapshot
from web.wording import format_decimal, gettext


def faults_of(snapshot: Snapshot, asked: tuple[Asked, ...], *, round_trip: bool) -> list[str]:
    """
    Everything that is wrong with the stops; nothing, when they make a journey.

    A single stop is a beginning, not a fault.
    """
    found = [
        gettext(
            "Stop %(number)s: we know nothing called “%(name)s”. Try another spelling, or "
            "latitude, longitude.",
            number=number,
            name=each.text[:80],
        )
        for number, each in enumerate(asked, start=1)
        if each.stop is None
    ]
    if len(asked) > MOST_STOPS:
        found.append(
            gettext(
                "There are %(count)s stops; a journey has at most %(most)s. Take some out.",
                count=len(asked),
                most=MOST_STOPS,
            )
        )
    # What follows asks the roads, and of as many stops as a journey may have.
    return found or _twice(asked) + _off(snapshot, asked) or _apart(snapshot, asked, round_trip)


def _twice(asked: tuple[Asked, ...]) -> list[str]:
    return [
        gettext(
            "Stops %(first)s and %(second)s are the same place, %(name)s. Take one out.",
            first=number,
            second=number + 1,
            name=there.stop.name,
        )
        for number, (here, there) in enumerate(pairwise(asked), start=1)
        if here.stop and there.stop and between(here.stop.at, there.stop.at) < SAME_M
    ]


def _off(snapshot: Snapshot, asked: tuple[Asked, ...]) -> list[str]:
    """Stops at sea, over the border, or far from every road."""
    stops = [each.stop for each in asked if each.stop]
    if not stops:
        return []
    network, found = snapshot.locator.network, []
    tied = network.tie(*np.array([stop.at for stop in stops], float).T)
    for number, (stop, arc) in enumerate(zip(stops, tied.road.arc, strict=True), start=1):
        # A known place may lie at a centre just off the coarse outline of its island.
        if stop.place_id is None and not snapshot.locator.boundaries.locate(stop.at):
            found.append(
                gettext(
                    "Stop %(number)s (%(name)s) is not on land in Vietnam: at sea, or over the "
                    "border. Choose a place in Vietnam.",
                    number=number,
                    name=stop.name,
                )
            )
        elif arc == NOWHERE:
            found.append(
                gettext(
                    "Stop %(number)s (%(name)s) is more than %(limit)s km from any road that we "
                    "know. Choose a place near a road or a ferry.",
                    number=number,
                    name=stop.name,
                    limit=format_decimal(network.limit_m / 1_000),
                )
            )
    return found


def _apart(snapshot: Snapshot, asked: tuple[Asked, ...], round_trip: bool) -> list[str]:
    """Stops in a row that no road joins."""
    stops = [each.stop for each in asked if each.stop]
    if len(stops) < 2:
        return []
    lon, lat = np.array([stop.at for stop in stops], float).T
    matrix = snapshot.locator.network.matrix(lon, lat, lon, lat)
    rows = [*range(len(stops)), *([0] if round_trip else [])]
    return [
        gettext(
            "No road or ferry that we know leads from stop %(first)s (%(here)s) to stop "
            "%(second)s (%(there)s). Take one of them out.",
            first=here + 1,
            second=there + 1,
            here=stops[here].name,
            there=stops[there].name,
        )
        for here, there in pairwise(rows)
        if not np.isfinite(matrix.duration_s[here, there])
    ]
