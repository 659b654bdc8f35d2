"""Points cut into tiles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.tiles.grid import Floats, Ints, Tile, on_grid

MOST = 2_500
"""Points in a tile: with what is told of each they stay below half a megabyte."""


class Points:
    """
    The points of one layer at one zoom.

    Parameters
    ----------
    positions
        (n, 2): longitude, latitude, EPSG:4326; a row without a position has NaN.
    """

    def __init__(self, positions: Floats, zoom: int) -> None:
        self._rows = np.flatnonzero(np.isfinite(positions).all(axis=1))
        self._at = on_grid(positions[self._rows], zoom)

    def within(self, tile: Tile) -> Iterator[tuple[int, shapely.Geometry]]:
        """The rows whose points lie in the tile or its buffer, and where, as `Outlines` has it."""
        least_x, least_y, most_x, most_y = tile.bounds
        x, y = self._at.T
        inside = (x >= least_x) & (x <= most_x) & (y >= least_y) & (y <= most_y)
        rows, at = self._rows[inside], self._at[inside] - tile.origin
        kept = _spread(at)
        for row, position in zip(rows[kept], at[kept], strict=True):
            yield int(row), shapely.Point(position)


def _spread(at: Ints) -> NDArray[np.intp]:
    """
    Which of the points to keep, ascending: all, or where they are too many one of each cell.

    >>> crowd = np.array([[x, 0] for x in range(4 * MOST)])
    >>> len(_spread(crowd)) == MOST, _spread(crowd)[:3].tolist()
    (True, [0, 4, 8])
    """
    kept = np.arange(len(at), dtype=np.intp)
    cell = 1
    while len(kept) > MOST:
        kept = np.sort(np.unique(at // cell, axis=0, return_index=True)[1])
        cell *= 2
    return kept
