"""Addresses that open directions to a position in the maps people have."""

from __future__ import annotations

from urllib.parse import urlencode

from geo.coordinates import LonLat


def directions(to: LonLat, *, start: LonLat | None = None) -> dict[str, str]:
    """
    Addresses of directions to a position, by car, in three maps.

    All three take latitude before longitude. Google's and Apple's open the application where it
    is installed.

    Parameters
    ----------
    to
        Where to.
    start
        Where from; None leaves it to the map: where its reader is.

    References
    ----------
    Google, Maps URLs (Directions); Apple, Map Links; OpenStreetMap's own directions page.

    Examples
    --------
    >>> directions(LonLat(105.8542, 21.0285))["google_maps"]
    'https://www.google.com/maps/dir/?api=1&destination=21.0285%2C105.8542&travelmode=driving'
    """
    goal = lat_lon(to)
    origin = None if start is None else lat_lon(start)
    return {
        "google_maps": _address(
            "https://www.google.com/maps/dir/",
            {"api": "1", "origin": origin, "destination": goal, "travelmode": "driving"},
        ),
        "apple_maps": _address(
            "https://maps.apple.com/", {"saddr": origin, "daddr": goal, "dirflg": "d"}
        ),
        "openstreetmap": _address(
            "https://www.openstreetmap.org/directions", {"from": origin, "to": goal}
        ),
    }


def lat_lon(position: LonLat) -> str:
    """
    Latitude, longitude to a tenth of a metre, never in the exponent's notation.

    >>> lat_lon(LonLat(0.0000001, 21.5))
    '21.5,0.0'
    """
    return f"{_degrees(position.lat)},{_degrees(position.lon)}"


def _degrees(value: float) -> str:
    whole, _, decimals = f"{value:.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0') or '0'}"


def _address(page: str, parameters: dict[str, str | None]) -> str:
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{page}?{urlencode(given)}"
