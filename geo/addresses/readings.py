"""Mentions put together: which unit an address means, and what in it says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from geo.addresses.hierarchy import Hierarchy
from geo.addresses.mentions import Mention
from geo.naming.units import UnitTable
from geo.vintages import CURRENT

OUT_OF_ORDER = 0.8
"""What a mention above keeps when it stands before the one below it: addresses rise."""
CURRENT_BONUS = 0.2
"""For a unit in force, when no district, which none has now, says otherwise."""


class Reading(NamedTuple):
    """One unit that an address can mean."""

    unit: int
    """Position in the unit table."""
    score: float
    mentions: tuple[Mention, ...]
    """What says so: the unit's own mention, then those of the units above it."""


def read(mentions: Sequence[Mention], hierarchy: Hierarchy, units: UnitTable) -> list[Reading]:
    """
    The units that can be meant, best first, each once.

    A reading scores the mention of its unit and the best mentions, apart from one another, of a
    district and a province that it lies in.
    """
    by_unit: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_unit.setdefault(mention.unit, []).append(mention)
    best: dict[int, Reading] = {}
    for mention in mentions:
        reading = _read_one(mention, by_unit, hierarchy, units)
        known = best.get(mention.unit)
        if known is None or reading.score > known.score:
            best[mention.unit] = reading
    return sorted(best.values(), key=lambda found: (-found.score, found.mentions[0].start))


def _read_one(
    mention: Mention, by_unit: dict[int, list[Mention]], hierarchy: Hierarchy, units: UnitTable
) -> Reading:
    districts = [None, *_above(mention, hierarchy.districts[mention.unit], by_unit)]
    provinces = [None, *_above(mention, hierarchy.provinces[mention.unit], by_unit)]
    bonus = CURRENT_BONUS if units.records[mention.unit].vintage is CURRENT else 0.0
    best = Reading(mention.unit, mention.weight + bonus, (mention,))
    for district in districts:
        for province in provinces:
            if district is None and province is None:
                continue
            said = [found for found in (district, province) if found is not None]
            if len(said) == 2 and _overlap(said[0][1], said[1][1]):
                continue
            score = mention.weight + sum(weight for weight, _ in said)
            if district is None:
                score += bonus
            if score > best.score:
                best = Reading(mention.unit, score, (mention, *(found for _, found in said)))
    return best


def _above(
    mention: Mention,
    above: Iterable[tuple[int, float]],
    by_unit: dict[int, list[Mention]],
) -> Iterator[tuple[float, Mention]]:
    """(weight, mention) of the units above that are mentioned apart from the mention itself."""
    for unit, share in above:
        for found in by_unit.get(unit, ()):
            if not _overlap(mention, found):
                order = 1.0 if found.start > mention.start else OUT_OF_ORDER
                yield found.weight * share * order, found


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
