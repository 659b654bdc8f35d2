"""
Where tiles lie: WebMercatorQuad, and at every zoom one grid of whole numbers for the whole world.

Positions are put on that grid once, not tile by tile: what two tiles share is the same in both.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.errors import InvalidParameterError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

EXTENT = 4096
"""Steps of the grid along a side of a tile: a sixteenth of a pixel where it is drawn 256 wide."""
BUFFER = 64
"""Steps that a tile has beyond each of its sides, so that strokes along them are not cut."""
MOST_ZOOM = 12
"""The last zoom with tiles: its grid is 2.4 m, finer than the outlines; beyond, it is enlarged."""
_LIMIT = 85.0511287798066
"""Degrees of latitude where WebMercatorQuad ends."""


class Tile(NamedTuple):
    """
    One tile.

    >>> Tile(6, 51, 28).bounds
    (208832, 114624, 213056, 118848)
    """

    zoom: int
    x: int
    """Column, from the west."""
    y: int
    """Row, from the north."""

    @property
    def origin(self) -> tuple[int, int]:
        """Its north-western corner on the grid."""
        return self.x * EXTENT, self.y * EXTENT

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """The least x and y and the greatest on the grid, with the buffer; y runs south."""
        x, y = self.origin
        return x - BUFFER, y - BUFFER, x + EXTENT + BUFFER, y + EXTENT + BUFFER

    def checked(self) -> Tile:
        """
        Itself.

        Raises
        ------
        InvalidParameterError
            If there is no such tile, or none of that zoom.

        Examples
        --------
        >>> Tile(1, 2, 0).checked()
        Traceback (most recent call last):
        geo.errors.InvalidParameterError: zoom 1 has rows and columns 0 to 1, not row 0, column 2
        """
        if not 0 <= self.zoom <= MOST_ZOOM:
            raise InvalidParameterError(f"zoom {self.zoom} has no tiles: ask for 0 to {MOST_ZOOM}")
        last = 2**self.zoom - 1
        if not (0 <= self.x <= last and 0 <= self.y <= last):
            raise InvalidParameterError(
                f"zoom {self.zoom} has rows and columns 0 to {last}, "
                f"not row {self.y}, column {self.x}"
            )
        return self


def on_grid(positions: Floats, zoom: int) -> Ints:
    """
    Positions on the grid of a zoom.

    Parameters
    ----------
    positions
        (n, 2): longitude, latitude, EPSG:4326.

    Returns
    -------
    (n, 2): x eastward from 180° W, y southward from 85.05° N.

    Examples
    --------
    >>> on_grid(np.array([[0.0, 0.0], [105.85, 21.03]]), 0).tolist()
    [[2048, 2048], [3252, 1803]]
    """
    world = EXTENT * 2**zoom
    lon, lat = positions.T
    sine = np.sin(np.radians(np.clip(lat, -_LIMIT, _LIMIT)))
    x = (lon / 360 + 0.5) * world
    y = (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * world
    placed: Ints = np.rint(np.column_stack((x, y))).astype(np.int64)
    return placed


def tiles_within(box: tuple[float, float, float, float], zoom: int) -> Iterator[Tile]:
    """
    The tiles that meet a box of west, south, east, north, in degrees.

    >>> len(list(tiles_within((102.0, 7.0, 118.0, 24.0), 6)))
    12
    """
    west, south, east, north = box
    (left, top), (right, bottom) = on_grid(np.array([[west, north], [east, south]]), zoom) // EXTENT
    last = 2**zoom - 1
    for y in range(int(top), min(int(bottom), last) + 1):
        for x in range(int(left), min(int(right), last) + 1):
            yield Tile(zoom, x, y)
