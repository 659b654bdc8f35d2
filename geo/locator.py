"""
Everything a question needs, loaded once from a store: what the web and the command line ask.

A Locator is of one data version from its birth to its end. When the store changes, load another
one and let this one go.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import ArrayLike
from pandas import DataFrame, Series
from shapely import Polygon

from geo import schema
from geo.boundaries import Boundaries
from geo.coordinates import LonLat, lonlat_from_text
from geo.crosswalk import Crosswalk
from geo.errors import PlaceNotFoundError, StoreError, UnknownPlaceError
from geo.filters import Filters, PlaceFilter
from geo.gazetteer import Gazetteer
from geo.gazetteer.topics import Topics
from geo.geocoding import Geocoder, Result
from geo.nearest import PlaceIndex
from geo.roads import skeleton
from geo.roads.archive import version_of
from geo.routing import Network, Tied
from geo.routing.archived import networks
from geo.storage import Snapshot, Store
from geo.travel import STRAIGHT, By, Road, Travel
from geo.vintages import CURRENT, LAYERS, Level, UnitKey, Vintage, unit_column

_UNITS = tuple(unit_column(vintage, level) for vintage, level in LAYERS)
_NAMES = ("unit_names", "unit_aliases")
_ROADS = ("road_nodes", "road_edges", *_UNITS)
_OF_ROADS = ("networks", "travels")
_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "boundaries": _UNITS,
    "land": _UNITS,
    "crosswalk": ("crosswalk",),
    "networks": _ROADS,
    "travels": _ROADS,
    "_towns": _ROADS,
}
"""What a Locator makes once, by name, and the layers that it is made of."""


class Found(NamedTuple):
    """What a text names."""

    at: LonLat
    result: Any = None
    """The geocoder's best `Result`; None when the text writes the position itself."""


