"""Places as GeoJSON Features of the same shape as the API's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geo.coordinates import LonLat
from geo.links import directions
from geo.places.vocabularies import CATEGORIES
from geo.schema import PLACE_LAYERS, SCHEMA
from geo.vintages import LAYERS, UNIT_COLUMNS, unit_column

_SHOWN_APART = {"id", "lon", "lat", *UNIT_COLUMNS}
_OF_EVERY_KIND = frozenset.intersection(
    *(frozenset(SCHEMA[layer].columns) for layer in PLACE_LAYERS.values())
)


def feature(places: GeoDataFrame, row: int, **more: float) -> dict[str, Any]:
    """
    One place as a Feature.

    Parameters
    ----------
    places
        A Locator's places.
    row
        Which of them.
    more
        Properties that the question adds, such as its distance.
    """
    known = {name: _plain(value) for name, value in places.iloc[row].items()}
    at = LonLat(known["lon"], known["lat"])
    units: dict[str, dict[str, str]] = {}
    for vintage, level in LAYERS:
        if code := known[unit_column(vintage, level)]:
            units.setdefault(str(vintage), {})[str(level)] = code
    properties = {
        name: value
        for name, value in known.items()
        if name not in _SHOWN_APART
        and name != places.geometry.name
        and (value is not None or name in _OF_EVERY_KIND)
    }
    label = CATEGORIES[known["kind"]].label(known["category"], "vi")
    properties |= {"category_label": label, "units": units, "directions": directions(at)}
    return {
        "type": "Feature",
        "id": known["id"],
        "geometry": {"type": "Point", "coordinates": list(at)},
        "properties": properties | more,
    }


def _plain(value: Any) -> Any:
    """A cell as JSON has it: what is missing is None."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if not hasattr(value, "geom_type") and pd.isna(value) else value
