"""A tile as bytes, by `mapbox_vector_tile`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import mapbox_vector_tile

from geo.tiles.grid import EXTENT, Tile
from geo.tiles.outlines import Outlines
from geo.tiles.points import Points

MIMETYPE = "application/vnd.mapbox-vector-tile"
_OPTIONS = {
    "extents": EXTENT,
    # Tiles count rows from the north, and shells are turned the right way already.
    "y_coord_down": True,
    "check_winding_order": False,
}


class Cut(NamedTuple):
    """One layer of a tile, at one zoom."""

    name: str
    shapes: Outlines | Points
    properties: Callable[[int], Mapping[str, Any]]
    """What is known of a row; what is None is left out."""


def encoded(cuts: Sequence[Cut], tile: Tile) -> bytes:
    """
    A tile; no bytes at all where it holds nothing.

    References
    ----------
    Mapbox, Vector Tile Specification 2.1.
    """
    layers = [{"name": cut.name, "features": _features(cut, tile)} for cut in cuts]
    there = [layer for layer in layers if layer["features"]]
    return bytes(mapbox_vector_tile.encode(there, default_options=_OPTIONS)) if there else b""


def _features(cut: Cut, tile: Tile) -> list[dict[str, Any]]:
    return [
        {
            "id": row + 1,
            "geometry": shape,
            "properties": {
                name: value for name, value in cut.properties(row).items() if value is not None
            },
        }
        for row, shape in cut.shapes.within(tile)
    ]
