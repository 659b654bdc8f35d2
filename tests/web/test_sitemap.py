"""The sitemap: every page once, each there, its two languages naming one another."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from flask import Flask
from flask.testing import FlaskClient

from geo.vintages import LAYERS
from web import sitemap

S = f"{{{sitemap.NAMESPACE}}}"
LINK = "{http://www.w3.org/1999/xhtml}link"
BASE = "https://ban-do.example.vn"


def entries(client: FlaskClient) -> list[Element]:
    got = client.get("/sitemap.xml")
    assert got.status_code == 200
    assert got.mimetype == "application/xml"
    return list(fromstring(got.data))


def location(entry: Element) -> str:
    return entry.findtext(f"{S}loc") or ""


def path_of(address: str) -> str:
    return urlsplit(address).path


def answered(client: FlaskClient, address: str) -> int:
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}").status_code


def test_sitemap_lists_every_page_once(app: Flask, client: FlaskClient) -> None:
    listed = [path_of(location(entry)) for entry in entries(client)]
    assert len(listed) == len(set(listed))
    current = app.extensions["snapshots"].current()
    units = {
        f"/places/{vintage}/{level}/{code}"
        for vintage, level in LAYERS
        for code in current.locator.boundaries.layer(vintage, level).index
    }
    places = {current.records.properties(row, "vi")["path"] for row in range(len(current.records))}
    assert {"/", "/about", "/coverage"} | units | places <= set(listed)


def test_sitemap_alternates_are_those_of_the_page_itself(client: FlaskClient) -> None:
    found = entries(client)
    for entry in found[:: len(found) // 40]:
        alternates = {str(link.get("hreflang")): link.get("href") for link in entry.iter(LINK)}
        assert alternates.keys() == {"vi", "en", "x-default"}
        assert location(entry) == alternates["vi"]
        for language in ("vi", "en"):
            html = client.get(str(alternates[language])).text
            there = dict(re.findall(r'hreflang="([\w-]+)" href="([^"]+)">', html))
            assert {name: there.get(name) for name in alternates} == alternates
            assert f'<link rel="canonical" href="{alternates[language]}">' in html


def test_sitemap_pages_of_a_sample_answer(client: FlaskClient) -> None:
    """Every fiftieth, and every first of its kind; `-m thorough` asks for all."""
    found = [location(entry) for entry in entries(client)]
    kinds: dict[str, str] = {}
    for address in found:
        kinds.setdefault(re.sub(r"/[^/]*$", "", path_of(address)), address)
    for address in {*found[::50], *kinds.values()}:
        assert answered(client, address) == 200, address


@pytest.mark.thorough
def test_sitemap_every_page_answers(client: FlaskClient) -> None:
    wrong = [
        address for address in map(location, entries(client)) if answered(client, address) != 200
    ]
    assert wrong == []


def test_sitemap_says_the_day_of_the_data(app: Flask, client: FlaskClient) -> None:
    built = app.extensions["snapshots"].current().locator.metadata["built_at"]
    assert {entry.findtext(f"{S}lastmod") for entry in entries(client)} == {built[:10]}


def test_sitemap_of_a_site_with_its_address_uses_that(made: Callable[..., Flask]) -> None:
    client = made(BASE_URL=BASE).test_client()
    assert {location(entry)[: len(BASE) + 1] for entry in entries(client)} == {f"{BASE}/"}
    assert f"Sitemap: {BASE}/sitemap.xml" in client.get("/robots.txt").text


def test_sitemap_larger_than_a_file_may_be_is_an_index_of_parts(
    made: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = made(BASE_URL="https://parts.example.vn").test_client()
    whole = [location(entry) for entry in entries(client)]
    monkeypatch.setattr(sitemap, "MOST", 5_000)
    client = made(BASE_URL="https://parts-two.example.vn").test_client()
    parts = [path_of(location(entry)) for entry in entries(client)]
    assert len(parts) == -(-len(whole) // 5_000)
    together = [location(entry) for part in parts for entry in fromstring(client.get(part).data)]
    assert [path_of(address) for address in together] == [path_of(address) for address in whole]
    assert client.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404


def test_sitemap_part_where_there_are_none_is_missing(client: FlaskClient) -> None:
    assert client.get("/sitemap-1.xml").status_code == 404


def test_sitemap_known_already_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get("/sitemap.xml").headers["ETag"]
    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304


def test_robots_lets_pages_be_read_and_keeps_crawlers_off_their_parts(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    for path in ("/api/", "/results"):
        assert f"Disallow: {path}\n" in text
    assert "Disallow: /places" not in text
    assert "Sitemap: http://localhost/sitemap.xml" in text
