"""A journey: visits, the legs between them, days, and what lies along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString

from geo.coordinates import LonLat
from geo.itinerary.options import Options
from geo.itinerary.stops import Stop
from geo.opening import State
from geo.routing.path import Path


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
