"""
OGC 18-058 (Part 2), Annex A: each abstract test of the class crs.

A test is named by its abstract test: `test_crs_crs_uri` is /conf/crs/crs-uri.
"""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import shapely
from flask.testing import FlaskClient
from pyproj import Transformer

from tests.web.ogc.conftest import IDS, Get
from web.ogc.crs import CRS84, URIS

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = [uri.rpartition("/")[2] for uri in URIS]
OGC_URI = re.compile(r"http://www\.opengis\.net/def/crs/(OGC/1\.3|EPSG/0)/[A-Za-z0-9]+")
BOX = (105.7, 20.9, 106.0, 21.2)


def name_of(uri: str) -> str:
    """The system of a URI as pyproj is asked for it here, apart from our own reading of it."""
    return "OGC:CRS84" if uri == CRS84 else f"EPSG:{uri.rpartition('/')[2]}"


def geometry(feature: dict[str, object]) -> shapely.Geometry:
    return shapely.from_geojson(json.dumps(feature["geometry"]))


def test_crs_crs_uri(get: Get) -> None:
    for each in get("/collections")["collections"]:
        single = get(f"/collections/{each['id']}")
        for uri in (*each["crs"], each["storageCrs"], *single["crs"], single["storageCrs"]):
            assert OGC_URI.fullmatch(uri), uri


def test_crs_storage_crs(get: Get) -> None:
    for each in get("/collections")["collections"]:
        assert each["storageCrs"] in each["crs"]
        single = get(f"/collections/{each['id']}")
        assert single["storageCrs"] in single["crs"]


def test_crs_default_crs(get: Get) -> None:
    for each in get("/collections")["collections"]:
        assert each["crs"][0] == get(f"/collections/{each['id']}")["crs"][0] == CRS84


@pytest.mark.parametrize("uri", URIS, ids=SYSTEMS)
@pytest.mark.parametrize("name", IDS)
def test_crs_crs_parameter(client: FlaskClient, name: str, uri: str) -> None:
    got = client.get(f"/ogc/collections/{name}/items", query_string={"crs": uri, "limit": 2})
    assert (got.status_code, got.headers["Content-Crs"]) == (200, f"<{uri}>")
    identifier = got.get_json(force=True)["features"][0]["id"]
    single = client.get(f"/ogc/collections/{name}/items/{identifier}", query_string={"crs": uri})
    assert (single.status_code, single.headers["Content-Crs"]) == (200, f"<{uri}>")


@pytest.mark.parametrize("name", IDS)
def test_crs_crs_parameter_invalid(get: Get, name: str) -> None:
    for uri in (f"{EPSG}2154", "http://www.opengis.net/def/crs/OGC/1.3/none", "EPSG:3405"):
        get(f"/collections/{name}/items", crs=uri, answers=400)
        (feature,) = get(f"/collections/{name}/items", limit=1)["features"]
        get(f"/collections/{name}/items/{feature['id']}", crs=uri, answers=400)


@pytest.mark.parametrize("name", IDS)
def test_crs_crs_parameter_default(client: FlaskClient, name: str) -> None:
    path = f"/ogc/collections/{name}/items?limit=2"
    plain = client.get(path)
    named = client.get(f"{path}&crs={CRS84}")
    assert plain.headers["Content-Crs"] == named.headers["Content-Crs"] == f"<{CRS84}>"
    assert plain.get_json(force=True)["features"] == named.get_json(force=True)["features"]
    identifier = plain.get_json(force=True)["features"][0]["id"]
    single = client.get(f"/ogc/collections/{name}/items/{identifier}")
    assert single.headers["Content-Crs"] == f"<{CRS84}>"


@pytest.mark.parametrize("uri", URIS, ids=SYSTEMS)
@pytest.mark.parametrize("name", IDS)
def test_crs_crs_parameter_transform(get: Get, name: str, uri: str) -> None:
    """Within a centimetre of pyproj's own, axes in the order of the system's definition."""
    plain = get(f"/collections/{name}/items", limit=3)["features"]
    asked = get(f"/collections/{name}/items", limit=3, crs=uri)["features"]
    single = get(f"/collections/{name}/items/{plain[0]['id']}", crs=uri)
    assert single["geometry"] == asked[0]["geometry"]
    convert = Transformer.from_crs("OGC:CRS84", name_of(uri))
    near = 1e-7 if convert.target_crs is not None and convert.target_crs.is_geographic else 0.01
    for before, after in zip(plain, asked, strict=True):
        lon, lat = shapely.get_coordinates(geometry(before)).T
        due = np.column_stack(convert.transform(lon, lat))
        assert np.abs(shapely.get_coordinates(geometry(after)) - due).max() < near


@pytest.mark.parametrize("uri", URIS, ids=SYSTEMS)
@pytest.mark.parametrize("name", ["outlets", "communes-2025-07-01", "routes"])
def test_crs_bbox_crs_parameter(get: Get, name: str, uri: str) -> None:
    """
    The same features as by the box in CRS84, and exactly those that meet it.

    A box of another system is no box in CRS84: its corners are where both agree, so what lies
    between is held against the geometries in that other system.
    """
    convert = Transformer.from_crs("OGC:CRS84", name_of(uri))
    first, second = convert.transform([BOX[0], BOX[2]], [BOX[1], BOX[3]])
    box = (first[0], second[0], first[1], second[1])
    text = ",".join(map(repr, map(float, box)))
    found = get(f"/collections/{name}/items", bbox=text, bbox_crs=uri, limit=1000)["features"]
    everything = []
    offset = 0
    while page := get(f"/collections/{name}/items", crs=uri, limit=1000, offset=offset)["features"]:
        everything += page
        offset += 1000
    area = shapely.box(*box)
    due = {feature["id"] for feature in everything if geometry(feature).intersects(area)}
    assert due
    assert {feature["id"] for feature in found} == due


@pytest.mark.parametrize("name", IDS)
def test_crs_bbox_crs_parameter_invalid(get: Get, name: str) -> None:
    get(f"/collections/{name}/items", bbox="105,20,106,21", bbox_crs=f"{EPSG}2154", answers=400)
    get(f"/collections/{name}/items", bbox="105,20,106,21", bbox_crs="EPSG:4326", answers=400)
    # It says the system of something that is not there.
    get(f"/collections/{name}/items", bbox_crs=CRS84, answers=400)


@pytest.mark.parametrize("name", IDS)
def test_crs_bbox_crs_parameter_default(get: Get, name: str) -> None:
    text = ",".join(map(str, BOX))
    plain = get(f"/collections/{name}/items", bbox=text, limit=1000)
    named = get(f"/collections/{name}/items", bbox=text, bbox_crs=CRS84, limit=1000)
    assert plain["features"] == named["features"]
    # Latitude first, as EPSG defines it.
    west, south, east, north = BOX
    swapped = f"{south},{west},{north},{east}"
    other = get(f"/collections/{name}/items", bbox=swapped, bbox_crs=f"{EPSG}4326", limit=1000)
    assert plain["features"] == other["features"]
