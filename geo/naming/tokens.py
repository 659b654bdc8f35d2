"""A text as the words that names are looked for in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from geo.text import fold, glued, has_marks, marked

_PIECES = re.compile(r"[^\W\d_]+|\d+|[,;\n|()]|[^\w\s]")
_SEGMENT_ENDS = frozenset(",;\n|()")


class Token(NamedTuple):
    """One word (letters or digits) and where it stands."""

    written: str
    """As it stands, in small letters."""
    folded: str
    glued: str
    """As `geo.text.glued`: what names are keyed by."""
    marked: str
    has_marks: bool
    segment: int
    """The comma-separated part it stands in, from 0."""
    broken: bool
    """A dash, slash or bracket stands right before it: the start of a part, perhaps."""
    start: int
    """Its first character in the composed text."""
    end: int


def tokenize(text: str) -> list[Token]:
    """
    The words of a text; letters and digits part ("P12" is two words), commas part segments.

    A capital after a small letter starts a word: the comma between was forgotten.

    >>> [(token.folded, token.segment) for token in tokenize("P.12, Q3")]
    [('p', 0), ('12', 0), ('q', 1), ('3', 1)]
    >>> [token.folded for token in tokenize("P. Tân PhongTP. Lai Châu")]
    ['p', 'tan', 'phong', 'tp', 'lai', 'chau']
    """
    tokens: list[Token] = []
    segment, broken = 0, True
    for piece in _PIECES.finditer(unicodedata.normalize("NFC", text)):
        run = piece.group()
        if run in _SEGMENT_ENDS:
            segment, broken = segment + 1, True
            continue
        if not run.isalnum():
            broken = broken or run != "."
            continue
        start = piece.start()
        for word in _words(run):
            end = start + len(word)
            tokens.append(Token(*_forms(word), segment, broken, start, end))
            start, broken = end, False
    return tokens


def _words(run: str) -> list[str]:
    """A run of letters, parted before each capital that follows a small letter."""
    cuts = [here for here in range(1, len(run)) if run[here].isupper() and run[here - 1].islower()]
    return [run[start:end] for start, end in zip([0, *cuts], [*cuts, len(run)], strict=True)]


@lru_cache(maxsize=16_384)
def _forms(word: str) -> tuple[str, str, str, str, bool]:
    return word.casefold(), fold(word), glued(word), marked(word), has_marks(word)
