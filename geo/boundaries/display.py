"""
Outlines for drawing: fewer vertices the farther off one looks, borders shared at every zoom.

For looking at only: measures take the outlines as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.boundaries.mesh import Floats, Mesh, Polygon, mesh_of, simplified
from geo.coordinates import BBox

TILE_PX = 256
OFF_PX = 0.5
"""A drawn border is at most that far from where it belongs: less than is seen."""
LEAST_PX2 = 1.0
"""A polygon smaller than that on the screen is left out, unless it is a unit's largest or"""
ALONE_PX = 16
"""stands that far from what is drawn of its unit: no archipelago goes missing."""
FULL_ZOOM = 13
"""From there on, every vertex."""
ZOOMS_KEPT = 16


def digits_at(zoom: int) -> int:
    """
    Decimals of a degree that tell a tenth of a pixel.

    >>> digits_at(5), digits_at(13)
    (3, 5)
    """
    return min(5, max(2, int(np.ceil(-np.log10(_pixel_deg(zoom) / 10)))))


def _pixel_deg(zoom: int) -> float:
    """Degrees of longitude that one pixel is wide."""
    return 360.0 / TILE_PX / 2.0**zoom


class Display:
    """
    The outlines of one layer of units, simplified by zoom.

    Parameters
    ----------
    layer
        n units in EPSG:4326, neighbours sharing the vertices of their borders.
    """

    def __init__(self, layer: GeoDataFrame) -> None:
        self._shapes: NDArray[np.object_] = layer.geometry.to_numpy()
        # Not on the method itself: a cache there would keep every layer there ever was.
        self.at = lru_cache(maxsize=ZOOMS_KEPT)(self._at)

    @cached_property
    def _mesh(self) -> Mesh:
        return mesh_of(self._shapes)

    @cached_property
    def _parts(self) -> tuple[Floats, NDArray[np.intp]]:
        """The bounds of every polygon, and whose it is."""
        parts, owner = shapely.get_parts(self._shapes, return_index=True)
        return shapely.bounds(parts), owner

    def _at(self, zoom: int) -> Mesh:
        """The outlines as they are drawn at a zoom of web maps; the last few are kept."""
        if zoom >= FULL_ZOOM:
            return self._mesh
        pixel = _pixel_deg(zoom)
        return simplified(
            self._mesh,
            OFF_PX * pixel,
            smallest=LEAST_PX2 * pixel * pixel,
            alone=ALONE_PX * pixel,
        )

    def within(self, box: BBox) -> NDArray[np.intp]:
        """The rows of the units of which a polygon's bounds meet the box, ascending."""
        (west, south, east, north), owner = self._parts[0].T, self._parts[1]
        meets = (
            (west <= box.east) & (east >= box.west) & (south <= box.north) & (north >= box.south)
        )
        rows: NDArray[np.intp] = np.unique(owner[meets])
        return rows


def geojson_geometry(mesh: Mesh, row: int, *, digits: int) -> dict[str, Any]:
    """
    One unit's outline as a GeoJSON MultiPolygon, shells counterclockwise (RFC 7946).

    Examples
    --------
    >>> geojson_geometry(mesh_of([shapely.box(0, 0, 1, 1)]), 0, digits=1)["coordinates"]
    [[[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]]
    """
    return {
        "type": "MultiPolygon",
        "coordinates": [_rings(mesh, polygon, digits) for polygon in mesh.units[row]],
    }


def _rings(mesh: Mesh, polygon: Polygon, digits: int) -> list[list[list[float]]]:
    rings = []
    for number, ring in enumerate(polygon):
        # Rounded before it is turned: rounding can turn a sliver over.
        points = mesh.points(ring).round(digits)
        x, y = (points - points[0]).T
        leftward = np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1]) > 0
        # The first is the shell; the holes run the other way.
        rings.append((points if leftward == (number == 0) else points[::-1]).tolist())
    return rings


def topojson(
    mesh: Mesh,
    rows: Sequence[int],
    ids: Sequence[str],
    properties: Sequence[dict[str, Any]],
    *,
    name: str,
    digits: int,
) -> dict[str, Any]:
    """
    Some units as a topology of one object, its arcs whole numbers of 10^-digits degrees.

    Parameters
    ----------
    rows
        Which units of the mesh.
    ids, properties
        Of those units, in the order of `rows`.
    name
        The object's.

    References
    ----------
    Bostock & Metcalf, The TopoJSON Format Specification.

    Examples
    --------
    >>> mesh = mesh_of([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> made = topojson(mesh, [1], ["b"], [{}], name="units", digits=0)
    >>> made["arcs"], made["objects"]["units"]["geometries"][0]["arcs"]
    ([[[1, 0], [0, 1]], [[1, 0], [1, 0], [0, 1], [-1, 0]]], [[-1, 1]])
    """
    used = mesh.used(rows)
    number = {arc: new for new, arc in enumerate(used)} | {
        ~arc: ~new for new, arc in enumerate(used)
    }
    step = 10.0**-digits
    geometries = []
    for row, unit, known in zip(rows, ids, properties, strict=True):
        polygons = [[[number[arc] for arc in ring] for ring in p] for p in mesh.units[row]]
        single = len(polygons) == 1
        geometries.append(
            {
                "type": "Polygon" if single else "MultiPolygon",
                "id": unit,
                "properties": known,
                "arcs": polygons[0] if single else polygons,
            }
        )
    return {
        "type": "Topology",
        "transform": {"scale": [step, step], "translate": [0, 0]},
        "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": [_deltas(mesh.arcs[arc], step) for arc in used],
    }


def _deltas(arc: Floats, step: float) -> list[list[int]]:
    """An arc as its first position and the steps from there, without steps that go nowhere."""
    whole = np.rint(arc / step).astype(np.int64)
    moves = np.diff(whole, axis=0)
    moves = moves[moves.any(axis=1)]
    if not len(moves):
        # An arc has two positions at least.
        moves = np.zeros((1, 2), np.int64)
    steps: list[list[int]] = [whole[0].tolist(), *moves.tolist()]
    return steps
