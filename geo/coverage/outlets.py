"""The outlets that count in a question of coverage, and those that a planner tries out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pandas import DataFrame

from geo.coordinates import LonLat
from geo.distance import Floats
from geo.filters import Filters, PlaceFilter

DIRECT = ("direct",)
"""The evidence that planners count by: a source about that very shop."""
STANDING = ("open", "unknown")


@dataclass(frozen=True, eq=False)
class Outlets:
    """
    m outlets that count, then those tried out.

    The latter have no row among the places: -1.
    """

    lon: Floats
    lat: Floats
    row: NDArray[np.intp]

    @property
    def tried(self) -> int:
        """How many are tried out."""
        return int(np.count_nonzero(self.row < 0))

    def __len__(self) -> int:
        return len(self.lon)


def counted(
    places: DataFrame,
    place_filter: PlaceFilter,
    *,
    evidence: Collection[str] = DIRECT,
    category: Collection[str] = (),
    also: Sequence[LonLat] = (),
) -> Outlets:
    """
    The outlets that count: not closed, of those kinds of evidence and of outlet.

    Parameters
    ----------
    places, place_filter
        A Locator's.
    evidence
        direct, chain, indirect.
    category
        Kinds of outlet; none given is all of them.
    also
        Positions of outlets that do not exist yet.
    """
    asked = Filters(kind="outlet", evidence=evidence, category=category, status=STANDING)
    rows = np.flatnonzero(place_filter.mask(asked))
    extra = np.array(also, np.float64).reshape(-1, 2)
    return Outlets(
        np.concatenate([places["lon"].to_numpy(np.float64)[rows], extra[:, 0]]),
        np.concatenate([places["lat"].to_numpy(np.float64)[rows], extra[:, 1]]),
        np.concatenate([rows, np.full(len(extra), -1)]),
    )
