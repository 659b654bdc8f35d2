"""
The coordinate reference systems that features can be asked in, by their URIs.

Which of EPSG's are Vietnam's is read from PROJ's own database, not from a list of ours. Axes are
in the order of each system's definition, as OGC API has it: latitude first in EPSG:4326.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.database import query_crs_info
from pyproj.enums import PJType

Floats = NDArray[np.float64]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""WGS 84, longitude first: what is stored, and what answers are in unless asked otherwise."""
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
_WORLD = (4326, 3857)
_NAMED = "VN-2000"
_METRES, _DEGREES = 3, 9
"""Decimals: a millimetre, a tenth of one."""
_STEPS = 32
"""Points along each side of a box: its sides are curves in another system."""


def vietnamese() -> tuple[int, ...]:
    """
    EPSG's codes of VN-2000: geographic, the two UTM zones, and the 3° zones of the provinces.

    >>> codes = vietnamese()
    >>> {4756, 3405, 3406, 5896, 5899, 9205, 9218} <= set(codes), len(codes)
    (True, 21)
    """
    kinds = [PJType.GEOGRAPHIC_2D_CRS, PJType.PROJECTED_CRS]
    found = query_crs_info(auth_name="EPSG", pj_types=kinds)
    return tuple(sorted({int(each.code) for each in found if each.name.startswith(_NAMED)}))


URIS: tuple[str, ...] = (CRS84, *(f"{_EPSG}{code}" for code in (*_WORLD, *vietnamese())))
"""Every system features can be asked in, the default first."""


@lru_cache(maxsize=len(URIS))
def crs_of(uri: str) -> CRS:
    """
    The system of a URI of `URIS`.

    >>> crs_of(URIS[1]).to_epsg()
    4326
    """
    authority, code = ("OGC", "CRS84") if uri == CRS84 else ("EPSG", uri.rpartition("/")[2])
    return CRS.from_authority(authority, code)


@lru_cache(maxsize=2 * len(URIS))
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(crs_of(source), crs_of(target))


def transformed(shapes: Iterable[object], uri: str) -> NDArray[np.object_]:
    """
    Geometries of CRS84 in another system, to the millimetre.

    Parameters
    ----------
    shapes
        n geometries in CRS84; None stays None.
    uri
        One of `URIS`.

    Examples
    --------
    >>> at = transformed([shapely.Point(105.85, 21.03)], "http://www.opengis.net/def/crs/EPSG/0/3405")
    >>> at[0].wkt
    'POINT (588128.028 2325811.031)'
    """
    array = np.asarray(list(shapes), dtype=object)
    if uri == CRS84:
        return array
    convert = _transformer(CRS84, uri)
    decimals = _DEGREES if crs_of(uri).is_geographic else _METRES

    def change(points: Floats) -> Floats:
        first, second = convert.transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([first, second]), decimals)

    changed: NDArray[np.object_] = shapely.transform(array, change)
    return changed


def area_of(box: tuple[float, float, float, float], uri: str) -> shapely.Geometry:
    """
    The area of a box in CRS84.

    Parameters
    ----------
    box
        Least first and second coordinate, greatest first and second, in the order of the system's
        axes. In WGS 84 the least longitude may be the greater: the box then crosses 180°.
    uri
        The system of the box, one of `URIS`.

    Returns
    -------
    A polygon, or two where the box crosses 180°; empty where no part of it is on the globe.

    Examples
    --------
    >>> area_of((105.0, 20.0, 106.0, 21.0), CRS84).bounds
    (105.0, 20.0, 106.0, 21.0)
    >>> area_of((20.0, 105.0, 21.0, 106.0), "http://www.opengis.net/def/crs/EPSG/0/4326").bounds
    (105.0, 20.0, 106.0, 21.0)
    >>> area_of((170.0, 0.0, -170.0, 10.0), CRS84).bounds
    (-180.0, 0.0, 180.0, 10.0)
    """
    if uri == CRS84:
        west, south, east, north = box
    elif uri == f"{_EPSG}4326":
        south, west, north, east = box
    else:
        return _curved(box, uri)
    if west <= east:
        return shapely.box(west, south, east, north)
    parts = [shapely.box(west, south, 180.0, north), shapely.box(-180.0, south, east, north)]
    return shapely.MultiPolygon(parts)


def _curved(box: tuple[float, float, float, float], uri: str) -> shapely.Geometry:
    """The box with points along its sides, each taken to CRS84."""
    ring = shapely.segmentize(
        shapely.box(*box), max(box[2] - box[0], box[3] - box[1]) / _STEPS or 1
    )
    points = shapely.get_coordinates(ring)
    lon, lat = _transformer(uri, CRS84).transform(points[:, 0], points[:, 1])
    placed = np.column_stack([lon, lat])
    placed = placed[np.isfinite(placed).all(axis=1)]
    if len(placed) < 4:
        return shapely.Polygon()
    return shapely.make_valid(shapely.Polygon(placed))
