"""An address, read: what it can mean, best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from geo.addresses.hierarchy import Hierarchy, Successors
from geo.addresses.mentions import (
    LONGEST_NAME,
    TYPO,
    WEIGHT,
    Mention,
    NamedUnit,
    find_mentions,
)
from geo.addresses.readings import Reading, read
from geo.naming.names import SHORT_NAME, UnitNames
from geo.naming.tokens import Token, tokenize
from geo.naming.types import TYPES, type_at
from geo.naming.units import UnitTable
from geo.text import glued
from geo.vintages import Level

LEAST_SCORE = 2.5
"""Below this nothing but a street's name agrees with a unit's: no reading at all."""


class Address(NamedTuple):
    """A text and the units that it can mean."""

    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]
    readings: tuple[Reading, ...]
    """Best first; none when no unit is named."""


class AddressReader:
    """
    Reads addresses of either vintage, or of both mixed.

    Parameters
    ----------
    names, units
        Every name of every unit, and the units.
    crosswalk
        What each old commune became; None reads each vintage by itself.
    """

    def __init__(
        self, names: UnitNames, units: UnitTable, crosswalk: Successors | None = None
    ) -> None:
        self.units = units
        self.hierarchy = Hierarchy(units, crosswalk)
        self._names: dict[str, list[NamedUnit]] = {}
        self._below: dict[tuple[int, Level], list[tuple[str, NamedUnit]]] = {}
        for name in names:
            position = units.index[name.key]
            named = NamedUnit(name, position)
            key = glued(name.name)
            self._names.setdefault(key, []).append(named)
            for above, _ in (
                *self.hierarchy.districts[position],
                *self.hierarchy.provinces[position],
            ):
                self._below.setdefault((above, name.level), []).append((key, named))

    def read(self, text: str) -> Address:
        """
        What the text can mean.

        A typed name that no unit bears is taken for a slip of the pen when it is near to that of
        exactly one unit, or of units of one name, in what the rest of the text determines.
        """
        tokens = tokenize(text)
        mentions = find_mentions(tokens, self._names)
        readings = read(mentions, self.hierarchy, self.units)
        slips = list(self._slips(tokens, mentions, readings))
        if slips:
            mentions += slips
            readings = read(mentions, self.hierarchy, self.units)
        sure = tuple(reading for reading in readings if reading.score >= LEAST_SCORE)
        return Address(tuple(tokens), tuple(mentions), sure)

    def _slips(
        self, tokens: Sequence[Token], mentions: Sequence[Mention], readings: Sequence[Reading]
    ) -> Iterator[Mention]:
        """Mentions of units whose misspelled names stand after a type."""
        if not readings or self.units.records[readings[0].unit].level is Level.COMMUNE:
            return
        scope = readings[0].unit
        said = {(mention.start, mention.name.level) for mention in mentions if mention.typed}
        inside_type = 0
        for start in range(len(tokens)):
            kind = type_at(tokens, start) if start >= inside_type else None
            if kind is None:
                continue
            inside_type = start + kind.words
            for level in (Level.DISTRICT, Level.COMMUNE):
                types = [written for written in kind.types if written in TYPES[level]]
                if types and (start, level) not in said:
                    yield from self._near_misses(tokens, start, inside_type, scope, level)

    def _near_misses(
        self, tokens: Sequence[Token], start: int, name_start: int, scope: int, level: Level
    ) -> Iterator[Mention]:
        below = self._below.get((scope, level), ())
        best = float("inf")
        found: list[Mention] = []
        key, spelled = "", ""
        for end in range(name_start + 1, min(name_start + LONGEST_NAME, len(tokens)) + 1):
            token = tokens[end - 1]
            if token.segment != tokens[start].segment or token.glued.isdecimal():
                break
            key, spelled = key + token.glued, f"{spelled} {token.marked}".strip()
            slips = 1 if len(key) <= SHORT_NAME else 2
            for other, (name, unit) in below:
                if abs(len(other) - len(key)) > slips:
                    continue
                letters = OSA.distance(key, other, score_cutoff=slips)
                if letters > slips:
                    continue
                # Of names equally far, the one whose marks agree better.
                distance = letters + OSA.distance(spelled, name.marked or other) / 100
                if distance < best:
                    best, found = distance, []
                if distance == best:
                    found.append(Mention(start, end, unit, WEIGHT[level] * TYPO, name, typed=True))
        if len({glued(mention.name.name) for mention in found}) == 1:
            yield from found
