"""
Queries as people type them, with the answers that are right: `queries.csv`.

Names were drawn at random from `data/` and typed as people do, by a few lines that know nothing
of `geo`: without diacritics, cut short, with one letter left out, doubled or swapped; well-known
abbreviations, English and former names were added by hand. `expected` holds every answer that is
right, parted by spaces: `level:vintage:code` or `id:…`.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

from geo.locator import Locator

FIRST = 3
"""Where the expected answer should be found."""


class Typed(NamedTuple):
    """A query, how it is written, and the answers that are right."""

    how: str
    query: str
    expected: frozenset[str]


def read() -> list[Typed]:
    """All queries."""
    path = Path(__file__).parent / "queries.csv"
    with path.open(encoding="utf-8") as file:
        return [
            Typed(row["how"], row["query"], frozenset(row["expected"].split()))
            for row in csv.DictReader(file)
        ]


def answers(locator: Locator, query: str, limit: int = FIRST) -> list[str]:
    """The first suggestions of places, units, crafts and products, as `expected` writes them."""
    ranked = [
        (one.score, f"id:{one.id}" if one.id else f"{one.type}:{one.vintage}:{one.code}")
        for one in locator.gazetteer.suggest(query, limit)
    ]
    ranked += [(hit.score, f"id:{hit.topic.id}") for hit in locator.topics.suggest(query, limit)]
    ranked.sort(key=lambda pair: -pair[0])
    return [key for _, key in ranked[:limit]]
