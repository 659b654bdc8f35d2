"""Places as GeoJSON Features of the same shape as the API's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from geo.coordinates import LonLat
from geo.links import directions
from geo.places.vocabularies import CATEGORIES
from geo.schema import PLACE_LAYERS, SCHEMA
from geo.vintages import LAYERS, UNIT_COLUMNS, unit_column

_SHOWN_APART = {"id", "lon", "lat", *UNIT_COLUMNS}
_OF_EVERY_KIND = frozenset.intersection(
    *(frozenset(SCHEMA[layer].columns) for layer in PLACE_LAYERS.values())
)


def feature(place: Series[Any]) -> dict[str, Any]:
    """
    One place as a Feature.

    Parameters
    ----------
    place
        A row of a Locator's places, and what the question adds to it: `distance_m`, `bearing_deg`.
    """
    known = {str(name): _plain(value) for name, value in place.items() if name != "geometry"}
    at = LonLat(known["lon"], known["lat"])
    if "distance_m" in known:
        known["distance_m"] = round(known["distance_m"], 1)
        known["bearing_deg"] = round(known["bearing_deg"], 1) % 360
    units: dict[str, dict[str, str]] = {}
    for vintage, level in LAYERS:
        if code := known[unit_column(vintage, level)]:
            units.setdefault(str(vintage), {})[str(level)] = code
    properties = {
        name: value
        for name, value in known.items()
        if name not in _SHOWN_APART and (value is not None or name in _OF_EVERY_KIND)
    }
    label = CATEGORIES[known["kind"]].label(known["category"], "vi")
    properties |= {"category_label": label, "units": units, "directions": directions(at)}
    return {
        "type": "Feature",
        "id": known["id"],
        "geometry": {"type": "Point", "coordinates": list(at)},
        "properties": properties,
    }


def _plain(value: Any) -> Any:
    """A cell as JSON has it: what is missing is None."""
    if isinstance(value, np.generic):
        value = value.item()
    return None if pd.isna(value) else value
