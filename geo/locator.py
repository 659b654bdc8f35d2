"""
Everything a question needs, loaded once from a store: what the web and the command line ask.

A Locator is of one data version from its birth to its end. When the store changes, load another
one and let this one go.
"""

from __future__ import annotations

from functools import cached_property
from typing import Self

import geopandas as gpd
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo import schema
from geo.boundaries import Boundaries
from geo.crosswalk import Crosswalk
from geo.errors import StoreError, UnknownPlaceError
from geo.gazetteer import Gazetteer
from geo.geocoding import Geocoder
from geo.nearest import PlaceIndex
from geo.storage import Snapshot, Store


class Locator:
    """
    Units, places, and what finds them.

    The gazetteer, the geocoder and the index are made when first asked for, or all by `ready`.

    Parameters
    ----------
    snapshot
        The layers of one data version, those of `geo.schema.SCHEMA` among them.

    Raises
    ------
    StoreError
        If a layer is missing.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        missing = schema.SCHEMA.keys() - snapshot.layers.keys()
        if missing:
            raise StoreError(
                f"the store lacks {', '.join(sorted(missing))}: "
                "build it whole with `python -m geo build`"
            )
        self.data_version = snapshot.version
        self.metadata = snapshot.metadata
        self._layers = snapshot.layers
        self.boundaries = Boundaries.from_layers(snapshot.layers)
        """The units of both vintages."""
        self.crosswalk = Crosswalk(snapshot.layers["crosswalk"])
        self.places = _places(snapshot)
        """Outlets, villages and destinations, rows from 0; a column of one kind only is else empty."""
        self.products = snapshot.layers["products"]
        self.routes = snapshot.layers["routes"]
        self.reference = snapshot.layers["ocop_reference"]
        """Published counts by province."""
        self._rows = {place: row for row, place in enumerate(self.places["id"])}

    @classmethod
    def load(cls, store: Store) -> Self:
        """
        What the store holds now.

        Raises
        ------
        StoreError
            If there is no store, it cannot be read, or it lacks a layer.
        """
        return cls(store.snapshot())

    def ready(self) -> Self:
        """Itself, with everything made that is otherwise made when first asked for."""
        _ = self.index, self.gazetteer, self.geocoder
        return self

    @cached_property
    def index(self) -> PlaceIndex:
        """The places by position; its rows are those of `places`."""
        return PlaceIndex(self.places["lon"], self.places["lat"])

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names of units and places."""
        return Gazetteer(
            self._layers["unit_names"], self._layers["unit_aliases"], places=self.places
        )

    @cached_property
    def geocoder(self) -> Geocoder:
        """Addresses to positions."""
        return Geocoder(self.gazetteer, self.boundaries, self.crosswalk)

    def place(self, place_id: str) -> Series:
        """
        The place of that id.

        Raises
        ------
        UnknownPlaceError
            If there is none.
        """
        row = self._rows.get(place_id)
        if row is None:
            raise UnknownPlaceError(
                f"no place has the id {place_id[:80]!r}; `python -m geo nearest --json` shows ids"
            )
        return self.places.iloc[row]


def _places(snapshot: Snapshot) -> GeoDataFrame:
    """The layers of places, one after the other."""
    layers = [snapshot.layers[name] for name in schema.PLACE_LAYERS.values()]
    together: DataFrame = pd.concat(layers, ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=layers[0].crs)
