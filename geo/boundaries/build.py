"""
The project's own derivation of `data/boundaries/`: `python -m geo boundaries build`.

Run when a source changes; what it writes is committed, so that nobody else needs the sources.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo import crs
from geo.boundaries import derive, naming, shore, sources, topology
from geo.boundaries.assignment import CommuneAssignment
from geo.naming.aliases import build_aliases, read_aliases
from geo.vintages import LAYERS, Level, Vintage, unit_column

UNITS = "units.csv"
OUTLINES = "units.topojson"
CROSSWALK = "crosswalk.csv"
ALIASES = "aliases.csv"


def build(directory: Path, outline: Path) -> None:
    """
    Derive the units, their outlines and the crosswalk, and write them into `directory`.

    Parameters
    ----------
    directory
        `data/boundaries`; its `islands.csv`, `renamings.csv` and the hand-written rows of its
        `aliases.csv` are read.
    outline
        `countries-10m.json` of the npm package world-atlas.
    """
    old, new = sources.communes_2025_03(), sources.communes_2025_07()
    pairs = sources.successions(old, new).reset_index(drop=True)
    islands = directory / "islands.csv"
    pieces = derive.pieces(old, new, pairs, outline=outline, islands=islands)
    topology.write(directory / OUTLINES, outlines(pieces, old, new))
    crosswalk(pieces, pairs).to_csv(directory / CROSSWALK, index=False, lineterminator="\n")
    renamings = pd.read_csv(directory / "renamings.csv", dtype=str)
    placed_old, placed_new = _centred(old, new, pairs, shore.archipelagos(islands))
    units = naming.units(placed_old, placed_new, renamings)
    units.to_csv(directory / UNITS, index=False, lineterminator="\n", float_format="%.5f")
    aliases = build_aliases(units, read_aliases(directory / ALIASES))
    aliases.to_csv(directory / ALIASES, index=False, lineterminator="\n")


def outlines(pieces: GeoDataFrame, old: pd.DataFrame, new: pd.DataFrame) -> dict[str, GeoDataFrame]:
    """
    The units of every level of both vintages, as unions of pieces: columns code, geometry.

    The keys are `geo.vintages.unit_column` of the layer.
    """
    old, new = old.set_index("code"), new.set_index("code")
    codes = {
        (Vintage.V2025_03, Level.PROVINCE): old.loc[pieces["old_code"], "province"],
        (Vintage.V2025_03, Level.DISTRICT): old.loc[pieces["old_code"], "district"],
        (Vintage.V2025_03, Level.COMMUNE): pieces["old_code"],
        (Vintage.V2025_07, Level.PROVINCE): new.loc[pieces["new_code"], "province"],
        (Vintage.V2025_07, Level.COMMUNE): pieces["new_code"],
    }
    shapes = pieces.geometry.to_numpy()
    return {unit_column(*layer): union(shapes, codes[layer].to_numpy()) for layer in LAYERS}


def union(shapes: np.ndarray, codes: np.ndarray) -> GeoDataFrame:
    """
    A coverage's polygons united by code: columns code, geometry (MultiPolygon), EPSG:4326.

    Parameters
    ----------
    shapes
        (n,) polygons of a valid coverage.
    codes
        (n,) the code each goes to.
    """
    order = np.argsort(codes, kind="stable")
    found, starts = np.unique(codes[order], return_index=True)
    united = [shapely.coverage_union_all(group) for group in np.split(shapes[order], starts[1:])]
    return GeoDataFrame({"code": found}, geometry=as_multipolygons(united), crs=crs.WGS84)


def as_multipolygons(shapes: list[shapely.Geometry]) -> np.ndarray:
    """The polygonal geometries, each as a MultiPolygon with rings by the right-hand rule."""
    multi = [shapely.multipolygons(shapely.get_parts(shape)) for shape in shapes]
    oriented: np.ndarray = shapely.orient_polygons(np.array(multi, dtype=object))
    return oriented


def crosswalk(pieces: GeoDataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """
    The shares that carry an old commune's figures to the new ones.

    A share is of the old commune's area in our outlines; those of an old code sum to 1. A commune
    that our outlines do not cut keeps its other successors as candidates with the share 0.

    Columns: old_code, new_code, share, default.
    """
    area = crs.to_equal_area(pieces).assign(area=lambda layer: layer.area)
    merged = pairs.merge(area[["old_code", "new_code", "area"]], how="left").fillna({"area": 0.0})
    whole = merged.groupby("old_code")["area"].transform("sum")
    share = np.where(whole > 0, merged["area"] / whole.where(whole > 0, 1.0), merged["default"])
    rounded = pd.Series(share).round(4)
    largest = pd.Series(share).groupby(merged["old_code"]).transform("idxmax")
    total = rounded.groupby(merged["old_code"]).transform("sum")
    rounded += np.where(merged.index == largest, 1 - total, 0.0)
    merged["share"] = rounded.round(4)
    return merged[["old_code", "new_code", "share", "default"]]


def _centred(
    old: pd.DataFrame, new: pd.DataFrame, pairs: pd.DataFrame, islands: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables with centres mended: misplaced ones moved, the archipelagos' on their islands."""
    old, new = old.set_index("code"), new.set_index("code")
    ashore = ~old["district"].isin(shore.ARCHIPELAGO_DISTRICTS)
    known = pairs[pairs["old_code"].isin(old.index[ashore])].reset_index(drop=True)
    trusted = CommuneAssignment(old[ashore].reset_index(), new.reset_index(), known)
    old.loc[ashore, ["lon", "lat"]] = trusted.centres
    seats = islands.drop_duplicates("code").set_index("code")["geometry"]
    successor = pairs[pairs["default"]].set_index("old_code")["new_code"]
    for code, disc in seats.items():
        seat = [disc.centroid.x, disc.centroid.y]
        old.loc[code, ["lon", "lat"]] = seat
        if code in ("D498", "22736"):  # the seats of both archipelagos' special zones
            old.loc[old["district"] == old.loc[code, "district"], ["district_lon"]] = seat[0]
            old.loc[old["district"] == old.loc[code, "district"], ["district_lat"]] = seat[1]
            new.loc[successor[code], ["lon", "lat"]] = seat
    return old.reset_index(), new.reset_index()
