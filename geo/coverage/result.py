"""The answer to a question of coverage, with all that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.coverage.columns import words
from geo.coverage.unserved import layer_of
from geo.tables import Report, Sheet
from geo.travel import By


@dataclass(frozen=True, eq=False)
class Coverage:
    """
    The measures of n units, of the whole, and what they were measured by.

    `table` has a row for each unit, in the order of codes; `geo.coverage.columns` says what its
    columns mean. What is not a number there has no answer: the distance of nobody, or to no outlet.
    """

    parameters: Mapping[str, Any]
    """What was asked: enough to ask it again."""
    sources: Mapping[str, Any]
    """What was counted and where it comes from."""
    summary: Mapping[str, Any]
    """The measures of the whole."""
    table: DataFrame
    provinces: DataFrame
    """Of each province: points of sale reported officially, those in the data, and the mark."""
    unserved: DataFrame
    """Villages, destinations and producers of the units with no outlet within the radius: kind, id,
    name, unit, province, lon, lat, and what the nearest outlet takes (nearest_outlet_distance_m or
    nearest_outlet_time_min); of each kind the farthest first."""
    outlines: GeoDataFrame
    """The units' outlines, in the order of the table."""
    data_version: str

    @property
    def by(self) -> By:
        """What far was measured by."""
        return By(self.parameters["by"])

    def records(self) -> list[dict[str, Any]]:
        """The table as plain values, missing ones None; the nearest outlet as an object."""
        found = plain_records(self.table)
        column = self.by.nearest
        cost = column.removeprefix("nearest_outlet_")
        for record in found:
            outlet = {
                "id": record.pop("nearest_outlet_id"),
                "name": record.pop("nearest_outlet_name"),
                cost: record.pop(column),
            }
            record["nearest_outlet"] = None if outlet[cost] is None else outlet
        return found

    def layer(self) -> GeoDataFrame:
        """The table with the units' outlines, EPSG:4326."""
        placed: GeoDataFrame = GeoDataFrame(
            self.table, geometry=self.outlines.geometry.to_numpy(), crs=self.outlines.crs
        )
        return placed

    def about(self) -> dict[str, Any]:
        """Parameters, sources and the whole: what travels in every file."""
        whole = {name: value for name, value in self.summary.items() if name != "curve"}
        return {
            "parameters": dict(self.parameters),
            "sources": dict(self.sources),
            "summary": whole,
            "data_version": self.data_version,
        }

    def report(self) -> Report:
        """The answer as it is written to a file (`geo.tables`)."""
        meanings = [(name, *words(name)) for name in map(str, self.table.columns)]
        columns = DataFrame(meanings, columns=["column", "nghĩa", "meaning"])
        more = (
            Sheet("unserved", layer_of(self.unserved)),
            Sheet("provinces", self.provinces),
            Sheet("columns", columns),
        )
        return Report("coverage", self.layer(), self.about(), more)


def plain_records(table: DataFrame) -> list[dict[str, Any]]:
    """
    Rows as plain Python values: None for what is missing, integers where a column is of counts.

    >>> plain_records(DataFrame({"a": [1.0, float("nan")], "b": ["x", None]}))
    [{'a': 1.0, 'b': 'x'}, {'a': None, 'b': None}]
    """
    columns = {}
    for name, column in table.items():
        objects = column.astype(object)
        columns[str(name)] = objects.where(column.notna(), None).tolist()
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def rounded(values: Any, digits: int = 1) -> Any:
    """Numbers to so many digits, and counts of persons to whole ones where they are whole."""
    return np.round(np.asarray(values, np.float64), digits)


def persons(values: Any) -> Any:
    """Persons as integers where all are whole (a census), else to a tenth (a raster)."""
    array = np.asarray(values, np.float64)
    whole = np.rint(array)
    if np.abs(array - whole).max(initial=0) < 1e-6:
        return whole.astype(np.int64)
    return np.round(array, 1)


def counts(values: Any) -> Any:
    """Integers that may be missing."""
    return pd.array(values, dtype="Int64")
