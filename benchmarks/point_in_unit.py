"""The unit each of many positions lies in: a raster of persons, a file of a million shops."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack

import geopandas as gpd
import numpy as np
import psycopg
import shapely

from benchmarks.harness import Call, Report, a_second, race, ratio
from benchmarks.synthetic import positions
from geo.boundaries.covering import Covering
from geo.distance import Floats
from geo.locator import Locator
from geo.storage import open_store
from geo.vintages import CURRENT, Level
from tests.servers import MissingServerError, postgis

ASKED = 200_000
FEW = 20_000
"""What PostGIS is asked, so that its turn is not ten of the others'."""
OURS, GEOPANDAS, POSTGIS = "Covering.at_many", "GeoPandas sjoin", "PostGIS st_intersects"


def run(report: Report) -> None:
    """Measure."""
    store = open_store(os.environ.get("LOCATOR_STORE", "var/locator.gpkg"))
    communes = Locator.load(store).boundaries.layer(CURRENT, Level.COMMUNE)
    lon, lat = positions(ASKED, seed=5)
    covering = Covering(communes.geometry.to_numpy())
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    units = communes.reset_index()[["code", "geometry"]]
    started = time.perf_counter()
    ours = covering.at_many(lon, lat)
    first_s = time.perf_counter() - started
    theirs = points.sjoin(units, how="left", predicate="intersects")["index_right"]
    theirs = theirs.groupby(level=0).min().fillna(-1)
    if not np.array_equal(ours, theirs):
        raise RuntimeError("the units found differ from those of GeoPandas")
    contenders: dict[str, Call] = {
        OURS: lambda: covering.at_many(lon, lat),
        GEOPANDAS: lambda: points.sjoin(units, how="left", predicate="intersects"),
    }
    counts = {OURS: ASKED, GEOPANDAS: ASKED, POSTGIS: FEW}
    with ExitStack() as stack:
        try:
            address = stack.enter_context(postgis(shared_buffers="256MB", jit="off"))
            database = stack.enter_context(psycopg.connect(address, autocommit=True))
            contenders[POSTGIS] = _database(database, units, lon[:FEW], lat[:FEW])
        except MissingServerError as missing:
            report.lack(POSTGIS, str(missing))
        figures = race(contenders, turns=7, turn_s=0)
    what = f"times as fast as GeoPandas sjoin: the commune of {ASKED:,} positions"
    report.goal(what, ratio(figures[GEOPANDAS], figures[OURS]), 1.5, ".1f")
    report.table(
        f"The commune of {ASKED:,} positions, {len(units):,} communes",
        ["", "positions a second"],
        [[name, a_second(took, counts[name])] for name, took in figures.items()],
        f"All find the same units. PostGIS is asked for {FEW:,} of them, on one core. Ours keeps "
        f"a grid between questions: the first took {first_s:.1f} s; GeoPandas makes its tree anew.",
    )


def _database(
    database: psycopg.Connection, units: gpd.GeoDataFrame, lon: Floats, lat: Floats
) -> Call:
    """The join as PostGIS does it, both tables indexed and analysed."""
    database.execute("create table units (code text, shape geometry(multipolygon, 4326))")
    database.execute("create table positions (id integer, at geometry(point, 4326))")
    with database.cursor() as cursor:
        with cursor.copy("copy units from stdin") as copy:
            shapes = shapely.set_srid(units.geometry.to_numpy(), 4326)
            texts = shapely.to_wkb(shapes, hex=True, include_srid=True)
            for row in zip(units["code"], texts, strict=True):
                copy.write_row(row)
        with cursor.copy("copy positions from stdin") as copy:
            for row, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
                copy.write_row((row, f"SRID=4326;POINT({x!r} {y!r})"))
    database.execute("create index on units using gist (shape)")
    database.execute("analyze units, positions")
    ask = (
        "select id, min(code) from positions left join units on st_intersects(shape, at) "
        "group by id"
    )
    return lambda: database.execute(ask).fetchall()
