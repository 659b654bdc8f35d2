"""Every name a unit has or had, and structured names (a table's cells) to unit codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

import pandas as pd
from rapidfuzz.distance import OSA

from geo.naming.tokens import tokenize
from geo.naming.types import TYPES, english_type, type_at, typed_name
from geo.text import glued, marked
from geo.vintages import Level, UnitKey, Vintage

SHORT_NAME = 8
"""Letters up to which one slip is forgiven; a longer name forgives two."""


def text_rows(table: pd.DataFrame, *columns: str) -> Iterator[tuple[str, ...]]:
    """The rows of those columns as text, an empty cell as empty text."""
    return zip(*(table[column].fillna("").astype(str) for column in columns), strict=True)


class UnitName(NamedTuple):
    """One name of one unit, in one period."""

    vintage: Vintage
    level: Level
    code: str
    type: str
    """With a capital, as in "Thị xã"."""
    name: str
    """Without the type."""
    marked: str
    """`name` as `geo.text.marked`; empty for an alias known only without its marks."""
    former: bool
    """A name, or a unit merged into this one, from before the vintage's own."""

    @property
    def key(self) -> UnitKey:
        """What names the unit."""
        return UnitKey(self.vintage, self.level, self.code)


class WrittenName(NamedTuple):
    """One reading of a written unit name."""

    types: tuple[str, ...]
    """The types that the writing allows; empty when it says none."""
    glued: str
    marked: str
    has_marks: bool
    """Whether its writer writes marks at all, the type's included."""


