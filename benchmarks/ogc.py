"""A box of 20,000 outlets by `/ogc`, beside the same library with its GeoJSON file provider."""

from __future__ import annotations

import http.client
import itertools
import statistics
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from benchmarks import pygeoapi
from benchmarks.first_view import crowded
from benchmarks.harness import Report, race, ratio
from benchmarks.synthetic import positions
from benchmarks.throughput import our_server
from geo.storage import open_store
from tests.servers import MissingServerError

LIMIT, ASKED, TURNS, TURN_S, DUE = 100, 500, 9, 1.0, 10
BOX_DEG = 0.3
"""Half a box's side: about 60 km, which holds more than a page of outlets about most positions."""


def run(report: Report) -> None:
    """Both asked for the same boxes over one connection each, by turns."""
    lon, lat = positions(ASKED, seed=6)
    boxes = [
        f"{x - BOX_DEG:.5f},{y - BOX_DEG:.5f},{x + BOX_DEG:.5f},{y + BOX_DEG:.5f}"
        for x, y in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        store = crowded(folder)
        outlets = open_store(str(store)).read("outlets")
        ours = f"/ogc of pygeoapi {pygeoapi.version_here()}"
        site = stack.enter_context(our_server(1, str(store)))
        asks = {ours: asking(f"{site}/ogc/collections/outlets", boxes)}
        peer = "pygeoapi, GeoJSON provider"
        try:
            address = stack.enter_context(pygeoapi.serving(outlets, folder, workers=1))
        except MissingServerError as missing:
            report.lack(peer, str(missing))
            return
        peer = f"pygeoapi {pygeoapi.version()}, GeoJSON provider"
        asks[peer] = asking(f"{address}/collections/{pygeoapi.COLLECTION}", boxes)
        same = {name: ask()["numberMatched"] for name, ask in asks.items()}
        if len(set(same.values())) != 1:
            raise AssertionError(f"not the same answers: {same}")
        figures = race(asks, turns=TURNS, turn_s=TURN_S)
    report.goal(
        f"times as fast as {peer}: bbox, limit={LIMIT}, {len(outlets):,} outlets",
        ratio(figures[peer], figures[ours]),
        DUE,
        ",.0f",
    )
    report.table(
        f"A box of {len(outlets):,} outlets, {LIMIT} a page, over OGC API Features",
        ["", "ms an answer"],
        [[name, f"{statistics.median(times) * 1e3:,.1f}"] for name, times in figures.items()],
        "One connection each over HTTP, both under granian with one worker, every request of "
        f"another box; the median of {TURNS} turns.",
    )


def asking(collection: str, boxes: list[str]) -> Callable[[], dict[str, int]]:
    """A call that asks a collection for the next box, over a connection of its own."""
    parts = urlsplit(collection)
    connection = http.client.HTTPConnection(parts.netloc)
    following = itertools.cycle(boxes)

    def ask() -> dict[str, int]:
        connection.request("GET", f"{parts.path}/items?bbox={next(following)}&limit={LIMIT}&f=json")
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise AssertionError(f"{response.status} from {collection}: {body[:200]!r}")
        found: dict[str, int] = orjson.loads(body)
        return found

    return ask
