"""Names to places, offline: units of both vintages, their earlier names, outlets and sights."""

from __future__ import annotations

import pandas as pd

from geo.naming.names import UnitName, UnitNames
from geo.vintages import Level, Vintage

__all__ = ["Gazetteer", "UnitName", "UnitNames"]


class Gazetteer:
    """
    Everything that has a name.

    Parameters
    ----------
    units
        `data/boundaries/units.csv` as text columns: one row per unit and naming period.
    aliases
        `data/boundaries/aliases.csv`: earlier names and merged units; None for none.
    """

    def __init__(self, units: pd.DataFrame, aliases: pd.DataFrame | None = None) -> None:
        self.names = UnitNames(units, aliases)

    def match_unit(
        self, vintage: Vintage | str, level: Level | str, name: str, *, within: str | None = None
    ) -> list[str]:
        """Codes of the units that a table's cell can mean; see `UnitNames.match`."""
        return self.names.match(Vintage(vintage), Level(level), name, within=within)
