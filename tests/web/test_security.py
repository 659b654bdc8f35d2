import re

import pytest

from web.security import policy, tile_origins


def directives(header):
    parts = (part.split() for part in header.split(";"))
    return {name: sources for name, *sources in parts}


def test_page_has_a_policy_with_a_nonce_of_its_own(client):
    first, second = (client.get("/") for _ in range(2))
    nonces = [
        re.search(r"'nonce-([\w-]{20,})'", got.headers["Content-Security-Policy"])[1]
        for got in (first, second)
    ]
    assert nonces[0] != nonces[1]
    assert f'nonce="{nonces[0]}"' in first.text
    assert "no-cache" in first.headers["Cache-Control"]
    assert "ETag" not in first.headers


def test_page_policy_allows_nothing_inline_nor_from_elsewhere(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert "https:" not in policy
    found = directives(policy)
    assert found["default-src"] == ["'none'"]
    assert found["object-src"] == ["'none'"] if "object-src" in found else True
    assert found["base-uri"] == ["'none'"]


def test_every_script_and_style_of_the_page_bears_the_nonce(client):
    got = client.get("/")
    nonce = re.search(r"'nonce-([\w-]+)'", got.headers["Content-Security-Policy"])[1]
    for tag in re.findall(r"<(?:script|style)\b[^>]*>", got.text):
        assert f'nonce="{nonce}"' in tag
    assert not re.search(r"<[^>]+\sstyle\s*=", got.text)
    assert not re.search(r"<[^>]+\son\w+\s*=", got.text)


def test_answer_of_the_api_may_be_read_from_any_site(client):
    got = client.get("/api/locate?lat=21&lon=105", headers={"Origin": "https://example.vn"})
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in got.headers
    refused = client.get("/api/locate", headers={"Origin": "https://example.vn"})
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_preflight_of_the_api_is_answered(client):
    got = client.options(
        "/api/nearest",
        headers={"Origin": "https://example.vn", "Access-Control-Request-Method": "GET"},
    )
    assert got.status_code == 200
    assert "GET" in got.headers["Access-Control-Allow-Methods"]


def test_page_may_not_be_read_from_other_sites(client):
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


@pytest.mark.parametrize(
    ("template", "origins"),
    [
        ("", ()),
        ("https://tile.example.org/{z}/{x}/{y}.png", ("https://tile.example.org",)),
        ("https://{s}.tile.example.org:8443/{z}/{x}/{y}.png", ("https://*.tile.example.org:8443",)),
    ],
)
def test_policy_lets_images_come_from_the_tile_servers_only(template, origins):
    assert tile_origins(template) == origins
    allowed = directives(policy("n", images=tile_origins(template)))["img-src"]
    assert allowed == ["'self'", "data:", *origins]
