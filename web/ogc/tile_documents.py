"""
What tilesets are described by: their list, one of them, TileJSON, and where tiles lie.

Written here: pygeoapi's have `tiles` of TileJSON as a text, no limits and no schema of the layers,
and link to definitions under an address that it does not answer.
"""

from __future__ import annotations

from typing import Any

from geo.tiles import MIMETYPE, MOST_ZOOM
from geo.tiles.grid import tiles_within
from web.i18n import Text, language
from web.ogc.fields import JSON_TYPES, Field
from web.ogc.tilesets import LABELS, ZOOMS, Tileset
from web.operations import JSON
from web.sharing import base_address
from web.snapshot import Snapshot

Document = dict[str, Any]

SCHEME = "WebMercatorQuad"
SCHEME_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{SCHEME}"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
_HALF_M = 20_037_508.342789244
_PIXEL_M = 0.00028
"""What the standard takes a pixel to be."""
_TILE_PX = 256
TILES = Text("Mảnh bản đồ véc-tơ", "Vector tiles")
_NAMES = Text("Tên hai quần đảo", "Names of the archipelagos")
ATTRIBUTION = Text(
    "Bản đồ OCOP Việt Nam và các nguồn nêu ở đó; ranh giới gần đúng.",
    "OCOP map of Vietnam and the sources named there; outlines are approximate.",
)


def _link(rel: str, path: str, title: Text, mimetype: str = JSON) -> Document:
    return {
        "rel": rel,
        "type": mimetype,
        "title": title.to(language()),
        "href": f"{base_address()}/ogc{path}",
    }


def link_to_tiles(tileset: Tileset) -> Document:
    """What a collection links to its tiles by."""
    return _link(f"{_REL}tilesets-vector", f"/collections/{tileset.id}/tiles", TILES)


def link_to_schemes() -> Document:
    """What the landing page links to the tile matrix sets by."""
    return _link(f"{_REL}tiling-schemes", "/tileMatrixSets", Text("Lưới mảnh", "Tile matrix sets"))


def _address(tileset: Tileset) -> str:
    return f"/collections/{tileset.id}/tiles/{SCHEME}"


def _item(tileset: Tileset) -> Document:
    path = f"{_address(tileset)}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return _link("item", path, TILES, MIMETYPE) | {"templated": True}


def _scheme() -> Document:
    return _link(f"{_REL}tiling-scheme", f"/tileMatrixSets/{SCHEME}", Text(SCHEME, SCHEME))


def tilesets_of(snapshot: Snapshot, tileset: Tileset) -> Document:
    """The tilesets of a collection: one."""
    own = _address(tileset)
    listed = _summary(tileset) | {
        "links": [_link("self", own, tileset.collection.title), _scheme(), _item(tileset)]
    }
    return {
        "links": [_link("self", own.rpartition("/")[0], TILES)],
        "tilesets": [listed],
        "data_version": snapshot.data_version,
    }


def _summary(tileset: Tileset) -> Document:
    return {
        "title": tileset.collection.title.to(language()),
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": SCHEME_URI,
    }


def tileset_document(snapshot: Snapshot, tileset: Tileset) -> Document:
    """
    One tileset: its layers with the schema of their properties, and where it has tiles.

    References
    ----------
    OGC 17-083r4, Two Dimensional Tile Matrix Set and Tile Set Metadata, requirements class
    tilesetmetadata.
    """
    own, named = _address(tileset), tileset.collection.title
    west, south, east, north = tileset.collection.layer(snapshot).bounds
    tilejson = _link("alternate", f"{own}?f=tilejson", Text("TileJSON", "TileJSON"))
    return _summary(tileset) | {
        "description": tileset.collection.description.to(language()),
        "attribution": ATTRIBUTION.to(language()),
        "mediaTypes": [MIMETYPE],
        "tileMatrixSetLimits": [
            _limits(tileset, (west, south, east, north), zoom)
            for zoom in range(tileset.first_zoom, MOST_ZOOM + 1)
        ],
        "boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": CRS84},
        "layers": [_layer(tileset, name, snapshot) for name in tileset.layers],
        "links": [_link("self", own, named), tilejson, _scheme(), _item(tileset)],
        "data_version": snapshot.data_version,
    }


