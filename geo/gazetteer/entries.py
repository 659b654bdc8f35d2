"""What can be suggested: units, places, and the spellings that lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from geo.naming.names import UnitNames, text_rows
from geo.naming.units import Unit, UnitTable, is_stand_in
from geo.text import fold
from geo.vintages import CURRENT, Level, UnitKey, Vintage, unit_column

PLACE_KINDS = ("outlet", "village", "destination")

# How much is looked for: added to the score of the match, so that of equal matches the province
# stands before the city, the city before the sight, the sight before the small commune.
_IMPORTANCE = {
    (CURRENT, Level.PROVINCE): 30.0,
    (CURRENT, Level.COMMUNE): 13.0,
    (Vintage.V2025_03, Level.PROVINCE): 24.0,
    (Vintage.V2025_03, Level.DISTRICT): 16.0,
    (Vintage.V2025_03, Level.COMMUNE): 5.0,
}
_OF_TYPE = {"Thành phố": 6.0, "Thị xã": 3.0, "Quận": 3.0, "Đặc khu": 5.0, "Phường": 1.0}
_OF_KIND = {"destination": 17.0, "village": 14.0, "outlet": 12.0}
_RENEWED = -14.0
"""For an old province whose name a new one bears: the new one is meant."""
_FORMER = -4.0
"""For what a unit was called, or was part of it, before."""


class Entry(NamedTuple):
    """Something that can be suggested."""

    label: str
    label_en: str
    type: str
    """A level ("province"), or a kind of place ("outlet")."""
    id: str | None
    """Of a place; None for a unit."""
    code: str | None
    """Of a unit; None for a place."""
    vintage: str | None
    lat: float
    lon: float
    within: str
    """The names of the units it lies in, folded, each after a bar."""
    row: int
    """Of a place, its row in the table of places; of a unit, its position in the unit table."""


class Spelling(NamedTuple):
    """One way to write an entry's name, without a unit's type."""

    entry: int
    name: str
    unit_type: str
    """The type that may stand before it; empty for a place."""
    importance: float


def build_entries(
    names: UnitNames, units: UnitTable, places: pd.DataFrame | None
) -> tuple[list[Entry], list[Spelling]]:
    """
    All entries with their spellings.

    Parameters
    ----------
    places
        Places of any kind with id, kind, name, name_en, lon, lat and the unit columns.
    """
    entries = [_unit_entry(unit, units, row) for row, unit in enumerate(units.records)]
    spellings = [
        Spelling(
            units.index[name.key],
            name.name,
            name.type,
            _unit_importance(units.records[units.index[name.key]], units)
            + (_FORMER if name.former else 0.0),
        )
        for name in names
        if not is_stand_in(units.records[units.index[name.key]])
    ]
    for entry, written in _places(units, places):
        importance = _OF_KIND.get(entry.type, 0.0)
        spellings += [Spelling(len(entries), name, "", importance) for name in written]
        entries.append(entry)
    return entries, spellings


def _unit_entry(unit: Unit, units: UnitTable, row: int) -> Entry:
    return Entry(
        units.label(unit),
        units.label(unit, "en"),
        unit.level.value,
        None,
        unit.code,
        unit.vintage.value,
        unit.at.lat,
        unit.at.lon,
        "".join(f"|{fold(above.bare_name)}" for above in units.above(unit)),
        row,
    )


def _unit_importance(unit: Unit, units: UnitTable) -> float:
    importance = _IMPORTANCE[unit.vintage, unit.level] + _OF_TYPE.get(unit.type, 0.0)
    if unit.level is Level.PROVINCE and unit.vintage is not CURRENT:
        renewed = units.index.get(UnitKey(CURRENT, Level.PROVINCE, unit.code))
        if renewed is not None and units.records[renewed].bare_name == unit.bare_name:
            importance += _RENEWED
    return importance


def _places(
    units: UnitTable, places: pd.DataFrame | None
) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Each place as an entry, and its names."""
    if places is None:
        return
    commune, province = (unit_column(CURRENT, level) for level in (Level.COMMUNE, Level.PROVINCE))
    columns = ("id", "kind", "name", "name_en", "lon", "lat", commune, province)
    for row, record in enumerate(text_rows(places, *columns)):
        place_id, kind, name, name_en, lon, lat, *codes = record
        above = [
            units.records[position]
            for level, code in zip((Level.COMMUNE, Level.PROVINCE), codes, strict=True)
            if (position := units.index.get(UnitKey(CURRENT, level, code))) is not None
        ]
        where = [unit.name if unit.level is Level.COMMUNE else unit.bare_name for unit in above]
        where_en = [
            unit.name_en if unit.level is Level.COMMUNE else unit.bare_name for unit in above
        ]
        entry = Entry(
            ", ".join([name, *where]),
            ", ".join([name_en or name, *where_en]),
            kind, place_id, None, None, float(lat), float(lon),
            "".join(f"|{fold(unit.bare_name)}" for unit in above), row,
        )  # fmt: skip
        yield entry, tuple(dict.fromkeys(spelled for spelled in (name, name_en) if spelled))
