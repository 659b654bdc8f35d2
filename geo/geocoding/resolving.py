"""From the unit that an address names to its units in both vintages, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from geo.addresses.hierarchy import Hierarchy, Part
from geo.addresses.mentions import Mention
from geo.addresses.readings import Reading
from geo.coordinates import LonLat
from geo.geocoding.results import Candidate, Units
from geo.naming.units import Unit, UnitTable, is_stand_in
from geo.vintages import CURRENT, Level, UnitKey, Vintage

OLD = Vintage.V2025_03
MOST_CANDIDATES = 25
"""Of a district's or a province's new communes: a list to choose from, not all of them."""


class Locates(Protocol):
    """What is asked of `geo.boundaries.Boundaries`."""

    def locate(self, at: LonLat) -> Mapping[str, Mapping[str, str]]:
        """The units around a position."""
        ...


class Resolution(NamedTuple):
    """The units that a reading determines."""

    unit: Unit
    units: Units
    candidates: tuple[Candidate, ...]
    share: float
    """How likely the new commune in `units` is, given the unit named: 1 when nothing is open."""

    def excludes(self, other: Resolution) -> bool:
        """Whether both cannot be meant: at some level they lie in different units."""
        open_here = {candidate.code for candidate in self.candidates}
        for vintage, levels in self.units.items():
            for level, code in levels.items():
                its = other.units.get(vintage, {}).get(level, code)
                if its != code and its not in open_here:
                    return True
        return False


class Resolver:
    """
    Carries a reading's unit to the other vintage.

    Parameters
    ----------
    units, hierarchy
        The units, and which became which.
    boundaries
        Says in which of several new communes a position lies.
    positions
        Where in a unit an address is likeliest to be; others stand at their named point.
    """

    def __init__(
        self,
        units: UnitTable,
        hierarchy: Hierarchy,
        boundaries: Locates,
        positions: Mapping[UnitKey, LonLat],
    ) -> None:
        self._units = units
        self._positions = positions
        self._hierarchy = hierarchy
        self._boundaries = boundaries
        self._communes: dict[tuple[Level, str], list[int]] = {}
        for position in hierarchy.became:
            unit = units.records[position]
            self._communes.setdefault((Level.DISTRICT, unit.parent), []).append(position)
            self._communes.setdefault((Level.PROVINCE, unit.province), []).append(position)

    def position(self, unit: Unit) -> LonLat:
        """Where an address is likeliest to be of which nothing but the unit is known."""
        return self._positions.get(unit.key, unit.at)

    def resolve(self, reading: Reading, near: LonLat | None = None) -> Resolution:
        """
        The units of both vintages, and the candidates where the old unit was split.

        Parameters
        ----------
        near
            A position that the address is known to have: where it lies in one of the candidates,
            it decides.
        """
        return self.resolve_unit(reading.unit, reading.mentions[1:], near)

    def resolve_unit(
        self, position: int, said: Sequence[Mention] = (), near: LonLat | None = None
    ) -> Resolution:
        """The same for a unit by its position in the unit table, `said` being the units above."""
        position = self._lowest(position)
        unit = self._units.records[position]
        if unit.level is Level.COMMUNE and unit.vintage is OLD:
            return self._of_old_commune(position, near)
        if unit.level is Level.COMMUNE:
            return self._of_new_commune(position, said)
        return self._of_wide_unit(unit)

    def _lowest(self, position: int) -> int:
        """An island district as the commune that stands for it: it has no other."""
        unit = self._units.records[position]
        if unit.level is Level.DISTRICT:
            communes = self._communes.get((Level.DISTRICT, unit.code), ())
            if len(communes) == 1 and is_stand_in(self._units.records[communes[0]]):
                return communes[0]
        return position

    def _of_old_commune(self, position: int, near: LonLat | None) -> Resolution:
        unit = self._units.records[position]
        became = self._hierarchy.became.get(position, [])
        if near is not None and len(became) > 1:
            became = self._decided(became, near)
        old = {str(OLD): {"province": unit.province, "district": unit.parent, "commune": unit.code}}
        candidates = self._candidates([(part.unit, part.share) for part in became], old)
        if not candidates:
            return Resolution(unit, old, (), 1.0)
        remaining = candidates if len(became) > 1 else ()
        return Resolution(unit, candidates[0].units, remaining, became[0].likelihood)

    def _decided(self, became: list[Part], near: LonLat) -> list[Part]:
        here = self._boundaries.locate(near).get(str(CURRENT), {}).get(str(Level.COMMUNE))
        inside = [part.unit for part in became if self._units.records[part.unit].code == here]
        return [Part(inside[0], 1.0, 1.0)] if inside else became

    def _of_new_commune(self, position: int, said: Sequence[Mention]) -> Resolution:
        """A new commune, and of the old units those that all its parts lie in, or are named."""
        unit = self._units.records[position]
        new = {str(CURRENT): {"province": unit.province, "commune": unit.code}}
        parts = [self._units.records[old] for old in self._hierarchy.came_from.get(position, ())]
        old: dict[str, str] = {}
        for mention in said:
            above = self._units.records[mention.unit]
            if above.vintage is OLD:
                old["province"] = above.province
            if above.vintage is OLD and above.level is Level.DISTRICT:
                old["district"] = above.code
        if len({part.province for part in parts}) == 1:
            old.setdefault("province", parts[0].province)
        if len({part.parent for part in parts}) == 1:
            old.setdefault("district", parts[0].parent)
        if len(parts) == 1:
            old["commune"] = parts[0].code
        return Resolution(unit, ({str(OLD): old} if old else {}) | new, (), 1.0)

    def _of_wide_unit(self, unit: Unit) -> Resolution:
        """A district or a province: its new communes are open."""
        level, code = str(unit.level), unit.code
        units: dict[str, dict[str, str]] = {str(unit.vintage): {"province": unit.province}}
        units[str(unit.vintage)][level] = code
        if unit.vintage is CURRENT:
            return Resolution(unit, units, (), 1.0)
        shares: dict[int, float] = {}
        communes = self._communes.get((unit.level, code), ())
        for position in communes:
            for new, share, _ in self._hierarchy.became[position]:
                shares[new] = shares.get(new, 0.0) + share / len(communes)
        provinces = {self._units.records[new].province for new in shares}
        if len(provinces) == 1:
            units[str(CURRENT)] = {"province": provinces.pop()}
        if unit.level is Level.PROVINCE:
            return Resolution(unit, units, (), 1.0)
        largest = sorted(shares.items(), key=lambda item: -item[1])[:MOST_CANDIDATES]
        return Resolution(unit, units, self._candidates(largest, units), 1.0)

    def _candidates(self, new: Sequence[tuple[int, float]], old: Units) -> tuple[Candidate, ...]:
        found = []
        for position, share in new:
            unit = self._units.records[position]
            units = {
                str(OLD): old[str(OLD)],
                str(CURRENT): {"province": unit.province, "commune": unit.code},
            }
            at = self.position(unit)
            found.append(
                Candidate(
                    self._units.label(unit), self._units.label(unit, "en"), at.lat, at.lon,
                    str(unit.vintage), str(unit.level), unit.code, share, units,
                )
            )  # fmt: skip
        return tuple(found)
