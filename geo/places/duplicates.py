"""Places that may be one and the same: of one name, near each other or in one commune."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np
import pyproj
from pandas import DataFrame

from geo.places.placing import NEW_COMMUNE, OLD_COMMUNE
from geo.text import fold

NEAR_M = 150.0
"""Two positions this close and of one name are taken for the same place."""
CELL_DEG = 0.002
"""At least `NEAR_M` wide at 24°N, so that what is near lies in the same cell or one beside it."""
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

    @property
    def cell(self) -> tuple[int, int]:
        """The cell of a grid of `CELL_DEG` that it is in."""
        return int(self.lon // CELL_DEG), int(self.lat // CELL_DEG)


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
    For each new place the first known (or earlier new) one that may be the same, if any.

    Names are compared folded. Time grows with the places, not with their pairs, however many are
    of one name.

    Parameters
    ----------
    new, known
        Place layers of one kind. A place is no duplicate of the one whose id it has: it is that
        place again.
    """
    seen = _Seen()
    for place in _places(known):
        seen.add(place)
    for row, place in enumerate(_places(new)):
        pair = seen.first_like(place)
        if pair is not None:
            yield Pair(row, *pair)
        seen.add(place)


class _Seen:
    """Places by name and where they are: positions by cell, centres by commune."""

    def __init__(self) -> None:
        self._by_cell: dict[tuple[str, int, int], list[_Place]] = {}
        self._in_commune: dict[tuple[str, str, bool], list[str]] = {}

    def add(self, place: _Place) -> None:
        if place.pinned:
            self._by_cell.setdefault((place.name, *place.cell), []).append(place)
        # Two are enough: one of them has another id than whoever asks.
        ids = self._in_commune.setdefault((place.name, place.commune, place.pinned), [])
        if len(ids) < 2 and place.id not in ids:
            ids.append(place.id)

    def first_like(self, place: _Place) -> tuple[str, float | None] | None:
        if place.pinned:
            east, north = place.cell
            for cell in product((east, east - 1, east + 1), (north, north - 1, north + 1)):
                for other in self._by_cell.get((place.name, *cell), ()):
                    *_, metres = _GEOD.inv(place.lon, place.lat, other.lon, other.lat)
                    if other.id != place.id and metres <= NEAR_M:
                        return other.id, float(metres)
        # A position and a centre can only be compared by their commune.
        for pinned in (False,) if place.pinned else (False, True):
            for other_id in self._in_commune.get((place.name, place.commune, pinned), ()):
                if place.commune and other_id != place.id:
                    return other_id, None
        return None


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
