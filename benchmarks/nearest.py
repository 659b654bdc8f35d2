"""The nearest places: one question at a time, and many, at 100,000 places."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any

import geopandas as gpd
import numpy as np
from sklearn.neighbors import BallTree  # type: ignore[import-untyped]

from benchmarks.harness import Call, Report, a_second, microseconds, race, ratio
from benchmarks.peers import PostGis, Redis
from benchmarks.synthetic import positions
from geo.coordinates import LonLat
from geo.crs import to_metres
from geo.nearest import PlaceIndex
from tests.servers import MissingServerError, postgis, redis

PLACES, ASKED, K = 100_000, 1_000, 5
BULK = 200_000
RADIUS_KM = 20
"""Redis must be told how far to look: it holds the five nearest of nearly every position here."""

OURS, POSTGIS, BALL_TREE, REDIS = (
    "PlaceIndex.query",
    "PostGIS geography <->",
    "scikit-learn BallTree, haversine",
    f"Redis GEOSEARCH within {RADIUS_KM} km",
)
HOW = {
    OURS: "ellipsoid, exact",
    POSTGIS: "sphere",
    BALL_TREE: "sphere",
    REDIS: "sphere, positions to 0.6 m, none beyond the radius",
}


def run(report: Report) -> None:
    """Measure both."""
    single(report)
    bulk(report)


def single(report: Report) -> None:
    """One question at a time, as a visitor's request asks it."""
    lon, lat = positions(PLACES, seed=1)
    asked = list(zip(*(part.tolist() for part in positions(ASKED, seed=2)), strict=True))
    index = PlaceIndex(lon, lat)
    tree = BallTree(np.radians(np.column_stack([lat, lon])), metric="haversine")
    contenders: dict[str, Call] = {
        OURS: over(asked, lambda x, y: index.query(LonLat(x, y), K)),
        BALL_TREE: over(asked, lambda x, y: tree.query(np.radians([[y, x]]), K)),
    }
    with ExitStack() as stack:
        server = ""
        try:
            database = PostGis(
                stack.enter_context(postgis(shared_buffers="256MB", jit="off")), lon, lat
            )
            stack.enter_context(closing(database))
            contenders[POSTGIS] = over(asked, lambda x, y: database.nearest(x, y, K))
            server = f" PostGIS {database.version}."
        except MissingServerError as missing:
            report.lack(POSTGIS, str(missing))
        try:
            memory = Redis(stack.enter_context(redis()), lon, lat)
            stack.enter_context(closing(memory))
            contenders[REDIS] = over(asked, lambda x, y: memory.nearest(x, y, K, RADIUS_KM))
            server += f" Redis {memory.version}."
        except MissingServerError as missing:
            report.lack(REDIS, str(missing))
        figures = race(contenders)
    ours = figures[OURS]
    dues = {POSTGIS: 5.0, BALL_TREE: 1.0}
    for name in (POSTGIS, BALL_TREE, REDIS):
        if name not in figures:
            continue
        what = f"times as fast as {name}: one question, k={K}, {PLACES:,} places"
        report.goal(what, ratio(figures[name], ours), dues.get(name, 1.0), ".1f")
    report.table(
        f"One question at a time: the {K} nearest of {PLACES:,} places",
        ["", "µs", "times ours", "distances"],
        [
            [name, microseconds(took), f"{ratio(took, ours):.1f}", HOW[name]]
            for name, took in sorted(figures.items(), key=lambda item: sum(item[1]))
        ],
        "Every question is of another position. Servers answer one connection over a Unix socket, "
        f"PostGIS a prepared statement with binary results.{server}",
    )


def bulk(report: Report) -> None:
    """Many questions at once, as coverage and siting ask them."""
    places = positions(PLACES, seed=1)
    lon, lat = positions(BULK, seed=3)
    index = PlaceIndex(*places)
    radians = np.radians(np.column_stack([lat, lon]))
    tree = BallTree(np.radians(np.column_stack(places[::-1])), metric="haversine")
    points, targets = (
        to_metres(gpd.GeoDataFrame(geometry=gpd.points_from_xy(*where), crs=4326))
        for where in ((lon, lat), places)
    )
    few = slice(BULK // 10)
    contenders: dict[str, tuple[Call, int]] = {
        "PlaceIndex.query_many, k=1": (lambda: index.query_many(lon, lat, 1), BULK),
        "PlaceIndex.query_many, k=5": (lambda: index.query_many(lon, lat, 5), BULK),
        "BallTree, haversine, k=1": (lambda: tree.query(radians[few], 1), BULK // 10),
        "BallTree, haversine, k=5": (lambda: tree.query(radians[few], 5), BULK // 10),
        "GeoPandas sjoin_nearest, projected": (
            lambda: points.iloc[few].sjoin_nearest(targets, distance_col="metres"),
            BULK // 10,
        ),
    }
    figures = race({name: call for name, (call, _) in contenders.items()}, turns=7, turn_s=0)
    counts = {name: count for name, (_, count) in contenders.items()}
    for k in (1, 5):
        name = f"PlaceIndex.query_many, k={k}"
        rate = BULK / min(figures[name])
        what = f"questions a second in bulk, k={k}, {PLACES:,} places, ellipsoidal distances"
        report.goal(what, rate, 150_000, ",.0f")
    report.table(
        f"{BULK:,} questions at once, {PLACES:,} places",
        ["", "questions a second"],
        [[name, a_second(took, counts[name])] for name, took in figures.items()],
        "On every core where a library uses them; the peers answer a tenth of the questions. The "
        "table has the median of the turns, the goals above the best of them: what the machine can "
        "do when nobody else uses it.",
    )


def over(asked: list[tuple[float, float]], ask: Callable[[float, float], Any]) -> Call:
    """A call that asks of the next position each time, round and round."""
    positions_round = itertools.cycle(asked)
    return lambda: ask(*next(positions_round))
