"""The addresses below `/ogc`: each reads its parameters and answers in JSON or as a page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from flask import Blueprint, Response, g, render_template, request

from web import snapshot as snapshots
from web.caching import Body, respond
from web.i18n import language
from web.ogc import documents, pages
from web.ogc.crs import CRS84
from web.ogc.layer import Query
from web.ogc.openapi import document as openapi_document
from web.ogc.reading import (
    COMMON,
    CRS,
    FORMS,
    LIMIT,
    OFFSET,
    PAGE,
    F,
    filters_of,
    query_of,
    values_of,
)
from web.operations import GEOJSON, JSON, SHARED
from web.sharing import base_address

JSON_SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"
VARY = "Accept, Accept-Encoding, Accept-Language"

blueprint = Blueprint("ogc", __name__, url_prefix="/ogc")


@blueprint.before_request
def _negotiate() -> None:
    """Whether a page or JSON is wanted, errors too: by `f`, else by Accept, else JSON."""
    asked = request.args.get("f")
    if asked not in FORMS:
        offered = [JSON, GEOJSON, JSON_SCHEMA, HTML]
        asked = "html" if request.accept_mimetypes.best_match(offered, JSON) == HTML else "json"
    g.ogc_form = asked
    g.for_people = asked == "html"


def _answer(document: dict[str, Any], template: str, mimetype: str, **more: Any) -> Response:
    """A document in the form that is wanted."""
    if g.ogc_form == "html":
        page = render_template(f"ogc/{template}.html", document=document, **more)
        response = Response(page, mimetype=HTML)
        response.headers["Vary"] = VARY
    else:
        response = respond(Body(orjson.dumps(document)), mimetype, cache=SHARED, vary=VARY)
        # With its parameters, of which `respond` knows nothing.
        response.headers["Content-Type"] = mimetype
    response.headers["Content-Language"] = language()
    return response


@blueprint.get("/", strict_slashes=False)
def landing() -> Response:
    """What there is, and where."""
    values_of(*COMMON)
    current = snapshots.current()
    document = documents.landing(current, g.ogc_form)
    return _answer(document, "landing", JSON, address=f"{base_address()}/ogc/")


@blueprint.get("/conformance")
def conformance() -> Response:
    """What the service conforms to."""
    values_of(*COMMON)
    return _answer(documents.conformance(snapshots.current()), "conformance", JSON)


@blueprint.get("/openapi")
def openapi() -> Response:
    """The document that describes all of this."""
    values_of(*COMMON)
    return _answer(openapi_document(snapshots.current(), language()), "openapi", OPENAPI)


@blueprint.get("/collections")
def collections() -> Response:
    """Every collection."""
    values_of(*COMMON)
    return _answer(documents.listed(snapshots.current(), g.ogc_form), "collections", JSON)


@blueprint.get("/collections/<name>")
def collection(name: str) -> Response:
    """One collection."""
    known = documents.collection_named(name)
    values_of(*COMMON)
    current = snapshots.current()
    document = documents.collection(current, known, g.ogc_form)
    return _answer(document, "collection", JSON, **pages.of_collection(current, known))


@blueprint.get("/collections/<name>/queryables")
def queryables(name: str) -> Response:
    """What its features can be filtered by."""
    known = documents.collection_named(name)
    values_of(*COMMON)
    document = documents.queryables(snapshots.current(), known)
    return _answer(document, "schema", JSON_SCHEMA, collection=known, filters=True)


@blueprint.get("/collections/<name>/schema")
def schema(name: str) -> Response:
    """The properties of its features."""
    known = documents.collection_named(name)
    values_of(*COMMON)
    document = documents.schema(snapshots.current(), known)
    return _answer(document, "schema", JSON_SCHEMA, collection=known)


@blueprint.get("/collections/<name>/items")
def items(name: str) -> Response:
    """A page of its features."""
    known = documents.collection_named(name)
    current = snapshots.current()
    filters = filters_of(known, current)
    values = values_of(*PAGE, *filters)
    query = _drawn(query_of(known, filters, values))
    limit, offset = values[LIMIT], values[OFFSET]
    document = documents.items(current, known, query, g.ogc_form, limit=limit, offset=offset)
    if g.ogc_form == "html":
        more = pages.of_items(known, known.fields(current), document, first=offset + 1)
        return _with_crs(_answer(document, "items", GEOJSON, **more), query)
    return _with_crs(_answer(document, "items", GEOJSON), query)


@blueprint.get("/collections/<name>/items/<path:feature>")
def item(name: str, feature: str) -> Response:
    """One feature."""
    known = documents.collection_named(name)
    current = snapshots.current()
    values = values_of(F, CRS)
    query = _drawn(Query(crs=values[CRS]))
    document = documents.item(current, known, feature, query, g.ogc_form)
    if g.ogc_form == "html":
        more = pages.of_item(known, known.fields(current), document, values[CRS])
        return _with_crs(_answer(document, "item", GEOJSON, **more), query)
    return _with_crs(_answer(document, "item", GEOJSON), query)


def _drawn(query: Query) -> Query:
    """The query; a page draws what it shows on a map, which is in CRS84."""
    return replace(query, crs=CRS84) if g.ogc_form == "html" else query


def _with_crs(response: Response, query: Query) -> Response:
    """Say which system the coordinates are in."""
    response.headers["Content-Crs"] = f"<{query.crs}>"
    return response
