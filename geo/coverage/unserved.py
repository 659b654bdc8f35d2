"""What should have an outlet near it, besides people: villages, destinations, producers."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import DataFrame

from geo.boundaries import Boundaries
from geo.coverage.producers import producers
from geo.crs import WGS84
from geo.distance import Floats
from geo.travel import Radius
from geo.vintages import Level, Vintage, unit_column

KINDS = ("village", "destination", "producer")
"""Makers and those who come to buy: what coverage asks after besides people."""


class Subjects(NamedTuple):
    """n of one kind, each at its position, EPSG:4326."""

    kind: str
    id: NDArray[np.object_]
    """The place's id; None for a producer, which has no page."""
    name: NDArray[np.object_]
    unit: NDArray[np.object_]
    """The code of the unit of the level asked; missing where it is not known so finely."""
    province: NDArray[np.object_]
    lon: Floats
    lat: Floats

    def of_province(self, code: str | None) -> Subjects:
        """Those of one province; None: all, also those whose district or commune is not known."""
        if code is None:
            return self
        inside = self.province == code
        return Subjects(self.kind, *(column[inside] for column in self[1:]))

    def unserved(self, cost: Floats, radius: Radius) -> DataFrame:
        """
        Those beyond the radius of every outlet, the farthest first.

        Parameters
        ----------
        cost
            (n,) metres or minutes to the nearest outlet; infinite where none is reached.
        radius
            Of the same unit.
        """
        chosen = np.flatnonzero(cost > radius.size)
        chosen = chosen[np.argsort(-cost[chosen], kind="stable")]
        far = cost[chosen]
        return DataFrame(
            {
                "kind": self.kind,
                "id": self.id[chosen],
                "name": self.name[chosen],
                "unit": self.unit[chosen],
                "province": self.province[chosen],
                "lon": self.lon[chosen],
                "lat": self.lat[chosen],
                radius.by.nearest: np.round(np.where(np.isfinite(far), far, np.nan), 1),
            }
        )


def subjects(
    places: DataFrame,
    products: DataFrame,
    boundaries: Boundaries,
    vintage: Vintage,
    level: Level,
) -> tuple[Subjects, ...]:
    """
    All of each kind, in the order of `KINDS`.

    Parameters
    ----------
    places, products
        A Locator's layers.
    vintage, level
        Whose units they are to be counted in.
    """
    found = []
    columns = unit_column(vintage, level), unit_column(vintage, Level.PROVINCE)
    for kind in KINDS[:2]:
        chosen = places[(places["kind"] == kind).to_numpy()]
        identity, name, unit, province = (
            chosen[column].to_numpy(object) for column in ("id", "name", *columns)
        )
        lon, lat = (chosen[column].to_numpy(np.float64) for column in ("lon", "lat"))
        found.append(Subjects(kind, identity, name, unit, province, lon, lat))
    made = producers(products, boundaries, vintage, level)
    name, unit, province = (each.to_numpy(object) for each in (made.name, made.unit, made.province))
    nobody = np.full(len(made.lon), None, object)
    found.append(Subjects(KINDS[2], nobody, name, unit, province, made.lon, made.lat))
    return tuple(found)


def layer_of(unserved: DataFrame) -> GeoDataFrame:
    """Those without an outlet as points, for files."""
    points = gpd.points_from_xy(unserved["lon"], unserved["lat"])
    return GeoDataFrame(unserved, geometry=points, crs=WGS84)
