"""
Metres between positions, along the ellipsoid.

Everything here is the geodesic of WGS84 as `pyproj.Geod` solves it: good to 15 nanometres
(Karney 2013). Straight lines over the ellipsoid: a river or a pass in between goes unseen.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from geo.coordinates import LonLat

Floats: TypeAlias = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
"""The ellipsoid of EPSG:4326."""


def between(start: LonLat, end: LonLat) -> float:
    """
    Metres from one position to another.

    Examples
    --------
    >>> round(between(LonLat(105.8542, 21.0285), LonLat(106.7009, 10.7769)))
    1138050
    """
    return course(*start, *end)[0]


def course(lon: float, lat: float, to_lon: float, to_lat: float) -> tuple[float, float]:
    """
    Metres and bearing from one position to another: `inverse` for one, without arrays.

    Examples
    --------
    >>> metres, degrees = course(106.0, 10.0, 107.0, 10.0)
    >>> round(metres), round(degrees, 1)
    (109639, 89.9)
    """
    azimuth, _, metres = GEOD.inv(lon, lat, to_lon, to_lat, return_back_azimuth=False)
    if not metres > 0:
        return 0.0, 0.0
    bearing = azimuth % 360
    return metres, bearing if bearing < 360 else 0.0


def inverse(
    lon: ArrayLike, lat: ArrayLike, to_lon: Floats, to_lat: Floats
) -> tuple[Floats, Floats]:
    """
    Metres and bearings from each position to another.

    Parameters
    ----------
    lon, lat
        Where from, degrees; numbers, or arrays that broadcast to the shape of `to_lon`.
    to_lon, to_lat
        Where to, degrees, of any one shape.

    Returns
    -------
    distance_m, bearing_deg
        Of the shape of `to_lon`. The bearing is the azimuth at the start, clockwise from north,
        in [0, 360); 0 where both positions are one.

    References
    ----------
    Karney (2013), Algorithms for geodesics, Journal of Geodesy 87, 43-55.

    Examples
    --------
    >>> metres, degrees = inverse(106, 10, np.array([106.0, 107.0]), np.array([11.0, 10.0]))
    >>> metres.round().tolist(), degrees.round(1).tolist()
    ([110611.0, 109639.0], [0.0, 89.9])
    """
    start_lon, start_lat = np.empty_like(to_lon), np.empty_like(to_lat)
    start_lon[...], start_lat[...] = lon, lat
    # pyproj lets go of the GIL while it works, so blocks of these run on every core.
    azimuth, _, metres = GEOD.inv(start_lon, start_lat, to_lon, to_lat, return_back_azimuth=False)
    # A tiny negative azimuth plus 360 rounds to 360 itself; and pyproj says 180 for no distance.
    azimuth = np.where(metres > 0, azimuth % 360, 0.0)
    return metres, np.where(azimuth < 360, azimuth, 0.0)
