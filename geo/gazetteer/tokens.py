"""A text as the words that names are looked for in."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from geo.text import fold, glued, has_marks, marked

_PIECES = re.compile(r"[^\W\d_]+|\d+|[,;\n|()]|[^\w\s]")
_SEGMENT_ENDS = frozenset(",;\n|()")


class Token(NamedTuple):
    """One word (letters or digits) and where it stands."""

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

    >>> [(token.folded, token.segment) for token in tokenize("P.12, Q3")]
    [('p', 0), ('12', 0), ('q', 1), ('3', 1)]
    """
    composed = unicodedata.normalize("NFC", text)
    tokens: list[Token] = []
    segment, broken = 0, True
    for piece in _PIECES.finditer(composed):
        word = piece.group()
        if word in _SEGMENT_ENDS:
            segment, broken = segment + 1, True
        elif not word.isalnum():
            broken = broken or word != "."
        else:
            tokens.append(
                Token(
                    fold(word), glued(word), marked(word), has_marks(word), segment, broken,
                    piece.start(), piece.end(),
                )
            )  # fmt: skip
            broken = False
    return tokens
