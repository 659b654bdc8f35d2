"""The coordinate reference systems in use, and the only calls to `to_crs`."""

from __future__ import annotations

from typing import Any

from geopandas import GeoDataFrame

from geo.errors import MissingCrsError

WGS84 = "EPSG:4326"
"""At rest and on the wire: degrees, longitude first."""
EQUAL_AREA = "EPSG:6933"
"""Areas: the EASE grid, true in area everywhere."""
METRIC = (
    "+proj=tmerc +lat_0=0 +lon_0=107 +k=0.9996 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +no_defs"
)
"""Buffers and simplification: transverse Mercator through the middle of the country."""


def _projected(layer: GeoDataFrame, crs: Any) -> GeoDataFrame:
    if layer.crs is None:
        raise MissingCrsError(
            f"the layer with columns {', '.join(map(str, layer.columns))} has no CRS; "
            "set it to what its coordinates are in, such as EPSG:4326"
        )
    return layer if layer.crs == crs else layer.to_crs(crs)


def to_wgs84(layer: GeoDataFrame) -> GeoDataFrame:
    """
    The layer in EPSG:4326.

    Raises
    ------
    MissingCrsError
        If the layer has no CRS.
    """
    return _projected(layer, WGS84)


def to_metres(layer: GeoDataFrame) -> GeoDataFrame:
    """
    The layer in a metric CRS: lengths within 0.3 % of the truth on the mainland.

    Raises
    ------
    MissingCrsError
        If the layer has no CRS.
    """
    return _projected(layer, METRIC)


def to_equal_area(layer: GeoDataFrame) -> GeoDataFrame:
    """
    The layer in EPSG:6933, whose areas are true.

    Raises
    ------
    MissingCrsError
        If the layer has no CRS.
    """
    return _projected(layer, EQUAL_AREA)
