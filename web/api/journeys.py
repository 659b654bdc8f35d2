"""Journeys as answers: JSON, or a file in one of the formats that others read."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import orjson
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
    body = Body(content(journey, form, name=name))
    if form == "geojson":
        version = orjson.dumps({"data_version": snapshot.data_version})[:-1]
        body = Body(version + b"," + body.plain[1:])
    response = respond(body, MEDIA_TYPES[form], cache=cache)
    plain = fold(name).replace(" ", "-")[:60] or "route"
    response.headers["Content-Disposition"] = (
        f"attachment; filename={plain}.{form}; filename*=UTF-8''{quote(name[:80])}.{form}"
    )
    return response
