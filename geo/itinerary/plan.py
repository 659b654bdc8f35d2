"""A journey through stops: their order, the way, when one is where, and what lies along."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from geo.distance import Floats
from geo.errors import NoRouteError
from geo.itinerary import order
from geo.itinerary.beside import places_beside
from geo.itinerary.journey import Along, Itinerary
from geo.itinerary.options import Options, tomorrow
from geo.itinerary.schedule import day_s, scheduled, stay_s
from geo.itinerary.stops import Stop, checked
from geo.locator import Locator
from geo.opening import State
from geo.routing import Tied


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
    depart = options.depart or tomorrow()
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
    visits, legs, days = scheduled(stops, sequence, paths, depart, options)
    places: tuple[Along, ...] = ()
    if options.wants_places:
        at = [stops[number].at for number in sequence]
        places = places_beside(locator, at, legs, options)
    return Itinerary(
        visits=visits,
        legs=legs,
        days=days,
        places=places,
        estimated=network.estimated,
        hours_met=all(visit.opening is not State.CLOSED for visit in visits),
        options=options,
    )


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
    stays = np.array([stay_s(stop, options) for stop in stops])
    stays[0] = 0.0
    spans = [_hours(stop, depart, day_s(depart, options)) for stop in stops]
    costs: Floats = matrix.duration_s if options.by == "duration" else matrix.distance_m
    found = order.best(costs, matrix.duration_s, end=end, stays_s=stays, spans=spans)
    return found if not options.round_trip else found[:-1]


def _hours(stop: Stop, depart: datetime, long_s: float) -> list[tuple[float, float]] | None:
    """When one may arrive, in seconds of travelling days; None for any time."""
    if stop.opening_hours is None:
        return None
    return order.open_spans(stop.opening_hours, stop.at, depart, day_s=long_s)
