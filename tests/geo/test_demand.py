"""Persons from the census, from a planner's table, and from rasters made in the test."""

import numpy as np
import pytest
import rasterio
import rasterio.warp
from rasterio import Affine

from geo.demand import census, from_table
from geo.demand_raster import from_raster
from geo.demand_spread import spread
from geo.errors import InvalidParameterError, MissingCrsError, UnknownUnitError, UnreadableFileError
from geo.vintages import Level, Vintage, unit_column

V03, V07 = Vintage.V2025_03, Vintage.V2025_07
WEST, NORTH, STEP = 105.7, 21.2, 0.01


def from_origin(west, north, wide, high):
    return Affine(wide, 0.0, west, 0.0, -high, north)


@pytest.mark.parametrize("vintage", list(Vintage))
def test_census_of_either_vintage_is_whole(locator, vintage):
    persons = census(locator.boundaries, vintage)
    assert persons.total == 96_208_984
    assert len(persons.lon) == len(locator.boundaries.layer(vintage, Level.COMMUNE))


def test_from_table_with_vietnamese_headings_and_lost_zeros_is_read(locator, tmp_path):
    path = tmp_path / "dan.csv"
    path.write_text("Mã;Số dân\n4;120\n00004;30\n00097;7\n", encoding="utf-8-sig")
    persons = from_table(path, locator.boundaries, V07)
    codes = locator.boundaries.layer(V07, Level.COMMUNE).index[persons.commune]
    found = dict(zip(codes, persons.persons, strict=True))
    assert (found["00004"], found["00097"], persons.total) == (150, 7, 157)
    assert persons.notes == {"rows": 3}


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("code,persons\n99999,5\n", UnknownUnitError, "row 2: no commune of 2025-07-01"),
        ("code,persons\n00004,nhiều\n", UnreadableFileError, "row 2: persons 'nhiều' is no count"),
        ("code,persons\n00004,-5\n", UnreadableFileError, "persons '-5' is no count"),
        ("code,persons\n00004,nan\n", UnreadableFileError, "persons 'nan' is no count"),
        ("code,people here\n00004,5\n", UnreadableFileError, "0 columns of persons"),
        ("", UnreadableFileError, "is empty"),
    ],
)
def test_from_table_that_is_none_is_refused(locator, tmp_path, text, error, said):
    path = tmp_path / "persons.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=said):
        from_table(path, locator.boundaries, V07)


def test_from_table_of_the_other_vintage_says_so(locator, tmp_path):
    old = locator.boundaries.layer(V03, Level.COMMUNE).index
    gone = old.difference(locator.boundaries.layer(V07, Level.COMMUNE).index)[0]
    path = tmp_path / "persons.csv"
    path.write_text(f"code,persons\n{gone},5\n", encoding="utf-8")
    with pytest.raises(UnknownUnitError, match="it is one of vintage 2025-03-01"):
        from_table(path, locator.boundaries, V07)


def raster(path, values, *, crs="EPSG:4326", nodata=None, transform=None):
    transform = transform or from_origin(WEST, NORTH, STEP, STEP)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype=values.dtype,
        crs=crs,
        transform=transform,
        nodata=nodata,
    ) as made:
        made.write(values, 1)
    return path


def test_from_raster_keeps_every_person_in_the_commune_of_the_cell(locator, tmp_path):
    values = np.random.default_rng(1).uniform(0, 50, (40, 50)).astype("float32")
    persons = from_raster(raster(tmp_path / "p.tif", values), locator.boundaries, V07)
    assert persons.total + persons.notes["persons_outside"] == pytest.approx(
        float(values.sum(dtype=float)), rel=1e-6
    )
    located = locator.boundaries.locate_many(persons.lon, persons.lat)["commune_2025_07_01"]
    codes = locator.boundaries.layer(V07, Level.COMMUNE).index[persons.commune]
    assert (located.to_numpy() == codes.to_numpy()).all()


def test_from_raster_in_windows_is_as_in_one(locator, tmp_path, monkeypatch):
    values = np.random.default_rng(2).uniform(0, 50, (40, 50)).astype("float32")
    path = raster(tmp_path / "p.tif", values)
    whole = from_raster(path, locator.boundaries, V07)
    monkeypatch.setattr("geo.demand_raster.CELLS", 170)
    seen = []

    def progress(windows, total):
        for window in windows:
            seen.append(window)
            yield window
        assert len(seen) == total

    parts = from_raster(path, locator.boundaries, V07, progress=progress)
    assert len(seen) == 14
    assert (whole.lon == parts.lon).all()
    assert (whole.persons == parts.persons).all()


