"""
Outlines of units cut into tiles, each border the same in both neighbours and in every tile.

At every zoom borders are simplified as arcs that neighbours share (`geo.boundaries.mesh`), put on
the zoom's grid and given their vertices at the seams, and only then joined to polygons and cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.boundaries.display import Display
from geo.boundaries.mesh import Mesh, Ring
from geo.tiles.grid import EXTENT, Floats, Ints, Tile, on_grid
from geo.tiles.seams import seamed

Shapes = NDArray[np.object_]

COARSEST = 6
"""Outlines are never simpler than at this zoom of the map, where both archipelagos are drawn."""
_DOT = 1
"""Steps from the middle to a corner of the dot that an islet is drawn as when it is less."""


class Outlines:
    """
    The outlines of one layer at one zoom.

    Parameters
    ----------
    display
        The layer, simplified by zoom.
    zoom
        Of tiles that are drawn 512 pixels wide, as maps of vector tiles draw them: one more than
        the zoom of `display`, whose tiles are 256.
    """

    def __init__(self, display: Display, zoom: int) -> None:
        mesh = display.at(max(zoom + 1, COARSEST))
        self._shapes, self._owner = _polygons(mesh, _arcs(mesh, zoom))
        self._tree = shapely.STRtree(self._shapes)

    def within(self, tile: Tile) -> Iterator[tuple[int, shapely.Geometry]]:
        """
        The rows of the layer that the tile has something of, ascending, and what that is.

        In steps of the grid from the tile's north-western corner, y southward, shells
        counterclockwise in those (as MVT 2.1 has it).
        """
        area = shapely.box(*tile.bounds)
        found = np.sort(self._tree.query(area, predicate="intersects"))
        owner = self._owner[found]
        cut = shapely.intersection(self._shapes[found], area)
        moved = shapely.transform(cut, lambda points: np.rint(points - tile.origin))
        for row in np.unique(owner):
            parts = shapely.get_parts(moved[owner == row])
            # Where an outline only touches the area, a line or a point is left of it.
            areas = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 0)]
            if len(areas):
                whole = shapely.multipolygons(areas)
                if not shapely.is_valid(whole):
                    # A dot may lie on its neighbour.
                    whole = shapely.union_all(areas, grid_size=1.0)
                yield int(row), shapely.orient_polygons(whole)


def _arcs(mesh: Mesh, zoom: int) -> list[Ints]:
    """The mesh's arcs on the grid of a zoom."""
    ends = np.cumsum([len(arc) for arc in mesh.arcs])[:-1]
    return seamed(np.split(on_grid(np.concatenate(mesh.arcs), zoom), ends))


def _polygons(mesh: Mesh, arcs: Sequence[Ints]) -> tuple[Shapes, NDArray[np.intp]]:
    """The polygons of all units on the grid, and whose each is."""
    uses = Counter(
        arc if arc >= 0 else ~arc
        for unit in mesh.units
        for polygon in unit
        for ring in polygon
        for arc in ring
    )
    shapes: list[shapely.Geometry] = []
    owner: list[int] = []
    for row, unit in enumerate(mesh.units):
        for shell, *holes in unit:
            points = _points(arcs, shell)
            if _encloses(points):
                rings = [hole for ring in holes if _encloses(hole := _points(arcs, ring))]
                shapes.append(shapely.Polygon(points, rings))
            elif len(shell) == 1 and uses[max(shell[0], ~shell[0])] == 1:
                # An islet that nobody borders on, and that the mesh keeps lest it go missing.
                shapes.append(_dot(points))
            else:
                continue
            owner.append(row)
    return _sound(np.asarray(shapes, dtype=object), np.asarray(owner, dtype=np.intp))


def _points(arcs: Sequence[Ints], ring: Ring) -> Ints:
    parts = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    # The last point of an arc is the first of the next.
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _encloses(points: Ints) -> bool:
    if len(points) < 4:
        return False
    # From its first point: products of positions on the grid are beyond what a float holds.
    x, y = (points - points[0]).T
    return bool(np.dot(x[:-1], y[1:]) != np.dot(x[1:], y[:-1]))


def _dot(points: Ints) -> shapely.Polygon:
    x, y = points[0].tolist()
    return shapely.box(x - _DOT, y - _DOT, x + _DOT, y + _DOT)


def _sound(shapes: Shapes, owner: NDArray[np.intp]) -> tuple[Shapes, NDArray[np.intp]]:
    """
    The polygons, those mended that touch or cross themselves since they are on the grid.

    Mended on the grid too, so that what they share with neighbours stays as it is.
    """
    broken = ~shapely.is_valid(shapes)
    if broken.any():
        mended = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
        shapes[broken] = shapely.set_precision(mended, 1.0)
    parts, index = shapely.get_parts(shapes, return_index=True)
    areas = shapely.area(parts) > 0
    parts, index = parts[areas], index[areas]
    # Mending may have taken the vertices at the seams.
    for number in np.flatnonzero(broken[index]).tolist():
        rings = shapely.get_rings(parts[number])
        shell, *holes = seamed([shapely.get_coordinates(ring).astype(np.int64) for ring in rings])
        parts[number] = shapely.Polygon(shell, holes)
    return parts, owner[index]


def counted(positions: Floats, zoom: int) -> Counter[Tile]:
    """How many of the positions lie in each tile of a zoom."""
    tiles = on_grid(positions, zoom) // EXTENT
    return Counter(Tile(zoom, x, y) for x, y in tiles.tolist())
