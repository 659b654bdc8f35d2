"""The embedded map, its builder and its loader, as they come over the wire."""

import re
from html import unescape

import pytest

from web import assets


def test_map_page_sets_no_cookie_and_is_not_indexed(client):
    got = client.get("/embed/map?v=1&province=22")
    assert "Set-Cookie" not in got.headers
    assert got.headers["X-Robots-Tag"] == "noindex"
    assert "offline.js" not in got.text
    assert "recent.js" not in got.text


@pytest.mark.parametrize(
    "query", ["", "province=15&show=coverage", "province=48", "q=Huế", "route=x"]
)
def test_map_page_names_both_archipelagos_on_every_map(client, query):
    page = client.get(f"/embed/map?{query}").text
    assert "Quần đảo Hoàng Sa (Việt Nam)" in page.encode().decode("unicode-escape", "replace") or (
        "Qu\\u1ea7n \\u0111\\u1ea3o Ho\\u00e0ng Sa" in page
    )
    assert "Qu\\u1ea7n \\u0111\\u1ea3o Tr\\u01b0\\u1eddng Sa" in page


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("height=1", 400, "height"),
        ("district=018", 400, "vintage=2025-03-01"),
        ("province=99", 404, "province=99"),
        ("place=none", 404, "place=none"),
        ("route=none", 404, "route=none"),
        ("v=2", 400, "v="),
        ("q=zzqqxx+wwkk", 404, "zzqqxx"),
    ],
)
def test_map_page_with_a_slip_says_so_and_is_still_a_map(client, query, status, says):
    got = client.get(f"/embed/map?lang=en&{query}")
    assert got.status_code == status
    alerts = re.findall(r'<div class="notice" role="alert">(.*?)</div>', got.text, re.S)
    assert any(says in unescape(alert) for alert in alerts)
    assert 'id="map_locator"' in got.text


def test_map_page_escapes_what_comes_in_its_address(client):
    got = client.get("/embed/map?q=%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E&show=search")
    assert "<script>alert" not in got.text
    got = client.get("/embed/map?accent=%3C/style%3E&origin=https://a.vn%22%3E")
    assert "</style></style>" not in got.text
    assert 'a.vn"' not in got.text


@pytest.mark.parametrize(
    "unit", ["province=01", "commune=00004", "vintage=2025-03-01&district=018"]
)
def test_map_page_lists_places_of_its_unit_alone(client, unit):
    page = client.get(f"/embed/map?{unit}&kind=outlet,village,destination").text
    listed = re.findall(r'class="result \w+[^>]*data-id="([^"]+)"', page)
    query = "vintage=2025-03-01&" if "district" in unit else ""
    found = client.get(f"/api/places?{query}{unit.rsplit('&', 1)[-1]}&limit=1000").get_json(
        force=True
    )
    assert listed
    assert set(listed) <= {feature["id"] for feature in found["features"]}


def test_map_page_makes_a_large_map_of_the_same(client):
    page = client.get("/embed/map?province=22&kind=village&stars=4,5&lang=en").text
    (large,) = re.findall(r'id="large" href="([^"]+)"', page)
    for part in ("province=22", "kind=village", "stars=4,5", "lang=en"):
        assert part in unescape(large).replace("%2C", ",")


def test_loader_is_small_and_for_every_page(client):
    got = client.get("/embed.js", headers={"Accept-Encoding": "br"})
    assert got.mimetype == "text/javascript"
    assert len(got.data) < 2_000
    assert got.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=3600" in got.headers["Cache-Control"]
    assert got.headers["ETag"]
    source = assets.read("js/embed/loader.js").decode()
    for word in ("eval", "innerHTML", "document.write", "cssText", "cookie", "localStorage"):
        assert word not in source.replace("no eval", "")


def test_builder_gives_every_line_for_the_same_map(client):
    page = client.get(
        "/embed/build?province=22&show=list&show=search&accent=%23ffcc00&lang=en"
    ).text
    lines = {
        name: unescape(text)
        for name, text in re.findall(
            r'<textarea id="snippet-(\w+)"[^>]*>(.*?)</textarea>', page, re.S
        )
    }
    assert set(lines) == {"script", "iframe", "link", "oembed"}
    query = "v=1&vintage=2025-07-01&province=22&show=list,search&lang=en&accent=ffcc00"
    assert lines["link"] == f"http://localhost/embed/map?{query}"
    assert unescape(lines["iframe"]).count(query) == 1
    assert unescape(lines["script"]).count(query) == 2
    assert "\n" not in lines["script"] + lines["iframe"]
    assert "hard to read" in page
    assert client.get(lines["oembed"].removeprefix("http://localhost")).status_code == 200


def test_builder_in_one_language_makes_a_map_in_another(client):
    page = client.get("/embed/build?lang=en&map_lang=vi&province=22").text
    assert '<html lang="en"' in page
    assert "lang=vi" in re.findall(r'id="preview" src="([^"]+)"', page)[0]


def test_builder_without_scripts_drops_units_of_another_province(client):
    page = client.get("/embed/build?province=01&commune=06664&was_province=22").text
    assert "commune=" not in re.findall(r'id="preview" src="([^"]+)"', page)[0]


def test_builder_from_a_page_has_its_map(client):
    page = client.get("/places/2025-07-01/province/22").text
    (link,) = re.findall(r'href="(/embed/build[^"]*)"', page)
    assert "province=22" in link
    assert client.get(unescape(link)).status_code == 200