def _limits(tileset: Tileset, box: tuple[float, float, float, float], zoom: int) -> Document:
    tiles = list(tiles_within(box, zoom))
    return {
        "tileMatrix": str(zoom),
        "minTileRow": tiles[0].y,
        "maxTileRow": tiles[-1].y,
        "minTileCol": tiles[0].x,
        "maxTileCol": tiles[-1].x,
    }


def _fields(tileset: Tileset, name: str, snapshot: Snapshot) -> tuple[Field, ...]:
    if name == LABELS:
        return (Field("name", "text", Text("Tên", "Name"), required=True),)
    known = {field.name: field for field in tileset.collection.fields(snapshot)}
    return tuple(known[field] for field in tileset.fields)


def _layer(tileset: Tileset, name: str, snapshot: Snapshot) -> Document:
    fields = _fields(tileset, name, snapshot)
    flat = name == LABELS or tileset.layer is None
    return {
        "id": name,
        "title": (_NAMES if name == LABELS else tileset.collection.title).to(language()),
        "dataType": "vector",
        "geometryDimension": 0 if flat else 2,
        "minTileMatrix": str(tileset.first_zoom),
        "maxTileMatrix": str(MOST_ZOOM),
        "propertiesSchema": {
            "type": "object",
            "properties": {field.name: field.described(language()) for field in fields},
        },
    }


def tilejson(snapshot: Snapshot, tileset: Tileset) -> Document:
    """
    One tileset for MapLibre and QGIS.

    References
    ----------
    Mapbox, TileJSON 3.0.0.
    """
    return {
        "tilejson": "3.0.0",
        "name": tileset.collection.title.to(language()),
        "description": tileset.collection.description.to(language()),
        "attribution": ATTRIBUTION.to(language()),
        "version": "1.0.0",
        "scheme": "xyz",
        "tiles": [f"{base_address()}/ogc{_address(tileset)}/{{z}}/{{y}}/{{x}}"],
        "minzoom": tileset.first_zoom,
        "maxzoom": MOST_ZOOM,
        "bounds": list(tileset.collection.layer(snapshot).bounds),
        "vector_layers": [
            {
                "id": name,
                "description": (_NAMES if name == LABELS else tileset.collection.title).to(
                    language()
                ),
                "minzoom": tileset.first_zoom,
                "maxzoom": MOST_ZOOM,
                "fields": {
                    field.name: JSON_TYPES[field.type] for field in _fields(tileset, name, snapshot)
                },
            }
            for name in tileset.layers
        ],
        "data_version": snapshot.data_version,
    }


def schemes() -> Document:
    """The tile matrix sets there are: one."""
    one = {"id": SCHEME, "title": SCHEME, "uri": SCHEME_URI, "links": [_scheme() | {"rel": "self"}]}
    return {
        "links": [link_to_schemes() | {"rel": "self"}],
        "tileMatrixSets": [one],
    }


def scheme() -> Document:
    """
    Where the tiles of every zoom lie.

    References
    ----------
    OGC 17-083r4, annex D.1, WebMercatorQuad.
    """
    return {
        "id": SCHEME,
        "title": "Google Maps Compatible for the World",
        "uri": SCHEME_URI,
        "crs": CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in ZOOMS],
    }


def _matrix(zoom: int) -> Document:
    cell_m = 2 * _HALF_M / _TILE_PX / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell_m / _PIXEL_M,
        "cellSize": cell_m,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-_HALF_M, _HALF_M],
        "tileWidth": _TILE_PX,
        "tileHeight": _TILE_PX,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }
