"""
Links that open a journey in the maps people have, in pieces within their limits on way points.

Google's addresses take 9 way points between start and goal (3 on a phone's browser), Apple's
several `daddr`, OpenStreetMap's directions page only a start and a goal.

References
----------
Google, Maps URLs (Directions); Apple, Map Links; OpenStreetMap's own directions page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from geo.coordinates import LonLat
from geo.links import directions, lat_lon

GOOGLE_BETWEEN = 3
"""Way points between start and goal that Google's maps take on every device."""


class Piece(NamedTuple):
    """A stretch of the journey that one link opens."""

    first: int
    last: int
    """Which of the stops it begins and ends at."""
    href: str


def pieces(stops: Sequence[LonLat]) -> dict[str, list[Piece]]:
    """
    Links for the whole of a journey, by map.

    Parameters
    ----------
    stops
        n positions in order, 2 or more.

    Examples
    --------
    >>> way = [LonLat(105 + n / 10, 21.0) for n in range(7)]
    >>> [(piece.first, piece.last) for piece in pieces(way)["google_maps"]]
    [(0, 4), (4, 6)]
    >>> len(pieces(way)["openstreetmap"])
    6
    """
    steps = {"google_maps": GOOGLE_BETWEEN + 1, "apple_maps": 1, "openstreetmap": 1}
    found: dict[str, list[Piece]] = {}
    for name, step in steps.items():
        found[name] = [
            Piece(first, last, _href(name, stops[first : last + 1]))
            for first in range(0, len(stops) - 1, step)
            for last in [min(first + step, len(stops) - 1)]
        ]
    return found


def _href(name: str, stops: Sequence[LonLat]) -> str:
    href = directions(stops[-1], start=stops[0])[name]
    if between := stops[1:-1]:
        href += "&" + urlencode({"waypoints": "|".join(map(lat_lon, between))})
    return href