class UnitNames:
    """
    The names of all units by their glued form.

    Parameters
    ----------
    units
        One row per unit and naming period: vintage, level, code, parent, province, name (with its
        type), valid_from.
    aliases
        Earlier names: vintage, level, code, type, name (without the type). None for no aliases.
    """

    def __init__(self, units: pd.DataFrame, aliases: pd.DataFrame | None = None) -> None:
        self._by_key: dict[tuple[Vintage, Level], dict[str, list[UnitName]]] = {}
        self.ancestors: dict[UnitKey, tuple[str, ...]] = {}
        """Codes above a unit in its vintage, nearest first."""
        columns = ("vintage", "level", "code", "parent", "province", "name", "valid_from")
        latest: dict[UnitKey, str] = {}
        for vintage, level, code, *_, since in text_rows(units, *columns):
            key = UnitKey(Vintage(vintage), Level(level), code)
            latest[key] = max(since, latest.get(key, ""))
        for vintage, level, code, parent, province, full, since in text_rows(units, *columns):
            key = UnitKey(Vintage(vintage), Level(level), code)
            above = () if key.level is Level.PROVINCE else (parent, province)
            self.ancestors[key] = tuple(dict.fromkeys(above))
            kind, name = typed_name(full, key.level)
            self._add(UnitName(*key, kind, name, marked(name), former=since < latest[key]))
        for vintage, level, code, kind, name in (
            ()
            if aliases is None
            else text_rows(aliases, "vintage", "level", "code", "type", "name")
        ):
            spelled = "" if name.isascii() and name.islower() else marked(name)
            key = UnitKey(Vintage(vintage), Level(level), code)
            self._add(UnitName(*key, kind, name, spelled, former=True))

    def _add(self, name: UnitName) -> None:
        table = self._by_key.setdefault((name.vintage, name.level), {})
        table.setdefault(glued(name.name), []).append(name)

    def __iter__(self) -> Iterator[UnitName]:
        for table in self._by_key.values():
            for names in table.values():
                yield from names

    def tables(self) -> Mapping[tuple[Vintage, Level], Mapping[str, list[UnitName]]]:
        """The names by glued form, for each vintage and level."""
        return self._by_key

    def match(
        self, vintage: Vintage, level: Level, name: str, *, within: str | None = None
    ) -> list[str]:
        """
        Codes of the units that a written name can mean: those of the best kind of agreement.

        In order: the name with its marks and its type; without marks; an earlier name; the name
        with another type or none; one or two letters wrong (only with `within`). Several codes
        mean that the name does not decide.

        Parameters
        ----------
        name
            As a table writes it: "Thành phố Cao Lãnh", "TX. Phú Mỹ", "H.Việt Yên", "Hội An".
        within
            Code of a unit above it in the same vintage.

        Examples
        --------
        >>> columns = ["vintage", "level", "code", "parent", "province", "name", "valid_from"]
        >>> row = ["2025-03-01", "district", "018", "01", "01", "Huyện Gia Lâm", "2025-03-01"]
        >>> units = pd.DataFrame([row], columns=columns)
        >>> UnitNames(units).match(Vintage.V2025_03, Level.DISTRICT, "h. gia lam", within="01")
        ['018']
        """
        table = self._by_key.get((vintage, level), {})
        best: dict[str, int] = {}
        for written in written_names(name, level):
            self._rank(written, self._inside(table.get(written.glued, ()), within), best)
        if not best and within is not None:
            for written in written_names(name, level):
                self._rank_typos(written, table, within, best)
        top = min(best.values(), default=0)
        return sorted(code for code, rank in best.items() if rank == top)

    def _inside(self, names: Iterable[UnitName], within: str | None) -> Iterator[UnitName]:
        for name in names:
            if within is None or within in self.ancestors[name.key]:
                yield name

    @staticmethod
    def _rank(written: WrittenName, names: Iterable[UnitName], best: dict[str, int]) -> None:
        for name in names:
            typed = name.type in written.types
            same_marks = name.marked == written.marked
            wrong_marks = bool(written.has_marks and name.marked and not same_marks)
            rank = (
                4 * (not typed and bool(written.types)) + 2 * name.former + (not same_marks)
                + 8 * wrong_marks
            )  # fmt: skip
            best[name.code] = min(rank, best.get(name.code, rank))

    def _rank_typos(
        self,
        written: WrittenName,
        table: Mapping[str, list[UnitName]],
        within: str,
        best: dict[str, int],
    ) -> None:
        if written.glued in table or any(letter.isdecimal() for letter in written.glued):
            return  # the name of another unit, or another number, is not a slip
        slips = 1 if len(written.glued) <= SHORT_NAME else 2
        for key, names in table.items():
            if abs(len(key) - len(written.glued)) > slips:
                continue
            distance = OSA.distance(written.glued, key, score_cutoff=slips)
            if distance > slips:
                continue
            for name in self._inside(names, within):
                rank = 2 * distance + (name.type not in written.types)
                best[name.code] = min(rank, best.get(name.code, rank))


@lru_cache(maxsize=4096)
def written_names(text: str, level: Level) -> tuple[WrittenName, ...]:
    """
    How a written name of a unit at that level can be read: its type taken off, or kept.

    >>> [(w.types, w.glued) for w in written_names("TP. Hội An", Level.DISTRICT)]
    [(('Thành phố',), 'hoian'), ((), 'tphoian')]
    """
    tokens = tokenize(text)
    readings: list[tuple[tuple[str, ...], int, int]] = [((), 0, len(tokens))]
    mention = type_at(tokens, 0)
    if mention is not None and mention.words < len(tokens):
        types = tuple(kind for kind in mention.types if kind in TYPES[level])
        if types:
            readings.insert(0, (types, mention.words, len(tokens)))
    if len(tokens) > 1:
        types = tuple(kind for kind in english_type(tokens[-1]) if kind in TYPES[level])
        if types:
            readings.insert(0, (types, 0, len(tokens) - 1))
    return tuple(
        WrittenName(
            types,
            "".join(token.glued for token in tokens[start:end]),
            " ".join(token.marked for token in tokens[start:end]),
            any(token.has_marks for token in tokens),
        )
        for types, start, end in readings
        if tokens[start:end]
    )
