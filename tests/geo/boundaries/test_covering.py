"""The polygon that covers each position: the grid beside the tree, and beside GeoPandas."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from geo.boundaries import Boundaries, covering
from geo.boundaries.covering import Covering
from geo.vintages import LAYERS, Level, Vintage, unit_column

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def boundaries() -> Boundaries:
    return Boundaries.from_data(DATA)


def about(shapes: NDArray[np.object_], count: int) -> NDArray[np.float64]:
    """Positions all over the shapes' extent, on their corners, beside them, and nowhere."""
    random = np.random.default_rng(7)
    west, south, east, north = shapely.total_bounds(shapes)
    corners = random.permutation(shapely.get_coordinates(shapes))[: count // 3]
    beside = corners + random.normal(0, 1e-7, corners.shape)
    anywhere = random.uniform((west - 1, south - 1), (east + 1, north + 1), (count // 3, 2))
    nowhere = [(np.nan, np.nan), (np.nan, 10.0), (np.inf, 10.0), (-180.0, 90.0), (1e308, 0.0)]
    return np.concatenate([corners, beside, anywhere, nowhere])


@pytest.mark.parametrize("vintage", list(Vintage))
def test_at_many_by_the_grid_equals_the_tree(
    boundaries: Boundaries, vintage: Vintage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most of these lie on a border or a hair from one, where the grid must not be believed."""
    shapes = boundaries.layer(vintage, Level.COMMUNE).geometry.to_numpy()
    lon, lat = about(shapes, 90_000).T
    by_tree = Covering(shapes)
    monkeypatch.setattr(covering, "MANY", 1)
    by_grid = Covering(shapes)
    there = np.isfinite(lon) & np.isfinite(lat)
    np.testing.assert_array_equal(
        by_grid.at_many(lon, lat)[there], by_tree._by_tree(lon[there], lat[there])
    )
    assert (by_grid.at_many(lon, lat)[~there] == -1).all()


def test_at_many_of_shapes_over_each_other_is_the_lowest_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As official files may have them; holes, slivers and parts far apart among them."""
    random = np.random.default_rng(3)
    centres = random.uniform((105, 10), (107, 12), (60, 2))
    discs = shapely.buffer(shapely.points(centres), random.uniform(0.001, 0.5, 60))
    discs[::3] = shapely.difference(discs[::3], shapely.buffer(discs[::3], -0.01))
    discs[1] = shapely.union(discs[1], shapely.box(110, 15, 110.002, 15.4))
    lon, lat = random.uniform((104.5, 9.5), (107.5, 12.5), (20_000, 2)).T
    covers = shapely.intersects_xy(discs[:, np.newaxis], lon, lat)
    expected = np.where(covers.any(axis=0), covers.argmax(axis=0), -1)
    monkeypatch.setattr(covering, "MANY", 1)
    np.testing.assert_array_equal(Covering(discs).at_many(lon, lat), expected)


def test_locate_many_equals_geopandas_sjoin(boundaries: Boundaries) -> None:
    random = np.random.default_rng(5)
    lon, lat = random.uniform((102, 8.3), (110, 23.5), (covering.MANY, 2)).T
    ours = boundaries.locate_many(lon, lat)
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326")
    for vintage, level in LAYERS:
        units = boundaries.layer(vintage, level).reset_index()[["code", "geometry"]]
        theirs = points.sjoin(units, how="left", predicate="intersects")
        theirs = theirs[~theirs.index.duplicated()]["code"]
        found = ours[unit_column(vintage, level)]
        assert (found.fillna("") == theirs.fillna("")).all()
