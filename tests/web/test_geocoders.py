"""Others' geocoders behind ours, when the site turns them on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from web import create_app

ADDRESS = "12 Tô Hiệu, phường La Khê, quận Hà Đông, Hà Nội"


class _Nominatim(BaseHTTPRequestHandler):
    """Says where the street is, and remembers who asked."""

    asked: list[str | None] = []  # noqa: RUF012 - of the one server that a test starts

    def do_GET(self) -> None:
        self.asked.append(self.headers["User-Agent"])
        place = {"lat": "20.9712", "lon": "105.7595", "display_name": "Tô Hiệu", "class": "highway"}
        body = json.dumps([place]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is its own."""


@pytest.fixture
def nominatim() -> Iterator[str]:
    _Nominatim.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Nominatim) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_geocode_with_a_follower_takes_its_street_and_asks_it_once(
    built_store: Path, nominatim: str, tmp_path: Path
) -> None:
    app = create_app(
        {
            "STORE": str(built_store),
            "TESTING": True,
            "RELOAD_S": 3600.0,
            "GEOCODERS": f"nominatim={nominatim}",
            "USER_AGENT": "ocop tests (nobody@example.org)",
            "GEOCODERS_CACHE": str(tmp_path / "answers.sqlite"),
        }
    )
    client = app.test_client()
    for _ in range(2):
        first = client.get("/api/geocode", query_string={"q": ADDRESS}).get_json()["results"][0]
        assert first["precision"] == "street"
        assert (first["lat"], first["lon"]) == (20.9712, 105.7595)
        assert first["units"]["2025-03-01"]["district"] == "268"
    assert _Nominatim.asked == ["ocop tests (nobody@example.org)"]


def test_geocode_by_default_asks_nobody(client, nominatim: str) -> None:
    assert client.get("/api/geocode", query_string={"q": ADDRESS}).get_json()["results"]
    assert _Nominatim.asked == []
