"""JSON Schemas of journeys: totals, legs, days, stops, what lies along, and the files."""

from __future__ import annotations

from geo.itinerary.files import MEDIA_TYPES
from web.i18n import Text
from web.params import Schema
from web.schemas import (
    COUNT,
    FLAG,
    LAT,
    LINE,
    LON,
    MAYBE_COUNT,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    MOMENT,
    PAIR,
    POINT,
    TEXT,
    file_of,
    listed,
    mapped,
    thing,
)

OPENING: Schema = {"enum": ["open", "closed", "unknown"]}
TOTALS: dict[str, Schema] = {
    "distance_m": COUNT,
    "duration_s": COUNT,
    "estimated": {
        **FLAG,
        "description": Text(
            "Độ dài và thời gian là ước tính theo khung đường quốc gia.",
            "Lengths and times are estimates over the national road skeleton.",
        ),
    },
}
LEG: dict[str, Schema] = {
    "distance_m": COUNT,
    "duration_s": COUNT,
    "depart": MOMENT,
    "arrive": MOMENT,
    "day": COUNT,
    "ferries": listed(MAYBE_TEXT),
}
DAY: dict[str, Schema] = {
    "day": COUNT,
    "legs": listed(COUNT),
    "depart": MOMENT,
    "arrive": MOMENT,
    "distance_m": COUNT,
    "duration_s": COUNT,
    "over_limit": FLAG,
}
STOP: dict[str, Schema] = {
    "name": TEXT,
    "place_id": MAYBE_TEXT,
    "lon": LON,
    "lat": LAT,
    "given": COUNT,
    "arrive": MOMENT,
    "depart": MOMENT,
    "wait_s": COUNT,
    "opening": OPENING,
    "night": FLAG,
}
ALONG: dict[str, Schema] = {
    "id": TEXT,
    "name": TEXT,
    "lon": LON,
    "lat": LAT,
    "leg": COUNT,
    "leaves": PAIR,
    "offset_m": COUNT,
    "detour_m": {"type": "integer"},
    "detour_s": {"type": "integer"},
    "arrive": MOMENT,
    "opening": OPENING,
}
JOURNEY: dict[str, Schema] = {
    **TOTALS,
    "hours_met": FLAG,
    "legs": listed(thing(LEG)),
    "days": listed(thing(DAY)),
    "stops": listed(thing(STOP)),
    "places": listed(thing(ALONG)),
    "links": mapped(
        listed(thing({"first": COUNT, "last": COUNT, "href": {"type": "string", "format": "uri"}})),
        description=Text(
            "Mở từng đoạn trong bản đồ của người khác.", "The journey in pieces in others' maps."
        ),
    ),
    "geometry": LINE,
}
"""What JSON says of a journey."""


def _role(role: str, geometry: Schema, properties: dict[str, Schema]) -> Schema:
    return thing(
        {
            "type": {"const": "Feature"},
            "geometry": geometry,
            "properties": thing({"role": {"const": role}, **properties}),
        }
    )


FEATURES: Schema = thing(
    {
        "type": {"const": "FeatureCollection"},
        "name": TEXT,
        **TOTALS,
        "features": listed(
            {
                "oneOf": [
                    _role("leg", LINE, {"number": COUNT, **LEG}),
                    _role("stop", POINT, {"number": COUNT, **STOP}),
                    _role("along", POINT, ALONG),
                ]
            }
        ),
        "data_version": TEXT,
    }
)
FILES: dict[str, Schema] = {
    media: FEATURES if form == "geojson" else file_of(media) for form, media in MEDIA_TYPES.items()
}
"""Media type to schema of the files."""

ROUTE: dict[str, Schema] = {
    "id": TEXT,
    "name": TEXT,
    "name_en": MAYBE_TEXT,
    "theme": MAYBE_TEXT,
    "days_published": MAYBE_COUNT,
    "season": MAYBE_TEXT,
    "provinces": listed(TEXT),
    "source_url": MAYBE_TEXT,
    "source_weak": FLAG,
    "path": TEXT,
    "stops_published": listed(
        thing(
            {
                "name": TEXT,
                "kind": MAYBE_TEXT,
                "place_id": MAYBE_TEXT,
                "lon": MAYBE_NUMBER,
                "lat": MAYBE_NUMBER,
            }
        )
    ),
    "stops_missing": listed(TEXT),
}
"""A published route as its source has it."""
