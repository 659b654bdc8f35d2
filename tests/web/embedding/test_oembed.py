"""oEmbed, and the links by which it is found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

ROOT = Path(__file__).parents[3]
NODE = Path(sys.executable).parent / "node"
CONSUMER = ROOT / "node_modules" / "@extractus" / "oembed-extractor"
BASE = "http://localhost"

PAGES = {
    "/": {"show": "search,list"},
    "/?q=hoi+an&kind=village": {"q": "hoi an", "kind": "village"},
    "/?province=22&lang=en": {"province": "22", "lang": "en", "vintage": "2025-07-01"},
    "/outlets/ag-chau-doc-tu-son": {"place": "ag-chau-doc-tu-son"},
    "/villages/v-ha-noi-lang-gom-bat-trang": {"place": "v-ha-noi-lang-gom-bat-trang"},
    "/destinations/d-ha-noi-van-mieu-quoc-tu-giam": {"place": "d-ha-noi-van-mieu-quoc-tu-giam"},
    "/places/2025-07-01/province/22": {"province": "22", "vintage": "2025-07-01"},
    "/places/2025-03-01/district/018?lang=en": {"district": "018", "lang": "en"},
    "/places/2025-07-01/commune/00004": {"commune": "00004"},
    "/routes": {"show": "routes,list"},
    "/routes/dau-chan-lang-co-bat-trang": {"route": "dau-chan-lang-co-bat-trang"},
    "/coverage?province=22&vintage=2025-07-01&measure=outlets": {
        "show": "coverage", "province": "22", "measure": "outlets",
    },
}  # fmt: skip
"""Pages with a map, and options of that map."""


def source_of(answer):
    """The address in an answer's iframe."""
    (address,) = re.findall(r'<iframe src="([^"]+)"', answer["html"])
    return unescape(address)


def told_by(address):
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def discovered(page):
    links = re.findall(
        r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page
    )
    return [unescape(link) for link in links]


@pytest.mark.parametrize("path", PAGES)
def test_page_with_a_map_leads_to_its_embed(client, path):
    (link,) = discovered(client.get(path).text)
    got = client.get(link.removeprefix(BASE))
    assert got.status_code == 200, got.text
    assert got.mimetype == "application/json"
    answer = got.get_json()
    assert (answer["version"], answer["type"]) == ("1.0", "rich")
    assert answer["title"]
    address = source_of(answer)
    told = told_by(address)
    assert {name: told.get(name) for name in PAGES[path]} == PAGES[path]
    assert client.get(address.removeprefix(BASE)).status_code == 200


@pytest.mark.parametrize("path", ["/about", "/plan", "/embed/build", "/nowhere"])
def test_page_without_a_map_leads_nowhere(client, path):
    assert discovered(client.get(path).text) == []


def test_embedded_map_is_itself_discovered_with_its_options(client):
    query = "v=1&vintage=2025-07-01&province=22&show=list&accent=ffcc00&height=600"
    (link,) = discovered(client.get(f"/embed/map?{query}").text)
    answer = client.get(link.removeprefix(BASE)).get_json()
    assert source_of(answer) == f"{BASE}/embed/map?{query}"
    assert answer["height"] == 600


def asked(client, address, **more):
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return client.get(f"/oembed?url={quote(address, safe='')}{query}")


@pytest.mark.parametrize(
    "address",
    [
        "http://example.vn/",
        "https://localhost.evil.vn/",
        f"{BASE}:8080/",
        f"{BASE}:port/",
        f"{BASE}/nowhere",
        f"{BASE}/about",
        f"{BASE}/api/places",
        f"{BASE}/outlets/none",
        f"{BASE}/outlets/v-ha-noi-lang-gom-bat-trang",
        f"{BASE}/places/2025-07-01/province/99",
        f"{BASE}/places/2025-07-01/district/018",
        f"{BASE}/places/2025-07-01/planet/018",
        f"{BASE}/places/1999-01-01/province/01",
        f"{BASE}/routes/none",
        f"{BASE}/embed/map?province=none",
        "javascript:alert(1)",
        "nothing at all",
        "http://[::1",
    ],
)
def test_oembed_of_an_address_that_is_unknown_or_of_others_is_404(client, address):
    got = asked(client, address)
    assert got.status_code == 404
    assert got.get_json()["code"] == "unknown-address"


@pytest.mark.parametrize("served", ["xml", "yaml", "json2", ""])
def test_oembed_in_a_format_that_is_not_served_is_501(client, served):
    assert asked(client, f"{BASE}/", format=served).status_code == 501


@pytest.mark.parametrize("value", ["0", "-1", "ten", "1e3", "٣", "99999999999", ""])
@pytest.mark.parametrize("name", ["maxwidth", "maxheight"])
def test_oembed_with_a_size_that_is_none_is_400(client, name, value):
    assert asked(client, f"{BASE}/", **{name: value}).status_code == 400


def test_oembed_without_an_address_is_400(client):
    assert client.get("/oembed").status_code == 400


def test_oembed_lets_parameters_of_consumers_pass(client):
    assert asked(client, f"{BASE}/", dnt=1, format="json").status_code == 200


@pytest.mark.parametrize(("wide", "high"), [(320, 300), (2000, 2000), (50, 40)])
def test_oembed_is_no_larger_than_it_may_be(client, wide, high):
    answer = asked(client, f"{BASE}/", maxwidth=wide, maxheight=high).get_json()
    assert answer["width"] == min(800, wide)
    assert answer["height"] == min(480, high)
    assert f'width="{answer["width"]}" height="{answer["height"]}"' in answer["html"]
    assert ("thumbnail_url" in answer) == (wide >= 1200 and high >= 630)


def test_oembed_answers_in_the_language_of_the_address(client):
    unit = f"{BASE}/places/2025-07-01/province/22"
    titles = {
        lang: asked(client, f"{unit}?lang={lang}").get_json()["title"] for lang in ("vi", "en")
    }
    assert titles["en"].startswith("OCOP in ")
    assert titles["vi"].startswith("OCOP ở ")


def test_oembed_behind_a_proxy_has_the_public_address(made):
    client = made(BASE_URL="https://ban-do.example.vn").test_client()
    answer = asked(client, "https://ban-do.example.vn/places/2025-07-01/province/22").get_json()
    assert source_of(answer).startswith("https://ban-do.example.vn/embed/map?")
    assert asked(client, f"{BASE}/").status_code == 404
    (link,) = discovered(client.get("/").text)
    assert link.startswith(
        "https://ban-do.example.vn/oembed?url=https%3A%2F%2Fban-do.example.vn%2F"
    )


def test_oembed_may_be_read_from_any_site(client):
    assert asked(client, f"{BASE}/").headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.npm
def test_consumer_library_extracts_the_embed_by_discovery_alone(built_store, tmp_path):
    from tests.web.browser.window import serving

    assert CONSUMER.exists(), "npm ci"
    # Beside the packages: modules are looked for from where the script is.
    script = ROOT / "node_modules" / ".oembed.mjs"
    script.write_text((Path(__file__).parent / "oembed.mjs").read_text())
    with serving(built_store) as site:
        addresses = [site + path for path in PAGES]
        done = subprocess.run(
            [NODE, script, *addresses], capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
    assert len(found) == len(PAGES)
    for path, answer in zip(PAGES, found, strict=True):
        told = told_by(source_of(answer))
        assert answer["type"] == "rich"
        assert {name: told.get(name) for name in PAGES[path]} == PAGES[path]
