"""
JSON Schemas of what the API answers: the parts that may be relied on; more fields may come.

A description may be a `Text`: `/openapi.json` takes the words of its language.
"""

from __future__ import annotations

from typing import Any

from web.i18n import Text
from web.params import Schema


def ref(name: str) -> Schema:
    """The schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def thing(properties: dict[str, Any], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object with these properties, all of them always there but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def listed(items: Schema, **more: Any) -> Schema:
    """An array of those."""
    return {"type": "array", "items": items, **more}


def mapped(values: Schema, **more: Any) -> Schema:
    """An object whose names are not known beforehand, each with a value like that."""
    return {"type": "object", "additionalProperties": values, **more}


def file_of(media: str) -> Schema:
    """The bytes of a file."""
    return {"type": "string", "contentMediaType": media}


def collection(feature: str, **members: Schema) -> Schema:
    """A FeatureCollection of one kind of Feature, with further members."""
    return thing(
        {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": ref(feature)},
            "data_version": TEXT,
            **members,
        },
        optional=tuple({"links", "approximate"} & members.keys()),
    )


TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "number"}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
MAYBE_COUNT: Schema = {"type": ["integer", "null"], "minimum": 0}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
FLAG: Schema = {"type": "boolean"}
LAT: Schema = {"type": "number", "minimum": -90, "maximum": 90}
LON: Schema = {"type": "number", "minimum": -180, "maximum": 180}
MOMENT: Schema = {"type": "string", "format": "date-time"}
KIND: Schema = {"enum": ["outlet", "village", "destination"]}
LEVEL: Schema = {"enum": ["province", "district", "commune"]}
VINTAGE: Schema = {"enum": ["2025-03-01", "2025-07-01"]}
PRECISION: Schema = {"enum": ["exact", "street", "commune", "district", "province"]}
STARS: Schema = {"type": ["integer", "null"], "minimum": 3, "maximum": 5}
STATUS: Schema = {"enum": ["open", "closed", "unknown"]}
PAIR = listed(LON, minItems=2, maxItems=2)
"""Longitude, latitude. Few tools read `prefixItems` yet, which would bound the latitude too."""
BOX: Schema = listed(NUMBER, minItems=4, maxItems=4)


def geometry(kind: str, coordinates: Schema) -> Schema:
    """A GeoJSON geometry."""
    return thing({"type": {"const": kind}, "coordinates": coordinates})


def feature(geometry: Schema, properties: Schema, **members: Schema) -> Schema:
    """A GeoJSON Feature with further members."""
    return thing(
        {
            "type": {"const": "Feature"},
            "geometry": geometry,
            "properties": properties,
            **members,
        },
        optional=("data_version",),
    )


POINT = geometry("Point", PAIR)
LINE = geometry("LineString", listed(PAIR, minItems=2))
AREA = geometry("MultiPolygon", listed(listed(listed(PAIR, minItems=4))))
DIRECTIONS: Schema = mapped(
    {"type": "string", "format": "uri"},
    description=Text("Chỉ đường trong bản đồ của người khác.", "Directions in others' maps."),
)

_PLACE: dict[str, Any] = {
    "kind": KIND,
    "name": TEXT,
    "name_en": MAYBE_TEXT,
    "category": MAYBE_TEXT,
    "category_label": MAYBE_TEXT,
    "address": MAYBE_TEXT,
    "precision": PRECISION,
    "units": ref("Units"),
    "stars": STARS,
    "source_url": MAYBE_TEXT,
    "source_weak": {"type": ["boolean", "null"]},
    "status": STATUS,
    "opening_hours": MAYBE_TEXT,
    "path": TEXT,
    "directions": DIRECTIONS,
}
_WHEN_KNOWN: dict[str, Any] = {
    "operator": TEXT,
    "chain": TEXT,
    "evidence": {"enum": ["direct", "chain", "indirect"]},
    "ministry_criteria": {"type": ["boolean", "string"]},
    "opened": TEXT,
    "confirmed_on": TEXT,
    "products": TEXT,
    "source_note": TEXT,
    "same_as": TEXT,
    "unit_candidates": mapped(mapped(listed(ref("Share")))),
}
_NEAR: dict[str, Any] = {
    "distance_m": {"type": "number", "minimum": 0},
    "bearing_deg": {"type": "number", "minimum": 0, "maximum": 360},
}
_TRAVEL: dict[str, Any] = {"travel_distance_m": COUNT, "travel_time_s": COUNT}
_PIN: dict[str, Any] = {
    "id": TEXT,
    "kind": KIND,
    "name": TEXT,
    "category": MAYBE_TEXT,
    "category_label": MAYBE_TEXT,
    "stars": STARS,
    "precision": PRECISION,
    "status": STATUS,
}
_UNIT: dict[str, Any] = {
    "code": TEXT,
    "vintage": VINTAGE,
    "level": LEVEL,
    "name": TEXT,
    "short_name": TEXT,
    "name_en": MAYBE_TEXT,
    "type": TEXT,
    "parent": MAYBE_TEXT,
    "province": TEXT,
    "area_km2": NUMBER,
    "population": MAYBE_NUMBER,
    "lon": LON,
    "lat": LAT,
    "valid_from": TEXT,
    "decree": MAYBE_TEXT,
}
_CROSSED: dict[str, Any] = {
    "successors": listed(ref("Share")),
    "predecessors": listed(ref("Share")),
}

SCHEMAS: dict[str, Schema] = {
    "Error": thing({"code": TEXT, "description": TEXT, "data_version": TEXT}),
    "Units": {
        **mapped(mapped(TEXT, propertyNames=LEVEL), propertyNames=VINTAGE),
        "description": Text(
            "Thời điểm, cấp, mã; cấp không xác định được thì không có.",
            "Vintage to level to code; a level that is not determined is absent.",
        ),
        "examples": [
            {
                "2025-03-01": {"province": "01", "district": "018", "commune": "00577"},
                "2025-07-01": {"province": "01", "commune": "00577"},
            }
        ],
    },
    "Share": thing({"code": TEXT, "share": SHARE}),
    "Candidate": thing(
        {"label": TEXT, "lat": LAT, "lon": LON, "vintage": VINTAGE, "level": LEVEL}
        | {"code": TEXT, "share": SHARE, "units": ref("Units")}
    ),
    "Found": thing(
        {
            "label": TEXT,
            "lat": LAT,
            "lon": LON,
            "precision": PRECISION,
            "confidence": SHARE,
            "units": ref("Units"),
            "candidates": listed(ref("Candidate")),
            "source": TEXT,
        }
    ),
    "Place": feature(
        POINT,
        thing(
            {**_PLACE, **_WHEN_KNOWN, "unit_names": ref("Units")},
            optional=(*_WHEN_KNOWN, "unit_names"),
        ),
        id=TEXT,
        data_version=TEXT,
    ),
    "NearPlace": feature(
        POINT,
        thing({**_PLACE, **_WHEN_KNOWN, **_NEAR, **_TRAVEL}, optional=(*_WHEN_KNOWN, *_TRAVEL)),
        id=TEXT,
    ),
    "Unit": thing(
        {
            "type": {"const": "Feature"},
            "id": TEXT,
            "geometry": AREA,
            "properties": thing({**_UNIT, **_CROSSED}, optional=tuple(_CROSSED)),
            "approximate": FLAG,
            "data_version": TEXT,
        },
        optional=("approximate", "data_version"),
    ),
    "Topology": thing(
        {
            "type": {"const": "Topology"},
            "transform": thing({"scale": listed(NUMBER), "translate": listed(NUMBER)}),
            "objects": thing(
                {
                    "units": thing(
                        {
                            "type": {"const": "GeometryCollection"},
                            "geometries": listed(
                                thing(
                                    {
                                        "type": {"enum": ["Polygon", "MultiPolygon"]},
                                        "id": TEXT,
                                        "properties": thing(_UNIT),
                                        "arcs": listed(listed({"type": ["integer", "array"]})),
                                    }
                                )
                            ),
                        }
                    )
                }
            ),
            "arcs": listed(listed(listed({"type": "integer"}, minItems=2, maxItems=2))),
            "approximate": FLAG,
            "data_version": TEXT,
        }
    ),
    "Position": thing(
        {"lat": LAT, "lon": LON, "label": TEXT, "precision": PRECISION}
        | {"units": ref("Units"), "candidates": listed(ref("Candidate"))},
        optional=("label", "precision", "units", "candidates"),
    ),
    "Pin": thing(_PIN),
    "Symbol": feature(
        POINT,
        thing(
            {
                "cluster": FLAG,
                "count": {"type": "integer", "minimum": 1},
                "kinds": mapped(COUNT, propertyNames=KIND),
                "bbox": BOX,
                "places": listed(ref("Pin")),
                **_PIN,
            },
            optional=("kinds", "bbox", "places", *_PIN),
        ),
        id=TEXT,
    ),
}
"""By name, for `#/components/schemas/`."""
