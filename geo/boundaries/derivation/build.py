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
from geo.boundaries import topology
from geo.boundaries.derivation import pieces as derivation
from geo.boundaries.derivation import shore, sources, unit_table
from geo.boundaries.derivation.centres import centred
from geo.crosswalk import Crosswalk
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
        `data/boundaries`, with `data/population` beside it; its `islands.csv`, `renamings.csv`
        and the hand-written rows of its `aliases.csv` are read.
    outline
        `countries-10m.json` of the npm package world-atlas.
    """
    old, new = sources.communes_2025_03(), sources.communes_2025_07()
    pairs = sources.successions(old, new).reset_index(drop=True)
    islands = directory / "islands.csv"
    pieces = derivation.pieces(old, new, pairs, outline=outline, islands=islands)
    topology.write(directory / OUTLINES, outlines(pieces, old, new))
    shares = crosswalk(pieces, pairs)
    shares.to_csv(directory / CROSSWALK, index=False, lineterminator="\n")
    units = unit_table.units(
        *centred(
            old,
            new,
            pairs,
            islands=shore.archipelagos(islands),
            persons_old=(persons := _persons(directory.parent / "population")),
            persons_new=Crosswalk(shares).carry(persons),
        ),
        renamings=pd.read_csv(directory / "renamings.csv", dtype=str),
    )
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


def _persons(folder: Path) -> pd.Series:
    census = pd.read_csv(folder / "population_2019.csv", dtype={"ward_code": str})
    return census.set_index("ward_code")["population_2019"]
