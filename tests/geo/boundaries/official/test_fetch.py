"""Downloads, from a server that the test starts: whole, broken off, changed, wrong, missing."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geo.boundaries.official import fetch as fetching
from geo.boundaries.official.fetch import (
    Remote,
    Source,
    communes_of_archive,
    fetch,
    geoboundaries,
    provinces_database,
    source_named,
)
from geo.boundaries.official.outlines import read_outlines
from geo.cli import main
from geo.download import USER_AGENT, digest, download, small
from geo.errors import DownloadError, InvalidParameterError, UnreadableFileError
from geo.vintages import Level, Vintage

CONTENT = bytes(range(256)) * 2_000
PIECE = 1 << 16
"""Bytes written at a time: of what came after the last whole piece, nothing is kept."""
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Server(ThreadingHTTPServer):
    """Serves what `files` holds, and misbehaves as told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.etag = '"one"'
        self.ranges = True
        self.lies_about_length = False
        self.break_after: list[int] = []
        """Bytes after which to hang up, for one answer after the other."""
        self.statuses: list[int] = []
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.path, dict(self.headers)))
        if server.statuses:
            return self.send_error(server.statuses.pop(0))
        content = server.files.get(self.path)
        if content is None:
            return self.send_error(404)
        start = 0
        wanted = self.headers.get("Range", "")
        if wanted and server.ranges and self.headers.get("If-Range") == server.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(content)}")
                self.send_header("Content-Length", "0")
                return self.end_headers()
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        else:
            self.send_response(200)
        self.send_header("ETag", server.etag)
        if not server.lies_about_length:
            self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        if server.break_after:
            rest = rest[: server.break_after.pop(0)]
            self.close_connection = True
        self.wfile.write(rest)
        return None

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        running.files["/file"] = CONTENT
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if ".part" in path.name)


def test_download_of_a_whole_file_is_that_file(server: Server, tmp_path: Path) -> None:
    target = tmp_path / "new" / "file"
    assert download(f"{server.url}/file", target, sha256=SHA256) == SHA256
    assert target.read_bytes() == CONTENT
    assert leftovers(target.parent) == []
    ((_, headers),) = server.asked
    assert headers["User-Agent"] == USER_AGENT
    assert headers["Accept-Encoding"] == "identity"


def test_download_that_breaks_off_goes_on_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.break_after = [PIECE, 2 * PIECE + 500]
    download(f"{server.url}/file", tmp_path / "file", sha256=SHA256, pause_s=0)
    assert (tmp_path / "file").read_bytes() == CONTENT
    ranges = [headers.get("Range") for _, headers in server.asked]
    assert ranges == [None, f"bytes={PIECE}-", f"bytes={3 * PIECE}-"]


def test_download_given_up_is_taken_up_by_the_next_one(server: Server, tmp_path: Path) -> None:
    server.break_after = [PIECE] * 4
    with pytest.raises(DownloadError, match="broke off 4 times"):
        download(f"{server.url}/file", tmp_path / "file", pause_s=0)
    assert not (tmp_path / "file").exists()
    assert (tmp_path / "file.part").stat().st_size == 4 * PIECE
    assert download(f"{server.url}/file", tmp_path / "file") == SHA256
    assert server.asked[-1][1]["Range"] == f"bytes={4 * PIECE}-"


def test_download_of_a_part_that_is_whole_already_asks_for_nothing_more(
    server: Server, tmp_path: Path
) -> None:
    (tmp_path / "file.part").write_bytes(CONTENT)
    (tmp_path / "file.part.etag").write_text('"one"')
    assert download(f"{server.url}/file", tmp_path / "file", sha256=SHA256) == SHA256


@pytest.mark.parametrize("how", ["changed", "no ranges", "no etag"])
def test_download_that_cannot_go_on_starts_anew(how: str, server: Server, tmp_path: Path) -> None:
    (tmp_path / "file.part").write_bytes(b"of another version")
    if how != "no etag":
        (tmp_path / "file.part.etag").write_text('"zero"' if how == "changed" else '"one"')
    server.ranges = how != "no ranges"
    assert download(f"{server.url}/file", tmp_path / "file", sha256=SHA256) == SHA256


