"""
How fast a car and a motorbike go on a way of OpenStreetMap, and where they may not.

Speeds are what people average on such a road in Vietnam, not its limit; a limit that is tagged
makes a road slower, never faster. Expressways bar motorbikes (Law on Road Traffic Order and
Safety 36/2024/QH15, article 25).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Tags = Mapping[str, str]

ATTAINED = 0.9
"""Of a speed limit, what people average where nothing but the limit slows them down."""
UNPAVED_KMH = 25.0
"""At most, off the asphalt."""
BY_SIGN_KMH = 10.0
"""Where a path is open to vehicles only because a sign says so."""
FERRY_KMH = 15.0
"""Of a ferry whose duration is not tagged: car ferries over the Mekong's arms make 8 to 20."""
_KMH_OF_A_MILE = 1.609344
_LIMITS_KMH = {"VN:urban": 50.0, "VN:rural": 80.0, "VN:motorway": 120.0, "walk": 5.0}
_CLOSED = {"no", "private", "agricultural", "forestry", "military", "emergency", "discouraged"}
_UNPAVED = {"unpaved", "dirt", "earth", "ground", "gravel", "sand", "mud", "grass", "pebblestone"}
_EXPRESSWAYS = {"motorway", "motorway_link"}
_ROUND = {"roundabout", "circular"}
_PATHS = {"path", "footway", "cycleway", "pedestrian", "bridleway"}
_LINKS = ("trunk", "primary", "secondary", "tertiary")
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|kph|mph)?")
_CLOCK = re.compile(r"(?:(\d+):)?(\d+):(\d{2})|(\d+)")
_ISO = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?")


class Use(NamedTuple):
    """What a way is to a vehicle."""

    forward_kmh: float
    """In the direction of its nodes; 0 where it is closed."""
    backward_kmh: float
    ferry: bool = False
    accessible: bool = True
    """One gets on and off anywhere along it: not so on ferries and expressways."""


CLOSED = Use(0.0, 0.0)


@dataclass(frozen=True)
class Profile:
    """
    A kind of vehicle.

    Examples
    --------
    >>> CAR.use({"highway": "primary", "oneway": "yes", "maxspeed": "50"})
    Use(forward_kmh=45.0, backward_kmh=0.0, ferry=False, accessible=True)
    >>> MOTORBIKE.use({"highway": "motorway"}) == CLOSED
    True
    """

    name: str
    vehicles: tuple[str, ...]
    """Keys of access tags, the most special first: `motorcar` overrules `vehicle`."""
    speeds_kmh: Mapping[str, float] = field(repr=False)
    """By class of highway; others are closed unless a sign opens them to this vehicle."""
    expressways: bool

    def use(self, tags: Tags) -> Use:
        """
        What a way with those tags is to this vehicle.

        Parameters
        ----------
        tags
            Of a way with `highway`, or with `route=ferry`.
        """
        highway = tags.get("highway", "")
        if tags.get("route") == "ferry" and not highway:
            speed = FERRY_KMH if self._access(tags) not in _CLOSED else 0.0
            return self._directed(speed, tags, Use(speed, speed, ferry=True, accessible=False))
        speed = self._speed(highway, tags)
        return self._directed(speed, tags, Use(speed, speed, False, highway not in _EXPRESSWAYS))

    def _speed(self, highway: str, tags: Tags) -> float:
        """Kilometres an hour along the way; 0 where it is closed."""
        access = self._access(tags)
        signed = self._access(tags, own=True) in ("yes", "designated", "permissive")
        expressway = highway in _EXPRESSWAYS or tags.get("motorroad") == "yes"
        if access in _CLOSED or (expressway and not self.expressways and not signed):
            return 0.0
        if tags.get("area") == "yes" or tags.get("smoothness") == "impassable":
            return 0.0
        opened = BY_SIGN_KMH if signed and highway in _PATHS else 0.0
        speed = self.speeds_kmh.get(highway, opened)
        return min(speed, UNPAVED_KMH) if tags.get("surface") in _UNPAVED else speed

    def _access(self, tags: Tags, *, own: bool = False) -> str:
        """What the most special of the access tags says; "" where none does."""
        # What is open to every vehicle says nothing of motors: `own` asks for those alone.
        keys = self.vehicles[:2] if own else self.vehicles
        return next((tags[key] for key in keys if key in tags), "")

    def _directed(self, speed: float, tags: Tags, use: Use) -> Use:
        """Closed against the one way, and slowed to the limits."""
        if not speed:
            return CLOSED
        ahead, back = self._open(tags)
        if use.ferry:
            return use._replace(forward_kmh=speed * ahead, backward_kmh=speed * back)
        limit = tags.get("maxspeed", "")
        forward = slowed(speed, tags.get("maxspeed:forward", limit))
        backward = slowed(speed, tags.get("maxspeed:backward", limit))
        return use._replace(forward_kmh=forward * ahead, backward_kmh=backward * back)

    def _open(self, tags: Tags) -> tuple[bool, bool]:
        """Whether the way is open along its nodes, and against them."""
        oneway = tags.get("oneway", "")
        for vehicle in reversed(self.vehicles[:2]):
            oneway = tags.get(f"oneway:{vehicle}", oneway)
        if not oneway:
            implied = tags.get("highway") in _EXPRESSWAYS or tags.get("junction") in _ROUND
            oneway = "yes" if implied else "no"
        if oneway in ("-1", "reverse"):
            return False, True
        if oneway in ("reversible", "alternating"):
            # By the hour, which a network without hours cannot know.
            return False, False
        return True, oneway not in ("yes", "true", "1")


