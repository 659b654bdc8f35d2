"""Coverage: every measure of 696 districts from 10,040 communes and 20,000 outlets."""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import rasterio
from pandas import DataFrame

from benchmarks.harness import ROOT, Report, race, ratio
from benchmarks.synthetic import positions
from geo.boundaries import Boundaries
from geo.coverage import Reach
from geo.coverage.units import Units
from geo.crs import to_metres
from geo.demand import Demand, census
from geo.demand_raster import from_raster
from geo.travel import STRAIGHT
from geo.vintages import Level, Vintage

OUTLETS, RADIUS_M = 20_000, 10_000.0
OURS, NEAREST, ALL = (
    "geo.coverage: all measures, ellipsoid",
    "GeoPandas: sjoin_nearest, then groupby",
    "GeoPandas: the same measures, 2SFCA by buffers",
)


def run(report: Report) -> None:
    """Measure both: units, and a raster of a million cells."""
    boundaries = Boundaries.from_data(ROOT / "data")
    units_of_country(report, boundaries)
    raster(report, boundaries)


def units_of_country(report: Report, boundaries: Boundaries) -> None:
    """Ours beside the plain way, the index and the projection counted in."""
    demand = census(boundaries, Vintage.V2025_03)
    units = Units.of(boundaries, Vintage.V2025_03, Level.DISTRICT)
    group = units.of_commune[demand.commune]
    lon, lat = positions(OUTLETS, seed=4)

    def ours() -> object:
        reach = Reach.of(
            demand.lon, demand.lat, demand.persons, STRAIGHT.to(lon, lat), limit=RADIUS_M
        )
        return reach.by(group, len(units)), reach.curve(group)

    people = _layer(demand.lon, demand.lat).assign(unit=group, persons=demand.persons)
    outlets = _layer(lon, lat)
    figures = race(
        {
            OURS: ours,
            NEAREST: lambda: _nearest(people, outlets),
            ALL: lambda: _everything(people, outlets),
        },
        turns=5,
        turn_s=1,
    )
    report.goal(
        f"s for every measure of {len(units)} districts from {len(demand.lon):,} communes and "
        f"{OUTLETS:,} outlets, the fastest turn",
        min(figures[OURS]),
        0.3,
        ".3f",
        at_most=True,
    )
    for what, plain in (
        ("sjoin_nearest and groupby in GeoPandas, which give fewer measures", NEAREST),
        ("the same measures in plain GeoPandas", ALL),
    ):
        report.goal(f"times as fast as {what}", ratio(figures[plain], figures[OURS]), 20, ".1f")
    report.table(
        f"Coverage of {len(units)} districts, {OUTLETS:,} outlets, {RADIUS_M / 1000:g} km",
        ["", "s", "times ours"],
        [
            [name, f"{statistics.median(took):.3f}", f"{ratio(took, figures[OURS]):.1f}"]
            for name, took in figures.items()
        ],
        "GeoPandas in a metric CRS, which is off by up to 0.3 %; `sjoin_nearest` alone gives "
        "distances and shares, without accessibility.",
    )


def _layer(lon: Any, lat: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs=4326)


def _nearest(people: gpd.GeoDataFrame, outlets: gpd.GeoDataFrame) -> DataFrame:
    """The plain way to distances: project, join each commune to its nearest outlet, group."""
    near = to_metres(people).sjoin_nearest(to_metres(outlets), distance_col="metres")
    near = near[~near.index.duplicated()]
    table: DataFrame = near.groupby("unit").apply(_of_unit, include_groups=False)
    return table


def _of_unit(rows: DataFrame) -> Any:
    """A unit's figures, as one writes them with pandas."""
    rows = rows.sort_values("metres")
    persons, metres = rows["persons"], rows["metres"]
    total, running = persons.sum(), persons.cumsum()
    within = persons[metres <= RADIUS_M].sum()
    quantiles = [
        metres[running >= share * total].iloc[0] if total else np.nan for share in (0.5, 0.9)
    ]
    mean = (persons * metres).sum() / total if total else np.nan
    return DataFrame(
        [[total, within, total - within, mean, *quantiles, metres.max()]],
        columns=["persons", "within", "beyond", "mean", "median", "p90", "max"],
    ).iloc[0]


def _everything(people: gpd.GeoDataFrame, outlets: gpd.GeoDataFrame) -> DataFrame:
    """And accessibility, with buffers and two spatial joins."""
    table = _nearest(people, outlets)
    shops, homes = to_metres(outlets), to_metres(people)
    areas = shops.assign(geometry=shops.buffer(RADIUS_M), outlet=shops.index)
    pairs = homes.sjoin(areas[["geometry", "outlet"]], predicate="within")
    demand = pairs.groupby("outlet")["persons"].sum()
    part = pairs["outlet"].map(1 / demand)
    access = part.groupby(level=0).sum().reindex(people.index, fill_value=0.0)
    weighted = (access * people["persons"]).groupby(people["unit"]).sum()
    population = people.groupby("unit")["persons"].sum()
    table["accessibility"] = weighted / population
    reached = pairs.groupby(level=0).size().reindex(people.index, fill_value=0)
    table["outlets_within"] = (reached * people["persons"]).groupby(
        people["unit"]
    ).sum() / population
    return table


def raster(report: Report, boundaries: Boundaries) -> None:
    """A million cells about the Red River, read, placed in communes, and measured."""
    values = np.random.default_rng(1).uniform(0, 100, (1000, 1000)).astype("float32")
    lon, lat = positions(200, seed=6)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "persons.tif"
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            height=1000,
            width=1000,
            count=1,
            dtype="float32",
            crs="EPSG:4326",
            transform=rasterio.Affine(0.002, 0, 105, 0, -0.002, 21.8),
        ) as made:
            made.write(values, 1)
        started = time.perf_counter()
        demand: Demand = from_raster(path, boundaries, Vintage.V2025_07)
        units = Units.of(boundaries, Vintage.V2025_07, Level.COMMUNE)
        reach = Reach.of(
            demand.lon, demand.lat, demand.persons, STRAIGHT.to(lon, lat), limit=RADIUS_M
        )
        reach.by(units.of_commune[demand.commune], len(units))
        took = time.perf_counter() - started
    # The most this process has ever held, other benchmarks before it included.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    what = f"for a raster of a million cells, {len(demand.lon):,} of them inhabited"
    report.goal(f"s {what}", took, 20, ".1f", at_most=True)
    report.goal(f"GiB of memory at most {what}", memory, 1, ".2f", at_most=True)
