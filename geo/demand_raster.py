"""
Demand from a raster of persons, such as WorldPop's: a point for each cell that somebody lives in.

Read in windows, so that a country at 100 m takes no more memory than its inhabited cells.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import rasterio
import rasterio.transform
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.windows import Window

from geo.boundaries import Boundaries
from geo.crs import WGS84
from geo.demand import Demand
from geo.distance import Floats
from geo.errors import MissingCrsError, UnreadableFileError
from geo.vintages import Level, Vintage

CELLS = 1 << 18
"""Cells read at a time."""
MOST_CELLS = 400_000_000
"""More than the country has at 100 m; what is larger is no raster of Vietnam."""

Progress = Callable[[Iterable["Window"], int], Iterable["Window"]]
"""Gets windows and their number, gives them back one by one: a progress bar."""


class _Points(NamedTuple):
    lon: Floats
    lat: Floats
    persons: Floats
    commune: NDArray[np.intp]


def from_raster(
    path: Path,
    boundaries: Boundaries,
    vintage: Vintage,
    *,
    progress: Progress = lambda windows, _: windows,
) -> Demand:
    """
    Persons at the centres of a raster's cells.

    Parameters
    ----------
    path
        A raster that GDAL reads, in any CRS; its first band counts persons in each cell (not
        persons a square kilometre). Nodata, NaN and 0 are cells without anybody.
    progress
        Wraps the windows in a progress bar.

    Returns
    -------
    Demand whose `notes` say how many persons stood outside Vietnam (`persons_outside`), which do
    not count, and of how many cells it was made.

    Raises
    ------
    MissingCrsError
        If the raster does not say its CRS.
    UnreadableFileError
        If it is no raster, too large, has negative counts, or nobody of it lives in Vietnam.
    """
    try:
        with warnings.catch_warnings():
            # A raster without CRS is refused below, in our own words.
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            source = rasterio.open(path)
    except RasterioError as error:
        raise UnreadableFileError(f"{path.name} is no raster: {str(error)[:200]}") from None
    with source:
        if source.crs is None:
            raise MissingCrsError(
                f"{path.name} has no CRS; say what it is in, such as "
                "`gdal_edit.py -a_srs EPSG:4326 FILE`"
            )
        cells = source.width * source.height
        if cells > MOST_CELLS:
            raise UnreadableFileError(
                f"{path.name} has {cells:,} cells; at most {MOST_CELLS:,} are taken: cut it to "
                "Vietnam with gdalwarp"
            )
        return _read(source, path, boundaries, vintage, progress)


def _read(
    source: Any, path: Path, boundaries: Boundaries, vintage: Vintage, progress: Progress
) -> Demand:
    communes = boundaries.layer(vintage, Level.COMMUNE)
    parts, owner = shapely.get_parts(communes.geometry.to_numpy(), return_index=True)
    shapely.prepare(parts)
    tree = shapely.STRtree(parts)
    bounds = shapely.total_bounds(parts)
    to_wgs84 = Transformer.from_crs(source.crs, WGS84, always_xy=True)
    kept: list[_Points] = []
    outside = 0.0
    windows = list(_windows(source.width, source.height))
    for window in progress(windows, len(windows)):
        try:
            band = source.read(1, window=window, masked=True)
        except RasterioError as error:
            raise UnreadableFileError(f"{path.name} is broken: {str(error)[:200]}") from None
        counts = np.ma.filled(band.astype(np.float64), 0.0)
        counts[np.isnan(counts)] = 0.0
        if (counts < 0).any() or np.isinf(counts).any():
            raise UnreadableFileError(
                f"{path.name} has a cell of {counts.min():g} persons; if that stands for no data, "
                "say so: `gdal_edit.py -a_nodata VALUE FILE`"
            )
        rows, columns = np.nonzero(counts)
        persons = counts[rows, columns]
        x, y = rasterio.transform.xy(source.transform, rows + window.row_off, columns)
        lon, lat = to_wgs84.transform(x, y)
        near = (lon >= bounds[0]) & (lon <= bounds[2]) & (lat >= bounds[1]) & (lat <= bounds[3])
        commune = np.full(len(persons), -1)
        commune[near] = _communes_of(tree, owner, lon[near], lat[near])
        inside = commune >= 0
        outside += float(persons[~inside].sum())
        kept.append(_Points(lon[inside], lat[inside], persons[inside], commune[inside]))
    lon, lat, persons, commune = (np.concatenate(column) for column in zip(*kept, strict=True))
    if not len(persons):
        raise UnreadableFileError(
            f"{path.name} has nobody in Vietnam ({outside:,.0f} persons elsewhere): "
            "is its CRS right?"
        )
    notes = {
        "cells": source.width * source.height,
        "cells_inhabited": len(persons),
        "persons_outside": round(outside, 1),
        "crs": source.crs.to_string(),
    }
    return Demand(vintage, commune, lon, lat, persons, f"raster {path.name}", notes)


def _communes_of(
    tree: shapely.STRtree, owner: NDArray[np.intp], lon: Floats, lat: Floats
) -> NDArray[np.intp]:
    """The row of the commune each position lies in, the lower on a border; -1 in none."""
    point, part = tree.query(shapely.points(lon, lat), predicate="intersects")
    rows = np.full(len(lon), len(owner))
    np.minimum.at(rows, point, owner[part])
    rows[rows == len(owner)] = -1
    return rows


def _windows(width: int, height: int) -> Iterator[Window]:
    """Whole rows, as files keep them, some at a time."""
    deep = max(1, CELLS // width)
    for top in range(0, height, deep):
        yield Window(0, top, width, min(deep, height - top))
