"""The documents of `/ogc`: pygeoapi's, with its links put right and what it does not know added."""

from __future__ import annotations

from typing import Any

import orjson
from flask import g
from pygeoapi.api import describe_collections, get_collection_schema, itemtypes, landing_page

from web.errors import RefusedError
from web.i18n import language
from web.ogc.collections import Collection, Interval, collections
from web.ogc.conformance import CLASSES
from web.ogc.crs import CRS84
from web.ogc.layer import Query
from web.ogc.links import put_right
from web.ogc.service import MISSING, Document, service_of
from web.ogc.tile_documents import ATTRIBUTION, link_to_schemes, link_to_tiles
from web.ogc.tilesets import tilesets
from web.snapshot import Snapshot

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def collection_named(name: str) -> Collection:
    """
    The collection of that id.

    Raises
    ------
    RefusedError
        If there is none.
    """
    found = collections().get(name)
    if found is None:
        raise RefusedError("not-found", MISSING, status=404)
    return found


def landing(snapshot: Snapshot, form: str) -> Document:
    """What there is, and where."""
    document = service_of(snapshot).document(landing_page)
    dated = _dated(snapshot, document, form)
    dated["links"].append(link_to_schemes())
    return dated | {"attribution": ATTRIBUTION.to(language())}


def conformance(snapshot: Snapshot) -> Document:
    """What the service conforms to: the classes whose tests pass, whatever pygeoapi would say."""
    return {"conformsTo": list(CLASSES), "data_version": snapshot.data_version}


def listed(snapshot: Snapshot, form: str) -> Document:
    """Every collection."""
    document = service_of(snapshot).document(describe_collections)
    document["collections"] = [
        _described(each, collections()[each["id"]], form) for each in document["collections"]
    ]
    return _dated(snapshot, document, form)


def collection(snapshot: Snapshot, known: Collection, form: str) -> Document:
    """One collection."""
    document = service_of(snapshot).document(describe_collections, known.id)
    return _described(document, known, form) | {"data_version": snapshot.data_version}


def queryables(snapshot: Snapshot, known: Collection) -> Document:
    """What its features can be filtered by, as JSON Schema; what is not in it is refused."""
    document = service_of(snapshot).document(itemtypes.get_collection_queryables, known.id)
    schema = _schema(document, snapshot, known)
    # Only `bbox` asks about geometries, which is no queryable.
    del schema["properties"]["geometry"]
    return schema | {"additionalProperties": False}


def schema(snapshot: Snapshot, known: Collection) -> Document:
    """The properties of its features, as JSON Schema."""
    document = service_of(snapshot).document(get_collection_schema, known.id)
    described = _schema(document, snapshot, known)
    described["properties"]["geometry"] |= {"format": f"geometry-{known.geometry.lower()}"}
    return described


def _schema(document: Document, snapshot: Snapshot, known: Collection) -> Document:
    """pygeoapi's schema with the words of the reader's language, under the draft it follows."""
    document["$schema"] = SCHEMA
    document["$id"] = document["$id"].partition("?")[0]
    document["description"] = known.description.to(language())
    for field in known.fields(snapshot):
        document["properties"][field.name] |= field.described(language())
    return document


def items(
    snapshot: Snapshot, known: Collection, query: Query, form: str, *, limit: int, offset: int
) -> Document:
    """A page of the features that a query asks for; as JSON they stay serialised as they are."""
    g.ogc_query = query
    document = service_of(snapshot).document(
        itemtypes.get_collection_items, known.id, limit=limit, offset=offset, crs=query.crs
    )
    # With it no two answers would be equal, and nothing could be kept.
    del document["timeStamp"]
    read = orjson.loads if form == "html" else orjson.Fragment
    document["features"] = [read(feature) for feature in g.ogc_features]
    return _dated(snapshot, document, form)


def item(snapshot: Snapshot, known: Collection, feature: str, query: Query, form: str) -> Document:
    """One feature."""
    g.ogc_query = query
    document = service_of(snapshot).document(
        itemtypes.get_collection_item, known.id, feature, crs=query.crs
    )
    found = orjson.loads(g.ogc_features[0])
    return _dated(snapshot, {**document, **found}, form)


def _dated(snapshot: Snapshot, document: Document, form: str) -> Document:
    document["links"] = put_right(document["links"], form)
    document["data_version"] = snapshot.data_version
    return document


def _described(document: Document, known: Collection, form: str) -> Document:
    """A collection with what pygeoapi's configuration has no place for."""
    document["links"] = put_right(document["links"], form)
    if known.id in tilesets():
        document["links"] += put_right([link_to_tiles(tilesets()[known.id])], form)
    document["attribution"] = ATTRIBUTION.to(language())
    document["approximate"] = known.approximate
    document["storageCrs"] = CRS84
    if known.held is not None:
        document["extent"]["temporal"] = {"interval": [_interval(known.held)], "trs": GREGORIAN}
    return document


def _interval(held: Interval) -> list[Any]:
    return [moment and moment.isoformat().replace("+00:00", "Z") for moment in held]
