"""Points cut into tiles."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely

from geo.tiles.grid import Floats, Tile, on_grid


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
        for row, at in zip(self._rows[inside], self._at[inside] - tile.origin, strict=True):
            yield int(row), shapely.Point(at)
