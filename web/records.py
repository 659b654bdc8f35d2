"""
Places as GeoJSON Features: plain lists on the hot path instead of a data frame, each Feature
serialised once for each language.

A question appends what it alone knows (a distance, a bearing) to the Feature's bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import orjson
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.coordinates import LonLat
from geo.links import directions
from geo.places.vocabularies import CATEGORIES
from geo.vintages import LAYERS, Level, Vintage, unit_column
from web.i18n import Language

PLURAL = {"outlet": "outlets", "village": "villages", "destination": "destinations"}
"""A kind's word in the addresses of its pages."""

ALWAYS = (
    "kind",
    "name",
    "name_en",
    "category",
    "address",
    "precision",
    "stars",
    "status",
    "source_url",
    "source_weak",
    "opening_hours",
)
"""Properties of every place, null when not known."""
WHEN_KNOWN = (
    "operator",
    "chain",
    "evidence",
    "ministry_criteria",
    "opened",
    "confirmed_on",
    "products",
    "source_note",
    "same_as",
)
"""Properties of some kinds only, absent when not known."""
CANDIDATES = "commune_2025_07_01_candidates"


def plain_values(column: Any) -> list[Any]:
    """A column as Python values, None where it holds nothing; whole floats as integers."""
    values = column.astype(object).where(column.notna(), None).tolist()
    return [
        int(value) if isinstance(value, float) and value.is_integer() else _text(value)
        for value in values
    ]


def _text(value: Any) -> Any:
    """Dates as ISO 8601; everything else as it is."""
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value


def unit_candidates(written: str) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """
    The communes of 2025-07-01 that a place may lie in, as the store writes them, likeliest first.

    >>> unit_candidates("00316:0.75 00352:0.25")["2025-07-01"]["commune"][1]
    {'code': '00352', 'share': 0.25}
    """
    pairs = [pair.partition(":") for pair in written.split()]
    communes = [{"code": code, "share": float(share)} for code, _, share in pairs]
    return {str(Vintage.V2025_07): {str(Level.COMMUNE): communes}}


class Records:
    """
    The places of one data version.

    Parameters
    ----------
    places
        n points in EPSG:4326 with the columns of the place schema.
    """

    def __init__(self, places: GeoDataFrame) -> None:
        self.ids: list[str] = places["id"].tolist()
        self.row: dict[str, int] = {place: row for row, place in enumerate(self.ids)}
        self.by_id: NDArray[np.int64] = np.argsort(np.asarray(self.ids, dtype=object))
        """Rows in the order of their ids: the order of pages."""
        self.lon: NDArray[np.float64] = places["lon"].to_numpy(np.float64)
        self.lat: NDArray[np.float64] = places["lat"].to_numpy(np.float64)
        self.columns: dict[str, list[Any]] = {
            name: plain_values(places[name])
            for name in (*ALWAYS, *WHEN_KNOWN)
            if name in places.columns
        }
        self._units = {layer: plain_values(places[unit_column(*layer)]) for layer in LAYERS}
        self._candidates = plain_values(places[CANDIDATES])
        self._features: dict[Language, list[bytes | None]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def units(self, row: int) -> dict[str, dict[str, str]]:
        """The units of a place by vintage and level; a level not determined is absent."""
        found: dict[str, dict[str, str]] = {}
        for (vintage, level), codes in self._units.items():
            if codes[row] is not None:
                found.setdefault(str(vintage), {})[str(level)] = codes[row]
        return found

    def label(self, row: int, language: Language) -> str:
        """What kind of outlet, village or destination a place is, in words."""
        kind, category = self.columns["kind"][row], self.columns["category"][row]
        return CATEGORIES[kind].label(category, language)

    def properties(self, row: int, language: Language) -> dict[str, Any]:
        """What is known of a place."""
        columns = self.columns
        known: dict[str, Any] = {name: columns[name][row] for name in ALWAYS}
        kind = known["kind"]
        known["category_label"] = self.label(row, language)
        for name in WHEN_KNOWN:
            if name in columns and columns[name][row] is not None:
                known[name] = columns[name][row]
        known["units"] = self.units(row)
        if (candidates := self._candidates[row]) is not None:
            known["unit_candidates"] = unit_candidates(candidates)
        known["path"] = f"/{PLURAL[kind]}/{self.ids[row]}"
        known["directions"] = directions(LonLat(self.lon[row], self.lat[row]))
        return known

    def feature(self, row: int, language: Language) -> bytes:
        """A place as a serialised GeoJSON Feature."""
        kept = self._features.get(language)
        if kept is None:
            kept = self._features.setdefault(language, [None] * len(self.ids))
        feature = kept[row]
        if feature is None:
            feature = kept[row] = orjson.dumps(
                {
                    "type": "Feature",
                    "id": self.ids[row],
                    "geometry": {
                        "type": "Point",
                        "coordinates": [float(self.lon[row]), float(self.lat[row])],
                    },
                    # Last, so that `with_more` can go on writing where it ends.
                    "properties": self.properties(row, language),
                }
            )
        return feature

    def pin(self, row: int, language: Language) -> dict[str, Any]:
        """The few properties that a symbol on the map needs."""
        columns = self.columns
        english = columns["name_en"][row] if language != "vi" else None
        return {
            "id": self.ids[row],
            "kind": columns["kind"][row],
            "name": english or columns["name"][row],
            "category": columns["category"][row],
            "category_label": self.label(row, language),
            "stars": columns["stars"][row],
            "precision": columns["precision"][row],
            "status": columns["status"][row],
        }


def with_more(feature: bytes, more: Mapping[str, Any]) -> bytes:
    """
    A serialised Feature, its properties last, with further properties.

    >>> with_more(b'{"type":"Feature","properties":{"a":1}}', {"b": 2})
    b'{"type":"Feature","properties":{"a":1,"b":2}}'
    """
    return feature[:-2] + b"," + orjson.dumps(more)[1:] + b"}"


def collection(features: Sequence[bytes], members: Mapping[str, Any]) -> bytes:
    """
    A serialised FeatureCollection of serialised Features, with further members.

    >>> collection([b'{"type":"Feature"}'], {"n": 1})
    b'{"type":"FeatureCollection","n":1,"features":[{"type":"Feature"}]}'
    """
    head = orjson.dumps({"type": "FeatureCollection", **members})[:-1]
    return head + b',"features":[' + b",".join(features) + b"]}"
