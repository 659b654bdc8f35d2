"""Places that may be one and the same: of one name, near each other or in one commune."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyproj
from pandas import DataFrame

from geo.places.placing import NEW_COMMUNE, OLD_COMMUNE
from geo.text import fold

NEAR_M = 150.0
"""Two positions this close and of one name are taken for the same place."""
_POSITIONS = ("exact", "street")
_GEOD = pyproj.Geod(ellps="WGS84")


class _Place(NamedTuple):
    """What tells two places apart."""

    name: str
    """Folded."""
    id: str
    lon: float
    lat: float
    pinned: bool
    """Whether it stands at a position of its own, not at a unit's centre."""
    commune: str
    """A code; empty when it is not known."""


class Pair(NamedTuple):
    """A new place and one that may be the same."""

    row: int
    """Its position in the new layer."""
    other: str
    """The other's id."""
    distance_m: float | None
    """Between them; None when one of the two stands at a unit's centre."""


def likely_duplicates(new: DataFrame, known: DataFrame) -> Iterator[Pair]:
    """
    Pairs of a new and a known place (or an earlier new one) that may be the same.

    Parameters
    ----------
    new, known
        Place layers of one kind. A place is no duplicate of the one whose id it has: it is that
        place again.
    """
    seen: dict[str, list[_Place]] = {}
    for place in _places(known):
        seen.setdefault(place.name, []).append(place)
    for row, place in enumerate(_places(new)):
        for other in seen.get(place.name, ()):
            if other.id == place.id:
                continue
            if place.pinned and other.pinned:
                *_, metres = _GEOD.inv(place.lon, place.lat, other.lon, other.lat)
                if metres <= NEAR_M:
                    yield Pair(row, other.id, float(metres))
            elif place.commune and place.commune == other.commune:
                yield Pair(row, other.id, None)
        seen.setdefault(place.name, []).append(place)


def _places(layer: DataFrame) -> Iterator[_Place]:
    commune = layer[OLD_COMMUNE].fillna(layer[NEW_COMMUNE]).fillna("")
    columns = zip(
        map(fold, layer["name"]),
        map(str, layer["id"]),
        layer["lon"].to_numpy(np.float64).tolist(),
        layer["lat"].to_numpy(np.float64).tolist(),
        layer["precision"].isin(_POSITIONS).tolist(),
        map(str, commune),
        strict=True,
    )
    return (_Place(*values) for values in columns)
