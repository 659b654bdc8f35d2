"""A data set to be taken away: its rows, what its columns hold, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.meanings import Meaning
from geo.schema import DTYPES, Type
from geo.text import printable


@dataclass(frozen=True)
class Column:
    """One property of every row."""

    name: str
    type: Type
    meaning: Meaning


_POSITION = {"lon": Meaning("Kinh độ", "Longitude"), "lat": Meaning("Vĩ độ", "Latitude")}


@dataclass(frozen=True)
class Terms:
    """What whoever passes the data on must say."""

    author: Meaning
    licence: Meaning
    source: Meaning
    made: datetime
    """When the data was put together, with its time zone."""
    version: str
    """Of the data."""


@dataclass(frozen=True)
class Dataset:
    """
    n rows with a geometry, EPSG:4326, which may be missing, and the columns that are written.

    The frame may have more columns than are written.
    """

    name: str
    title: Meaning
    description: Meaning
    frame: GeoDataFrame
    columns: tuple[Column, ...]
    terms: Terms

    @cached_property
    def layer(self) -> GeoDataFrame:
        """The rows as they are written: each column of its type, shells counterclockwise."""
        typed = {column.name: self._typed(column) for column in self.columns}
        shapes = shapely.orient_polygons(self.frame.geometry.to_numpy())
        return GeoDataFrame(typed, geometry=shapes, crs=self.frame.crs)

    @cached_property
    def table(self) -> DataFrame:
        """The rows without their geometry; of points, with longitude and latitude."""
        cells = DataFrame(self.layer.drop(columns="geometry"))
        return cells.assign(**self._positions)

    @property
    def table_columns(self) -> tuple[Column, ...]:
        """The columns of `table`."""
        added = (Column(name, "number", _POSITION[name]) for name in self._positions)
        return (*self.columns, *added)

    @cached_property
    def _positions(self) -> dict[str, Any]:
        shapes = self.layer.geometry
        if "lon" in self.layer or not (shapes.geom_type.dropna() == "Point").all():
            return {}
        return {"lon": shapes.x, "lat": shapes.y}

    @property
    def heading(self) -> str:
        """The title in both languages."""
        return both(self.title)

    @property
    def about(self) -> dict[str, str]:
        """Everything that must travel with the rows, by the name it goes under in a file."""
        return {
            "title": self.heading,
            "description": both(self.description),
            "author": both(self.terms.author),
            "licence": both(self.terms.licence),
            "source": both(self.terms.source),
            "date": self.terms.made.date().isoformat(),
            "data_version": self.terms.version,
        }

    @property
    def words(self) -> str:
        """The same as lines of text, for formats with one place to say it all."""
        told = {name: text for name, text in self.about.items() if name not in ("title", "author")}
        return "\n".join(f"{name}: {text}" for name, text in told.items())

    def _typed(self, column: Column) -> Any:
        values = self.frame[column.name].reset_index(drop=True)
        if column.type == "text":
            # Characters that XML cannot hold and no name has would spoil a whole file.
            return values.map(printable, na_action="ignore").astype(object).where(values.notna())
        return values.astype(DTYPES[column.type])


def both(words: Meaning) -> str:
    """
    The words in both languages, Vietnamese first.

    >>> both(Meaning("Làng nghề", "Craft villages"))
    'Làng nghề / Craft villages'
    """
    return f"{words.vi} / {words.en}"
