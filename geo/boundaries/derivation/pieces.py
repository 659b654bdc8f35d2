"""
Outlines of both vintages from one set of pieces, each a commune of 2025-03-01 in one of 2025-07-01.

Every unit of either vintage is a union of pieces, so nesting is exact and both vintages cover the
same land by construction.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo import crs
from geo.boundaries.derivation import shore, tessellation
from geo.boundaries.derivation.assignment import CommuneAssignment, Integers
from geo.boundaries.derivation.sources import country_outlines

_DETAIL = ((0.0, 0.0015), (0.00016, 0.003), (0.0007, 0.006), (0.0025, 0.01))
"""From that area on (square degrees: 0, 2, 8 and 30 km²), the tolerance (degrees): about an eighth
of a commune's width, below its border's own error, and enough to take out the seeds' zigzag."""
_PATCH_KM = 0.5


def pieces(
    old: pd.DataFrame, new: pd.DataFrame, pairs: pd.DataFrame, *, outline: Path, islands: Path
) -> GeoDataFrame:
    """
    The pieces: columns old_code, new_code, geometry (Polygon, MultiPolygon), in EPSG:4326.

    They are a valid coverage: neighbours share every vertex, on a grid of 1e-5 degrees. Takes
    about two minutes.

    Parameters
    ----------
    old, new, pairs
        As `sources.communes_2025_03`, `communes_2025_07` and `successions` give them.
    outline
        `countries-10m.json` of world-atlas.
    islands
        `data/boundaries/islands.csv`.
    """
    far = old["district"].isin(shore.ARCHIPELAGO_DISTRICTS)
    ashore = old[~far].reset_index(drop=True)
    pairs_ashore = pairs[pairs["old_code"].isin(ashore["code"])].reset_index(drop=True)

    land = shore.land(old, *country_outlines(outline))
    assignment = CommuneAssignment(ashore, new, pairs_ashore)
    seeds, labels = tessellation.refined(
        tessellation.seeds_around(assignment.centres, assignment.half_extents_km),
        assignment.pair_at,
        land,
    )
    on_land = shapely.contains_xy(land, seeds[:, 0], seeds[:, 1])
    unseen = _pairs_without_land(labels[on_land], pairs_ashore)
    rows = pd.Series(np.arange(len(ashore)), index=ashore["code"])
    lost = assignment.centres[rows.loc[pairs_ashore.loc[unseen, "old_code"]]]
    land, lost = shore.brought_ashore(lost, land, radius_km=_PATCH_KM)
    seeds, labels = tessellation.with_patches(
        seeds, labels, centres=lost, patch_labels=unseen, radius_km=_PATCH_KM
    )
    found, cells = tessellation.cells(seeds, labels)
    cells = _simplified(cells)
    mainland = pairs_ashore.loc[found, ["old_code", "new_code"]].assign(
        geometry=shapely.intersection(cells, land)
    )
    layer = pd.concat([mainland, _archipelago_pieces(islands, pairs)], ignore_index=True)
    layer["geometry"] = tessellation.on_grid(layer["geometry"].to_numpy())
    layer = layer[~shapely.is_empty(layer["geometry"])].sort_values(["old_code", "new_code"])
    return GeoDataFrame(layer, crs=crs.WGS84).reset_index(drop=True)


def _simplified(cells: NDArray[np.object_]) -> NDArray[np.object_]:
    """
    The coverage with fewer vertices (Visvalingam-Whyatt), the fewer the larger the communes.

    Each pass holds the border to the smaller communes still, so it stays a coverage.
    """
    area = shapely.area(cells)
    simple = np.asarray(cells, dtype=object)
    for least, tolerance in _DETAIL:
        chosen = area >= least
        simple[chosen] = shapely.coverage_simplify(
            simple[chosen], tolerance, simplify_boundary=False
        )
    return simple


def _pairs_without_land(labels: Integers, pairs: pd.DataFrame) -> Integers:
    """The first pair of each commune, of either vintage, that no seed was given to."""
    seen = pairs.loc[np.unique(labels)]
    missing_old = ~pairs["old_code"].isin(seen["old_code"]) & pairs["default"]
    missing_new = ~pairs["new_code"].isin(seen["new_code"])
    missing_new &= ~pairs["new_code"].isin(pairs.loc[missing_old, "new_code"])
    first_new = missing_new & ~pairs["new_code"].duplicated()
    return np.flatnonzero(missing_old | first_new)


def _archipelago_pieces(islands: Path, pairs: pd.DataFrame) -> pd.DataFrame:
    discs = shore.archipelagos(islands)
    merged = discs.groupby("code")["geometry"].agg(lambda parts: shapely.union_all(list(parts)))
    successor = pairs[pairs["default"]].set_index("old_code")["new_code"]
    return pd.DataFrame(
        {
            "old_code": merged.index,
            "new_code": successor.loc[merged.index].to_numpy(),
            "geometry": merged.to_numpy(),
        }
    )