def slowed(speed_kmh: float, limit: str) -> float:
    """
    A speed under a limit as it is tagged; the speed itself under one that cannot be read.

    Examples
    --------
    >>> slowed(60, "50"), slowed(60, "20 mph"), slowed(60, "VN:urban"), slowed(60, "signals")
    (45.0, 28.968192000000002, 45.0, 60)
    """
    read = _LIMIT.fullmatch(limit.strip())
    if read:
        kmh = float(read[1]) * (_KMH_OF_A_MILE if read[2] == "mph" else 1.0)
    else:
        kmh = _LIMITS_KMH.get(limit.strip(), 0.0)
    return min(speed_kmh, ATTAINED * kmh) if kmh > 0 else speed_kmh


def seconds_from_text(text: str) -> float | None:
    """
    A duration as ferries have it: "20" (minutes), "01:30", "01:30:00", "PT1H30M".

    Examples
    --------
    >>> seconds_from_text("20"), seconds_from_text("01:30"), seconds_from_text("PT1H30M")
    (1200.0, 5400.0, 5400.0)
    >>> seconds_from_text("00:45:30"), seconds_from_text("a while")
    (2730.0, None)
    """
    if read := _CLOCK.fullmatch(text.strip()):
        first, middle, last, minutes = read.groups()
        if minutes:
            seconds = float(minutes) * 60
        elif first is None:
            seconds = int(middle) * 3600.0 + int(last) * 60
        else:
            seconds = int(first) * 3600.0 + int(middle) * 60 + int(last)
    elif read := _ISO.fullmatch(text.strip().upper()):
        days, hours, minutes, rest = (int(part or 0) for part in read.groups())
        seconds = ((days * 24.0 + hours) * 60 + minutes) * 60 + rest
    else:
        return None
    return seconds or None


def _with_links(speeds: dict[str, float]) -> Mapping[str, float]:
    """The classes' links at three quarters of their speed: ramps and slip roads turn."""
    return speeds | {f"{road}_link": 0.75 * speeds[road] for road in _LINKS}


CAR = Profile(
    "car",
    ("motorcar", "motor_vehicle", "vehicle", "access"),
    _with_links(
        {
            "motorway": 95.0,
            "motorway_link": 50.0,
            "trunk": 60.0,
            "primary": 52.0,
            "secondary": 45.0,
            "tertiary": 40.0,
            "unclassified": 30.0,
            "road": 25.0,
            "residential": 25.0,
            "living_street": 12.0,
            "service": 15.0,
            "track": 12.0,
        }
    ),
    expressways=True,
)
MOTORBIKE = Profile(
    "motorbike",
    ("motorcycle", "motor_vehicle", "vehicle", "access"),
    _with_links(
        {
            "motorway": 60.0,
            "motorway_link": 40.0,
            "trunk": 50.0,
            "primary": 45.0,
            "secondary": 42.0,
            "tertiary": 38.0,
            "unclassified": 30.0,
            "road": 25.0,
            "residential": 25.0,
            "living_street": 15.0,
            "service": 15.0,
            "track": 15.0,
        }
    ),
    expressways=False,
)
PROFILES = {profile.name: profile for profile in (CAR, MOTORBIKE)}
"""By name."""
KEYS = (
    *("highway", "route", "junction", "oneway", "oneway:motorcycle", "oneway:motorcar"),
    *("oneway:motor_vehicle", "maxspeed", "maxspeed:forward", "maxspeed:backward", "surface"),
    *("smoothness", "area", "motorroad", "motorcar", "motorcycle", "motor_vehicle", "vehicle"),
    "access",
)
"""The tags that a profile looks at: ways that agree in them are alike."""
