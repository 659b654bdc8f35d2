"""What is made rather than where: crafts and products, found by their names while typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from geo.gazetteer.entries import Spelling
from geo.gazetteer.prefixes import PREFIX, PrefixIndex, query_of
from geo.naming.names import text_rows
from geo.naming.tokens import tokenize
from geo.naming.units import UnitTable
from geo.places.vocabularies import CRAFTS, Language
from geo.vintages import LAYERS, Level, UnitKey, Vintage, unit_column

LONGEST_QUERY = 200
"""Characters of a query that are read: more is no name."""
_CRAFT, _PRODUCT = 15.0, 8.0
"""How much is looked for, on the scale of `geo.gazetteer.entries`: a craft like a village, a
product a little less than a place that sells it."""
_ENOUGH = 3
"""Good hits, from which on no slips are looked for."""


class Topic(NamedTuple):
    """A craft or a product."""

    type: str
    """ "craft" or "product"."""
    id: str
    label: str
    label_en: str
    lat: float | None
    lon: float | None
    """Of a product, the lowest unit known of its producer; a craft is nowhere."""

    def as_dict(self, lang: Language = "vi") -> dict[str, Any]:
        """For JSON, as `geo.gazetteer.Suggestion.as_dict` has it."""
        return {
            "label": self.label_en if lang == "en" else self.label,
            "type": self.type,
            "vintage": None,
            "lat": self.lat,
            "lon": self.lon,
            "id": self.id,
        }


class TopicHit(NamedTuple):
    """A topic that a text may become."""

    topic: Topic
    score: float
    """On the scale of `geo.gazetteer.Suggestion.score`."""


class Topics:
    """
    Crafts and products by name.

    Parameters
    ----------
    products
        The layer `products`: id, name, producer and unit columns; a product's name and its
        producer's both lead to it.
    units
        Where the producers' units lie.
    """

    def __init__(self, products: pd.DataFrame, units: UnitTable) -> None:
        self._topics: list[Topic] = []
        spellings: list[Spelling] = []
        for craft in CRAFTS.values():
            if craft.id == "other":
                continue  # nobody looks for what is none of the others
            topic = Topic("craft", craft.id, craft.vi, craft.en, None, None)
            parts = [part for label in (craft.vi, craft.en) for part in (label, *label.split(", "))]
            names = dict.fromkeys((*parts, *craft.synonyms))
            spellings += [Spelling(len(self._topics), name, "", _CRAFT) for name in names]
            self._topics.append(topic)
        columns = [unit_column(*layer) for layer in _UPWARDS]
        for row in text_rows(products, "id", "name", "producer", *columns):
            product, name, producer, *codes = row
            topic = _product(product, name, codes, units)
            spellings.append(Spelling(len(self._topics), name, "", _PRODUCT))
            if producer:
                # Whoever types a producer's name wants what it makes; its place comes first.
                spellings.append(Spelling(len(self._topics), producer, "", _PRODUCT - 4))
            self._topics.append(topic)
        self._spellings = spellings
        self._index = PrefixIndex(spellings)

    def suggest(self, query: str, limit: int = 8) -> list[TopicHit]:
        """
        What the text may become, best first; marks, case and a slip forgiven as for places.

        Parameters
        ----------
        query
            As typed so far; nothing gives nothing.
        """
        tokens = tokenize(query[:LONGEST_QUERY])
        if not tokens or limit < 1:
            return []
        asked = query_of(tokens)
        hits = self._index.find(asked)
        if sum(hit.score >= PREFIX for hit in hits) < _ENOUGH:
            hits += self._index.find_similar(asked.key)
        best: dict[int, float] = {}
        for spelling, score in hits:
            topic = self._spellings[spelling].entry
            best[topic] = max(score, best.get(topic, score))
        ordered = sorted(best, key=lambda topic: (-best[topic], self._topics[topic].label))
        return [TopicHit(self._topics[topic], best[topic]) for topic in ordered[:limit]]


_UPWARDS = tuple(
    sorted(LAYERS, key=lambda layer: (-list(Level).index(layer[1]), layer[0] is Vintage.V2025_03))
)
"""Layers from communes to provinces, the vintage in force first."""


def _product(product: str, name: str, codes: Sequence[str], units: UnitTable) -> Topic:
    """A product where its producer's lowest known unit lies."""
    for (vintage, level), code in zip(_UPWARDS, codes, strict=True):
        position = units.index.get(UnitKey(vintage, level, code)) if code else None
        if position is not None:
            unit = units.records[position]
            label = f"{name}, {unit.name}"
            return Topic("product", product, label, label, unit.at.lat, unit.at.lon)
    return Topic("product", product, name, name, None, None)
