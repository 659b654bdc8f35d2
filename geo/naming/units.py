"""The units as records, with their labels."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from geo.coordinates import LonLat
from geo.naming.names import text_rows
from geo.naming.types import typed_name
from geo.vintages import CURRENT, Level, UnitKey, Vintage

_COLUMNS = (
    "vintage", "level", "code", "parent", "province", "name", "name_en", "lon", "lat", "valid_from",
)  # fmt: skip
_UNTIL = {"vi": " (trước 7/2025)", "en": " (before July 2025)"}


class Unit(NamedTuple):
    """One unit under the name it bears now, or bore last."""

    vintage: Vintage
    level: Level
    code: str
    type: str
    name: str
    """With its type."""
    bare_name: str
    name_en: str
    parent: str
    """Code of the unit above in the same vintage; empty for a province."""
    province: str
    at: LonLat
    """Where its people are: the centre of its settled part."""

    @property
    def key(self) -> UnitKey:
        """What names it."""
        return UnitKey(self.vintage, self.level, self.code)


def is_stand_in(unit: Unit) -> bool:
    """Whether it is an island district standing for the commune it lacks, and named like it."""
    return unit.level is Level.COMMUNE and unit.code.startswith("D")


class UnitTable:
    """
    All units of both vintages, by key and by position in the list.

    Parameters
    ----------
    units
        `data/boundaries/units.csv`; of several naming periods of a unit the last one counts.
    """

    def __init__(self, units: pd.DataFrame) -> None:
        self.records: list[Unit] = []
        self.index: dict[UnitKey, int] = {}
        latest: dict[UnitKey, str] = {}
        for row in text_rows(units, *_COLUMNS):
            vintage, level, code, parent, province, name, name_en, lon, lat, since = row
            key = UnitKey(Vintage(vintage), Level(level), code)
            kind, bare = typed_name(name, key.level)
            unit = Unit(
                *key, kind, f"{kind} {bare}".strip(), bare, name_en or name,
                "" if key.level is Level.PROVINCE else parent, province,
                LonLat(float(lon), float(lat)),
            )  # fmt: skip
            if key not in self.index:
                self.index[key] = len(self.records)
                self.records.append(unit)
            elif since > latest[key]:
                self.records[self.index[key]] = unit
            latest[key] = max(since, latest.get(key, ""))

    def __len__(self) -> int:
        return len(self.records)

    def get(self, vintage: Vintage, level: Level, code: str) -> Unit:
        """The unit with that key; KeyError when there is none."""
        return self.records[self.index[UnitKey(vintage, level, code)]]

    def above(self, unit: Unit) -> list[Unit]:
        """The units it lies in, of its own vintage, nearest first."""
        found = []
        if unit.level is Level.COMMUNE and Level.DISTRICT in unit.vintage.levels:
            found.append(self.get(unit.vintage, Level.DISTRICT, unit.parent))
        if unit.level is not Level.PROVINCE:
            found.append(self.get(unit.vintage, Level.PROVINCE, unit.province))
        return found

    def label(self, unit: Unit, lang: str = "vi") -> str:
        """
        The unit's name with the units it lies in, and that it is of the earlier vintage if so.

        An island district that stands for the commune it lacks is named once.
        """
        parts = [unit.name if lang == "vi" else unit.name_en]
        for above in self.above(unit):
            if above.level is Level.PROVINCE:
                parts.append(above.bare_name)
            elif above.name != unit.name:
                parts.append(above.name if lang == "vi" else above.name_en)
        until = "" if unit.vintage is CURRENT else _UNTIL.get(lang, _UNTIL["en"])
        return ", ".join(parts) + until
