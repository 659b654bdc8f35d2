"""The units of both vintages as layers, and the units around a point."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame

from geo import crs
from geo.boundaries import topology
from geo.boundaries.covering import Covering
from geo.coordinates import LonLat
from geo.crosswalk import Crosswalk
from geo.errors import UnknownUnitError, UnreadableFileError
from geo.vintages import LAYERS, Level, UnitKey, Vintage, unit_column

Codes = NDArray[np.object_]


class Unit(NamedTuple):
    """One unit, by the name that is in force in its vintage."""

    key: UnitKey
    name: str
    """In full, with its type."""
    short_name: str
    name_en: str
    type: str
    parent: str
    """The code of the unit above; empty for a province."""
    province: str
    area_km2: float
    population: int
    """Persons, census of 1 April 2019."""
    centre: LonLat


class Boundaries:
    """
    Every unit of both vintages with its outline.

    Parameters
    ----------
    layers
        By (vintage, level): a GeoDataFrame in EPSG:4326 with the columns code, name, short_name,
        name_en, type, parent, province, area_km2, population, lon, lat, valid_from (of the name),
        decree, geometry.
    """

    def __init__(self, layers: Mapping[tuple[Vintage, Level], GeoDataFrame]) -> None:
        self._layers = {
            key: layer if layer.index.name == "code" else layer.set_index("code")
            for key, layer in layers.items()
        }
        self._units: dict[UnitKey, Unit] = {}

    @classmethod
    def from_layers(cls, layers: Mapping[str, Any]) -> Self:
        """The boundaries among a store's layers, named by `geo.vintages.unit_column`."""
        return cls({layer: layers[unit_column(*layer)] for layer in LAYERS})

    @classmethod
    def from_data(cls, data: Path) -> Self:
        """
        The boundaries committed in `data/`, each unit with its area and population.

        Raises
        ------
        UnreadableFileError
            If a table or the outlines are missing.
        """
        folder = data / "boundaries"
        names = current_names(_csv(folder / "units.csv"))
        crosswalk = Crosswalk(_csv(folder / "crosswalk.csv"))
        census = _csv(data / "population" / "population_2019.csv").set_index("ward_code")
        persons = census["population_2019"].astype(int)
        outlines = topology.read(folder / "units.topojson")
        layers = {}
        for vintage, level in LAYERS:
            layer = outlines[unit_column(vintage, level)].merge(
                names[vintage, level], on="code", validate="1:1"
            )
            layer["area_km2"] = (crs.to_equal_area(layer).area / 1e6).round(3)
            by_commune = persons if vintage is Vintage.V2025_03 else crosswalk.carry(persons)
            layer["population"] = 0
            layers[vintage, level] = layer.set_index("code")
            communes = names[vintage, Level.COMMUNE].set_index("code")
            layers[vintage, level]["population"] = _by_unit(by_commune, communes, level)
        return cls(layers)

    def layer(self, vintage: Vintage, level: Level) -> GeoDataFrame:
        """
        The units of a level, indexed by code, in EPSG:4326; treat it as read-only.
        """
        return self._layers[vintage, level]

    def unit(self, vintage: Vintage, level: Level, code: str) -> Unit:
        """
        One unit.

        Raises
        ------
        UnknownUnitError
            If none has that code; the message names the nearest codes.
        """
        key = UnitKey(vintage, level, code)
        if key not in self._units:
            self._units[key] = self._read(key)
        return self._units[key]

    def _read(self, key: UnitKey) -> Unit:
        layer = self._layers[key.vintage, key.level]
        if key.code not in layer.index:
            raise UnknownUnitError(_no_such_unit(key, layer.index))
        row = layer.loc[key.code]
        return Unit(
            key,
            row["name"],
            row["short_name"],
            row["name_en"],
            row["type"],
            row["parent"] if isinstance(row["parent"], str) else "",
            row["province"],
            float(row["area_km2"]),
            int(row["population"]),
            LonLat(float(row["lon"]), float(row["lat"])),
        )

    def locate(self, position: LonLat) -> dict[str, dict[str, str]]:
        """
        The units that a position lies in, by vintage and level.

        Empty outside Vietnam. A position on a border is in the unit of the lower code.
        """
        units: dict[str, dict[str, str]] = {}
        for vintage in Vintage:
            row = self._commune_rows[vintage].at(position)
            if row >= 0:
                units[str(vintage)] = {
                    str(level): str(codes[row]) for level, codes in self._codes[vintage].items()
                }
        return units

    def locate_many(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> DataFrame:
        """
        The units that each of n positions lies in.

        Parameters
        ----------
        lon, lat
            (n,) degrees, EPSG:4326.

        Returns
        -------
        n rows with the columns `geo.vintages.UNIT_COLUMNS`: codes, None outside Vietnam.
        """
        lon, lat = np.asarray(lon, dtype=float), np.asarray(lat, dtype=float)
        columns: dict[str, Codes] = {}
        nobody = np.full(len(lon), None, dtype=object)
        for vintage in Vintage:
            rows = self._commune_rows[vintage].at_many(lon, lat)
            for level, codes in self._codes[vintage].items():
                columns[unit_column(vintage, level)] = np.where(rows < 0, nobody, codes[rows])
        return DataFrame(columns, dtype=object)

    @cached_property
    def _commune_rows(self) -> dict[Vintage, Covering]:
        return {
            vintage: Covering(self._layers[vintage, Level.COMMUNE].geometry.to_numpy())
            for vintage in Vintage
        }

    @cached_property
    def _codes(self) -> dict[Vintage, dict[Level, Codes]]:
        """By vintage and level, the code of each commune's unit at that level."""
        return {
            vintage: {
                level: _ancestors(self._layers[vintage, Level.COMMUNE], level)
                for level in vintage.levels
            }
            for vintage in Vintage
        }


def current_names(units: DataFrame) -> dict[tuple[Vintage, Level], DataFrame]:
    """
    The rows of `units.csv` whose name is in force at the end of their vintage, by layer.

    The columns vintage, level and valid_to are left out, lon and lat are numbers.
    """
    latest = units.sort_values("valid_from").drop_duplicates(
        ["vintage", "level", "code"], keep="last"
    )
    latest = latest.assign(lon=latest["lon"].astype(float), lat=latest["lat"].astype(float))
    dropped = ["vintage", "level", "valid_to"]
    return {
        (Vintage(str(vintage)), Level(str(level))): rows.drop(columns=dropped)
        for (vintage, level), rows in latest.groupby(["vintage", "level"])
    }


def _by_unit(persons: pd.Series, communes: DataFrame, level: Level) -> pd.Series:
    """Persons by unit of a level, from persons by commune."""
    if level is Level.COMMUNE:
        return persons
    return persons.groupby(communes.loc[persons.index, _COLUMN_OF[level]]).sum()


_COLUMN_OF = {Level.PROVINCE: "province", Level.DISTRICT: "parent"}
"""Where a commune carries its unit of that level; only 2025-03-01 has districts."""


def _ancestors(communes: GeoDataFrame, level: Level) -> Codes:
    codes = communes.index if level is Level.COMMUNE else communes[_COLUMN_OF[level]]
    array: Codes = np.asarray(codes, dtype=object)
    return array


def _csv(path: Path) -> DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from error


def _no_such_unit(key: UnitKey, codes: pd.Index) -> str:
    ordered = np.sort(codes.to_numpy().astype(str))
    at = int(np.searchsorted(ordered, key.code))
    near = ", ".join(ordered[max(at - 1, 0) : at + 2])
    return f"no {key.level} has code {key.code!r} in vintage {key.vintage}; near it are {near}"
