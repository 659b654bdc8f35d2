import gzip

import brotli
import pytest
from flask import Flask

from web.caching import Body, accepted_encoding, respond

PLAIN = "Hội An, Đà Nẵng. ".encode() * 200


@pytest.fixture
def client():
    app = Flask(__name__)
    shared = Body(PLAIN)

    @app.get("/")
    def view():
        return respond(shared, "application/json", cache="public, max-age=60")

    @app.get("/small")
    def small():
        return respond(Body(b"{}"), "application/json", cache="no-store")

    return app.test_client()


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=1.0", "gzip"),
        ("br;q=0, gzip;q=0", None),
        ("*", "br"),
        ("*;q=0", None),
        ("gzip;q=x", None),
        ("BR", "br"),
    ],
)
def test_accepted_encoding_follows_the_weights(header, encoding):
    assert accepted_encoding(header) == encoding


def test_respond_to_br_sends_brotli(client):
    got = client.get("/", headers={"Accept-Encoding": "br, gzip"})
    assert got.headers["Content-Encoding"] == "br"
    assert brotli.decompress(got.data) == PLAIN
    assert "Accept-Encoding" in got.headers["Vary"]


def test_respond_to_gzip_sends_gzip(client):
    got = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert got.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(got.data) == PLAIN


def test_respond_to_identity_sends_the_bytes(client):
    got = client.get("/", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in got.headers
    assert got.data == PLAIN


def test_respond_with_little_does_not_compress(client):
    assert client.get("/small", headers={"Accept-Encoding": "br"}).data == b"{}"


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_respond_to_a_known_etag_is_304_in_any_encoding(client, encoding):
    etag = client.get("/").headers["ETag"]
    headers = {"Accept-Encoding": encoding, "If-None-Match": f'"other", {etag}'}
    got = client.get("/", headers=headers)
    assert (got.status_code, got.data) == (304, b"")
    assert got.headers["ETag"] == etag
    assert got.headers["Cache-Control"] == "public, max-age=60"


def test_respond_to_another_etag_is_200(client):
    assert client.get("/", headers={"If-None-Match": 'W/"other"'}).status_code == 200
    assert client.get("/", headers={"If-None-Match": "*"}).status_code == 304
