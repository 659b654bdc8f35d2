"""
Which polygon of a layer covers a position: one by a tree, very many by a grid first.

Most cells of a fine grid have no border in them: whatever lies there is in one unit, which is
looked up. Only the others ask the tree.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio import Affine
from rasterio.features import rasterize

from geo.coordinates import LonLat
from geo.distance import Floats

Rows = NDArray[np.intp]

MANY = 50_000
"""From so many positions on, making the grid (half a second) pays; it is then kept."""
STEP_DEG = 0.005
"""The side of a cell, half a kilometre; wider where there would be more cells than these:"""
MOST_CELLS = 12_000_000
NOBODY, UNSURE = -1, -2
_SLACK = 1e-6
"""Of a cell: what rounding may move a position or a border by, a thousand times over."""


class Covering:
    """
    The row of the polygon that covers each position; -1 where none does, the lowest where several.

    Parts rather than multipolygons are indexed and prepared: a province with far islands would
    otherwise answer for half the sea.

    Parameters
    ----------
    shapes
        (m,) polygons or multipolygons, EPSG:4326. A position on the edge is covered.

    Examples
    --------
    >>> west_east = np.array([shapely.box(105, 10, 106, 11), shapely.box(106, 10, 107, 11)])
    >>> Covering(west_east).at_many(np.array([106.5, 106.0, 108.0]), np.array([10.5, 10.5, 10.5]))
    array([ 1,  0, -1])
    """

    def __init__(self, shapes: NDArray[np.object_]) -> None:
        self._parts, self._owner = shapely.get_parts(shapes, return_index=True)
        shapely.prepare(self._parts)
        self._tree = shapely.STRtree(self._parts)

    def at(self, position: LonLat) -> int:
        """The row for one position."""
        parts = self._tree.query(shapely.Point(position), predicate="intersects")
        return int(self._owner[parts].min()) if len(parts) else NOBODY

    def at_many(self, lon: Floats, lat: Floats) -> Rows:
        """The row for each of n positions, degrees."""
        if len(lon) < MANY:
            return self._by_tree(lon, lat)
        rows = self._grid.at(lon, lat)
        unsure = np.flatnonzero(rows == UNSURE)
        rows[unsure] = self._by_tree(lon[unsure], lat[unsure])
        return rows

    def _by_tree(self, lon: Floats, lat: Floats) -> Rows:
        point, part = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        rows = np.full(len(lon), NOBODY)
        # Written last, so left standing: the lowest row of a position in several.
        last = np.argsort(-self._owner[part], kind="stable")
        rows[point[last]] = self._owner[part[last]]
        return rows

    @cached_property
    def _grid(self) -> _Grid:
        return _Grid.over(self._parts, self._owner)


class _Grid(NamedTuple):
    """Square cells over the parts' extent, from north to south and west to east."""

    west: float
    north: float
    step: float
    cells: NDArray[np.int32]
    """(rows, columns) the row that all of a cell is in, or none is (-1); -2 on a border."""

    @classmethod
    def over(cls, parts: NDArray[np.object_], owner: Rows) -> _Grid:
        """The grid of those parts, each of the row that owns it."""
        west, south, east, north = shapely.total_bounds(parts)
        step = max(STEP_DEG, float(np.sqrt((east - west) * (north - south) / MOST_CELLS)))
        west, north = west - step, north + step  # borders stay inside
        size = tuple(int(extent / step) + 3 for extent in (north - south, east - west))
        first_last = np.argsort(-owner, kind="stable")
        cells = rasterize(
            zip(parts[first_last], owner[first_last].tolist(), strict=True),
            out_shape=size,
            fill=NOBODY,
            transform=Affine(step, 0, west, 0, -step, north),
            dtype=np.int32,
        )
        grid = cls(west, north, step, cells)
        # What the middle of a cell says holds for all of it only where no border crosses it.
        for x, y in _corners(*_pieces(parts, step), grid):
            cells[y, x] = UNSURE
        return grid

    def at(self, lon: Floats, lat: Floats) -> Rows:
        """The row for each position, as the cell says it."""
        height, width = self.cells.shape
        with np.errstate(invalid="ignore", over="ignore"):
            column = np.floor((lon - self.west) / self.step)
            row = np.floor((self.north - lat) / self.step)
            inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        found = np.full(len(lon), NOBODY)
        found[inside] = self.cells[row[inside].astype(np.intp), column[inside].astype(np.intp)]
        return found


def _pieces(parts: NDArray[np.object_], step: float) -> tuple[Floats, Floats]:
    """The borders in straight pieces shorter than a cell: (p, 2) where each starts and ends."""
    rings = shapely.get_rings(parts)
    at, ring = shapely.get_coordinates(rings, return_index=True)
    along = ring[1:] == ring[:-1]
    start, end = at[:-1][along], at[1:][along]
    count = (np.abs(end - start).max(axis=1) / (0.99 * step)).astype(np.intp) + 1
    segment = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(segment)) - np.repeat(np.cumsum(count) - count, count)
    begin = (nth / count[segment])[:, np.newaxis]
    finish = ((nth + 1) / count[segment])[:, np.newaxis]
    whole = (end - start)[segment]
    return start[segment] + begin * whole, start[segment] + finish * whole


def _corners(start: Floats, end: Floats, grid: _Grid) -> list[tuple[Rows, Rows]]:
    """Columns and rows of all cells that pieces shorter than a cell can touch: at most four."""
    low, high = np.minimum(start, end), np.maximum(start, end)

    def span(near: Floats, far: Floats) -> tuple[Rows, Rows]:
        first, last = np.floor(near - _SLACK), np.floor(far + _SLACK)
        return first.astype(np.intp), last.astype(np.intp)

    columns = span((low[:, 0] - grid.west) / grid.step, (high[:, 0] - grid.west) / grid.step)
    rows = span((grid.north - high[:, 1]) / grid.step, (grid.north - low[:, 1]) / grid.step)
    return [(column, row) for column in columns for row in rows]
