"""Journeys as answers: JSON, or a file in one of the formats that others read."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response

from geo.itinerary import Itinerary
from geo.itinerary.files import MEDIA_TYPES, content
from geo.itinerary.geojson import to_record
from geo.itinerary.links import pieces
from geo.text import fold
from web import readers
from web.caching import Body, respond
from web.i18n import Text
from web.operations import JSON, as_json
from web.params import Schema
from web.schemas import NUMBER, TEXT, listed, thing
from web.snapshot import Snapshot

FORM = readers.choice(
    "f",
    ("json", *MEDIA_TYPES),
    Text(
        "Dạng trả lời: json, hay tệp gpx, kml, geojson, ics.",
        "The answer's form: json, or a file: gpx, kml, geojson, ics.",
    ),
    default="json",
    example="gpx",
)

LEG: Schema = thing({"distance_m": NUMBER, "duration_s": NUMBER, "day": NUMBER})
JOURNEY: dict[str, Schema] = {
    "distance_m": NUMBER,
    "duration_s": NUMBER,
    "estimated": {"type": "boolean"},
    "legs": listed(LEG),
    "days": listed({"type": "object"}),
    "stops": listed({"type": "object"}),
    "places": listed({"type": "object"}),
    "links": {"type": "object"},
    "geometry": {"type": "object"},
}
"""What an answer says of a journey."""
FILES: dict[str, Schema] = {
    media: {"type": "object"} if form == "geojson" else TEXT for form, media in MEDIA_TYPES.items()
}
"""Media type to schema of the files."""


def answered(
    snapshot: Snapshot,
    journey: Itinerary,
    form: str,
    *,
    name: str,
    cache: str,
    about: dict[str, Any] | None = None,
) -> Response:
    """
    The journey as it was asked for.

    Parameters
    ----------
    name
        What it is called, and its file after it.
    about
        What JSON says besides.
    """
    if form == "json":
        links = {
            map_name: [piece._asdict() for piece in found]
            for map_name, found in pieces([visit.stop.at for visit in journey.visits]).items()
        }
        record = {**(about or {}), **to_record(journey), "links": links}
        return as_json(snapshot, record, cache=cache, mimetype=JSON)
    response = respond(Body(content(journey, form, name=name)), MEDIA_TYPES[form], cache=cache)
    plain = fold(name).replace(" ", "-")[:60] or "route"
    response.headers["Content-Disposition"] = (
        f"attachment; filename={plain}.{form}; filename*=UTF-8''{quote(name[:80])}.{form}"
    )
    return response
