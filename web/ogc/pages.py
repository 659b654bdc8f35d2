"""What the pages of `/ogc` show besides the documents: tables and maps of features."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson
import shapely
from flask import url_for

from web import front
from web.i18n import language
from web.ogc.collections import Collection
from web.ogc.crs import CRS84, URIS, crs_of, transformed
from web.ogc.fields import Field
from web.page_maps import page_map
from web.snapshot import Snapshot

LAYER = {"Features": "js/layers/features.js"}
SHOWN = 6
"""Columns of the table of features: the id and the first that say something."""
_ASIDE = frozenset({"kind", "short_name", "name_en", "parent", "lon", "lat", "valid_from"})
"""Fields that the table leaves to the page of a feature."""


class Row(NamedTuple):
    """A feature in the table."""

    id: str
    href: str
    values: tuple[Any, ...]


class System(NamedTuple):
    """A coordinate reference system to choose."""

    uri: str
    name: str


def systems() -> tuple[System, ...]:
    """Every system features can be asked in, by name."""
    return tuple(System(uri, _name_of(uri)) for uri in URIS)


def _name_of(uri: str) -> str:
    """
    A system's name with its code.

    >>> _name_of(CRS84), _name_of("http://www.opengis.net/def/crs/EPSG/0/3405")
    ('CRS84: WGS 84', 'EPSG:3405: VN-2000 / UTM zone 48N')
    """
    if uri == CRS84:
        return "CRS84: WGS 84"
    return f"EPSG:{uri.rpartition('/')[2]}: {crs_of(uri).name}"


def of_collection(snapshot: Snapshot, known: Collection) -> dict[str, Any]:
    """For the page of a collection."""
    return {
        "collection": known,
        "count": len(known.layer(snapshot)),
        "fields": [(field.name, field.described(language())) for field in known.fields(snapshot)],
        "systems": systems(),
    }


def of_items(
    known: Collection, fields: tuple[Field, ...], document: dict[str, Any], *, first: int
) -> dict[str, Any]:
    """For the page of some features, of which `first` is the number of the first."""
    columns = [field for field in fields if field.name not in _ASIDE | {known.id_field}][:SHOWN]
    features = document["features"]
    rows = [
        Row(
            feature["id"],
            url_for("ogc.item", name=known.id, feature=feature["id"], f="html"),
            tuple(feature["properties"][column.name] for column in columns),
        )
        for feature in features
    ]
    links = {link["rel"]: link["href"] for link in document["links"]}
    return {
        "collection": known,
        "columns": [column.title.to(language()) for column in columns],
        "rows": rows,
        "first": first,
        "previous": links.get("prev"),
        "following": links.get("next"),
        **_map(features),
    }


def of_item(
    known: Collection, fields: tuple[Field, ...], document: dict[str, Any], uri: str
) -> dict[str, Any]:
    """For the page of one feature; of a point its coordinates in the system asked for."""
    facts = [
        (field.title.to(language()), document["properties"][field.name])
        for field in fields
        if document["properties"][field.name] is not None
    ]
    if known.geometry == "Point":
        point = shapely.from_geojson(orjson.dumps(document["geometry"]))
        x, y = transformed([point], uri)[0].coords[0]
        facts.append((_name_of(uri), f"{x:.10g}, {y:.10g}"))
    return {
        "collection": known,
        "name": document["properties"].get("name") or document["id"],
        "facts": facts,
        **_map([document]),
    }


def _map(features: list[dict[str, Any]]) -> dict[str, Any]:
    """The map of features, and what it draws: no more than names and geometries."""
    drawn = [
        {
            "type": "Feature",
            "geometry": feature["geometry"],
            "properties": {
                name: feature["properties"].get(name)
                for name in ("name", "kind", "precision")
                if feature["properties"].get(name)
            },
        }
        for feature in features
        if feature["geometry"]
    ]
    return {
        "map": page_map(interactive=False, more=LAYER),
        "features": {"type": "FeatureCollection", "features": drawn},
        "words": front.script_words(),
    }
