"""A journey as a file of one of the formats that others read."""

from __future__ import annotations

from pathlib import Path

import orjson

from geo.errors import InvalidParameterError
from geo.itinerary.geojson import to_geojson
from geo.itinerary.gpx import to_gpx
from geo.itinerary.ical import to_ical
from geo.itinerary.journey import Itinerary
from geo.itinerary.kml import to_kml

MEDIA_TYPES = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "geojson": "application/geo+json",
    "ics": "text/calendar",
}
"""By format, which is also the ending of a file's name."""


def content(journey: Itinerary, form: str, *, name: str) -> bytes:
    """
    The journey in that format.

    Parameters
    ----------
    form
        One of `MEDIA_TYPES`.
    name
        What the journey is called.

    Raises
    ------
    InvalidParameterError
        If there is no such format.
    """
    if form == "gpx":
        return to_gpx(journey, name=name).encode()
    if form == "kml":
        return to_kml(journey, name=name).encode()
    if form == "ics":
        return to_ical(journey, name=name)
    if form == "geojson":
        return orjson.dumps(to_geojson(journey, name=name), option=orjson.OPT_SERIALIZE_NUMPY)
    raise InvalidParameterError(f"format {form!r:.20} came: there are {', '.join(MEDIA_TYPES)}")


def format_of(path: Path) -> str:
    """
    The format that a file's ending names.

    Raises
    ------
    InvalidParameterError
        If it names none.

    Examples
    --------
    >>> format_of(Path("loop.GPX"))
    'gpx'
    """
    form = path.suffix.lower().lstrip(".")
    if form not in MEDIA_TYPES:
        raise InvalidParameterError(
            f"{path.name!r:.60} ends in no format we write: there are {', '.join(MEDIA_TYPES)}"
        )
    return form


def called(journey: Itinerary) -> str:
    """
    A name for a journey that has none: from where to where.

    A round trip is named by its stops between.
    """
    names = [visit.stop.name for visit in journey.visits]
    return f"{names[0]} – {names[-1]}" if names[0] != names[-1] else " – ".join(names[:3])
