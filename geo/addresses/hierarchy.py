"""Which units lie in which, across both vintages."""

from __future__ import annotations

from typing import Protocol

from geo.naming.units import UnitTable
from geo.vintages import CURRENT, Level, UnitKey, Vintage

OTHER_VINTAGE = 0.85
"""How much the name of a unit above counts when it is of the other vintage."""


class Successors(Protocol):
    """What is asked of a crosswalk."""

    def successors(self, old_code: str) -> list[tuple[str, float]]:
        """The communes of 2025-07-01 that an earlier one became, with shares, largest first."""
        ...


class Hierarchy:
    """
    For each unit, the districts and the provinces that an address may write above it.

    An address written since July 2025 may put an old commune under a new province, or a new
    commune under an old district: people mix them, and both say where it is.

    Attributes
    ----------
    districts, provinces
        By position in the unit table: (position of a unit above, weight from 0 to 1).
    became
        By position of an old commune: (position of a new one, share), largest share first.
    came_from
        By position of a new commune: positions of the old ones it has parts of.
    """

    def __init__(self, units: UnitTable, crosswalk: Successors | None) -> None:
        old = Vintage.V2025_03
        size = len(units)
        districts: list[dict[int, float]] = [{} for _ in range(size)]
        provinces: list[dict[int, float]] = [{} for _ in range(size)]
        self.became: dict[int, list[tuple[int, float]]] = {}
        self.came_from: dict[int, list[int]] = {}
        index = units.index
        for position, unit in enumerate(units.records):
            if unit.level is Level.PROVINCE:
                continue
            province = index[UnitKey(unit.vintage, Level.PROVINCE, unit.province)]
            provinces[position][province] = 1.0
            if unit.level is not Level.COMMUNE or unit.vintage is not old:
                continue
            district = index[UnitKey(old, Level.DISTRICT, unit.parent)]
            districts[position][district] = 1.0
            for code, share in crosswalk.successors(unit.code) if crosswalk else ():
                new = index[UnitKey(CURRENT, Level.COMMUNE, code)]
                self.became.setdefault(position, []).append((new, share))
                self.came_from.setdefault(new, []).append(position)
                above = index[UnitKey(CURRENT, Level.PROVINCE, units.records[new].province)]
                provinces[position][above] = OTHER_VINTAGE
                provinces[district][above] = OTHER_VINTAGE
                provinces[new].setdefault(province, OTHER_VINTAGE)
                districts[new][district] = OTHER_VINTAGE
        self.districts = [tuple(above.items()) for above in districts]
        self.provinces = [tuple(above.items()) for above in provinces]
