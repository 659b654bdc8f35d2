"""The addresses of tiles below `/ogc`, after OGC API Tiles."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from geo.errors import InvalidParameterError
from geo.tiles import MIMETYPE, Tile
from web import snapshot as snapshots
from web.caching import Body, respond
from web.errors import RefusedError
from web.i18n import language
from web.ogc import tile_documents as documents
from web.ogc.reading import values_of
from web.ogc.service import MISSING
from web.ogc.tile_reading import IN_JSON, TILE_FORMS, TILESET_FORMS
from web.ogc.tilesets import Tileset, tilesets
from web.ogc.views import VARY, blueprint
from web.operations import JSON, SHARED


def _tileset(name: str, scheme: str = documents.SCHEME) -> Tileset:
    found = tilesets().get(name)
    if found is None or scheme != documents.SCHEME:
        raise RefusedError("not-found", MISSING, status=404)
    return found


def _answer(document: dict[str, Any]) -> Response:
    response = respond(Body(orjson.dumps(document)), JSON, cache=SHARED, vary=VARY)
    response.headers["Content-Language"] = language()
    return response


@blueprint.get("/tileMatrixSets")
def schemes() -> Response:
    """The tile matrix sets there are."""
    values_of(IN_JSON)
    version = {"data_version": snapshots.current().data_version}
    return _answer(documents.schemes() | version)


@blueprint.get("/tileMatrixSets/<scheme>")
def scheme(scheme: str) -> Response:
    """Where the tiles of every zoom lie."""
    if scheme != documents.SCHEME:
        raise RefusedError("not-found", MISSING, status=404)
    values_of(IN_JSON)
    return _answer(documents.scheme() | {"data_version": snapshots.current().data_version})


@blueprint.get("/collections/<name>/tiles")
def tilesets_of(name: str) -> Response:
    """The tilesets of a collection."""
    known = _tileset(name)
    values_of(IN_JSON)
    return _answer(documents.tilesets_of(snapshots.current(), known))


@blueprint.get("/collections/<name>/tiles/<scheme>")
def tileset(name: str, scheme: str) -> Response:
    """One tileset, or its TileJSON."""
    known = _tileset(name, scheme)
    form = values_of(TILESET_FORMS).get(TILESET_FORMS)
    describe = documents.tilejson if form == "tilejson" else documents.tileset_document
    return _answer(describe(snapshots.current(), known))


@blueprint.get("/collections/<name>/tiles/<scheme>/<int:zoom>/<int:row>/<int:column>")
def tile(name: str, scheme: str, zoom: int, row: int, column: int) -> Response:
    """One tile; 204 where there is nothing, 404 where there can be none."""
    known = _tileset(name, scheme)
    values_of(TILE_FORMS)
    try:
        wanted = Tile(zoom, column, row).checked()
    except InvalidParameterError:
        raise RefusedError("not-found", MISSING, status=404) from None
    body = known.tile(snapshots.current(), wanted)
    if not body.plain:
        empty = {"Cache-Control": SHARED, "Vary": "Accept-Encoding"}
        return Response(status=204, mimetype=MIMETYPE, headers=empty)
    return respond(body, MIMETYPE, cache=SHARED, vary="Accept-Encoding")
