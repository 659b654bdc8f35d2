"""Villages, destinations and producers without an outlet within reach, against every distance."""

from __future__ import annotations

import io

import numpy as np
import openpyxl
import pyogrio
import pytest
from pyproj import Geod

from geo import tables
from geo.coverage import Question, cover
from geo.locator import Locator
from geo.vintages import Level, Vintage, unit_column

GEOD = Geod(ellps="WGS84")

PROVINCES = (None, "22", "40")


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("kind", ["village", "destination"])
def test_cover_lists_exactly_the_places_beyond_every_outlet(
    locator: Locator, kind: str, province: str | None
) -> None:
    answer = cover(locator, Question(radius_m=12_000, province=province))
    places = locator.places
    own = places[places["kind"] == kind]
    if province is not None:
        own = own[own[unit_column(Vintage.V2025_07, Level.PROVINCE)] == province]
    counts = (places["kind"] == "outlet") & (places["evidence"] == "direct")
    outlets = places[counts & places["status"].isin(["open", "unknown"])]
    pairs = [own[name].to_numpy(np.float64) for name in ("lon", "lat")]
    to = [outlets[name].to_numpy(np.float64) for name in ("lon", "lat")]
    starts = [np.repeat(each, len(outlets)) for each in pairs]
    ends = [np.tile(each, len(own)) for each in to]
    metres = GEOD.inv(*starts, *ends)[2].reshape(len(own), len(outlets)).min(axis=1)
    due = dict(zip(own["id"][metres > 12_000], metres[metres > 12_000], strict=True))
    listed = answer.unserved[answer.unserved["kind"] == kind]
    assert set(listed["id"]) == set(due)
    assert listed["nearest_outlet_distance_m"].to_numpy() == pytest.approx(
        [due[each] for each in listed["id"]], abs=0.06
    )
    assert listed["nearest_outlet_distance_m"].is_monotonic_decreasing
    assert answer.summary[f"{kind}s_beyond"] == len(due)
    assert answer.summary[f"{kind}s"] == len(own)


@pytest.mark.parametrize("level", [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE])
def test_cover_units_count_no_more_than_the_whole(locator: Locator, level: Level) -> None:
    answer = cover(locator, Question(vintage=Vintage.V2025_03, level=level, radius_m=10_000))
    for kind in ("village", "destination", "producer"):
        known = answer.table[f"{kind}s_beyond"].sum()
        assert 0 < known <= answer.summary[f"{kind}s_beyond"]
    # A province is known of every place.
    if level is Level.PROVINCE:
        assert answer.table["villages_beyond"].sum() == answer.summary["villages_beyond"]


def test_unserved_travels_in_the_workbook_and_as_points(locator: Locator, tmp_path) -> None:
    answer = cover(locator, Question(radius_m=10_000, province="22"))
    report = answer.report()
    book = openpyxl.load_workbook(io.BytesIO(tables.to_xlsx(report)))
    head, *rows = book["unserved"].iter_rows(values_only=True)
    assert [row[head.index("name")] for row in rows] == answer.unserved["name"].tolist()
    path = tmp_path / "coverage.gpkg"
    path.write_bytes(tables.to_gpkg(report))
    points = pyogrio.read_dataframe(path, layer="unserved")
    assert set(points.geom_type) == {"Point"}
    assert points.crs == "EPSG:4326"
    assert np.allclose(points.geometry.x, answer.unserved["lon"])


def test_unserved_of_nobody_is_an_empty_layer(locator: Locator, tmp_path) -> None:
    report = cover(locator, Question(radius_m=500_000, province="01")).report()
    path = tmp_path / "coverage.gpkg"
    path.write_bytes(tables.to_gpkg(report))
    assert len(pyogrio.read_dataframe(path, layer="unserved")) == 0
