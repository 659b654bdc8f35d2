"""Coverage by road: all measures by minutes, beside the table of all pairs of the same network."""

from __future__ import annotations

import os
import statistics

import numpy as np

from benchmarks.harness import Report, race, ratio
from benchmarks.synthetic import positions
from geo.coverage import Question, Reach, cover
from geo.demand import census
from geo.locator import Locator
from geo.storage import open_store
from geo.travel import By, Road
from geo.vintages import Level, Vintage

OUTLETS, RADIUS_MIN = 1_000, 30.0
FIRST, AGAIN, PAIRS = (
    "geo.travel.Road: asked for the first time",
    "geo.travel.Road: another radius",
    "Network.matrix: every pair, then the least and those within",
)


def run(report: Report) -> None:
    """All the communes to outlets drawn by lot, and the dashboard's question on the real ones."""
    locator = Locator.load(open_store(os.environ.get("LOCATOR_STORE", "var/locator.gpkg"))).ready()
    demand = census(locator.boundaries, Vintage.V2025_03)
    lon, lat = positions(OUTLETS, seed=4)
    at = demand.lon, demand.lat
    known = Road(locator.network, By.ROAD_TIME)
    limits = iter(range(10**9))

    def first() -> object:
        stands = Road(locator.network, By.ROAD_TIME).to(lon, lat)
        return Reach.of(*at, demand.persons, stands, limit=RADIUS_MIN)

    def again() -> object:
        limit = RADIUS_MIN + next(limits) % 20
        return Reach.of(*at, demand.persons, known.to(lon, lat), limit=limit)

    def pairs() -> object:
        minutes = locator.network.matrix(*at, lon, lat).duration_s / 60
        return minutes.min(axis=1), np.nonzero(minutes <= RADIUS_MIN)

    figures = race({FIRST: first, AGAIN: again, PAIRS: pairs}, turns=3, turn_s=1)
    report.goal(
        f"times as fast as the table of all pairs: {len(demand.lon):,} communes to {OUTLETS:,} "
        "outlets by road, the nearest and those within 30 minutes",
        ratio(figures[PAIRS], figures[FIRST]),
        5,
        ".1f",
    )
    minutes = iter(range(10**9))

    def country() -> object:
        asked = RADIUS_MIN + next(minutes) % 60
        question = Question(
            vintage=Vintage.V2025_03,
            level=Level.DISTRICT,
            by=By.ROAD_TIME,
            radius_min=asked,
        )
        return cover(locator, question)

    took = race({"country": country}, turns=9)["country"]
    report.goal(
        "s for every measure of the country's districts by road time, a new radius each time",
        statistics.median(took),
        0.3,
        ".3f",
        at_most=True,
    )
    report.table(
        f"Coverage by road: {len(demand.lon):,} communes, {OUTLETS:,} outlets",
        ["", "s"],
        [[name, f"{statistics.median(each):.3f}"] for name, each in figures.items()],
        "On the national skeleton; both give the same minutes to the last bits of a sum.",
    )
