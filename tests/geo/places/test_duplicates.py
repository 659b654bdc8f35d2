"""Doubles against a comparison of every pair."""

from __future__ import annotations

from typing import Any

import pyproj
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from geo.places.duplicates import CELL_DEG, NEAR_M, likely_duplicates
from geo.places.placing import NEW_COMMUNE, OLD_COMMUNE

GEOD = pyproj.Geod(ellps="WGS84")
COLUMNS = ["id", "name", "lon", "lat", "precision", OLD_COMMUNE, NEW_COMMUNE]


def layer(rows: list[dict[str, Any]]) -> DataFrame:
    return DataFrame(rows, columns=COLUMNS).astype({OLD_COMMUNE: "str", NEW_COMMUNE: "str"})


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["id"] == other["id"] or one["name"].casefold() != other["name"].casefold():
        return False
    if one["precision"] == other["precision"] == "exact":
        *_, metres = GEOD.inv(one["lon"], one["lat"], other["lon"], other["lat"])
        return bool(metres <= NEAR_M)
    return bool(one[OLD_COMMUNE]) and one[OLD_COMMUNE] == other[OLD_COMMUNE]


def tables() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Places of few names, crowded into half a kilometre and two communes."""
    near = st.integers(0, 40).map(lambda step: step * 0.000_1)
    place = st.fixed_dictionaries(
        {
            "id": st.sampled_from("abcdefgh"),
            "name": st.sampled_from(["winmart", "WinMart", "go"]),
            "lon": near.map(lambda east: 105.8 + east),
            "lat": near.map(lambda north: 21.0 + north),
            "precision": st.sampled_from(["exact", "commune"]),
            OLD_COMMUNE: st.sampled_from(["00001", "00004"]),
            NEW_COMMUNE: st.just("00001"),
        }
    )
    return st.lists(place, max_size=8)


@given(tables(), tables())
def test_likely_duplicates_finds_what_comparing_every_pair_finds(
    new: list[dict[str, Any]], known: list[dict[str, Any]]
) -> None:
    pairs = {pair.row: pair.other for pair in likely_duplicates(layer(new), layer(known))}
    for row, place in enumerate(new):
        others = [other["id"] for other in [*known, *new[:row]] if alike(place, other)]
        assert pairs.get(row) in others if others else row not in pairs


def test_cells_are_at_least_as_wide_as_the_distance_looked_for() -> None:
    for lat in (8.0, 24.0):
        for lon_2, lat_2 in ((105 + CELL_DEG, lat), (105.0, lat + CELL_DEG)):
            *_, metres = GEOD.inv(105.0, lat, lon_2, lat_2)
            assert metres > NEAR_M
