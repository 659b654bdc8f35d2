"""JSON Schemas of what the API answers: the parts that may be relied on; more fields may come."""

from __future__ import annotations

from typing import Any

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


def listed(items: Schema) -> Schema:
    """An array of those."""
    return {"type": "array", "items": items}


def collection(feature: str, **members: Schema) -> Schema:
    """A FeatureCollection of one kind of Feature, with further members."""
    return thing(
        {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": ref(feature)},
            "data_version": TEXT,
            **members,
        },
        optional=("links",),
    )


TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "number"}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
KIND: Schema = {"enum": ["outlet", "village", "destination"]}
PRECISION: Schema = {"enum": ["exact", "street", "commune", "district", "province"]}
POINT: Schema = thing(
    {
        "type": {"const": "Point"},
        "coordinates": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
    }
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
    "stars": {"type": ["integer", "null"], "minimum": 3, "maximum": 5},
    "source_url": MAYBE_TEXT,
    "status": {"enum": ["open", "closed", "unknown"]},
}

SCHEMAS: dict[str, Schema] = {
    "Error": thing({"code": TEXT, "description": TEXT, "data_version": TEXT}),
    "Units": {
        "type": "object",
        "description": "Vintage to level to code; a level that is not determined is absent.",
        "additionalProperties": {"type": "object", "additionalProperties": TEXT},
        "examples": [
            {
                "2025-03-01": {"province": "01", "district": "018", "commune": "00577"},
                "2025-07-01": {"province": "01", "commune": "00577"},
            }
        ],
    },
    "Place": thing(
        {
            "type": {"const": "Feature"},
            "id": TEXT,
            "geometry": POINT,
            "properties": thing(_PLACE),
        }
    ),
    "NearPlace": thing(
        {
            "type": {"const": "Feature"},
            "id": TEXT,
            "geometry": POINT,
            "properties": thing(
                {
                    **_PLACE,
                    "distance_m": {"type": "number", "minimum": 0},
                    "bearing_deg": {"type": "number", "minimum": 0, "maximum": 360},
                    "travel_distance_m": {"type": "integer", "minimum": 0},
                    "travel_time_s": {"type": "integer", "minimum": 0},
                    "directions": {"type": "object", "additionalProperties": TEXT},
                },
                optional=("travel_distance_m", "travel_time_s"),
            ),
        }
    ),
    "Unit": thing(
        {
            "type": {"const": "Feature"},
            "id": TEXT,
            "geometry": thing(
                {"type": {"const": "MultiPolygon"}, "coordinates": {"type": "array"}}
            ),
            "properties": thing(
                {
                    "code": TEXT,
                    "vintage": TEXT,
                    "level": {"enum": ["province", "district", "commune"]},
                    "name": TEXT,
                    "short_name": TEXT,
                    "name_en": MAYBE_TEXT,
                    "type": TEXT,
                    "parent": MAYBE_TEXT,
                    "province": TEXT,
                    "area_km2": NUMBER,
                    "population": {"type": ["number", "null"]},
                    "lon": NUMBER,
                    "lat": NUMBER,
                    "valid_from": TEXT,
                    "decree": MAYBE_TEXT,
                }
            ),
        }
    ),
    "Position": thing(
        {"lat": NUMBER, "lon": NUMBER, "label": TEXT, "precision": PRECISION}
        | {"units": ref("Units")},
        optional=("label", "precision", "units"),
    ),
    "Symbol": thing(
        {
            "type": {"const": "Feature"},
            "id": TEXT,
            "geometry": POINT,
            "properties": thing(
                {
                    "cluster": {"type": "boolean"},
                    "count": {"type": "integer", "minimum": 1},
                    "kinds": {"type": "object", "additionalProperties": COUNT},
                    "bbox": {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4},
                    "places": {"type": "array", "items": {"type": "object"}},
                    "id": TEXT,
                    "kind": KIND,
                    "name": TEXT,
                    "category": MAYBE_TEXT,
                    "stars": {"type": ["integer", "null"]},
                    "precision": PRECISION,
                },
                optional=(
                    *("kinds", "bbox", "places"),
                    *("id", "kind", "name", "category", "stars", "precision"),
                ),
            ),
        }
    ),
}
"""By name, for `#/components/schemas/`."""