class Locator:
    """
    Units, places, and what finds them.

    The gazetteer, the geocoder and the index are made when first asked for, or all by `ready`.

    Parameters
    ----------
    snapshot
        The layers of one data version, those of `geo.schema.SCHEMA` among them.
    roads
        The folder of `python -m geo roads build`; without it the roads are the store's skeleton.
    previous
        A Locator of before: what it made of layers that are the same frames here is taken over.

    Raises
    ------
    StoreError
        If a layer is missing, or there are no roads where they should be.
    """

    def __init__(
        self, snapshot: Snapshot, roads: Path | None = None, previous: Locator | None = None
    ) -> None:
        missing = schema.SCHEMA.keys() - snapshot.layers.keys()
        if missing:
            raise StoreError(
                f"the store lacks {', '.join(sorted(missing))}: "
                "build it whole with `python -m geo build`"
            )
        self.data_version = _of_both(snapshot.version, roads)
        self.metadata = snapshot.metadata
        self._snapshot = snapshot
        self._layers = snapshot.layers
        self._roads = roads
        self.places = _places(snapshot)
        """Outlets, villages and destinations; a column that a kind lacks is empty there."""
        self.products = snapshot.layers["products"]
        self.routes = snapshot.layers["routes"]
        self.reference = snapshot.layers["ocop_reference"]
        """Published counts by province."""
        self._rows = {place: row for row, place in enumerate(self.places["id"])}
        if previous is not None:
            self._take_over(previous)

    def _take_over(self, previous: Locator) -> None:
        """What another made of layers that are the same here; nothing of it ever changes."""
        changed = {
            name for name, layer in self._layers.items() if layer is not previous._layers[name]
        }
        made = vars(previous)
        for name, rests_on in _RESTS_ON.items():
            roads = name in _OF_ROADS and self._roads != previous._roads
            if name in made and not roads and changed.isdisjoint(rests_on):
                vars(self)[name] = made[name]
        if "gazetteer" in made and changed.isdisjoint(_NAMES):
            vars(self)["gazetteer"] = previous.gazetteer.with_places(self.places)
        if "geocoder" in made and changed.isdisjoint({*_NAMES, *_UNITS, "crosswalk"}):
            vars(self)["geocoder"] = previous.geocoder.with_gazetteer(self.gazetteer)

    @staticmethod
    def version(store: Store, roads: Path | None = None) -> str:
        """The data version that `load` would give now; cheap."""
        return _of_both(store.version(), roads)

    @classmethod
    def load(cls, store: Store, roads: Path | None = None, previous: Locator | None = None) -> Self:
        """
        What the store and the folder of roads hold now; sooner beside what they held before.

        Raises
        ------
        StoreError
            If there is no store, it cannot be read, or it lacks a layer.
        """
        before = None if previous is None else previous._snapshot
        return cls(store.snapshot(previous=before), roads, previous)

    def ready(self) -> Self:
        """Itself, with everything made that is otherwise made when first asked for."""
        _ = self.index, self.filter, self.geocoder, self.topics
        _ = self.tied, self.network.engine("duration")
        self.gazetteer.ready()
        return self

    @cached_property
    def boundaries(self) -> Boundaries:
        """The units of both vintages."""
        return Boundaries.from_layers(self._layers)

    @cached_property
    def crosswalk(self) -> Crosswalk:
        """What each commune of before became."""
        return Crosswalk(self._layers["crosswalk"])

    @cached_property
    def index(self) -> PlaceIndex:
        """The places by position; its rows are those of `places`."""
        return PlaceIndex(self.places["lon"], self.places["lat"])

    @cached_property
    def filter(self) -> PlaceFilter:
        """Which of the places pass a question's conditions; its rows are those of `places`."""
        return PlaceFilter(self.places)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The names of units and places."""
        return Gazetteer(
            self._layers["unit_names"], self._layers["unit_aliases"], places=self.places
        )

    @cached_property
    def topics(self) -> Topics:
        """The names of crafts and products."""
        return Topics(self.products, self.gazetteer.units)

    @cached_property
    def land(self) -> Sequence[Polygon]:
        """The mainland and the islands, EPSG:4326."""
        provinces = self.boundaries.layer(CURRENT, Level.PROVINCE)
        return list(shapely.get_parts(shapely.union_all(provinces.geometry.to_numpy())))

    @cached_property
    def networks(self) -> Mapping[str, Network]:
        """
        The roads by profile: `car` always, `motorbike` where they were built so.

        The national skeleton, whose lengths and times are estimates, unless there is a folder.
        """
        if self._roads is not None:
            return networks(self._roads, self.land)
        graph = skeleton.graph(self._layers["road_nodes"], self._layers["road_edges"])
        return {"car": Network(graph, self.land)}

    @property
    def network(self) -> Network:
        """The roads as a car drives them."""
        return self.networks["car"]

    @cached_property
    def travels(self) -> Mapping[By, Travel]:
        """The ways to measure how far it is: straight, and by the roads as a car drives them."""
        return {by: Road(self.network, by) if by.road else STRAIGHT for by in By}

    @cached_property
    def tied(self) -> Tied:
        """The places where they meet the network; its rows are those of `places`."""
        return self.network.tie(self.places["lon"].to_numpy(), self.places["lat"].to_numpy())

    @cached_property
    def geocoder(self) -> Geocoder:
        """Addresses to positions."""
        return Geocoder(self.gazetteer, self.boundaries, self.crosswalk)

    def find(self, text: str) -> Found:
        """
        The position that a text writes ("21.03, 105.85"), or of the place it names.

        Raises
        ------
        InvalidPositionError
            If it writes two numbers that are no position.
        PlaceNotFoundError
            If it names nothing we know.
        """
        written = lonlat_from_text(text)
        if written is not None:
            return Found(written)
        results = self.geocoder.geocode(text)
        if not results:
            raise PlaceNotFoundError(
                f"no place is called {text[:60]!r}: try another spelling, or latitude, longitude"
            )
        return Found(LonLat(results[0].lon, results[0].lat), results[0])

    def stop(self, text: str) -> Found:
        """
        As `find`, but where a traveller goes who names a province or a district: to its town.

        Raises
        ------
        InvalidPositionError, PlaceNotFoundError
            As `find` does.
        """
        found = self.find(text)
        town = None if found.result is None else self._town(found.result)
        return found if town is None else Found(town, found.result)

    def _town(self, result: Result) -> LonLat | None:
        """The town of the province or district that a result is; None when it is neither."""
        if result.precision not in (Level.PROVINCE, Level.DISTRICT):
            return None
        for vintage, codes in result.units.items():
            unit = UnitKey(Vintage(vintage), Level(result.precision), codes[result.precision])
            name = self.boundaries.unit(*unit).short_name
            town = self._towns.get(unit.code if unit.level is Level.DISTRICT else name)
            if town is not None:
                return town
        return None

    @cached_property
    def _towns(self) -> dict[str, LonLat]:
        """
        Towns by the code of their district, and by the name of the province they are the seat of.

        A reformed province keeps a name of before, and whoever says it means that town.
        """
        nodes = self._layers["road_nodes"]
        at = [LonLat(lon, lat) for lon, lat in zip(nodes["lon"], nodes["lat"], strict=True)]
        names = self.boundaries.layer(Vintage.V2025_03, Level.PROVINCE)["short_name"]
        towns = zip(nodes["node_id"], nodes["district_code"], nodes["seat_of"], at, strict=True)
        found = {}
        for node, district, province, position in towns:
            if node == f"D{district}":
                found[district] = position
            if province in names.index:
                found[names[province]] = position
        return found

    def nearest(
        self,
        at: LonLat | str,
        k: int = 5,
        *,
        within_m: float | None = None,
        **conditions: Any,
    ) -> GeoDataFrame:
        """
        The k places nearest to a position, or to what a text names.

        Parameters
        ----------
        at
            A position, or what `find` finds one by.
        k
            How many, 1 or more.
        within_m
            Only places that far or nearer, metres.
        conditions
            Those of `geo.filters.Filters`: kind="outlet", stars=[4, 5], craft="pottery", …

        Returns
        -------
        Rows of `places` in order of `distance_m` (metres over the ellipsoid), with that and
        `bearing_deg`; their index says which rows they are.

        Raises
        ------
        InvalidPositionError, PlaceNotFoundError
            As `find` does.
        InvalidParameterError
            If k, the radius or a condition is none.
        """
        mask = self.filter.mask(Filters(**conditions)) if conditions else None
        position = self.find(at).at if isinstance(at, str) else at
        near = self.index.query(position, k, mask=mask, within_m=within_m)
        return self.places.iloc[near.index].assign(
            distance_m=near.distance_m, bearing_deg=near.bearing_deg
        )

    def travel(self, at: LonLat, rows: ArrayLike) -> list[dict[str, int]]:
        """
        What it takes by road from a position to each of those rows of `places`.

        Returns
        -------
        A `travel_distance_m` and a `travel_time_s` each; neither where no road leads. Estimates
        when the network is one.
        """
        start = self.network.tie(np.array([at.lon]), np.array([at.lat]))
        ways = self.network.between(start, self.tied.take(rows))
        return [
            {"travel_distance_m": round(metres), "travel_time_s": round(seconds)}
            if math.isfinite(metres)
            else {}
            for metres, seconds in zip(
                ways.distance_m[0].tolist(), ways.duration_s[0].tolist(), strict=True
            )
        ]

    def place(self, place_id: str) -> Series[Any]:
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
        found: Series[Any] = self.places.iloc[row]
        return found


def _places(snapshot: Snapshot) -> GeoDataFrame:
    """The layers of places, one after the other."""
    layers = [snapshot.layers[name] for name in schema.PLACE_LAYERS.values()]
    together: DataFrame = pd.concat(layers, ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=layers[0].crs)


def _of_both(version: str, roads: Path | None) -> str:
    """The version of what rests on a store and a folder of roads."""
    return version if roads is None else f"{version}-{version_of(roads)}"
