"""`/api/nearest` under load, beside the nearest question that pygeoapi can be asked."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import pygeoapi
from benchmarks.harness import Report
from benchmarks.load import Load, load
from benchmarks.synthetic import positions
from geo.locator import Locator
from geo.storage import open_store
from tests.servers import MissingServerError, free_port, web

STORE = os.environ.get("LOCATOR_STORE", "var/locator.gpkg")
ASKED, K = 2_000, 5
CONNECTIONS, WORKERS, TURNS, TURN_S = 16, 2, 5, 4
BOX_DEG = 0.15
"""Half a box's side: 15 km or so, which holds five places about most positions."""


def run(report: Report) -> None:
    """Both under the same load, by turns."""
    places = Locator.load(open_store(STORE)).places
    asked = list(zip(*(part.tolist() for part in positions(ASKED, seed=5)), strict=True))
    ours = [f"/api/nearest?lat={lat:.5f}&lon={lon:.5f}&k={K}" for lon, lat in asked]
    boxes = [
        ",".join(f"{x:.5f}" for x in (x - BOX_DEG, y - BOX_DEG, x + BOX_DEG, y + BOX_DEG))
        for x, y in asked
    ]
    theirs = [
        f"/collections/{pygeoapi.COLLECTION}/items?bbox={box}&limit={K}&f=json" for box in boxes
    ]
    figures: dict[str, list[Load]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = {"/api/nearest": (stack.enter_context(our_server(WORKERS)), ours)}
        peer = "pygeoapi, GeoJSON provider"
        try:
            address = stack.enter_context(pygeoapi.serving(places, folder, workers=WORKERS))
            peer = f"pygeoapi {pygeoapi.version()}, GeoJSON provider"
            servers[peer] = (address, theirs)
        except MissingServerError as missing:
            report.lack(peer, str(missing))
        try:
            for address, paths in servers.values():
                load(address, paths, connections=CONNECTIONS, seconds=1)  # warm
            for _ in range(TURNS):
                for name, (address, paths) in servers.items():
                    found = load(address, paths, connections=CONNECTIONS, seconds=TURN_S)
                    figures.setdefault(name, []).append(found)
        except MissingServerError as missing:
            report.lack("load on /api/nearest", str(missing))
            return
    _tell(report, figures, peer, len(places))


def _tell(report: Report, figures: dict[str, list[Load]], peer: str, count: int) -> None:
    mine = figures["/api/nearest"]
    where = f"/api/nearest, {CONNECTIONS} connections, {WORKERS} workers"
    report.goal(f"requests a second: {where}", max(x.a_second for x in mine), 1_000, ",.0f")
    report.goal(f"ms, p99: {where}", min(x.p99_ms for x in mine), 40, ".1f", at_most=True)
    if peer in figures:
        times = statistics.median(
            a.a_second / b.a_second for a, b in zip(mine, figures[peer], strict=True)
        )
        report.goal(f"times the requests a second of {peer} (bbox, limit={K})", times, 15, ",.0f")
    report.table(
        f"{CONNECTIONS} connections on {WORKERS} workers, {count:,} places",
        ["", "requests/s", "p50, ms", "p99, ms", "bytes an answer", "failed"],
        [
            [
                name,
                f"{statistics.median(x.a_second for x in loads):,.0f}",
                f"{statistics.median(x.p50_ms for x in loads):,.1f}",
                f"{statistics.median(x.p99_ms for x in loads):,.1f}",
                f"{statistics.median(x.bytes_each for x in loads):,.0f}",
                str(sum(x.failed for x in loads)),
            ]
            for name, loads in figures.items()
        ],
        f"wrk on the same machine, {TURNS} turns of {TURN_S} s by turns, every request of another "
        "position; both under granian. The table has the median of the turns, the goals above the "
        "best of them: what the machine can do when nobody else uses it.",
    )


@contextmanager
def our_server(workers: int, store: str = STORE) -> Iterator[str]:
    """The address of our site, served as `make run` serves it."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "2", "--no-ws", "web:create_app"]
    with web(command, {"LOCATOR_STORE": store}, port=port, path="/healthz") as address:
        yield address
