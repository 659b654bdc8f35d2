"""The units that the words of an address can name, each with the weight of that evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from geo.naming.names import UnitName
from geo.naming.tokens import Token
from geo.naming.types import TYPES, TypeMention, english_type, type_at
from geo.vintages import Level

LONGEST_NAME = 6
"""Words in the longest unit name that is looked for ("Phan Rang - Tháp Chàm" has four)."""

# What a name counts for when written with its own type and its own marks. A district outweighs a
# commune, so that a commune of that name in another district does not; a province, both.
WEIGHT = {Level.COMMUNE: 4.0, Level.DISTRICT: 5.0, Level.PROVINCE: 6.0}

# And what remains of that when less than all agrees.
OTHER_TYPE = 0.75  # xã since made phường: the name and the level agree
NO_TYPE_WHOLE_SEGMENT = 0.85  # "…, Hà Đông, Hà Nội"
NO_TYPE_AT_END = 0.6  # "12 Trần Phú Hà Đông": the last words of a segment
NO_TYPE_INSIDE = 0.2  # "46 Thanh Nhàn": a street, most likely
BARE_INITIAL = 0.95  # "P. X": the letter may have been something else
NO_MARKS = 0.95
WRONG_MARKS = 0.5
MARKS_UNKNOWN = 0.97
FORMER = 0.92
TYPO = 0.7
UNFINISHED = 0.8  # "Phường An Hải|Đông": words that belong to the name go on after it


_STREET = frozenset(
    (
        *("duong", "pho", "ngo", "hem", "kiet", "so", "nha", "lo", "cho", "cau", "nga", "khu"),
        *("kdt", "kp", "ap", "thon", "xom", "to", "toa", "street", "road"),
    )
)
"""Words before a name that is not a unit's: a street's, a market's, a hamlet's."""


class Mention(NamedTuple):
    """Words that can name one unit."""

    start: int
    """First token, its type's included."""
    end: int
    """Past the last token."""
    unit: int
    """Position in the unit table."""
    weight: float
    name: UnitName
    typed: bool
    """Its type, or another of its level, stands before it."""


class NamedUnit(NamedTuple):
    """A name and the position of its unit in the unit table."""

    name: UnitName
    unit: int


def find_mentions(
    tokens: Sequence[Token], names: Mapping[str, Sequence[NamedUnit]]
) -> list[Mention]:
    """
    Every run of words in one segment that is a unit's name, typed or not.

    Parameters
    ----------
    names
        The names by their glued form.
    """
    found: list[Mention] = []
    inside_type = 0
    for start in range(len(tokens)):
        kind = type_at(tokens, start) if start >= inside_type else None
        if kind is not None:
            inside_type = start + kind.words  # the xã of "thị xã" is no commune
            found += _named_at(tokens, start, inside_type, kind, names)
        found += _named_at(tokens, start, start, None, names)
    return found


def _named_at(
    tokens: Sequence[Token],
    start: int,
    name_start: int,
    kind: TypeMention | None,
    names: Mapping[str, Sequence[NamedUnit]],
) -> list[Mention]:
    """The units whose name starts at `name_start`, after the type written from `start`."""
    found: list[Mention] = []
    key = ""
    for end in range(name_start + 1, min(name_start + LONGEST_NAME, len(tokens)) + 1):
        if tokens[end - 1].segment != tokens[start].segment:
            break
        key += tokens[end - 1].glued
        named = names.get(key)
        if named is None or (kind is None and key.isdecimal()):
            continue
        run = tokens[name_start:end]
        spelled = " ".join(token.marked for token in run)
        marks = any(token.has_marks for token in run)
        written = kind or _english_after(tokens, end)
        stop = end if kind is written else end + 1
        standing = _finished(tokens, stop) if written else _standing(tokens, start, end)
        for name, unit in named:
            factor = _type_factor(written, name) * standing
            if factor:
                factor *= _marks_factor(name, spelled, marks)
                weight = WEIGHT[name.level] * factor * (FORMER if name.former else 1.0)
                found.append(Mention(start, stop, unit, weight, name, written is not None))
    return found


def _english_after(tokens: Sequence[Token], end: int) -> TypeMention | None:
    """The type in "Ben Thanh Ward"."""
    types = english_type(tokens[end]) if end < len(tokens) else ()
    same = bool(types) and tokens[end].segment == tokens[end - 1].segment
    return TypeMention(1, types, initial=False) if same else None


def _type_factor(kind: TypeMention | None, name: UnitName) -> float:
    """How well the written type fits; 0 when it is a type of another level."""
    if kind is None:
        return 1.0
    sure = BARE_INITIAL if kind.initial else 1.0
    if name.type in kind.types:
        return sure
    fits = any(written in TYPES[name.level] for written in kind.types)
    return OTHER_TYPE * sure if fits else 0.0


def _marks_factor(name: UnitName, spelled: str, marks: bool) -> float:
    if name.marked == spelled:
        return 1.0
    if not name.marked:
        return MARKS_UNKNOWN
    return WRONG_MARKS if marks else NO_MARKS


def _finished(tokens: Sequence[Token], end: int) -> float:
    """Whether a typed name stops there: a segment, a dash or another type follows."""
    last = (
        end == len(tokens)
        or tokens[end].broken
        or tokens[end].segment != tokens[end - 1].segment
        or type_at(tokens, end) is not None
    )
    return 1.0 if last else UNFINISHED


def _standing(tokens: Sequence[Token], start: int, end: int) -> float:
    """How far a name without a type stands by itself between commas and dashes."""
    segment = tokens[start].segment
    opens = start == 0 or tokens[start].broken or tokens[start - 1].segment != segment
    closes = end == len(tokens) or tokens[end].broken or tokens[end].segment != segment
    if opens and closes:
        return NO_TYPE_WHOLE_SEGMENT
    if closes and not (tokens[start - 1].glued.isdecimal() or tokens[start - 1].folded in _STREET):
        return NO_TYPE_AT_END
    return NO_TYPE_INSIDE
