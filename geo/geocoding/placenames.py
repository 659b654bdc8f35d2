"""Outlets, villages and destinations that a text names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from geo.addresses.reader import Address
from geo.coordinates import LonLat
from geo.gazetteer import Gazetteer
from geo.geocoding.results import Result, Units
from geo.naming.tokens import Token
from geo.naming.types import type_at
from geo.naming.units import Unit, UnitTable
from geo.vintages import LAYERS, Level, unit_column

SHORTEST_NAME = 6
"""Letters of a place's name that is looked for inside an address."""
CONFIDENCE = 0.97
"""For a name written whole: now and then another place bears it."""


class PlaceFinder:
    """
    Finds places by name, alone or as a part of an address.

    Parameters
    ----------
    gazetteer
        Made with places, or there are none to find.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._units: UnitTable = gazetteer.units

    def named(self, address: Address) -> list[Result]:
        """
        Places whose name is the whole text, or a part of an address that lies where they do.

        A name that begins like a unit's ("Thành phố Huế") is left to the unit.
        """
        for start, end, rows in self._spans(address.tokens):
            outside = [
                self._units.records[mention.unit]
                for reading in address.readings[:1]
                for mention in reading.mentions
                if mention.end <= start or mention.start >= end
            ]
            alone = (start, end) == (0, len(address.tokens))
            if not outside and not alone:
                continue  # a bare word in a text that says nothing of where it is
            agreeing = [row for row in rows if self._agrees(row, outside)]
            if agreeing:
                return [self._result(row, CONFIDENCE / len(agreeing)) for row in agreeing]
        return self._by_last_words(address)

    def result(self, place_id: str, confidence: float) -> Result:
        """The place of that id as a result."""
        return self._result(self._gazetteer.place_rows[place_id], confidence)

    def _spans(self, tokens: Sequence[Token]) -> Iterator[tuple[int, int, list[int]]]:
        """(first word, past the last, rows) of names that begin a part, the longest first."""
        names = self._gazetteer.places_by_name
        spans = [
            (start, end)
            for start in range(len(tokens))
            if (start == 0 or tokens[start].broken) and type_at(tokens, start) is None
            for end in range(start + 1, len(tokens) + 1)
            if tokens[end - 1].segment == tokens[start].segment
        ]
        for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
            key = "".join(token.glued for token in tokens[start:end])
            if key in names and (len(key) >= SHORTEST_NAME or end - start == len(tokens)):
                yield start, end, names[key]

    def _by_last_words(self, address: Address) -> list[Result]:
        """Places whose name ends in the whole text, when that is more than a unit's name."""
        if not address.tokens or any(token.segment for token in address.tokens):
            return []
        if address.readings:
            mention = address.readings[0].mentions[0]
            if mention.end - mention.start == len(address.tokens):
                return []
        rows = self._gazetteer.places_ending(address.tokens)
        return [self._result(row, CONFIDENCE / len(rows)) for row in rows]

    def _agrees(self, row: int, said: Sequence[Unit]) -> bool:
        units = self._place_units(row)
        for unit in said:
            code = units.get(str(unit.vintage), {}).get(str(unit.level))
            if code != unit.code and (code is not None or unit.level is Level.COMMUNE):
                return False
        return True

    def _place(self, row: int) -> Any:
        places = self._gazetteer.places
        if places is None:
            raise LookupError("the gazetteer was made without places")
        return places.iloc[row]

    def _place_units(self, row: int) -> Units:
        place = self._place(row)
        units: dict[str, dict[str, str]] = {}
        for vintage, level in LAYERS:
            code = place[unit_column(vintage, level)]
            if isinstance(code, str) and code:
                units.setdefault(str(vintage), {})[str(level)] = code
        return units

    def _result(self, row: int, confidence: float) -> Result:
        place = self._place(row)
        return Result(
            *self._gazetteer.place_label(row),
            LonLat(float(place["lon"]), float(place["lat"])),
            precision=str(place["precision"]),
            confidence=confidence,
            units=self._place_units(row),
        )
