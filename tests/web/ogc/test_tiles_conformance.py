"""
OGC 20-057 (Tiles), Annex A: each abstract test of the classes declared, as far as it can be asked
of vector tiles in one tile matrix set.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyogrio
import pytest
from flask.testing import FlaskClient

from geo.tiles.grid import tiles_within
from tests.web.ogc.conftest import Get
from web.ogc.tilesets import LABELS, tilesets
from web.snapshot import Snapshot

REL = "http://www.opengis.net/def/rel/ogc/1.0/"
MVT = "application/vnd.mapbox-vector-tile"
PROVINCES = "/collections/provinces-2025-07-01/tiles/WebMercatorQuad"
IDS = tuple(tilesets())


def linked(document: dict[str, Any], rel: str) -> str:
    (link,) = [each for each in document["links"] if each["rel"] == rel]
    return str(link["href"]).removeprefix("http://localhost/ogc")


def test_tiles_core_tc_op_and_success(client: FlaskClient) -> None:
    got = client.get(f"/ogc{PROVINCES}/6/28/50")
    assert (got.status_code, got.mimetype) == (200, MVT)
    again = client.get(f"/ogc{PROVINCES}/6/28/50", headers={"If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304


def test_tiles_core_tc_success_of_an_empty_tile(client: FlaskClient) -> None:
    got = client.get(f"/ogc{PROVINCES}/6/1/1")
    assert (got.status_code, got.data) == (204, b"")
    # Communes have none so far out.
    assert (
        client.get("/ogc/collections/communes-2025-07-01/tiles/WebMercatorQuad/3/3/6").status_code
        == 204
    )


@pytest.mark.parametrize(
    "path",
    [
        f"{PROVINCES}/6/64/50",
        f"{PROVINCES}/13/0/0",
        "/collections/provinces-2025-07-01/tiles/WorldCRS84Quad/6/28/50",
        "/collections/routes/tiles",
        "/tileMatrixSets/WorldCRS84Quad",
    ],
)
def test_tiles_core_tc_error(client: FlaskClient, path: str) -> None:
    assert client.get(f"/ogc{path}").status_code == 404


def test_tiles_core_conformance_success(get: Get) -> None:
    declared = get("/conformance")["conformsTo"]
    for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30"):
        assert f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}" in declared


@pytest.mark.parametrize("name", IDS)
def test_tiles_tileset_desc(get: Get, name: str) -> None:
    document = get(f"/collections/{name}/tiles/WebMercatorQuad", lang="vi")
    assert document["dataType"] == "vector"
    assert document["crs"].endswith("/EPSG/0/3857")
    scheme = get(linked(document, f"{REL}tiling-scheme"))
    assert scheme["uri"] == document["tileMatrixSetURI"]
    template = linked(document, "item")
    assert all(part in template for part in ("{tileMatrix}", "{tileRow}", "{tileCol}"))
    limits = {each["tileMatrix"]: each for each in document["tileMatrixSetLimits"]}
    assert list(limits) == [str(zoom) for zoom in range(tilesets()[name].first_zoom, 13)]
    (layer, *_) = document["layers"]
    assert layer["id"] == name
    assert layer["propertiesSchema"]["properties"]["name"]["type"] == "string"


def test_tiles_tilesets_list_and_geodata_tilesets(get: Get) -> None:
    for collection in get("/collections")["collections"]:
        rels = [link["rel"] for link in collection["links"]]
        assert (f"{REL}tilesets-vector" in rels) == (collection["id"] in IDS)
        if collection["id"] in IDS:
            listed = get(linked(collection, f"{REL}tilesets-vector"))
            (one,) = listed["tilesets"]
            assert get(linked(one, "self"))["dataType"] == one["dataType"] == "vector"


def test_tiles_tile_matrix_set_is_that_of_annex_d(get: Get) -> None:
    assert linked(get("/"), f"{REL}tiling-schemes") == "/tileMatrixSets"
    matrices = get("/tileMatrixSets/WebMercatorQuad")["tileMatrices"]
    assert matrices[0]["scaleDenominator"] == pytest.approx(559_082_264.0287178)
    assert matrices[12]["cellSize"] == pytest.approx(38.21851414258813)
    assert [each["matrixWidth"] for each in matrices] == [2**zoom for zoom in range(13)]


def test_tiles_oas30_completeness(described: dict[str, Any]) -> None:
    paths = described["paths"]
    tile = paths[
        "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
    ]
    assert MVT in tile["get"]["responses"]["200"]["content"]
    assert {"204", "404"} <= tile["get"]["responses"].keys()


def test_tiles_mvt_content(client: FlaskClient, tmp_path: Path) -> None:
    path = tmp_path / "tile.mvt"
    path.write_bytes(client.get(f"/ogc{PROVINCES}/5/14/25").data)
    layers = [name for name, _ in pyogrio.list_layers(path)]
    assert layers == ["provinces-2025-07-01", LABELS]
    named = pyogrio.read_dataframe(path, layer=LABELS, X=25, Y=14, Z=5)["name"].tolist()
    assert "Quần đảo Trường Sa (Việt Nam)" in named or "Quần đảo Hoàng Sa (Việt Nam)" in named


def test_tiles_of_places_have_them_all(client: FlaskClient, get: Get, tmp_path: Path) -> None:
    for name in ("outlets", "villages", "destinations"):
        path = tmp_path / f"{name}.mvt"
        path.write_bytes(client.get(f"/ogc/collections/{name}/tiles/WebMercatorQuad/0/0/0").data)
        found = pyogrio.read_dataframe(path, layer=name, X=0, Y=0, Z=0)
        assert len(found) == get(f"/collections/{name}/items", limit=1)["numberMatched"]


def test_tilejson_leads_to_tiles(client: FlaskClient, get: Get) -> None:
    document = get(PROVINCES, f="tilejson")
    assert document["tilejson"] == "3.0.0"
    (template,) = document["tiles"]
    path = template.format(z=6, x=50, y=28).removeprefix("http://localhost")
    assert client.get(path).mimetype == MVT
    assert [layer["id"] for layer in document["vector_layers"]] == [
        "provinces-2025-07-01",
        LABELS,
    ]


@pytest.mark.parametrize("name", IDS)
def test_tiles_are_under_half_a_megabyte(snapshot: Snapshot, name: str) -> None:
    tileset = tilesets()[name]
    # A tile of a deeper zoom holds less: the first two are the largest.
    for zoom in (tileset.first_zoom, tileset.first_zoom + 1):
        tiles = tiles_within((102.0, 7.0, 118.0, 24.0), zoom)
        sizes = [len(tileset.tile(snapshot, tile).plain) for tile in tiles]
        assert 0 < max(sizes) <= 500_000
