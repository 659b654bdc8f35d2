"""
Small pictures of journeys: the line and its stops over the provinces, as SVG within the page.

The provinces and the land around are in a page once (`land`, `around`), as symbols that every
picture shows its part of.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import shapely
from markupsafe import Markup
from numpy.typing import NDArray

from geo.coordinates import LonLat
from geo.vintages import CURRENT, Level
from web.api.units import unit_layer
from web.snapshot import Snapshot
from web.vendor import land_around

Floats = NDArray[np.float64]

ZOOM = 7
"""The provinces as a web map would draw them at that zoom: finer is not seen in a thumbnail."""
UNITS = 100
"""Units of the pictures' coordinates in a degree of longitude: whole numbers are fine enough."""
SIZE = (150, 100)
"""Width and height of a picture, of which its coordinates have the ratio."""
LEAST = 45.0
"""The narrowest width a picture shows: a walk through one town still has a place around it."""
AROUND = (99.0, 6.5, 113.0, 25.5)
"""Degrees west, south, east, north: as far as a picture of the whole country shows."""
COARSE = 0.015
"""Degrees that the land around may be off: a pixel of a picture of a province."""
ROOM = 1.35
"""The picture's width is that of the line times that."""


def projected(positions: Floats) -> Floats:
    """
    (n, 2) of longitude, latitude as (n, 2) of the pictures' coordinates, y downwards: Mercator's.

    >>> projected(np.array([[105.0, 0.0]])).tolist()
    [[500.0, 0.0]]
    """
    lon, lat = np.asarray(positions, float).T
    y = 0.0 - np.degrees(np.arctanh(np.sin(np.radians(lat))))
    return np.column_stack([(lon - 100.0) * UNITS, y * UNITS])


def path_of(points: Iterable[tuple[int, int]]) -> str:
    """
    An SVG path through whole points, each as its step from the one before.

    >>> path_of([(1, 2), (3, 1), (3, 1), (4, 4)])
    'M1 2l2 -1 1 3'
    """
    points = list(points)
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(points) if (a, b) != (x, y)]
    if not steps:
        return ""
    return f"M{points[0][0]} {points[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps)


def land(snapshot: Snapshot) -> Markup:
    """The path of the provinces' outlines, for the page's symbol; made once a data version."""

    def make() -> Markup:
        layer = unit_layer(snapshot, CURRENT, Level.PROVINCE)
        mesh = layer.display.at(ZOOM)
        rings = (polygon[0] for unit in mesh.units for polygon in unit)
        whole = (np.rint(projected(mesh.points(ring))).astype(int).tolist() for ring in rings)
        paths = (path_of([(x, y) for x, y in points]) for points in whole)
        return Markup("".join(f"{path}z" for path in paths if path))  # noqa: S704 numbers only

    return snapshot.keep("pictures of routes", "land", make, most=200)


def around(snapshot: Snapshot) -> Markup:
    """The path of the neighbouring land, for the page's symbol; made once a data version."""

    def make() -> Markup:
        window = shapely.box(*AROUND)
        seen = [shapely.simplify(each.intersection(window), COARSE) for each in land_around()]
        polygons = shapely.get_parts(np.array(seen, object))
        rings = (shapely.get_coordinates(shapely.get_exterior_ring(each)) for each in polygons)
        whole = (np.rint(projected(ring)).astype(int).tolist() for ring in rings if len(ring))
        paths = (path_of([(x, y) for x, y in points]) for points in whole)
        return Markup("".join(f"{path}z" for path in paths if path))  # noqa: S704 numbers only

    return snapshot.keep("pictures of routes", "around", make, most=200)


def picture(line: Floats, stops: Iterable[LonLat]) -> Markup:
    """
    A journey as an SVG element, of which the page has the symbols `land` and `around`.

    Parameters
    ----------
    line
        (n, 2) longitude, latitude; none draws the stops alone.
    stops
        Where it stops, in order.
    """
    dots = projected(np.array(list(stops), float))
    way = projected(line) if len(line) else dots
    (left, top), (right, bottom) = np.vstack([way, dots]).min(0), np.vstack([way, dots]).max(0)
    ratio = SIZE[0] / SIZE[1]
    width = max(ROOM * max(right - left, (bottom - top) * ratio), LEAST)
    box = (
        (left + right - width) / 2,
        (top + bottom - width / ratio) / 2,
        width,
        width / ratio,
    )
    # Finer than half a pixel of the picture is not seen.
    seen = shapely.simplify(shapely.linestrings(way), width / SIZE[0] / 2) if len(way) > 1 else None
    path = "" if seen is None else "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in seen.coords)
    radius = width / 42
    circles = "".join(
        f'<circle class="{"end" if number == 0 else "stop"}" cx="{x:.1f}" cy="{y:.1f}" '
        f'r="{radius * (1.5 if number == 0 else 1):.1f}"/>'
        for number, (x, y) in reversed(list(enumerate(dots.tolist())))
    )
    return Markup(  # noqa: S704 numbers only
        f'<svg class="route-picture" viewBox="{" ".join(f"{each:.1f}" for each in box)}" '
        'aria-hidden="true"><use class="around" href="#around"/><use href="#land"/>'
        f'<path class="way" d="{path}"/>{circles}</svg>'
    )
