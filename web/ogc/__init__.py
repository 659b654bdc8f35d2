"""
OGC API Features and Tiles at `/ogc`: pygeoapi mounted over the data that the site answers from.

`collections` says what is published, `layer` finds features in memory, `provider` is how pygeoapi
reads them, and `documents` puts its answers right; `views` are the addresses.
`tilesets`, `tile_documents` and `tile_views` are the same for tiles.
"""

from __future__ import annotations

from web.ogc import tile_views
from web.ogc.views import blueprint

__all__ = ["blueprint", "tile_views"]
