"""Spellings found by how they begin, or how any of their words begins."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.gazetteer.entries import Spelling
from geo.naming.tokens import Token, tokenize

EXACT, WHOLE_END, PREFIX, WORD_PREFIX, TYPO = 100.0, 78.0, 70.0, 45.0, 30.0
"""The whole name; its last words; its beginning; the beginning of a later word; a slip."""
SHORT = 3
SHORT_EXACT, SHORT_END = 80.0, 50.0
"""For up to three letters: "Hà", or "Đông Hà", on the way to "Hà Nội"."""
WRONG_MARKS = -25.0
"""For marks written that the name does not bear."""
PER_SLIP = -8.0
LONGEST_SLIP = 24
"""Letters of a name up to which slips are looked for: longer ones are addresses."""

_LAST = "\U0010ffff"
_WIDE = 400
"""How many of a wide range, the most important first, are looked at one by one."""


class Hit(NamedTuple):
    """A spelling that matches."""

    spelling: int
    score: float


class Query(NamedTuple):
    """What was typed, its words run together."""

    key: str
    """As `geo.text.glued`."""
    marked: str
    """As `geo.text.marked`."""
    written: str
    has_marks: bool


def query_of(tokens: Sequence[Token]) -> Query:
    """The query that some words are."""
    return Query(
        "".join(token.glued for token in tokens),
        "".join(token.marked for token in tokens),
        "".join(token.written for token in tokens),
        any(token.has_marks for token in tokens),
    )


class PrefixIndex:
    """
    The spellings by each of their ends: "hoi an" stands under "hoian" and under "an".

    Parameters
    ----------
    spellings
        Their positions in this sequence are what `Hit.spelling` says.
    """

    def __init__(self, spellings: Sequence[Spelling]) -> None:
        rows: list[tuple[str, str, str, int, int]] = []
        for position, spelling in enumerate(spellings):
            tokens = tokenize(spelling.name)
            for word, token in enumerate(tokens):
                if word and len(token.folded) == 1 and not token.folded.isdecimal():
                    continue  # the A of "Vĩnh Lộc A": nobody looks for it
                rest = tokens[word:]
                rows.append(
                    (
                        "".join(token.glued for token in rest),
                        "".join(token.marked for token in rest),
                        "".join(token.written for token in rest),
                        position,
                        word,
                    )
                )
        rows.sort()
        self._keys = [row[0] for row in rows]
        self._marked = [row[1] for row in rows]
        self._written = [row[2] for row in rows]
        self._spelling = np.array([row[3] for row in rows], dtype=np.int32)
        self._first = np.array([row[4] == 0 for row in rows])
        self._length = np.array([len(key) for key in self._keys], dtype=np.int32)
        self._importance = np.array([spelling.importance for spelling in spellings])
        types = sorted({spelling.unit_type for spelling in spellings})
        self._type_ids = {kind: number for number, kind in enumerate(types)}
        self._type = np.array(
            [self._type_ids[spelling.unit_type] for spelling in spellings], dtype=np.int16
        )
        self._starts = np.flatnonzero(self._first)

    def find(
        self, query: Query, types: Sequence[str] = (), *, whole_only: bool = False
    ) -> list[Hit]:
        """
        Spellings that begin so, or one of whose words does, in no order.

        Parameters
        ----------
        types
            Only units of these types; empty for everything.
        whole_only
            Only names, or ends of names, that are the query and go no further.
        """
        key = query.key
        low = bisect_left(self._keys, key)
        high = bisect_right(self._keys, key) if whole_only else bisect_left(self._keys, key + _LAST)
        rows = np.arange(low, high)
        if types:
            wanted = [self._type_ids[kind] for kind in types if kind in self._type_ids]
            rows = rows[np.isin(self._type[self._spelling[rows]], wanted)]
        whole = self._length[rows] == len(key)
        first = self._first[rows]
        score = np.where(
            whole & first,
            EXACT if len(key) > SHORT else SHORT_EXACT,
            np.where(
                whole & (first | (len(key) > SHORT)),
                WHOLE_END,
                np.where(first, PREFIX, np.where(whole, SHORT_END, WORD_PREFIX)),
            ),
        )
        score = score + self._importance[self._spelling[rows]]
        if query.has_marks:
            agrees = np.array([self._agrees(row, query) for row in rows.tolist()], dtype=np.bool_)
            score = score + np.where(agrees, 0.0, WRONG_MARKS)
        if len(rows) > _WIDE:
            best = np.argpartition(-score, _WIDE)[:_WIDE]
            rows, score = rows[best], score[best]
        return [
            Hit(int(spelling), float(value))
            for spelling, value in zip(self._spelling[rows], score, strict=True)
        ]

    def _agrees(self, row: int, query: Query) -> bool:
        """Whether the marks do: of whole words by their sound, of one half typed as it stands."""
        return self._marked[row].startswith(query.marked) or self._written[row].startswith(
            query.written
        )

    def find_similar(self, key: str, types: Sequence[str] = ()) -> list[Hit]:
        """
        Spellings that begin nearly so: one slip in four to seven letters, two in more.

        A shorter key, where a slip makes another word, finds nothing.
        """
        if not 4 <= len(key) <= LONGEST_SLIP or key.isdecimal():
            return []
        slips = 1 if len(key) < 8 else 2
        beginnings, group = self._beginnings(len(key) + 1)
        distances: npt.NDArray[np.float64] = process.cdist(
            [key], beginnings, scorer=OSA.distance, score_cutoff=slips
        )[0]
        distance = distances[group]
        near = np.flatnonzero(distance <= slips)
        spelling = self._spelling[self._starts[near]]
        score = TYPO + PER_SLIP * distance[near] + self._importance[spelling]
        if types:
            wanted = [self._type_ids[kind] for kind in types if kind in self._type_ids]
            kept = np.isin(self._type[spelling], wanted)
            spelling, score = spelling[kept], score[kept]
        return [
            Hit(int(position), float(value))
            for position, value in zip(spelling, score, strict=True)
        ]

    @lru_cache(maxsize=LONGEST_SLIP)  # noqa: B019  one index lives as long as its data version
    def _beginnings(self, length: int) -> tuple[list[str], npt.NDArray[np.intp]]:
        """The different first letters of spellings, and which of them each spelling has."""
        distinct: dict[str, int] = {}
        group = [
            distinct.setdefault(self._keys[row][:length], len(distinct)) for row in self._starts
        ]
        return list(distinct), np.array(group)
