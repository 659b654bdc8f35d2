"""Roads: paths beside NetworkX, one to many on the skeleton, and an extract of a million nodes."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

from benchmarks.harness import ROOT, Call, Report, race, ratio
from benchmarks.road_peers import Positions, by_nodes
from benchmarks.synthetic import positions
from geo.coordinates import LonLat
from geo.errors import NoRouteError, OffNetworkError
from geo.locator import Locator
from geo.roads import RoadGraph, skeleton
from geo.roads.archive import Archive
from geo.roads.openstreetmap import read
from geo.roads.profiles import CAR
from geo.routing.engine import Engine
from geo.routing.hierarchy import Hierarchy
from geo.routing.table import Table
from geo.storage import open_store

T = TypeVar("T")

OUTLETS = 1_000
SIDE = 1_000
"""Streets along and across: their crossings are a million nodes."""
TOWN_SIDE = 220
"""For NetworkX, which takes a kilobyte an arc."""
CLOSED = 0.35
"""Share of the blocks without a street: junctions then join 2.6 streets, as in a real network."""
_WEST, _SOUTH, _STEP = 103.0, 9.0, 0.006


class Built(NamedTuple):
    """What a command took."""

    answer: dict[str, Any]
    took_s: float
    peak_gb: float


def run(report: Report) -> None:
    """Measure all four."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        beside_networkx(report, folder)
        between_positions(report)
        one_to_many(report)
        million(report, folder)


def beside_networkx(report: Report, folder: Path) -> None:
    """The arcs of the fastest path between two nodes, by each library on the same graph."""
    town = read(write(folder / "town.osm.pbf", TOWN_SIDE), [CAR]).graphs["car"]
    national = skeleton.graph(*skeleton.read(ROOT / "data" / "roads"))
    rows = []
    for name, graph, engine in (
        (f"skeleton, {national.nodes:,} nodes", national, Table(national, "duration")),
        (f"town, {town.nodes:,} nodes", town, Hierarchy(town, "duration")),
    ):
        contenders = {
            type(engine).__name__: over(graph, engine.path),
            "NetworkX": over(graph, by_nodes(graph)),
        }
        agree(graph, engine)
        figures = race(contenders, turns=9, turn_s=0.2)
        ours, theirs = figures.values()
        report.goal(
            f"times as fast as NetworkX's bidirectional Dijkstra: a path, {name}",
            ratio(theirs, ours),
            20,
            ",.0f",
        )
        rows += [[f"{name}: {who}", f"{statistics.median(took) * 1e3:,.3f}"]
                 for who, took in figures.items()]  # fmt: skip
    report.table(
        "The fastest path between two nodes",
        ["", "ms"],
        rows,
        "Pairs drawn by lot, another one each time; the answer is the path's arcs (NetworkX: its "
        "nodes), and costs the same by both.",
    )


def between_positions(report: Report) -> None:
    """The fastest path between two places of the map, on the skeleton: with less and with more."""
    locator = Locator.load(open_store(os.environ.get("LOCATOR_STORE", "var/locator.gpkg")))
    network, peer = locator.network, Positions(locator.network.graph)
    places = [LonLat(*each) for each in locator.places[["lon", "lat"]].to_numpy().tolist()]
    pairs = []
    for a, b in np.random.default_rng(7).integers(len(places), size=(OUTLETS, 2)).tolist():
        with contextlib.suppress(OffNetworkError, NoRouteError):  # Hoàng Sa, Trường Sa
            network.path(places[a], places[b])
            pairs.append((places[a], places[b]))
    nodes = [(peer.node(a), peer.node(b)) for a, b in pairs]
    number = itertools.count(1)

    def new(at: LonLat) -> LonLat:
        """A position beside it, a tenth of a millimetre a turn, that nobody asked of before."""
        return LonLat(at.lon + next(number) * 1e-9, at.lat)

    found = race(
        {
            "arcs": in_turn(pairs, network.path),
            "line": in_turn(pairs, lambda a, b: network.path(a, b).line),
            "new": in_turn(pairs, lambda a, b: network.path(new(a), new(b)).line),
            "their nodes": in_turn(nodes, peer.search),
            "their line": in_turn(nodes, peer.line),
            "their new": in_turn(pairs, lambda a, b: peer.line(peer.node(a), peer.node(b))),
        },
        turns=9,
        turn_s=0.2,
    )
    rows = []
    for what, ours, theirs in (
        ("what it takes and by which roads, between places of the map", "arcs", "their nodes"),
        ("the same with its line", "line", "their line"),
        ("with its line, between positions not asked of before", "new", "their new"),
    ):
        times = [statistics.median(found[name]) * 1e3 for name in (ours, theirs)]
        rows.append(
            [what, *(f"{ms:.3f}" for ms in times), f"{ratio(found[theirs], found[ours]):.1f}"]
        )
    report.goal(
        "times as fast as NetworkX's bidirectional Dijkstra: a path between places of the map",
        ratio(found["their nodes"], found["arcs"]),
        20,
        ",.0f",
    )
    report.table(
        "The fastest path between two positions on the skeleton",
        ["", "Network.path, ms", "NetworkX, ms", "ratio"],
        rows,
        "Network.path drives a part of the first and of the last road, tells what is passed when, "
        "and remembers where positions meet the network. NetworkX goes between the nearer ends of "
        "the nearest roads (Shapely's STRtree), which the first two rows give it for nothing.",
    )


