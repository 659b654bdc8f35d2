"""Where a unit's people are: the sources' centres, mended where they are no such place."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from geo.boundaries.derivation.assignment import KM_PER_DEGREE, CommuneAssignment
from geo.boundaries.derivation.shore import ARCHIPELAGO_DISTRICTS

_TOWN_KM = 8.0
_SEATS = ("D498", "22736")
"""The communes of 2025-03-01 that are the seats of Hoàng Sa and Trường Sa."""


def centred(
    old: pd.DataFrame,
    new: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    islands: pd.DataFrame,
    persons_old: pd.Series,
    persons_new: pd.Series,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    The tables of communes of both vintages with populated centres.

    Communes that the source puts at another place of their name go to their successor's centre,
    those of the archipelagos to an island; a province's centre is its largest town rather than
    the middle of its area, which may be a mountain.

    Parameters
    ----------
    old, new, pairs
        As `sources.communes_2025_03`, `communes_2025_07` and `successions` give them.
    islands
        As `shore.archipelagos` gives them, the seat of each commune first.
    persons_old, persons_new
        Persons by code of either vintage's communes.
    """
    old, new = old.set_index("code"), new.set_index("code")
    ashore = ~old["district"].isin(ARCHIPELAGO_DISTRICTS)
    known = pairs[pairs["old_code"].isin(old.index[ashore])].reset_index(drop=True)
    trusted = CommuneAssignment(old[ashore].reset_index(), new.reset_index(), known)
    old.loc[ashore, ["lon", "lat"]] = trusted.centres
    successor = pairs[pairs["default"]].set_index("old_code")["new_code"]
    for code, disc in islands.drop_duplicates("code").set_index("code")["geometry"].items():
        seat = [disc.centroid.x, disc.centroid.y]
        old.loc[code, ["lon", "lat"]] = seat
        if code in _SEATS:
            district = old["district"] == old.loc[code, "district"]
            old.loc[district, ["district_lon", "district_lat"]] = seat
            new.loc[successor[code], ["lon", "lat"]] = seat
    return (
        _with_towns(old, persons_old).reset_index(),
        _with_towns(new, persons_new).reset_index(),
    )


def _with_towns(communes: pd.DataFrame, persons: pd.Series) -> pd.DataFrame:
    """Each province's centre at its commune with the most of its people within `_TOWN_KM`."""
    persons = persons.reindex(communes.index).fillna(0)
    towns = {}
    for province, rows in communes.groupby("province"):
        km = rows[["lon", "lat"]].to_numpy() * KM_PER_DEGREE
        near = cKDTree(km).query_ball_point(km, _TOWN_KM)
        counts = persons[rows.index].to_numpy()
        around = np.array([counts[neighbours].sum() for neighbours in near])
        towns[province] = rows.iloc[around.argmax()][["lon", "lat"]].to_numpy()
    placed = np.array([towns[province] for province in communes["province"]], dtype=float)
    return communes.assign(province_lon=placed[:, 0], province_lat=placed[:, 1])