def test_download_of_another_digest_keeps_nothing(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"what was there before")
    with pytest.raises(DownloadError, match="has the digest"):
        download(f"{server.url}/file", tmp_path / "file", sha256="0" * 64)
    assert (tmp_path / "file").read_bytes() == b"what was there before"
    assert leftovers(tmp_path) == []


def test_download_of_what_is_there_already_asks_nobody(server: Server, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(CONTENT)
    download(f"{server.url}/file", tmp_path / "file", sha256=SHA256)
    assert server.asked == []


def test_download_of_a_missing_file_says_404_and_does_not_try_again(
    server: Server, tmp_path: Path
) -> None:
    with pytest.raises(DownloadError, match="404"):
        download(f"{server.url}/none", tmp_path / "file")
    assert len(server.asked) == 1
    assert leftovers(tmp_path) == []


def test_download_from_a_busy_server_waits_and_tries_again(server: Server, tmp_path: Path) -> None:
    server.statuses = [503, 429]
    assert download(f"{server.url}/file", tmp_path / "file", pause_s=0) == SHA256


@pytest.mark.parametrize("lies", [False, True])
def test_download_of_too_much_stops(lies: bool, server: Server, tmp_path: Path) -> None:
    server.lies_about_length = lies
    with pytest.raises(DownloadError, match="bytes"):
        download(f"{server.url}/file", tmp_path / "file", max_bytes=100_000)
    assert not (tmp_path / "file").exists()
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 170_000


def test_download_from_nobody_says_so(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="broke off"):
        download("http://127.0.0.1:9/file", tmp_path / "file", pause_s=0)
    with pytest.raises(DownloadError, match="cannot be fetched"):
        download("no address", tmp_path / "file")


def test_small_of_a_large_file_is_refused(server: Server) -> None:
    with pytest.raises(DownloadError, match="more than 1,000 bytes"):
        small(f"{server.url}/file", max_bytes=1_000)


def outlines(count: int) -> bytes:
    ring = [[105, 20], [106, 20], [106, 21], [105, 21], [105, 20]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"shapeName": "x"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature] * count}).encode()


PLACE = "wmgeolab/geoBoundaries"
FILE = "9469f09/releaseData/gbOpen/VNM/ADM1/geoBoundaries-VNM-ADM1.geojson"


def serve_geoboundaries(server: Server, content: bytes, *, in_lfs: bool) -> None:
    described = {
        "boundaryID": "VNM-ADM1-1", "boundarySource": "GSO", "boundaryLicense": "CC BY 4.0",
        "gjDownloadURL": f"https://github.com/{PLACE}/raw/{FILE}",
    }  # fmt: skip
    sha256 = hashlib.sha256(content).hexdigest()
    pointer = (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {len(content)}\n"
    )
    server.files |= {
        "/api/ADM1/": json.dumps(described).encode(),
        f"/raw/{PLACE}/{FILE}": pointer.encode() if in_lfs else content,
        f"/media/{PLACE}/{FILE}": content,
    }


def from_geoboundaries(server: Server) -> Remote:
    return geoboundaries(
        "ADM1", api=f"{server.url}/api", raw=f"{server.url}/raw", media=f"{server.url}/media"
    )


@pytest.mark.parametrize("in_lfs", [True, False])
def test_fetch_of_geoboundaries_follows_its_api_and_checks_the_pointers_digest(
    in_lfs: bool, server: Server, tmp_path: Path
) -> None:
    content = outlines(63)
    serve_geoboundaries(server, content, in_lfs=in_lfs)
    source = Source(
        "provinces", Vintage.V2025_03, Level.PROVINCE, 63, lambda: from_geoboundaries(server)
    )
    fetched = fetch(source, tmp_path)
    assert fetched.path.read_bytes() == content
    assert fetched.verified is in_lfs
    assert fetched.licence == "CC BY 4.0"
    assert "/media/" in fetched.url if in_lfs else "/raw/" in fetched.url
    note = json.loads((tmp_path / "provinces.source.json").read_text("utf-8"))
    assert note["sha256"] == digest(fetched.path)
    assert len(read_outlines(fetched.path)) == 63


def test_fetch_of_geoboundaries_with_another_file_than_the_pointer_says_is_refused(
    server: Server, tmp_path: Path
) -> None:
    serve_geoboundaries(server, outlines(63), in_lfs=True)
    server.files[f"/media/{PLACE}/{FILE}"] = outlines(62)
    source = Source("p", Vintage.V2025_03, Level.PROVINCE, 63, lambda: from_geoboundaries(server))
    with pytest.raises(DownloadError, match="digest"):
        fetch(source, tmp_path)


