"""The addresses of tiles in the OpenAPI document of `/ogc`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from geo.tiles import MIMETYPE
from web.i18n import Language, Text
from web.ogc.tile_reading import (
    COLLECTION,
    COLUMN,
    IN_JSON,
    ROW,
    SCHEME_ID,
    TILE_FORMS,
    TILESET_FORMS,
    ZOOM,
)
from web.operations import JSON
from web.params import Parameter, Schema
from web.schemas import TEXT, listed, ref, thing

Entry = dict[str, Any]
_LINKS = listed(ref("Link"))
_ANY: Schema = {"type": "object"}
_SETS = thing({"links": _LINKS, "tileMatrixSets": listed(_ANY), "data_version": TEXT})
_MATRICES = thing(
    {"id": TEXT, "uri": TEXT, "crs": TEXT, "tileMatrices": listed(_ANY), "data_version": TEXT}
)
_LIST = thing({"links": _LINKS, "tilesets": listed(_ANY), "data_version": TEXT})
_ROOT = "/collections/{collectionId}/tiles"


def tile_paths(
    language: Language,
    entry: Callable[[str, Text, Iterable[Parameter[Any]], dict[str, Schema], Language], Entry],
) -> Iterable[tuple[str, Entry]]:
    """Each address with its entry, made by `entry`."""
    sets = Text("Các lưới mảnh", "Tile matrix sets")
    yield "/tileMatrixSets", entry("getTileMatrixSets", sets, [IN_JSON], {JSON: _SETS}, language)
    one = Text("Một lưới mảnh", "A tile matrix set")
    yield (
        "/tileMatrixSets/{tileMatrixSetId}",
        entry("getTileMatrixSet", one, [SCHEME_ID, IN_JSON], {JSON: _MATRICES}, language),
    )
    tilesets = Text("Mảnh véc-tơ: các bộ mảnh", "Vector tiles: the tilesets")
    yield (
        _ROOT,
        entry(
            "collection.vector.getTileSetsList",
            tilesets,
            [COLLECTION, IN_JSON],
            {JSON: _LIST},
            language,
        ),
    )
    tileset = Text("Mảnh véc-tơ: một bộ mảnh", "Vector tiles: a tileset")
    yield (
        f"{_ROOT}/{{tileMatrixSetId}}",
        entry(
            "collection.vector.getTileSet",
            tileset,
            [COLLECTION, SCHEME_ID, TILESET_FORMS],
            {JSON: _ANY},
            language,
        ),
    )
    tile = Text("Mảnh véc-tơ: một mảnh", "Vector tiles: a tile")
    yield (
        f"{_ROOT}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
        entry(
            "collection.vector.getTile",
            tile,
            [COLLECTION, SCHEME_ID, ZOOM, ROW, COLUMN, TILE_FORMS],
            {MIMETYPE: {"type": "string", "format": "binary"}},
            language,
        ),
    )