def one_to_many(report: Report) -> None:
    """From one stop to many outlets: positions tied to roads, both measures told."""
    network = Locator.load(open_store(os.environ.get("LOCATOR_STORE", "var/locator.gpkg"))).network
    outlets = positions(OUTLETS, seed=11)
    stops = itertools.cycle(np.column_stack(positions(200, seed=12)).tolist())

    def ask() -> None:
        lon, lat = next(stops)
        network.matrix(np.array([lon]), np.array([lat]), *outlets)

    took = race({"matrix": ask})["matrix"]
    report.goal(
        f"ms from one stop to {OUTLETS:,} outlets on the skeleton",
        statistics.median(took) * 1e3,
        50,
        ".1f",
        at_most=True,
    )


def million(report: Report, folder: Path) -> None:
    """An extract of a million nodes built in a process of its own, opened, and asked."""
    path = write(folder / "million.osm.pbf", SIDE)
    built = command(
        ["roads", "build", str(path), "-o", str(folder / "roads"), "--alone", "--profile", "car"]
    )
    started = time.perf_counter()
    archive = Archive(folder / "roads")
    graph, topology = archive.graph("car"), archive.topology("car")
    engine = Hierarchy(graph, "duration", topology)
    opened_s = time.perf_counter() - started
    many = np.random.default_rng(3).integers(graph.nodes, size=OUTLETS + 1).astype(np.int32)
    figures = race(
        {
            "path": over(graph, engine.path),
            "many": lambda: engine.costs(many[:1], many[1:]),
        },
        turns=5,
        turn_s=0.2,
    )
    (network,) = built.answer["networks"]
    report.table(
        f"An extract of {SIDE**2:,} nodes, {path.stat().st_size / 1e6:.0f} MB",
        ["", ""],
        [
            ["`geo roads build`, one profile", f"{built.took_s:,.0f} s"],
            ["its peak memory", f"{built.peak_gb:.2f} GB"],
            ["nodes and arcs kept", f"{network['nodes']:,} and {network['arcs']:,}"],
            ["opened, with the hierarchy of one measure", f"{opened_s:.1f} s"],
            ["a path", f"{statistics.median(figures['path']) * 1e3:.2f} ms"],
            [
                f"one to {OUTLETS:,} nodes, both measures",
                f"{statistics.median(figures['many']) * 1e3:,.0f} ms",
            ],
        ],
        f"A grid of streets, {CLOSED:.0%} of its blocks without one, written by pyosmium.",
    )


def write(path: Path, side: int) -> Path:
    """A grid of streets as an extract."""
    random = np.random.default_rng(side)
    number = np.arange(1, side * side + 1).reshape(side, side)
    row, column = np.divmod(np.arange(side * side), side)
    lon = _WEST + _STEP * (column + random.uniform(-0.2, 0.2, side * side))
    lat = _SOUTH + _STEP * (row + random.uniform(-0.2, 0.2, side * side))
    ways = itertools.count(1)
    kinds = itertools.cycle(["primary", "residential", "tertiary", "residential", "secondary"])
    with osmium.SimpleWriter(str(path)) as writer:
        for node, at in enumerate(zip(lon.tolist(), lat.tolist(), strict=True), start=1):
            writer.add_node(Node(id=node, version=1, location=at))
        for street in itertools.chain(number, number.T):
            tags = {"highway": next(kinds)}
            gaps = np.flatnonzero(random.random(side - 1) < CLOSED) + 1
            for block in np.split(street, gaps):
                if len(block) > 1:
                    writer.add_way(Way(id=next(ways), version=1, nodes=block.tolist(), tags=tags))
    return path


def command(arguments: list[str]) -> Built:
    """Run `python -m geo` and watch what it takes."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "geo", *arguments, "--json"], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    answer = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, "the build failed"
    return Built(json.loads(answer), time.perf_counter() - started, usage.ru_maxrss / 2**20)


def over(graph: RoadGraph, ask: Callable[[int, int], object]) -> Call:
    """A call that asks of the next pair of nodes each time, round and round."""
    pairs = np.random.default_rng(5).integers(graph.nodes, size=(500, 2)).tolist()
    return in_turn([(source, target) for source, target in pairs], ask)


def in_turn(pairs: Sequence[tuple[T, T]], ask: Callable[[T, T], object]) -> Call:
    """A call that asks of the next pair each time, round and round."""
    turns = itertools.cycle(pairs)
    return lambda: ask(*next(turns))


def agree(graph: RoadGraph, engine: Engine) -> None:
    """See that both find paths of the same duration."""
    theirs = by_nodes(graph)
    for source, target in np.random.default_rng(6).integers(graph.nodes, size=(20, 2)).tolist():
        arcs = engine.path(source, target)
        assert arcs is not None
        # The hierarchy counts milliseconds, half of one lost at most an arc.
        assert (
            abs(graph.duration_s[arcs].sum() - theirs(source, target)[0]) < 1e-3 * len(arcs) + 1e-6
        )