def test_geoboundaries_that_describes_nothing_is_an_error(server: Server) -> None:
    server.files["/api/ADM1/"] = b"<html>down for maintenance</html>"
    with pytest.raises(DownloadError, match="does not describe"):
        from_geoboundaries(server)


def archive(wards: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("json/README.md", "about")
        opened.writestr("json/geojson/01_ha_noi/01_ha_noi.geojson", outlines(1))
        for number in range(wards):
            data = json.loads(outlines(1))
            data["features"][0]["id"] = f"{number:05d}"
            data["features"][0]["properties"] = {"name": f"Xã {number}"}
            path = f"json/geojson/01_ha_noi/wards/{number:05d}_xa_{number}.geojson"
            opened.writestr(path, json.dumps(data))
    return held.getvalue()


def serve_archive(server: Server, content: bytes, sha256: str) -> None:
    entry = {"id": "json", "url": f"{server.url}/v1/json.zip", "sha256": sha256}
    listing = {"datasets": [{"id": "mysql"}, entry]}
    server.files |= {"/v1/downloads.json": json.dumps(listing).encode(), "/v1/json.zip": content}


def communes(server: Server, units: int) -> Source:
    return Source(
        "communes", Vintage.V2025_07, Level.COMMUNE, units,
        lambda: provinces_database(release="v1", base=server.url), communes_of_archive,
    )  # fmt: skip


def test_fetch_of_the_communes_makes_one_file_of_the_archive(
    server: Server, tmp_path: Path
) -> None:
    content = archive(5)
    serve_archive(server, content, hashlib.sha256(content).hexdigest())
    fetched = fetch(communes(server, 5), tmp_path)
    assert fetched.verified
    layer = read_outlines(fetched.path)
    assert layer["code"].tolist() == ["00000", "00001", "00002", "00003", "00004"]
    assert layer["province_code"].unique().tolist() == ["01"]
    assert layer["name"].tolist()[2] == "Xã 2"
    asked = len(server.asked)
    fetch(communes(server, 5), tmp_path)
    assert [path for path, _ in server.asked[asked:]] == ["/v1/downloads.json"]


def test_fetch_of_a_set_with_units_missing_is_refused(server: Server, tmp_path: Path) -> None:
    content = archive(3)
    serve_archive(server, content, hashlib.sha256(content).hexdigest())
    with pytest.raises(DownloadError, match="3 outlines where 5 are due"):
        fetch(communes(server, 5), tmp_path)


@pytest.mark.parametrize(
    ("listing", "words"),
    [
        (b"{}", "does not list"),
        (b'{"datasets": [{"id": "mysql"}]}', "does not list"),
        (b'{"datasets": [{"id": "json", "url": "x", "sha256": ""}]}', "no digest"),
    ],
)
def test_provinces_database_without_a_digest_is_refused(
    listing: bytes, words: str, server: Server
) -> None:
    server.files["/v1/downloads.json"] = listing
    with pytest.raises(DownloadError, match=words):
        provinces_database(release="v1", base=server.url)


def test_communes_of_archive_with_a_broken_file_says_which(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as opened:
        opened.writestr("json/geojson/01_ha_noi/wards/00004_ba_dinh.geojson", b'{"features": []}')
    with pytest.raises(UnreadableFileError, match="00004_ba_dinh"):
        communes_of_archive(tmp_path / "a.zip", tmp_path / "out.geojson")


def test_source_named_of_an_unknown_name_lists_the_names() -> None:
    with pytest.raises(InvalidParameterError, match="provinces, districts, communes"):
        source_named("wards")


def test_boundaries_fetch_says_how_to_import_and_draws_no_bar_in_a_pipe(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = archive(4)
    serve_archive(server, content, hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(fetching, "SOURCES", {"communes": communes(server, 4)})
    arguments = ["boundaries", "fetch", "communes", "--folder", str(tmp_path)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "--level commune --vintage 2025-07-01" in result.stdout
    assert result.stderr == ""
    answer = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert answer["licence"] == "MIT"
    assert answer["path"].endswith("communes.geojson")
