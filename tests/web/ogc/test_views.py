"""`/ogc` behind a proxy, in both languages, refusing, kept by caches, and when the data changes."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.storage import open_store
from tests.web.ogc.conftest import IDS, Get
from web import create_app
from web.ogc.collections import collections
from web.ogc.crs import URIS, vietnamese
from web.snapshot import Snapshot

PAGES = (
    "/ogc/",
    "/ogc/collections",
    "/ogc/collections/outlets",
    "/ogc/collections/outlets/items",
    "/ogc/collections/outlets/queryables",
    "/ogc/collections/provinces-2025-07-01/items/01",
    "/ogc/conformance",
    "/ogc/openapi",
    "/ogc/collections/none",
)


def addresses(document: Any) -> set[str]:
    """Where the links of a document lead."""
    return set(re.findall(r'"href": "([^"]*/ogc[^"]*)"', json.dumps(document)))


@pytest.mark.parametrize("path", ["/", "/collections", "/collections/outlets/items?limit=1"])
def test_links_begin_with_the_configured_address(made: Callable[..., Flask], path: str) -> None:
    app = made(BASE_URL="https://ban-do.example.vn/ocop")
    found = addresses(app.test_client().get(f"/ogc{path}").get_json(force=True))
    assert found
    assert all(each.startswith("https://ban-do.example.vn/ocop/ogc") for each in found)


def test_links_behind_a_proxy_with_a_prefix_are_those_of_outside(
    made: Callable[..., Flask],
) -> None:
    client = made(PROXIES=1).test_client()
    headers = {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "tinh.example.vn",
        "X-Forwarded-Prefix": "/ocop",
    }
    document = client.get("/ogc/collections/outlets/items?limit=1", headers=headers)
    found = addresses(document.get_json(force=True))
    assert found
    assert all(each.startswith("https://tinh.example.vn/ocop/ogc/") for each in found)
    described = client.get("/ogc/openapi", headers=headers).get_json(force=True)
    assert described["servers"] == [{"url": "https://tinh.example.vn/ocop/ogc"}]


def test_headers_of_strangers_do_not_change_links(client: FlaskClient) -> None:
    got = client.get("/ogc/", headers={"X-Forwarded-Host": "elsewhere.example"})
    assert "elsewhere" not in got.text


@pytest.mark.parametrize(
    ("header", "query", "due"),
    [
        ("", "", "vi"),
        ("en", "", "en"),
        ("fr, en;q=0.5", "", "en"),
        ("en", "lang=vi", "vi"),
        ("vi", "lang=en", "en"),
    ],
)
def test_language_is_negotiated(client: FlaskClient, header: str, query: str, due: str) -> None:
    got = client.get(f"/ogc/collections/outlets?{query}", headers={"Accept-Language": header})
    assert got.headers["Content-Language"] == due
    titles = {"vi": "Điểm bán OCOP", "en": "OCOP outlets"}
    assert got.get_json(force=True)["title"] == titles[due]
    assert "Accept-Language" in got.headers["Vary"]


def test_language_asked_for_stays_in_the_links(get: Get) -> None:
    links = get("/collections/outlets", lang="en")["links"]
    assert all("lang=en" in link["href"] for link in links)


@pytest.mark.parametrize(
    ("accept", "due"),
    [
        ("", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("application/geo+json", "application/geo+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/html;q=0.2, application/json", "application/geo+json"),
    ],
)
def test_form_is_negotiated(client: FlaskClient, accept: str, due: str) -> None:
    got = client.get("/ogc/collections/outlets/items?limit=1", headers={"Accept": accept})
    assert got.mimetype == due
    assert "Accept" in got.headers["Vary"].split(", ")


def test_answer_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    path = "/ogc/collections/outlets/items?limit=3"
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_other_sites_may_read(client: FlaskClient) -> None:
    got = client.get("/ogc/collections", headers={"Origin": "https://example.vn"})
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert "Content-Crs" in got.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", PAGES)
def test_page_is_strict_and_asks_nothing_of_others(client: FlaskClient, path: str) -> None:
    got = client.get(path, headers={"Accept": "text/html"})
    policy = got.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    loaded = re.findall(
        r'<(?:script|img|link rel="stylesheet")[^>]*(?:src|href)="([^"]+)"', got.text
    )
    assert loaded
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


def test_refusal_says_nothing_of_the_insides(client: FlaskClient) -> None:
    for path in ("/ogc/collections/none", "/ogc/collections/outlets/items/none"):
        got = client.get(path)
        assert got.status_code == 404
        assert got.get_json(force=True)["code"] == "not-found"
        assert not re.search("pygeoapi|Traceback|provider|LayerProvider", got.text)
    assert "X-Powered-By" not in client.get("/ogc/").headers


def test_only_reading_is_answered(client: FlaskClient) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        got = method("/ogc/collections/outlets/items")
        assert got.status_code == 405
        assert set(got.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("name", IDS)
def test_collection_says_whose_it_is_and_how_good(get: Get, snapshot: Snapshot, name: str) -> None:
    found = get(f"/collections/{name}")
    assert any(link["rel"] == "license" for link in found["links"])
    assert found["attribution"]
    assert found["data_version"] == snapshot.data_version
    drawn = name.startswith(("communes", "districts", "provinces", "coverage"))
    assert found["approximate"] is drawn
    assert ("gần đúng" in found["description"]) is drawn


def test_collections_have_the_counts_of_the_store(get: Get, built_store: Path) -> None:
    store = open_store(built_store)
    for name in ("outlets", "villages", "destinations"):
        assert get(f"/collections/{name}/items")["numberMatched"] == len(store.read(name))
    assert get("/collections/routes/items")["numberMatched"] == (
        store.read("routes")["route_id"].nunique()
    )
    counts = {
        "provinces-2025-07-01": 34,
        "communes-2025-07-01": 3_321,
        "provinces-2025-03-01": 63,
        "districts-2025-03-01": 696,
    }
    for name, count in counts.items():
        assert get(f"/collections/{name}/items")["numberMatched"] == count
        assert get(f"/collections/coverage-{name}/items")["numberMatched"] == count


def test_systems_are_those_of_vietnam_in_projs_own_database() -> None:
    named = {4756, 3405, 3406, *range(5896, 5900), *range(9205, 9219)}
    assert set(vietnamese()) == named
    assert len(URIS) == len(named) + 3


def test_new_data_are_seen_without_a_restart(store_copy: Path) -> None:
    app = create_app({"STORE": str(store_copy), "TESTING": True, "RELOAD_S": 0.0})
    client = app.test_client()
    path = "/ogc/collections/outlets/items?limit=1"
    before = client.get(path).get_json(force=True)
    store = open_store(store_copy)
    store.write({"outlets": store.read("outlets").iloc[:-3]})
    end = time.monotonic() + 30
    while (after := client.get(path).get_json(force=True))["data_version"] == before[
        "data_version"
    ]:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert after["numberMatched"] == before["numberMatched"] - 3
    extent = client.get("/ogc/collections/outlets").get_json(force=True)
    assert extent["data_version"] == after["data_version"]


def test_collections_are_all_that_was_promised() -> None:
    due = {"outlets", "villages", "destinations", "routes"}
    units = {
        *("provinces-2025-07-01", "communes-2025-07-01"),
        *("provinces-2025-03-01", "districts-2025-03-01", "communes-2025-03-01"),
    }
    assert set(collections()) == due | units | {f"coverage-{name}" for name in units}
