"""
JSON Schemas of the answers of `/ogc`, after the standards' own, in OpenAPI 3.0's dialect.

Written here so that the document needs nothing from elsewhere.
"""

from __future__ import annotations

from typing import Any

from web.i18n import Language
from web.ogc.collections import Collection
from web.ogc.fields import Field
from web.params import Schema
from web.schemas import TEXT, listed, ref, thing

_NUMBERS: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 2}
_DEPTHS = {"Point": 0, "LineString": 1, "MultiPolygon": 3}
"""How deep the positions of a geometry lie in arrays."""


def nullable(schema: Schema) -> Schema:
    """
    Also null, as OpenAPI 3.0 says it.

    >>> nullable({"type": "string", "enum": ["a"]})
    {'type': 'string', 'enum': ['a', None], 'nullable': True}
    """
    among = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **among, "nullable": True}


SCHEMAS: dict[str, Schema] = {
    "Error": thing({"code": TEXT, "description": TEXT, "data_version": TEXT}),
    "Link": thing(
        {"href": TEXT, "rel": TEXT, "type": TEXT, "title": TEXT, "hreflang": TEXT},
        optional=("title", "hreflang"),
    ),
    "Landing": thing(
        {
            "title": TEXT,
            "description": TEXT,
            "links": listed(ref("Link")),
            "attribution": TEXT,
            "data_version": TEXT,
        }
    ),
    "Conformance": thing({"conformsTo": listed(TEXT), "data_version": TEXT}),
    "Collection": thing(
        {
            "id": TEXT,
            "title": TEXT,
            "description": TEXT,
            "links": listed(ref("Link")),
            "extent": thing(
                {
                    "spatial": thing({"bbox": listed(_NUMBERS), "crs": TEXT}),
                    "temporal": thing({"interval": listed(listed(nullable(TEXT))), "trs": TEXT}),
                },
                optional=("temporal",),
            ),
            "itemType": {"type": "string", "enum": ["feature"]},
            "crs": listed(TEXT),
            "storageCrs": TEXT,
            "attribution": TEXT,
            "approximate": {"type": "boolean"},
        }
    ),
    "Collections": thing(
        {
            "collections": listed(ref("Collection")),
            "links": listed(ref("Link")),
            "data_version": TEXT,
        }
    ),
    "Schema": thing(
        {
            "$schema": TEXT,
            "$id": TEXT,
            "type": {"type": "string", "enum": ["object"]},
            "title": TEXT,
            "properties": {"type": "object", "additionalProperties": {"type": "object"}},
        }
    ),
}
"""By name, for `#/components/schemas/`."""


def feature(collection: Collection, fields: tuple[Field, ...], language: Language) -> Schema:
    """A feature of a collection."""
    positions = _NUMBERS
    for _ in range(_DEPTHS[collection.geometry]):
        positions = listed(positions)
    geometry = thing(
        {
            "type": {"type": "string", "enum": [collection.geometry]},
            "coordinates": positions,
        }
    )
    properties = {
        field.name: field.described(language)
        if field.required
        else nullable(field.described(language))
        for field in fields
    }
    return thing(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": TEXT,
            # A route may have too few stops whose position is known.
            "geometry": nullable(geometry) if collection.geometry == "LineString" else geometry,
            "properties": thing(properties),
            "links": listed(ref("Link")),
            "data_version": TEXT,
        },
        optional=("links", "data_version"),
    )


def page_of(name: str) -> Schema:
    """A page of features of that schema."""
    count = {"type": "integer", "minimum": 0}
    members: dict[str, Any] = {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": listed(ref(name)),
        "numberMatched": count,
        "numberReturned": count,
        "links": listed(ref("Link")),
        "data_version": TEXT,
    }
    return thing(members)
