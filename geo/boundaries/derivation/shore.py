"""
Land that the country's outline misses: the shore's detail, small islands, and both archipelagos.

The 1:10 million outline cuts the shore's corners. Where a commune's box reaches past it, the strip
next to it is more likely land than water (measured against official communes: 51 % within 400 m
in one box, 60 % within 800 m in two), so it is taken as land. An island is drawn as a disc or an
ellipse, at its true place and about its size: a sign for an island, not its shore.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from geo.boundaries.derivation.assignment import KM_PER_DEGREE, Floats
from geo.boundaries.derivation.sources import BOX

ARCHIPELAGO_DISTRICTS = ("498", "576")
"""Hoàng Sa and Trường Sa, which the address library puts at their provinces' seats ashore."""
_STRIP_IN_ONE_BOX = 0.0036
_STRIP_IN_TWO_BOXES = 0.0073
"""Degrees: 400 and 800 m."""
_SHORE_DETAIL = 0.0008
_BOX_FILLED = 0.8
_LARGEST_HALF_AXIS_KM = 3.5
_OFF_THE_SHORE_KM = 5.0


def _ellipse(lon: float, lat: float, half_x_km: float, half_y_km: float) -> BaseGeometry:
    disc = shapely.Point(0, 0).buffer(1, quad_segs=6)
    per_lon = 111.32 * np.cos(np.radians(lat))
    return affinity.translate(
        affinity.scale(disc, half_x_km / per_lon, half_y_km / 111.32, origin=(0, 0)), lon, lat
    )


def archipelagos(path: Path) -> pd.DataFrame:
    """
    The islands of `islands.csv`: columns name, code (the commune of 2025-03-01), geometry.

    Each is a disc of the row's radius around its position, in EPSG:4326.
    """
    rows = pd.read_csv(path, dtype={"commune_2025_03_01": str})
    discs = [
        _ellipse(lon, lat, radius, radius)
        for lon, lat, radius in zip(rows["lon"], rows["lat"], rows["radius_km"], strict=True)
    ]
    return pd.DataFrame(
        {"name": rows["name"], "code": rows["commune_2025_03_01"], "geometry": discs}
    )


def offshore(communes: pd.DataFrame, outline: BaseGeometry) -> NDArray[np.object_]:
    """
    An ellipse in the box of each commune whose centre the outline leaves in the water.

    Parameters
    ----------
    communes
        As `sources.communes_2025_03` gives them; the archipelagos are left to `archipelagos`.
    outline
        The country in EPSG:4326.
    """
    shapely.prepare(outline)
    missed = ~shapely.contains_xy(outline, communes["lon"], communes["lat"])
    missed &= ~communes["district"].isin(ARCHIPELAGO_DISTRICTS).to_numpy()
    box = communes.loc[missed, list(BOX)].to_numpy()
    centre = (box[:, :2] + box[:, 2:]) / 2
    half = (box[:, 2:] - box[:, :2]) / 2 * KM_PER_DEGREE * _BOX_FILLED
    half = np.minimum(half, _LARGEST_HALF_AXIS_KM)
    return np.array(
        [_ellipse(*at, *size) for at, size in zip(centre, half, strict=True)], dtype=object
    )


def land(communes: pd.DataFrame, outline: BaseGeometry, neighbours: BaseGeometry) -> BaseGeometry:
    """
    The country's mainland and nearer islands, in EPSG:4326.

    Parameters
    ----------
    communes
        As `sources.communes_2025_03` gives them.
    outline, neighbours
        As `sources.country_outlines` gives them; nothing is taken from the neighbours' land.
    """
    ashore = communes[~communes["district"].isin(ARCHIPELAGO_DISTRICTS)]
    boxes = shapely.box(*ashore[list(BOX)].to_numpy().T)
    boxes = boxes[shapely.intersects(outline.boundary.buffer(_STRIP_IN_TWO_BOXES), boxes)]
    left, right = shapely.STRtree(boxes).query(boxes, predicate="intersects")
    twice = shapely.intersection(boxes[left[left < right]], boxes[right[left < right]])
    wide = outline.buffer(_STRIP_IN_TWO_BOXES)
    strips = [
        shapely.intersection(outline.buffer(_STRIP_IN_ONE_BOX), shapely.union_all(boxes)),
        shapely.intersection(wide, shapely.union_all(twice)),
    ]
    whole = shapely.union_all([outline, *strips, *offshore(ashore, outline)])
    return shapely.simplify(shapely.difference(whole, neighbours), _SHORE_DETAIL)


def brought_ashore(
    centres: Floats, land: BaseGeometry, *, radius_km: float
) -> tuple[BaseGeometry, Floats]:
    """
    The land and the centres, so that a patch around each centre has land to stand on.

    A centre just off the shore moves onto it; one out at sea is an island of its own.

    Parameters
    ----------
    centres
        (m, 2) longitude and latitude.
    """
    inner = land.buffer(-radius_km / 111.32)
    points = shapely.points(centres)
    away_km = shapely.distance(inner, points) * 111.32
    at_sea = away_km > _OFF_THE_SHORE_KM
    discs = [_ellipse(lon, lat, 2 * radius_km, 2 * radius_km) for lon, lat in centres[at_sea]]
    moved = shapely.get_coordinates(
        shapely.get_point(shapely.shortest_line(inner, points[~at_sea]), 0)
    )
    ashore = centres.copy()
    ashore[~at_sea] = moved
    return shapely.union_all([land, *discs]), ashore
