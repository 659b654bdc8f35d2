"""The kinds of unit and the ways people write them before a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from geo.naming.tokens import Token
from geo.text import fold, marked
from geo.vintages import Level

TYPES: dict[Level, tuple[str, ...]] = {
    Level.PROVINCE: ("Tỉnh", "Thành phố"),
    Level.DISTRICT: ("Quận", "Huyện", "Thành phố", "Thị xã"),
    Level.COMMUNE: ("Phường", "Xã", "Thị trấn", "Đặc khu"),
}
"""The types there are at each level, of both vintages."""

_WRITINGS = {
    "Tỉnh": ("tỉnh", "t"),
    "Thành phố": ("thành phố", "tp", "t p"),
    "Quận": ("quận", "q"),
    "Huyện": ("huyện", "h"),
    "Thị xã": ("thị xã", "tx", "t x"),
    "Phường": ("phường", "p", "f"),
    "Xã": ("xã", "x"),
    "Thị trấn": ("thị trấn", "tt", "t t"),
    "Đặc khu": ("đặc khu", "đk"),
}
"""Without marks, and abbreviated, they are read too."""
_ENGLISH = {
    "province": ("Tỉnh",),
    "city": ("Thành phố",),
    "district": ("Quận", "Huyện"),
    "dist": ("Quận", "Huyện"),
    "town": ("Thị xã", "Thị trấn"),
    "township": ("Thị trấn",),
    "ward": ("Phường",),
    "commune": ("Xã",),
}
_LONGEST = 2
"""Words in the longest writing of a type."""


class TypeMention(NamedTuple):
    """A unit type written at some word of a text."""

    words: int
    """How many words the writing takes."""
    types: tuple[str, ...]
    """The types it can stand for."""
    initial: bool
    """Written as a bare initial (t, q, h, p, f, x), which much else can be."""


def _table() -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Folded words of each writing -> (its words with marks, the type)."""
    table: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for kind, writings in _WRITINGS.items():
        for writing in writings:
            table.setdefault(tuple(fold(writing).split()), []).append((marked(writing), kind))
    for word, kinds in _ENGLISH.items():
        table.setdefault((word,), []).extend((word, kind) for kind in kinds)
    return table


_TABLE = _table()


def type_at(tokens: Sequence[Token], start: int) -> TypeMention | None:
    """
    The unit type written at that token, the longest there; None when none is.

    A word that carries marks must carry the type's own (xã is a commune, xá is not), unless a
    number follows: "Quân 11" is a slip.

    >>> from geo.naming.tokens import tokenize
    >>> type_at(tokenize("thị xã Sơn Tây"), 0)
    TypeMention(words=2, types=('Thị xã',), initial=False)
    >>> type_at(tokenize("xá Sơn"), 0) is None
    True
    """
    for words in range(_LONGEST, 0, -1):
        here = tokens[start : start + words]
        if len(here) < words:
            continue
        written = " ".join(token.marked for token in here)
        after = tokens[start + words : start + words + 1]
        numbered = bool(after) and after[0].folded.isdecimal()
        bare = numbered or not any(token.has_marks for token in here)
        types = tuple(
            kind
            for with_marks, kind in _TABLE.get(tuple(token.folded for token in here), ())
            if bare or written == with_marks
        )
        if types:
            return TypeMention(words, types, initial=words == 1 and len(here[0].folded) == 1)
    return None


def english_type(token: Token) -> tuple[str, ...]:
    """
    The types that an English word after a name stands for; empty when none.

    >>> from geo.naming.tokens import tokenize
    >>> english_type(tokenize("Ward")[0])
    ('Phường',)
    """
    return () if token.has_marks else _ENGLISH.get(token.folded, ())


def typed_name(full: str, level: Level) -> tuple[str, str]:
    """
    A unit's full name as its type and the rest; no type when it starts with none.

    The types of its own level come first; an island district that stands for the commune it
    lacks keeps the district's.

    >>> typed_name("Thị xã Sơn Tây", Level.DISTRICT), typed_name("Phường 1", Level.COMMUNE)
    (('Thị xã', 'Sơn Tây'), ('Phường', '1'))
    """
    for kind in (*TYPES[level], *_WRITINGS):
        start = f"{kind} ".casefold()
        if full.casefold().startswith(start):
            return kind, full[len(start) :]
    return "", full
