"""An order of positions in which neighbours in the list are mostly neighbours on the ground."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.distance import Floats

Cells: TypeAlias = NDArray[np.uint32]


def morton_order(lon: Floats, lat: Floats) -> NDArray[np.intp]:
    """
    The n rows in the order of a walk over the globe in a Z of Zs, by cells of at most 600 m.

    Parameters
    ----------
    lon, lat
        n degrees each, on the globe.

    References
    ----------
    Morton (1966), A computer oriented geodetic data base and a new technique in file sequencing.

    Examples
    --------
    >>> lon, lat = np.array([105.8, 106.7, 105.9]), np.array([21.0, 10.8, 21.1])
    >>> morton_order(lon, lat).tolist()
    [1, 0, 2]
    """
    column = ((lon + 180) * (0xFFFF / 360)).astype(np.uint32)
    row = ((lat + 90) * (0xFFFF / 180)).astype(np.uint32)
    return np.argsort(_spread(column) | _spread(row) << 1)


def _spread(cells: Cells) -> Cells:
    """Sixteen bits, each with a gap before it: 0b11 to 0b101."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cells = (cells | (cells << np.uint32(shift))) & np.uint32(mask)
    return cells
