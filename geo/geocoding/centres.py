"""
Where in a commune an address is likeliest to be, when nothing but the commune is known.

A commune's point in `units.csv` is where a map writes its name. People live towards the side where
the neighbours live closer together: were density a slope across the commune, their centre would
lie uphill of the middle by the commune's variance times the gradient of the logarithm of density.
That gradient is fitted to the neighbours' densities; addresses whose position is known chose only
the constants below. A commune of 2025-07-01 is some three old ones together: its people are, on
average, at the mean of theirs.
"""

from __future__ import annotations

from typing import Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame
from pandas import Series
from pyproj import Transformer
from scipy.spatial import KDTree

from geo.addresses.hierarchy import Successors
from geo.coordinates import LonLat
from geo.crs import METRIC, WGS84, to_metres
from geo.vintages import Level, UnitKey, Vintage

NEIGHBOURS = 16
"""Communes around each to which the slope of density is fitted: two rings."""
OUTLINE = 0.25
"""Weight of the outline's middle beside the named point: both are estimates of one thing."""
TOWARDS_DISTRICT = 0.03
"""Of the way to the centre of the district's people: addresses gather towards its seat."""
FURTHEST = 0.3
"""Of a commune's extent along each axis: how far uphill a centre may move."""

Array = npt.NDArray[np.float64]


class Layers(Protocol):
    """What is asked of `geo.boundaries.Boundaries`."""

    def layer(self, vintage: Vintage, level: Level) -> GeoDataFrame:
        """The units of a level, indexed by code, with lon, lat, population and outline."""
        ...


def likely_positions(boundaries: Layers, crosswalk: Successors) -> dict[UnitKey, LonLat]:
    """
    The likeliest position of an address in each commune of both vintages, EPSG:4326.

    Parameters
    ----------
    boundaries
        The communes; of those of 2025-07-01 nothing is asked but that they exist.
    crosswalk
        Shares of the old communes in the new.
    """
    old, new = (boundaries.layer(vintage, Level.COMMUNE) for vintage in Vintage)
    centres = likely_centres(old)
    persons = dict(zip(old.index, old["population"].fillna(0).tolist(), strict=True))
    sums: dict[str, Array] = {}
    for code, (lon, lat) in centres.items():
        for into, share in crosswalk.successors(code):
            weight = share * max(float(persons[code]), 1.0)
            sums[into] = sums.get(into, np.zeros(3)) + weight * np.array([lon, lat, 1.0])
    found = {UnitKey(Vintage.V2025_03, Level.COMMUNE, code): at for code, at in centres.items()}
    for code in new.index:
        lon, lat, weight = sums.get(str(code), np.zeros(3)).tolist()
        if weight:
            key = UnitKey(Vintage.V2025_07, Level.COMMUNE, str(code))
            found[key] = LonLat(lon / weight, lat / weight)
    return found


def likely_centres(communes: GeoDataFrame) -> dict[str, LonLat]:
    """
    By code, the likeliest position of an address in each commune, EPSG:4326.

    Parameters
    ----------
    communes
        n polygons indexed by code, any CRS, with lon and lat (the named point, degrees), parent
        (the district's code) and population (persons; may be missing).

    Raises
    ------
    MissingCrsError
        If the layer has no CRS.
    """
    outlines = to_metres(communes[["geometry"]]).geometry.to_numpy()
    named = to_metres(
        gpd.GeoDataFrame(geometry=gpd.points_from_xy(communes["lon"], communes["lat"]), crs=WGS84)
    )
    points = shapely.get_coordinates(named.geometry.to_numpy())
    low, high = np.hsplit(shapely.bounds(outlines), 2)
    extent = high - low
    persons = communes["population"].to_numpy(float, na_value=np.nan)
    density = persons / shapely.area(outlines)
    log_density = np.log(np.where(density > 0, density, np.nan))
    log_density = np.where(np.isnan(log_density), np.nanmedian(log_density), log_density)
    # The variance of an ellipse of that extent along each axis.
    uphill = extent**2 / 16 * _gradient(points, log_density)
    middle = shapely.get_coordinates(shapely.centroid(outlines))
    moved = points + OUTLINE * (middle - points)
    moved += np.clip(uphill, -FURTHEST * extent, FURTHEST * extent)
    moved += TOWARDS_DISTRICT * (_means(moved, persons, communes["parent"]) - moved)
    inside = shapely.contains_xy(outlines, moved[:, 0], moved[:, 1])
    best = np.where(inside[:, np.newaxis], moved, points)
    to_degrees = Transformer.from_crs(METRIC, WGS84, always_xy=True)
    lon, lat = to_degrees.transform(best[:, 0], best[:, 1])
    return {
        str(code): LonLat(float(x), float(y))
        for code, x, y in zip(communes.index, lon, lat, strict=True)
    }


def _means(points: Array, weights: Array, groups: Series) -> Array:
    """For each of n points, the weighted mean of those in its group."""
    _, group = np.unique(groups.to_numpy(dtype=str), return_inverse=True)
    weight = np.where(weights > 0, weights, 1.0)
    total = np.bincount(group, weight)
    sums = [np.bincount(group, weight * along) / total for along in points.T]
    return np.column_stack([mean[group] for mean in sums])


def _gradient(points: Array, values: Array) -> Array:
    """
    n slopes (per metre, east and north) of a plane fitted to each point's nearest neighbours.

    Nearer ones weigh more; too few, or all on a line, leave no slope.
    """
    count = min(NEIGHBOURS, len(points) - 1)
    if count < 3:
        return np.zeros_like(points)
    found = KDTree(points).query(points, k=count + 1)
    distance, near = np.asarray(found[0]), np.asarray(found[1])
    weight = 1 / (np.mean(distance[:, 1:] ** 2, axis=1, keepdims=True) + distance**2 + 1.0)
    weight /= weight.sum(axis=1, keepdims=True)
    offset = points[near] - points[:, np.newaxis]
    offset -= np.einsum("nk,nkc->nc", weight, offset)[:, np.newaxis]
    value = values[near]
    spread = np.einsum("nk,nkc,nkd->ncd", weight, offset, offset)
    # A little of the spread along every direction, lest neighbours in a line ask the impossible.
    total = (spread[:, 0, 0] + spread[:, 1, 1])[:, np.newaxis, np.newaxis]
    spread += (0.01 * total + 1.0) * np.eye(2)
    moment = np.einsum("nk,nkc,nk->nc", weight, offset, value)
    slope: Array = np.linalg.solve(spread, moment[:, :, np.newaxis])[:, :, 0]
    return slope
