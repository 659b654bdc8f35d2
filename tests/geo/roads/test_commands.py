"""`python -m geo roads`, as a person runs it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pty
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.coordinates import LonLat
from geo.errors import DownloadError
from geo.locator import Locator
from geo.roads.archive import Archive
from geo.roads.fetching import fetch
from geo.storage import open_store
from tests.geo.roads import extracts

ROOT = Path(__file__).parents[3]
NAME = "vietnam-latest.osm.pbf"


class Publisher(ThreadingHTTPServer):
    """Has an extract and its digest; hangs up after `breaks` bytes of the first answers."""

    daemon_threads = True

    def __init__(self, content: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = content
        self.digest = f"{hashlib.md5(content, usedforsecurity=False).hexdigest()}  {NAME}\n"
        self.breaks: list[int] = []
        self.ranges: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/asia/{NAME}"


class Handler(BaseHTTPRequestHandler):
    server: Publisher

    def do_GET(self) -> None:
        if self.path.endswith(".md5"):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.server.digest.encode())
            return
        wanted = self.headers.get("Range", "")
        self.server.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        size = len(self.server.content)
        self.send_response(206 if wanted else 200)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(size - start))
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        self.end_headers()
        stop = start + self.server.breaks.pop(0) if self.server.breaks else size
        self.wfile.write(self.server.content[start:stop])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("extract") / "town.osm.pbf"
    return extracts.write(extracts.town(), path, absent=extracts.ABSENT)


@pytest.fixture
def publisher(extract: Path) -> Iterator[Publisher]:
    with Publisher(extract.read_bytes() * 40) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def test_fetch_that_breaks_off_goes_on_and_is_the_publishers_file(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.breaks = [1 << 17]
    path = fetch(tmp_path, url=publisher.url)
    assert path == tmp_path / NAME
    assert path.read_bytes() == publisher.content
    assert publisher.ranges == ["", f"bytes={1 << 17}-"]
    fetch(tmp_path, url=publisher.url)
    assert len(publisher.ranges) == 2, "what is there and right is not fetched again"


def test_fetch_of_something_else_than_its_digest_says_keeps_nothing(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.digest = f"{'0' * 32}  {NAME}\n"
    with pytest.raises(DownloadError, match="not 00000"):
        fetch(tmp_path, url=publisher.url)
    assert list(tmp_path.iterdir()) == []


def test_fetch_without_a_digest_fetches_nothing(publisher: Publisher, tmp_path: Path) -> None:
    publisher.digest = "<html>gone</html>"
    with pytest.raises(DownloadError, match="could not be checked"):
        fetch(tmp_path, url=publisher.url)
    assert publisher.ranges == []


def test_roads_fetch_says_how_to_build_and_draws_no_bar_in_a_pipe(
    publisher: Publisher, tmp_path: Path
) -> None:
    arguments = ["roads", "fetch", "--folder", str(tmp_path), "--url", publisher.url]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert f"python -m geo roads build {tmp_path / NAME}" in result.stdout
    assert "OpenStreetMap contributors" in result.stdout
    assert result.stderr == ""
    answer = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert answer["bytes"] == len(publisher.content)


def test_roads_build_alone_writes_both_networks_and_tells_what_is_left_out(
    extract: Path, tmp_path: Path
) -> None:
    arguments = ["roads", "build", str(extract), "-o", str(tmp_path), "--alone"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert "left out: 1 (901)" in result.stdout
    assert "106.40" in result.stdout, "the island without a ferry"
    assert f"LOCATOR_ROADS={tmp_path}" in result.stdout
    assert result.stderr == ""
    kept = Archive(tmp_path)
    assert kept.profiles == ("car", "motorbike")
    assert not kept.graph("car").estimated
    answer = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert [network["profile"] for network in answer["networks"]] == ["car", "motorbike"]
    assert answer["broken"] == [901]
    assert answer["networks"][0]["arcs"] == kept.graph("car").arcs


def test_roads_build_carries_the_skeleton_and_the_locator_asks_it(
    extract: Path, tmp_path: Path, built_store: Path
) -> None:
    arguments = ["roads", "build", str(extract), "-o", str(tmp_path), "--profile", "motorbike"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    store = open_store(str(built_store))
    locator = Locator.load(store, tmp_path)
    assert locator.data_version == Locator.version(store, tmp_path) != store.version()
    assert set(locator.networks) == {"car", "motorbike"}
    assert locator.network.estimated
    through = locator.network.path(LonLat(105.85, 21.03), LonLat(106.7, 10.78))
    skeleton = Locator.load(store).network.path(LonLat(105.85, 21.03), LonLat(106.7, 10.78))
    assert through.distance_m == pytest.approx(skeleton.distance_m, rel=0.03)
    ends = (np.array([105.85]), np.array([21.03]), np.array([106.7]), np.array([10.78]))
    assert locator.network.matrix(*ends).distance_m[0, 0] == pytest.approx(through.distance_m)


def test_roads_build_on_a_terminal_draws_a_bar_a_step(extract: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    arguments = ["build", str(extract), "-o", str(tmp_path), "--alone", "--json"]
    with open(ours, "rb", buffering=0) as terminal:
        subprocess.run(
            [sys.executable, "-m", "geo", "roads", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            cwd=ROOT,
            check=True,
        )
        os.close(theirs)
        drawn = terminal.read(1 << 16).decode("utf-8", "replace")
    for step in ("ways", "lengths", "graphs", "hierarchies"):
        assert step in drawn


def test_roads_build_of_no_extract_fails_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["roads", "build", str(tmp_path / "none.osm.pbf")])
    assert result.exit_code == 1
    assert "roads fetch" in result.stderr
    assert result.stderr.count("\n") == 1


def test_roads_compare_ranks_the_skeleton_before_the_straight_line(
    built_store: Path,
) -> None:
    file = str(ROOT / "data" / "roads" / "distances.csv")
    arguments = ["roads", "compare", file, "--store", str(built_store)]
    result = CliRunner().invoke(main, [*arguments, "--rows", "3"])
    assert result.exit_code == 0, result.output
    assert "network" in result.stdout
    answer = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert answer["network"]["pairs"] >= 80
    assert answer["network"]["median"] < answer["straight"]["median"] / 2
    assert answer["estimated"] is True
    errors = [abs(row["error_percent"]) for row in answer["rows"]]
    assert errors == sorted(errors, reverse=True)


def test_roads_compare_without_the_network_that_it_was_given_says_how_to_build_it(
    built_store: Path, tmp_path: Path
) -> None:
    arguments = ["roads", "compare", "x.csv", "--roads", str(tmp_path), "--store", str(built_store)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert "roads build" in result.stderr
