"""
The collections that are vector tiles too: units and places, from which zoom, and each tile of them.

The encoding and the cutting are `geo.tiles`; here is what of a feature is in a tile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from geo.schema import PLACE_LAYERS
from geo.tiles import MOST_ZOOM, Cut, Outlines, Points, Tile, encoded
from geo.vintages import LAYERS, Level, Vintage
from web.api.units import unit_layer
from web.caching import Body
from web.maps import ARCHIPELAGOS
from web.ogc.collections import PLURAL, Collection, collections
from web.snapshot import Snapshot

FIRST_ZOOM: Mapping[Level, int] = {Level.PROVINCE: 0, Level.DISTRICT: 4, Level.COMMUNE: 7}
"""From where a level has tiles: before, its units are specks, and too many for one tile."""
LABELS = "archipelagos"
"""The layer of words that is in every tileset of units, whatever its zoom."""
OF_UNITS = ("code", "name", "short_name", "name_en", "type", "parent", "province", "population")
OF_PLACES = (
    *("id", "kind", "name", "name_en", "category", "stars", "status", "precision"),
    "commune_2025_07_01",
)
_TILES_KEPT = 2_000
_ZOOMS_KEPT = 32


@dataclass(frozen=True)
class Tileset:
    """The tiles of one collection."""

    collection: Collection
    first_zoom: int
    fields: tuple[str, ...]
    """Of a feature, what its tiles say."""
    layer: tuple[Vintage, Level] | None = None
    """Of units, which; None: places."""

    @property
    def id(self) -> str:
        """The collection's."""
        return self.collection.id

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers in a tile."""
        return (self.id,) if self.layer is None else (self.id, LABELS)

    def tile(self, snapshot: Snapshot, tile: Tile) -> Body:
        """One tile; without bytes where it holds nothing, or before the first zoom."""

        def make() -> Body:
            cuts = self._cuts(snapshot, tile.zoom)
            return Body(encoded(cuts, tile) if tile.zoom >= self.first_zoom else b"", effort=5)

        return snapshot.keep("tiles", (self.id, tile), make, most=_TILES_KEPT)

    def _cuts(self, snapshot: Snapshot, zoom: int) -> tuple[Cut, ...]:
        features = self.collection.layer(snapshot)

        def properties(row: int) -> Mapping[str, Any]:
            known = features.properties(row)
            return {name: known[name] for name in self.fields}

        def make() -> tuple[Cut, ...]:
            if self.layer is None:
                at = shapely.get_coordinates(features.shapes)
                return (Cut(self.id, Points(at, zoom), properties),)
            display = unit_layer(snapshot, *self.layer).display
            return Cut(self.id, Outlines(display, zoom), properties), _labels(zoom)

        return snapshot.keep("tile layers", (self.id, zoom), make, most=_ZOOMS_KEPT)


def _labels(zoom: int) -> Cut:
    """The archipelagos' names, in Vietnamese whatever the language."""
    at = np.array([label.at for label in ARCHIPELAGOS])
    return Cut(LABELS, Points(at, zoom), lambda row: {"name": ARCHIPELAGOS[row].words})


@cache
def tilesets() -> Mapping[str, Tileset]:
    """
    Every tileset by its collection's id, in the order of the collections.

    >>> tilesets()["communes-2025-07-01"].first_zoom
    7
    """
    units = {f"{PLURAL[level]}-{vintage}": (vintage, level) for vintage, level in LAYERS}
    made = [
        Tileset(each, FIRST_ZOOM[units[name][1]], OF_UNITS, units[name])
        if name in units
        else Tileset(each, 0, OF_PLACES)
        for name, each in collections().items()
        if name in units or name in PLACE_LAYERS.values()
    ]
    return {each.id: each for each in made}


ZOOMS = range(MOST_ZOOM + 1)
"""Every zoom that tiles are counted in."""
