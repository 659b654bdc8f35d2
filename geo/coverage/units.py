"""The units that measures are given for, and the unit each commune counts in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from pandas import Series

from geo.boundaries import Boundaries
from geo.crosswalk import Crosswalk
from geo.vintages import Level, Vintage

_COLUMN_OF = {Level.PROVINCE: "province", Level.DISTRICT: "parent"}


@dataclass(frozen=True, eq=False)
class Units:
    """The units of one level of one vintage, of the whole country or of one province."""

    vintage: Vintage
    level: Level
    province: str | None
    layer: GeoDataFrame
    """n units, indexed by code."""
    of_commune: NDArray[np.intp]
    """The row of the unit of each commune of the vintage; -1 for those of other provinces."""

    @classmethod
    def of(
        cls, boundaries: Boundaries, vintage: Vintage, level: Level, province: str | None = None
    ) -> Units:
        """
        The units of a level.

        Raises
        ------
        UnknownUnitError
            If no province of that vintage has that code.
        KeyError
            If the vintage has no such level; see `geo.vintages.layer_from_text`.
        """
        layer = boundaries.layer(vintage, level)
        communes = boundaries.layer(vintage, Level.COMMUNE)
        if province is not None:
            boundaries.unit(vintage, Level.PROVINCE, province)
            layer = layer[layer["province"] == province]
        own = communes[_COLUMN_OF[level]] if level in _COLUMN_OF else communes.index
        return cls(vintage, level, province, layer, layer.index.get_indexer(own))

    def rows_of(self, codes: Series[str]) -> NDArray[np.intp]:
        """The rows of units by their codes; -1 for one that is not among them."""
        rows: NDArray[np.intp] = self.layer.index.get_indexer(codes.astype(object))
        return rows

    def __len__(self) -> int:
        return len(self.layer)


def merged_from(
    boundaries: Boundaries, crosswalk: Crosswalk, vintage: Vintage
) -> dict[str, tuple[str, ...]]:
    """Of each province of a vintage, the provinces of 2025-03-01 it was merged from."""
    codes = boundaries.layer(vintage, Level.PROVINCE).index
    if vintage is Vintage.V2025_03:
        return {code: (code,) for code in codes}
    old = boundaries.layer(Vintage.V2025_03, Level.COMMUNE)["province"]
    new = boundaries.layer(vintage, Level.COMMUNE)["province"]
    table = crosswalk.table
    main = table[table["default"]]
    pairs = set(zip(main["new"].map(new), main["old"].map(old), strict=True))
    found: dict[str, list[str]] = {code: [] for code in codes}
    for province, came_from in sorted(pairs):
        found[province].append(came_from)
    return {code: tuple(came_from) for code, came_from in found.items()}
