"""
OGC 17-069r4, Annex A: each abstract test of the classes core, geojson, html and oas30.

A test is named by its abstract test: `test_core_root_op` is /conf/core/root-op.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import shapely
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.web.ogc.conftest import IDS, Get
from web.ogc.collections import collections
from web.ogc.conformance import CLASSES
from web.snapshot import Snapshot

Check = Callable[[Any, str], None]
HANOI = (105.7, 20.9, 106.0, 21.2)


def by_rel(document: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in document["links"] if link["rel"] == rel]


def path_of(href: str) -> str:
    """An address of ours without scheme and host, as the test client takes it."""
    parts = urlsplit(href)
    return f"{parts.path}?{parts.query}"


def schema_name(collection: str) -> str:
    return "".join(word.title() for word in re.findall(r"\w+", collection))


def asked(described: dict[str, Any], collection: str, name: str) -> dict[str, Any]:
    """A parameter of `items`, as the OpenAPI document defines it."""
    parameters = described["paths"][f"/collections/{collection}/items"]["get"]["parameters"]
    (found,) = [parameter for parameter in parameters if parameter["name"] == name]
    return dict(found)


# /conf/core


def test_core_http(client: FlaskClient) -> None:
    got = client.get("/ogc/")
    assert got.status_code == 200
    assert client.head("/ogc/").status_code == 200
    assert client.post("/ogc/").status_code == 405


def test_core_root_op(client: FlaskClient) -> None:
    assert client.get("/ogc/").status_code == client.get("/ogc").status_code == 200


def test_core_root_success(get: Get, check: Check, client: FlaskClient) -> None:
    landing = get("/")
    check(landing, "Landing")
    assert by_rel(landing, "service-desc")
    assert by_rel(landing, "service-doc")
    assert by_rel(landing, "conformance")
    assert by_rel(landing, "data")
    for link in landing["links"]:
        assert client.get(path_of(link["href"])).status_code == 200, link


def test_core_api_definition_op(get: Get, client: FlaskClient) -> None:
    for link in by_rel(get("/"), "service-desc") + by_rel(get("/"), "service-doc"):
        assert client.get(path_of(link["href"])).status_code == 200


def test_core_api_definition_success(get: Get, client: FlaskClient) -> None:
    for link in by_rel(get("/"), "service-desc") + by_rel(get("/"), "service-doc"):
        got = client.get(path_of(link["href"]), headers={"Accept": link["type"]})
        assert got.content_type.replace("; charset=utf-8", "") == link["type"]


def test_core_conformance_op(get: Get, client: FlaskClient) -> None:
    (link,) = by_rel(get("/"), "conformance")
    assert client.get(path_of(link["href"])).status_code == 200


def test_core_conformance_success(get: Get, check: Check) -> None:
    answer = get("/conformance")
    check(answer, "Conformance")
    assert tuple(answer["conformsTo"]) == CLASSES


def test_core_fc_md_op(get: Get, client: FlaskClient) -> None:
    (link,) = by_rel(get("/"), "data")
    assert client.get(path_of(link["href"])).status_code == 200


def test_core_fc_md_success(get: Get, check: Check) -> None:
    check(get("/collections"), "Collections")


def test_core_fc_md_links(get: Get) -> None:
    answer = get("/collections")
    assert [link["type"] for link in by_rel(answer, "self")] == ["application/json"]
    assert [link["type"] for link in by_rel(answer, "alternate")] == ["text/html"]
    assert all(link["rel"] and link["type"] for link in answer["links"])


def test_core_fc_md_items(get: Get) -> None:
    assert [each["id"] for each in get("/collections")["collections"]] == list(IDS)


def test_core_fc_md_items_links(get: Get) -> None:
    for each in get("/collections")["collections"]:
        assert {link["type"] for link in by_rel(each, "items")} == {
            "application/geo+json",
            "text/html",
        }
        assert all(link["rel"] and link["type"] for link in each["links"])


@pytest.mark.parametrize("name", IDS)
def test_core_fc_md_extent(get: Get, snapshot: Snapshot, name: str) -> None:
    extent = get(f"/collections/{name}")["extent"]
    (box,) = extent["spatial"]["bbox"]
    whole = shapely.box(*box).buffer(1e-9)
    assert all(map(whole.covers, filter(None, collections()[name].layer(snapshot).shapes)))
    held = collections()[name].held
    assert ("temporal" in extent) == (held is not None)


@pytest.mark.parametrize("name", IDS)
def test_core_fc_md_extent_multi(get: Get, name: str) -> None:
    extent = get(f"/collections/{name}")["extent"]
    assert len(extent["spatial"]["bbox"]) == 1
    assert len(extent.get("temporal", {"interval": [None]})["interval"]) == 1


@pytest.mark.parametrize("name", IDS)
def test_core_sfc_md_op(client: FlaskClient, name: str) -> None:
    assert client.get(f"/ogc/collections/{name}").status_code == 200


def test_core_sfc_md_success(get: Get, check: Check) -> None:
    for each in get("/collections")["collections"]:
        single = get(f"/collections/{each['id']}")
        check(single, "Collection")
        assert {name: single[name] for name in each if name != "links"} == {
            name: value for name, value in each.items() if name != "links"
        }
        addresses = {(link["rel"], link["href"]) for link in single["links"]}
        assert {(link["rel"], link["href"]) for link in each["links"]} <= addresses


def test_core_fc_op(get: Get, client: FlaskClient) -> None:
    for each in get("/collections")["collections"]:
        for link in by_rel(each, "items"):
            got = client.get(path_of(link["href"]))
            assert (got.status_code, got.mimetype) == (200, link["type"])


@pytest.mark.parametrize("name", IDS)
def test_core_fc_response(get: Get, check: Check, name: str) -> None:
    answer = get(f"/collections/{name}/items", limit=20)
    assert answer["type"] == "FeatureCollection"
    check(answer, f"{schema_name(name)}Page")


@pytest.mark.parametrize("name", IDS)
def test_core_fc_links(get: Get, name: str) -> None:
    answer = get(f"/collections/{name}/items", limit=1, bbox=",".join(map(str, HANOI)))
    assert [link["type"] for link in by_rel(answer, "self")] == ["application/geo+json"]
    assert [link["type"] for link in by_rel(answer, "alternate")] == ["text/html"]
    assert all(link["rel"] and link["type"] for link in answer["links"])
    (link,) = by_rel(answer, "self")
    assert dict(parse_qsl(urlsplit(link["href"]).query))["bbox"] == ",".join(map(str, HANOI))


def test_core_fc_time_stamp(get: Get) -> None:
    # An answer may leave it out, so that equal answers have one ETag.
    assert "timeStamp" not in get("/collections/outlets/items", limit=1)


@pytest.mark.parametrize("name", IDS)
def test_core_fc_number_matched(get: Get, snapshot: Snapshot, name: str) -> None:
    """Every page to the last, by the links alone: each feature once, as many as there are."""
    layer = collections()[name].layer(snapshot)
    answer = get(f"/collections/{name}/items", limit=1000)
    found = [feature["id"] for feature in answer["features"]]
    while links := by_rel(answer, "next"):
        (link,) = links
        answer = get(path_of(link["href"]).removeprefix("/ogc"))
        found += [feature["id"] for feature in answer["features"]]
        assert answer["numberMatched"] == len(layer)
    assert found == layer.ids


@pytest.mark.parametrize("limit", [1, 7, 1000])
def test_core_fc_number_returned(get: Get, limit: int) -> None:
    answer = get("/collections/outlets/items", limit=limit)
    assert answer["numberReturned"] == len(answer["features"]) <= limit


@pytest.mark.parametrize("name", IDS)
def test_core_fc_bbox_definition(described: dict[str, Any], name: str) -> None:
    found = asked(described, name, "bbox")
    assert {key: found[key] for key in ("in", "required", "style", "explode")} == {
        "in": "query",
        "required": False,
        "style": "form",
        "explode": False,
    }
    assert found["schema"] == {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    }


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize(
    "box", [HANOI, (102.0, 8.0, 110.0, 24.0), (0.0, 0.0, 1.0, 1.0), (170.0, 5.0, 103.0, 22.0)]
)
def test_core_fc_bbox_response(
    get: Get, snapshot: Snapshot, name: str, box: tuple[float, float, float, float]
) -> None:
    """Exactly the features whose geometry meets the box; the last crosses 180°."""
    west, south, east, north = box
    parts = (
        [shapely.box(*box)]
        if west <= east
        else [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    )
    layer = collections()[name].layer(snapshot)
    due = [
        identifier
        for identifier, shape in zip(layer.ids, layer.shapes, strict=True)
        if shape is not None and any(shape.intersects(part) for part in parts)
    ]
    answer = get(f"/collections/{name}/items", bbox=",".join(map(str, box)), limit=1000)
    assert answer["numberMatched"] == len(due)
    assert [feature["id"] for feature in answer["features"]] == due[:1000]
    flat = [west, south, -5.0, east, north, 5.0]
    with_heights = get(f"/collections/{name}/items", bbox=",".join(map(str, flat)), limit=1)
    assert with_heights["numberMatched"] == len(due)


@pytest.mark.parametrize("name", IDS)
def test_core_fc_limit_definition(described: dict[str, Any], name: str) -> None:
    found = asked(described, name, "limit")
    assert (found["in"], found["required"], found["style"], found["explode"]) == (
        "query",
        False,
        "form",
        False,
    )
    assert found["schema"] == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}


def test_core_fc_limit_response(get: Get) -> None:
    assert get("/collections/communes-2025-07-01/items", limit=9)["numberReturned"] == 9
    assert get("/collections/communes-2025-07-01/items")["numberReturned"] == 100
    # More than the maximum is no error: the maximum is what comes.
    assert get("/collections/communes-2025-07-01/items", limit=10**6)["numberReturned"] == 1000
    assert get("/collections/communes-2025-07-01/items", limit=0, answers=400)


@pytest.mark.parametrize("name", IDS)
def test_core_fc_time_definition(described: dict[str, Any], name: str) -> None:
    found = asked(described, name, "datetime")
    assert (found["in"], found["required"], found["style"], found["explode"]) == (
        "query",
        False,
        "form",
        False,
    )
    assert found["schema"] == {"type": "string"}


TIMES = {
    "2025-05-01": (True, False),
    "2025-06-30T23:59:59Z": (True, False),
    "2025-07-01": (False, True),
    "2025-07-01T07:00:00+07:00": (False, True),
    "2026-01-01T00:00:00Z": (False, True),
    "2024-01-01": (False, False),
    "2025-01-01/2025-03-01": (True, False),
    "2025-06-01/2025-08-01": (True, True),
    "../2025-02-28": (False, False),
    "/2025-04-01": (True, False),
    "2025-08-01/..": (False, True),
    "2025-08-01/": (False, True),
}
"""What is asked, and whether the units of each vintage held then."""


@pytest.mark.parametrize(("when", "due"), TIMES.items())
def test_core_fc_time_response(get: Get, when: str, due: tuple[bool, bool]) -> None:
    for name, held in zip(("provinces-2025-03-01", "provinces-2025-07-01"), due, strict=True):
        there = get(f"/collections/{name}/items", datetime=when)["numberMatched"]
        assert there == (get(f"/collections/{name}/items")["numberMatched"] if held else 0)
    # Features that say nothing of time are always there.
    outlets = get("/collections/outlets/items", datetime=when)["numberMatched"]
    assert outlets == get("/collections/outlets/items")["numberMatched"]


@pytest.mark.parametrize("name", IDS)
def test_core_f_op(get: Get, name: str) -> None:
    for feature in get(f"/collections/{name}/items", limit=3)["features"]:
        assert get(f"/collections/{name}/items/{feature['id']}")["id"] == feature["id"]


@pytest.mark.parametrize("name", IDS)
def test_core_f_success(get: Get, check: Check, name: str) -> None:
    (feature,) = get(f"/collections/{name}/items", limit=1)["features"]
    single = get(f"/collections/{name}/items/{feature['id']}")
    check(single, f"{schema_name(name)}Feature")
    assert {key: single[key] for key in feature} == feature


@pytest.mark.parametrize("name", IDS)
def test_core_f_links(get: Get, name: str) -> None:
    (feature,) = get(f"/collections/{name}/items", limit=1)["features"]
    single = get(f"/collections/{name}/items/{feature['id']}")
    assert [link["type"] for link in by_rel(single, "self")] == ["application/geo+json"]
    assert [link["type"] for link in by_rel(single, "alternate")] == ["text/html"]
    assert by_rel(single, "collection")
    assert all(link["rel"] and link["type"] for link in single["links"])


@pytest.mark.parametrize("name", IDS)
def test_core_crs84(get: Get, snapshot: Snapshot, name: str) -> None:
    layer = collections()[name].layer(snapshot)
    for feature in get(f"/collections/{name}/items", limit=5)["features"]:
        (row,) = layer.named(feature["id"])
        answered = shapely.from_geojson(json.dumps(feature["geometry"]))
        assert answered.equals(layer.shapes[row])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/conformance",
        "/openapi",
        "/collections",
        "/collections/outlets",
        "/collections/outlets/queryables",
        "/collections/outlets/items",
        "/collections/provinces-2025-07-01/items/01",
    ],
)
def test_core_query_param_unknown(get: Get, path: str) -> None:
    assert get(path, unknown="1", answers=400)["code"] == "unknown-parameter"


INVALID = {
    "bbox": ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "105,21,106,20", "nan,1,2,3", "1,2,3,4,5,6,7"],
    "datetime": ["", "yesterday", "2025-13-01", "2025-07-01/2025-01-01", "2025", "1/2/3", "../x"],
    "limit": ["", "x", "-1", "1.5", "0"],
    "offset": ["", "x", "-1"],
    "crs": ["", "EPSG:3405", "http://www.opengis.net/def/crs/EPSG/0/2154"],
    "f": ["", "xml", "JSON"],
    "stars": ["6", "x", ""],
    "source_weak": ["maybe"],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in INVALID.items() for value in values]
)
def test_core_query_param_invalid(get: Get, check: Check, name: str, value: str) -> None:
    answer = get("/collections/outlets/items", **{name: value}, answers=400)
    check(answer, "Error")


# /conf/geojson


@pytest.mark.parametrize("name", IDS)
def test_geojson_definition(client: FlaskClient, name: str) -> None:
    got = client.get(f"/ogc/collections/{name}/items?limit=1")
    assert got.mimetype == "application/geo+json"
    identifier = got.get_json(force=True)["features"][0]["id"]
    single = client.get(f"/ogc/collections/{name}/items/{identifier}")
    assert single.mimetype == "application/geo+json"


@pytest.mark.parametrize("name", IDS)
def test_geojson_content(get: Get, check: Check, name: str) -> None:
    answer = get(f"/collections/{name}/items", limit=50)
    check(answer, f"{schema_name(name)}Page")
    for feature in answer["features"]:
        assert feature["type"] == "Feature"
        if feature["geometry"]["type"] == "MultiPolygon":
            # Right-hand rule: outer rings against the clock, holes with it.
            for outer, *holes in feature["geometry"]["coordinates"]:
                assert shapely.LinearRing(outer).is_ccw
                assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)


# /conf/html

PAGES = (
    "/",
    "/conformance",
    "/collections",
    "/collections/outlets",
    "/collections/outlets/items",
    "/collections/outlets/queryables",
    "/collections/outlets/schema",
    "/collections/provinces-2025-07-01/items/01",
    "/openapi",
)


@pytest.mark.parametrize("path", PAGES)
def test_html_definition(client: FlaskClient, path: str) -> None:
    for got in (
        client.get(f"/ogc{path}", headers={"Accept": "text/html"}),
        client.get(f"/ogc{path}?f=html"),
    ):
        assert (got.status_code, got.mimetype) == (200, "text/html")


def test_html_content(client: FlaskClient) -> None:
    """What the document says is in its page, and every link leads somewhere."""
    page = client.get("/ogc/collections/provinces-2025-07-01/items/01?f=html&lang=en").text
    feature = client.get("/ogc/collections/provinces-2025-07-01/items/01").get_json(force=True)
    for value in feature["properties"].values():
        assert value is None or str(value) in page
    for path in PAGES:
        page = client.get(f"/ogc{path}", headers={"Accept": "text/html"}).text
        for href in set(re.findall(r'href="(/ogc[^"]*|http://localhost/ogc[^"]*)"', page)):
            address = path_of(href.replace("&amp;", "&"))
            assert client.get(address).status_code == 200, (path, href)


# /conf/oas30


def test_oas30_oas_definition_1(get: Get, client: FlaskClient) -> None:
    (link,) = by_rel(get("/"), "service-desc")
    assert link["type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert client.get(path_of(link["href"])).content_type == link["type"]
    (link,) = by_rel(get("/"), "service-doc")
    assert link["type"] == client.get(path_of(link["href"])).mimetype == "text/html"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_oas30_oas_definition_2(get: Get, language: str) -> None:
    document = get("/openapi", lang=language)
    assert list(OpenAPIV30SpecValidator(document).iter_errors()) == []


def test_oas30_oas_impl(described: dict[str, Any], client: FlaskClient) -> None:
    """Every address described is there, and every address there is described."""
    paths = {re.sub(r"\{\w+\}", "01", path) for path in described["paths"]}
    for path in paths:
        assert client.get(f"/ogc{path}").status_code in (200, 404), path
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", "{}", rule.rule).removeprefix("/ogc").rstrip("/") or "/"
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith("ogc.")
    }
    known = {re.sub(r"/collections/[\w-]+", "/collections/{}", path) for path in described["paths"]}
    assert rules == {re.sub(r"\{\w*\}", "{}", path) for path in known}


def test_oas30_completeness(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        (method,) = methods
        assert method == "get"
        responses = methods["get"]["responses"]
        assert {"200", "304", "400", "429", "503"} <= responses.keys()
        assert ("404" in responses) == path.startswith(("/collections/", "/tileMatrixSets/"))
        assert all(response["description"] for response in responses.values())


def test_oas30_exceptions_codes(get: Get, check: Check) -> None:
    check(get("/collections/none", answers=404), "Error")
    check(get("/collections/outlets/items/none", answers=404), "Error")
    check(get("/collections/outlets/items", limit="x", answers=400), "Error")


def test_oas30_security(described: dict[str, Any], client: FlaskClient) -> None:
    """No key is asked for, and none is described."""
    assert "security" not in described
    assert "securitySchemes" not in described["components"]
    assert client.get("/ogc/collections/outlets/items?limit=1").status_code == 200


def test_links_to_pages_before_and_after_are_in_order(get: Get) -> None:
    first = get("/collections/villages/items", limit=100)
    (link,) = by_rel(first, "next")
    second = get(path_of(link["href"]).removeprefix("/ogc"))
    (link,) = by_rel(second, "prev")
    assert get(path_of(link["href"]).removeprefix("/ogc"))["features"] == first["features"]
    whole = get("/collections/villages/items", limit=first["numberMatched"])
    # A page that is exactly full has nothing after it.
    assert by_rel(whole, "next") == []
