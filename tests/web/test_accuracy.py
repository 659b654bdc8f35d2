"""The figures that pages give of the outlines' accuracy are those that a comparison gives."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest

from geo.boundaries.compare import compare
from geo.locator import Locator
from geo.vintages import Level, Vintage
from web.accuracy import measured

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "boundaries"
TOLERANCE = 0.004
"""Twice the spread of a share of 100,000 points."""


@pytest.mark.parametrize(
    ("file", "code", "vintage", "level"),
    [
        ("vn_districts_official.gpkg", "district_code", Vintage.V2025_03, Level.DISTRICT),
        ("vn_communes_2025_official.gpkg", "code", Vintage.V2025_07, Level.COMMUNE),
    ],
)
def test_measured_is_what_the_comparison_gives(
    locator: Locator, file: str, code: str, vintage: Vintage, level: Level
) -> None:
    if not (OFFICIAL / file).is_file():
        pytest.skip(f"{file} is kept outside the project")
    official = gpd.read_file(OFFICIAL / file).rename(
        columns={code: "code", "province_code": "province"}
    )
    found = compare(official, locator.boundaries.layer(vintage, level).reset_index())
    shares = {(one.vintage, one.level): one.share for one in measured()}
    assert shares[vintage, level] == pytest.approx(found.share, abs=TOLERANCE)
    assert found.province is not None
    assert shares[vintage, Level.PROVINCE] == pytest.approx(found.province.share, abs=TOLERANCE)
