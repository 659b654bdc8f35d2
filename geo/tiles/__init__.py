"""
Layers as vector tiles by zoom: Mapbox Vector Tiles on the grid of WebMercatorQuad.

`grid` is where tiles lie; `seams` gives borders a vertex wherever they pass from tile to tile, so
that they meet there; `outlines` and `points` are layers cut into tiles, and `encoding` writes one.
"""

from geo.tiles.encoding import MIMETYPE, Cut, encoded
from geo.tiles.grid import EXTENT, MOST_ZOOM, Tile
from geo.tiles.outlines import Outlines
from geo.tiles.points import Points

__all__ = ["EXTENT", "MIMETYPE", "MOST_ZOOM", "Cut", "Outlines", "Points", "Tile", "encoded"]
