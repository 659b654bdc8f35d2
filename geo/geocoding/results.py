"""What a geocoder answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from geopy.location import Location
from geopy.point import Point

from geo.coordinates import LonLat

Units = Mapping[str, Mapping[str, str]]
"""Unit codes by vintage and level, as in INTERFACES; a level that is not determined is absent."""

PRECISIONS = ("exact", "street", "commune", "district", "province")
"""From the best."""


class Candidate(NamedTuple):
    """One of several units that an address may lie in."""

    label: str
    label_en: str
    lat: float
    lon: float
    vintage: str
    level: str
    code: str
    share: float
    """Of the people of the unit named, those that this one has; the shares sum to 1."""
    units: Units

    def as_dict(self, lang: str = "vi") -> dict[str, Any]:
        """For JSON."""
        found = self._asdict()
        label_en = found.pop("label_en")
        return found | ({"label": label_en} if lang == "en" else {})


class Result(Location):  # type: ignore[misc]
    """
    A place that a text means: a `geopy` Location with its units and how sure all that is.

    Parameters
    ----------
    precision
        One of `PRECISIONS`: what the position is the position of.
    confidence
        From 0 to 1: how likely it is that the text means this place, in this commune.
    candidates
        The units that remain possible when the text does not decide, likeliest first; the first
        of them is the one in `units`, if any is.
    """

    __slots__ = ("candidates", "confidence", "label_en", "precision", "source", "units")

    def __init__(
        self,
        label: str,
        label_en: str,
        at: LonLat,
        *,
        precision: str,
        confidence: float,
        units: Units,
        candidates: Sequence[Candidate] = (),
        source: str = "gazetteer",
    ) -> None:
        super().__init__(label, Point(at.lat, at.lon), {"source": source, "units": units})
        self.label_en = label_en
        self.precision = precision
        self.confidence = confidence
        self.units = units
        self.candidates = tuple(candidates)
        self.source = source

    @property
    def label(self) -> str:
        """Name and the units it lies in, in Vietnamese."""
        return str(self.address)

    @property
    def lat(self) -> float:
        """Degrees north."""
        return float(self.latitude)

    @property
    def lon(self) -> float:
        """Degrees east."""
        return float(self.longitude)

    def as_dict(self, lang: str = "vi") -> dict[str, Any]:
        """For JSON."""
        return {
            "label": self.label_en if lang == "en" else self.label,
            "lat": self.lat,
            "lon": self.lon,
            "precision": self.precision,
            "confidence": round(self.confidence, 3),
            "units": self.units,
            "candidates": [candidate.as_dict(lang) for candidate in self.candidates],
            "source": self.source,
        }
