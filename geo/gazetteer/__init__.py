"""Names to places, offline: units of both vintages, their earlier names, outlets and sights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from geo.addresses.reader import AddressReader
from geo.gazetteer.entries import Entry, Spelling, build_entries
from geo.gazetteer.prefixes import PREFIX, Hit, PrefixIndex, query_of
from geo.naming.names import UnitNames
from geo.naming.tokens import Token, tokenize
from geo.naming.types import english_type, type_at
from geo.naming.units import UnitTable
from geo.vintages import Level, Vintage

__all__ = ["Gazetteer", "Suggestion"]

ENOUGH = 3
"""Good hits, from which on no slips are looked for."""
LONGEST_QUERY = 200
"""Characters of a query that are read: more is no name."""


class Suggestion(NamedTuple):
    """What a text that is being typed may become."""

    label: str
    type: str
    """A level, a kind of place, or "address"."""
    id: str | None
    code: str | None
    vintage: str | None
    lat: float
    lon: float
    score: float
    label_en: str

    def as_dict(self, lang: str = "vi") -> dict[str, Any]:
        """For JSON: either `id` or `code` is there."""
        found: dict[str, Any] = {
            "label": self.label_en if lang == "en" else self.label,
            "type": self.type,
            "vintage": self.vintage,
            "lat": self.lat,
            "lon": self.lon,
        }
        return found | ({"id": self.id} if self.id is not None else {"code": self.code})


class Gazetteer:
    """
    Everything that has a name.

    Parameters
    ----------
    units
        `data/boundaries/units.csv` as text columns: one row per unit and naming period.
    aliases
        `data/boundaries/aliases.csv`: earlier names and merged units; None for none.
    places
        Outlets, villages and destinations, as `geo.locator.Locator.places`; None for none.
    """

    def __init__(
        self,
        units: pd.DataFrame,
        aliases: pd.DataFrame | None = None,
        *,
        places: pd.DataFrame | None = None,
    ) -> None:
        self.names = UnitNames(units, aliases)
        self.units = UnitTable(units)
        self.places = places
        self.entries: list[Entry]
        self._spellings: list[Spelling]
        self.entries, self._spellings = build_entries(self.names, self.units, places)

    def with_places(self, places: pd.DataFrame) -> Gazetteer:
        """The same units with other places; what was made of the units is shared."""
        other = copy(self)
        for made in ("index", "places_by_name", "place_rows"):
            vars(other).pop(made, None)
        other.places = places
        other.entries, other._spellings = build_entries(self.names, self.units, places)
        return other

    def match_unit(
        self, vintage: Vintage | str, level: Level | str, name: str, within: str | None = None
    ) -> list[str]:
        """Codes of the units that a table's cell can mean; see `UnitNames.match`."""
        return self.names.match(Vintage(vintage), Level(level), name, within=within)

    @cached_property
    def index(self) -> PrefixIndex:
        """The spellings by their beginnings; made when first asked for."""
        return PrefixIndex(self._spellings)

    def place_label(self, row: int) -> tuple[str, str]:
        """A place's name with the units it lies in, in Vietnamese and in English."""
        entry = self.entries[len(self.units) + row]
        return entry.label, entry.label_en

    @cached_property
    def places_by_name(self) -> dict[str, list[int]]:
        """Rows of the places that bear a name, by its glued form (`geo.text.glued`)."""
        rows: dict[str, list[int]] = {}
        for spelling in self._spellings:
            entry = self.entries[spelling.entry]
            if entry.id is not None:
                key = "".join(token.glued for token in tokenize(spelling.name))
                rows.setdefault(key, []).append(entry.row)
        return rows

    @cached_property
    def place_rows(self) -> dict[str, int]:
        """Rows of the places by their id."""
        return {entry.id: entry.row for entry in self.entries if entry.id is not None}

    def places_ending(self, tokens: Sequence[Token]) -> list[int]:
        """Rows of the places whose name ends in those words."""
        hits = self.index.find(query_of(tokens), whole_only=True)
        entries = {self._spellings[hit.spelling].entry for hit in hits}
        return sorted(
            self.entries[entry].row for entry in entries if self.entries[entry].id is not None
        )

    @cached_property
    def _reader(self) -> AddressReader:
        return AddressReader(self.names, self.units)

    def ready(self) -> None:
        """Make what is otherwise made when first asked for."""
        _ = self.index, self.places_by_name, self.place_rows, self._reader

    def suggest(self, query: str, limit: int = 8) -> list[Suggestion]:
        """
        What the text may become, best first.

        A whole name comes before a beginning, that before the beginning of a later word, that
        before a slip of the pen; of equals the one that more people look for, and the vintage in
        force. Marks that are typed must be borne, or the name comes later. What follows the name
        may be the units above it ("hoi an quang nam"). A text that is no name is read as an
        address.

        Parameters
        ----------
        query
            As typed so far, with or without diacritics; nothing gives nothing.
        """
        tokens = tokenize(query[:LONGEST_QUERY])
        if not tokens or limit < 1:
            return []
        hits: dict[int, float] = {}
        for types, rest in _readings(tokens):
            self._gather(hits, self.index.find(query_of(rest), types))
        good = sum(score >= PREFIX for score in hits.values())
        if good < ENOUGH:
            for types, rest in _readings(tokens):
                self._gather(hits, self._within(rest, types))
                self._gather(hits, self.index.find_similar(query_of(rest).key, types))
        best = sorted(hits, key=lambda entry: (-hits[entry], self.entries[entry].label))
        found = [self._suggestion(self.entries[entry], hits[entry]) for entry in best[:limit]]
        return found or self._addresses(query, limit)

    def _gather(self, hits: dict[int, float], found: Iterable[Hit]) -> None:
        """The best score of each entry."""
        for spelling, score in found:
            entry = self._spellings[spelling].entry
            if score > hits.get(entry, float("-inf")):
                hits[entry] = score

    def _within(self, tokens: Sequence[Token], types: Sequence[str]) -> list[Hit]:
        """Whole names followed by the beginning of the name of a unit they lie in."""
        for cut in range(len(tokens) - 1, 0, -1):
            above = " ".join(token.folded for token in _without_type(tokens[cut:]))
            hits = [
                hit
                for hit in self.index.find(query_of(tokens[:cut]), types, whole_only=True)
                if f"|{above}" in self.entries[self._spellings[hit.spelling].entry].within
            ]
            if hits:
                return hits
        return []

    def _addresses(self, query: str, limit: int) -> list[Suggestion]:
        """The units that the text names when it is read as an address."""
        address = self._reader.read(query[:LONGEST_QUERY])
        if not address.readings:
            return []
        best = address.readings[0]
        found = []
        for reading in address.readings[:limit]:
            if reading.score < best.score - 1.0:
                break
            entry = self.entries[reading.unit]
            found.append(self._suggestion(entry, reading.score)._replace(type="address"))
        return found

    @staticmethod
    def _suggestion(entry: Entry, score: float) -> Suggestion:
        return Suggestion(
            entry.label, entry.type, entry.id, entry.code, entry.vintage, entry.lat, entry.lon,
            score, entry.label_en,
        )  # fmt: skip


def _readings(tokens: Sequence[Token]) -> list[tuple[tuple[str, ...], Sequence[Token]]]:
    """As a name whole, after a unit's type, and before an English one: (the types, the name)."""
    readings: list[tuple[tuple[str, ...], Sequence[Token]]] = [((), tokens)]
    kind = type_at(tokens, 0)
    if kind is not None and len(tokens) > kind.words:
        readings.append((kind.types, tokens[kind.words :]))
    if len(tokens) > 1 and (types := english_type(tokens[-1])):
        readings.append((types, tokens[:-1]))
    return readings


def _without_type(tokens: Sequence[Token]) -> Sequence[Token]:
    kind = type_at(tokens, 0)
    return tokens[kind.words :] if kind is not None and len(tokens) > kind.words else tokens
