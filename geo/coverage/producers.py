"""Where the producers of OCOP goods are, as well as the awards say it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from pandas import DataFrame, Series

from geo.boundaries import Boundaries
from geo.distance import Floats
from geo.vintages import Level, Vintage, unit_column


class Producers(NamedTuple):
    """n producers; one who is known by its province alone is left out: it could be anywhere."""

    name: Series[str]
    unit: Series[str]
    """The code of the unit of the level asked; missing where it is not known so finely."""
    province: Series[str]
    lon: Floats
    lat: Floats


def producers(
    products: DataFrame, boundaries: Boundaries, vintage: Vintage, level: Level
) -> Producers:
    """
    The producers of the products, each once, at the centre of the least unit known of it.

    Parameters
    ----------
    products
        The layer `products`.
    """
    named = products[products["producer"].notna()]
    lon, lat = np.full(len(named), np.nan), np.full(len(named), np.nan)
    for which in (Vintage.V2025_03, Vintage.V2025_07):
        for depth in (Level.DISTRICT, Level.COMMUNE):
            if depth not in which.levels:
                continue
            layer = boundaries.layer(which, depth)
            rows = layer.index.get_indexer(named[unit_column(which, depth)].astype(object))
            found = rows >= 0
            lon[found] = layer["lon"].to_numpy(np.float64)[rows[found]]
            lat[found] = layer["lat"].to_numpy(np.float64)[rows[found]]
    placed = named.assign(lon=lon, lat=lat)
    once = placed[placed["lon"].notna()].drop_duplicates(["producer", "lon", "lat"])
    return Producers(
        once["producer"],
        once[unit_column(vintage, level)],
        once[unit_column(vintage, Level.PROVINCE)],
        once["lon"].to_numpy(),
        once["lat"].to_numpy(),
    )