def test_from_raster_with_nodata_counts_nobody_there(locator, tmp_path):
    values = np.full((4, 4), -9999.0)
    values[1, 1], values[2, 2] = 8.0, np.nan
    path = raster(tmp_path / "p.tif", values, nodata=-9999.0)
    persons = from_raster(path, locator.boundaries, V07)
    assert persons.persons.tolist() == [8.0]
    assert persons.lon[0] == pytest.approx(WEST + 1.5 * STEP)
    assert persons.lat[0] == pytest.approx(NORTH - 1.5 * STEP)


def test_from_raster_in_metres_stands_where_it_does_in_degrees(locator, tmp_path):
    utm = from_origin(580_000, 2_330_000, 1_000, 1_000)
    values = np.ones((10, 10), "float32")
    path = raster(tmp_path / "p.tif", values, crs="EPSG:32648", transform=utm)
    persons = from_raster(path, locator.boundaries, V07)
    assert persons.total == 100
    lon, lat = rasterio.warp.transform("EPSG:32648", "EPSG:4326", [580_500], [2_329_500])
    assert persons.lon.min() == pytest.approx(lon[0], abs=0.01)
    assert persons.lat.max() == pytest.approx(lat[0], abs=0.01)
    assert persons.notes["crs"] == "EPSG:32648"


def test_from_raster_without_crs_is_refused(locator, tmp_path):
    path = raster(tmp_path / "p.tif", np.ones((3, 3)), crs=None)
    with pytest.raises(MissingCrsError, match="has no CRS; say what it is in"):
        from_raster(path, locator.boundaries, V07)


def test_from_raster_of_negative_persons_is_refused(locator, tmp_path):
    path = raster(tmp_path / "p.tif", np.full((3, 3), -9999.0))
    with pytest.raises(UnreadableFileError, match="a cell of -9999 persons; if that stands for no"):
        from_raster(path, locator.boundaries, V07)


def test_from_raster_elsewhere_is_refused(locator, tmp_path):
    path = raster(tmp_path / "p.tif", np.ones((3, 3)), transform=from_origin(2.0, 48.9, 0.01, 0.01))
    with pytest.raises(UnreadableFileError, match=r"nobody in Vietnam \(9 persons elsewhere"):
        from_raster(path, locator.boundaries, V07)


def test_from_raster_that_is_none_is_refused(locator, tmp_path):
    path = tmp_path / "p.tif"
    path.write_text("not a raster")
    with pytest.raises(UnreadableFileError, match=r"p[.]tif is no raster"):
        from_raster(path, locator.boundaries, V07)


@pytest.mark.parametrize("vintage", list(Vintage))
def test_spread_keeps_every_commune_s_persons_inside_its_polygon(locator, vintage):
    before = census(locator.boundaries, vintage)
    after = spread(before, locator.boundaries, points=5)
    assert np.bincount(after.commune, after.persons) == pytest.approx(before.persons)
    assert after.total == pytest.approx(96_208_984)
    column = unit_column(vintage, Level.COMMUNE)
    codes = locator.boundaries.layer(vintage, Level.COMMUNE).index.to_numpy()[after.commune]
    found = locator.boundaries.locate_many(after.lon, after.lat)[column].to_numpy()
    assert np.mean(found == codes) > 0.999  # but for communes drawn too thin, at their centres
    assert "evenly" in after.notes["spread"]


def test_spread_is_even_about_the_middle_of_a_commune(locator):
    whole = census(locator.boundaries, V07)
    again = spread(whole, locator.boundaries, points=64)
    for row in (0, 900, 3_000):
        here = again.commune == row
        shape = locator.boundaries.layer(V07, Level.COMMUNE).geometry.iloc[row]
        middle = [shape.centroid.x, shape.centroid.y]
        width = max(shape.bounds[2] - shape.bounds[0], shape.bounds[3] - shape.bounds[1])
        mean = [again.lon[here].mean(), again.lat[here].mean()]
        assert np.hypot(mean[0] - middle[0], mean[1] - middle[1]) < 0.08 * width


@pytest.mark.parametrize("points", [0, -1, 10**6])
def test_spread_over_no_sensible_count_says_the_limits(locator, points):
    with pytest.raises(InvalidParameterError, match="from 1 to 200"):
        spread(census(locator.boundaries, V07), locator.boundaries, points=points)


def test_spread_of_what_is_spread_is_refused(locator):
    once = spread(census(locator.boundaries, V07), locator.boundaries, points=2)
    with pytest.raises(InvalidParameterError, match="finer than communes"):
        spread(once, locator.boundaries, points=2)
