"""Positions and bounding boxes as values, and reading them from text."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from geo.errors import InvalidBBoxError, InvalidPositionError

_NUMBER = r"[+-]?\d{1,3}(?:[.,]\d+)?°?"
_LAT_LON = re.compile(rf"\s*({_NUMBER})\s*(?:,\s|;|\s|,)\s*({_NUMBER})\s*")


class LonLat(NamedTuple):
    """A position in EPSG:4326, longitude first, in degrees."""

    lon: float
    lat: float

    @classmethod
    def checked(cls, lon: float, lat: float) -> LonLat:
        """
        A position whose numbers are finite and on the globe.

        Raises
        ------
        InvalidPositionError
            If either is not a number, infinite, or out of range; the message says so when the
            two look swapped.

        Examples
        --------
        >>> LonLat.checked(105.85, 21.03)
        LonLat(lon=105.85, lat=21.03)
        """
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise InvalidPositionError(f"lat={lat}, lon={lon} is not a position: give two numbers")
        if -180 <= lon <= 180 and -90 <= lat <= 90:
            return cls(lon, lat)
        hint = "lat and lon look swapped" if abs(lon) <= 90 < abs(lat) <= 180 else "degrees are due"
        raise InvalidPositionError(
            f"lat={lat}, lon={lon} is off the globe ({hint}): lat is -90 to 90, lon -180 to 180"
        )


class BBox(NamedTuple):
    """A box in EPSG:4326: west, south, east, north, in degrees; it does not cross 180°."""

    west: float
    south: float
    east: float
    north: float


def lonlat_from_text(text: str) -> LonLat | None:
    """
    The position that a text such as "21.03, 105.85" writes, latitude first as people do.

    None when the text is not two numbers: it is then a name to look up.

    Raises
    ------
    InvalidPositionError
        If the text is two numbers but no position.

    Examples
    --------
    >>> lonlat_from_text("21.0285, 105.8542")
    LonLat(lon=105.8542, lat=21.0285)
    >>> lonlat_from_text("Hội An") is None
    True
    """
    match = _LAT_LON.fullmatch(text)
    if match is None:
        return None
    lat, lon = (float(number.rstrip("°").replace(",", ".")) for number in match.groups())
    return LonLat.checked(lon, lat)


def bbox_from_text(text: str) -> BBox:
    """
    The box that "west,south,east,north" writes.

    Raises
    ------
    InvalidBBoxError
        If it is not four finite numbers on the globe in that order.

    Examples
    --------
    >>> bbox_from_text("105.7,20.9,106.0,21.2").north
    21.2
    """
    due = "give west,south,east,north in degrees, such as 105.7,20.9,106.0,21.2"
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidBBoxError(f"bbox {text[:80]!r} is not four numbers: {due}") from None
    if not all(map(math.isfinite, (west, south, east, north))):
        raise InvalidBBoxError(f"bbox {text[:80]!r} is not finite: {due}")
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InvalidBBoxError(f"bbox {text[:80]!r} is out of order or off the globe: {due}")
    return BBox(west, south, east, north)
