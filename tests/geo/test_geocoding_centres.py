"""Where an address is likeliest to be in its commune, on made-up and on the committed communes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.coordinates import LonLat
from geo.crs import METRIC, WGS84
from geo.distance import between
from geo.errors import MissingCrsError
from geo.geocoding.centres import likely_centres, likely_positions
from geo.locator import Locator
from geo.vintages import Level, UnitKey, Vintage

SIDE_M = 2_000.0


def grid(slope: float) -> GeoDataFrame:
    """7 by 7 square communes, their density e-folding every 1 / slope metres eastwards."""
    squares = [
        shapely.box(
            500_000 + x * SIDE_M,
            2e6 + y * SIDE_M,
            500_000 + (x + 1) * SIDE_M,
            2e6 + (y + 1) * SIDE_M,
        )
        for x in range(7)
        for y in range(7)
    ]
    layer = gpd.GeoDataFrame(geometry=squares, crs=METRIC)
    east = layer.geometry.centroid.x - 500_000
    layer["population"] = 10_000 * np.exp(slope * east)
    layer["parent"] = [str(number) for number in range(49)]  # each its own district
    centre = layer.geometry.centroid.to_crs(WGS84)
    layer["lon"], layer["lat"] = centre.x, centre.y
    layer.index = pd.Index([f"{number:05}" for number in range(49)], name="code")
    return layer.to_crs(WGS84)


def eastward_m(layer: GeoDataFrame, code: str) -> float:
    lon, lat = likely_centres(layer)[code]
    moved = gpd.GeoSeries(gpd.points_from_xy([lon], [lat]), crs=WGS84).to_crs(METRIC)
    named = gpd.GeoSeries(
        gpd.points_from_xy([layer.lon[code]], [layer.lat[code]]), crs=WGS84
    ).to_crs(METRIC)
    assert float((moved.y - named.y).iloc[0]) == pytest.approx(0, abs=1)
    return float((moved.x - named.x).iloc[0])


def test_likely_centres_where_density_is_even_stay() -> None:
    assert eastward_m(grid(0.0), "00024") == pytest.approx(0, abs=1)


@pytest.mark.parametrize("slope", [1e-4, -1e-4, 3e-4])
def test_likely_centres_on_a_slope_move_uphill_by_variance_times_slope(slope: float) -> None:
    expected = SIDE_M**2 / 16 * slope
    assert eastward_m(grid(slope), "00024") == pytest.approx(expected, rel=0.03)


def test_likely_centres_stay_inside_their_communes(locator: Locator) -> None:
    communes = locator.boundaries.layer(Vintage.V2025_03, Level.COMMUNE)
    centres = likely_centres(communes)
    assert centres.keys() == {*communes.index}
    lon, lat = np.array([centres[code] for code in communes.index]).T
    named = shapely.contains_xy(communes.geometry.to_numpy(), communes.lon, communes.lat)
    likely = shapely.contains_xy(communes.geometry.to_numpy(), lon, lat)
    assert (likely | ~named).mean() > 0.9999  # but for rounding on the border


def test_likely_centres_without_crs_are_refused() -> None:
    with pytest.raises(MissingCrsError):
        likely_centres(grid(0.0).set_crs(None, allow_override=True))


def test_likely_positions_of_a_new_commune_is_the_mean_of_its_people(locator: Locator) -> None:
    """The oracle: one new commune's old parts, added up by hand."""
    positions = likely_positions(locator.boundaries, locator.crosswalk)
    communes = locator.boundaries.layer(Vintage.V2025_03, Level.COMMUNE)
    parts = locator.crosswalk.predecessors("09556")
    assert len(parts) > 2
    weights = [share * communes.population[old] for old, share in parts]
    points = [positions[UnitKey(Vintage.V2025_03, Level.COMMUNE, old)] for old, _ in parts]
    expected = LonLat(*np.average(points, axis=0, weights=weights))
    found = positions[UnitKey(Vintage.V2025_07, Level.COMMUNE, "09556")]
    assert between(found, expected) < 1
