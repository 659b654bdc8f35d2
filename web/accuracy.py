"""How far the bundled outlines are from official ones, as measured: what the pages say of it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from geo.boundaries.official.importing import ORIGIN
from geo.vintages import LAYERS, Level, Vintage, layer_from_text, unit_column

MEASURED = Path(__file__).parent.parent / "data" / "boundaries" / "accuracy.csv"
"""Written from `python -m geo boundaries compare`: a row for each layer that was compared."""


class Accuracy(NamedTuple):
    """One layer's agreement with official outlines."""

    vintage: Vintage
    level: Level
    share: float
    """Of random points on land, those that fall in the same unit."""


def imported(metadata: Mapping[str, str]) -> dict[tuple[Vintage, Level], str]:
    """
    The layers whose outlines an operator has imported, and from where, by a store's metadata.

    >>> imported({"outlines_district_2025_03_01": "d.gpkg"}) == {
    ...     (Vintage.V2025_03, Level.DISTRICT): "d.gpkg"
    ... }
    True
    """
    keys = {layer: f"{ORIGIN}{unit_column(*layer)}" for layer in LAYERS}
    return {layer: metadata[key] for layer, key in keys.items() if key in metadata}


@lru_cache(maxsize=1)
def measured(path: Path = MEASURED) -> tuple[Accuracy, ...]:
    """
    The figures, none when there is no file.

    >>> {one.level.value for one in measured()} >= {"province", "district", "commune"}
    True
    """
    if not path.is_file():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Accuracy(*layer_from_text(row["vintage"], row["level"]), float(row["share"]))
            for row in csv.DictReader(file)
        )
