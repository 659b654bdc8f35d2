"""Which unit each face of a mosaic is in, once official outlines are laid over ours."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from geo.boundaries.codes import Codes, Integers, Mask, codes_of, known, taken
from geo.boundaries.official.mosaic import Mosaic

_WHOLE = 0.5
"""Share of an unmatched row's land in one unit of ours from which the row is that unit's whole."""
_COVERED = 0.5
"""Share of its land under other units' outlines from which a unit was made out of those."""
_GAP_KM2 = 5.0
"""The largest hole between official outlines that is taken for a slip of the drawing."""
_ISLAND_DEG = 0.05
"""How far from the file's land an island of ours must be, not to be the file's own a little off."""


class Claims(NamedTuple):
    """The unit of each face, and what had to be decided for it."""

    labels: Codes
    """Code of the unit; None where it is no land of ours any more."""
    absorbed: dict[int, str]
    """Where the land of each unmatched row went, in words, by row from 0."""
    made_since: tuple[str, ...]
    """Units that were made out of others since the file was; they keep our outline."""
    islands: int
    """Islands of ours that the file lacks, and that were kept."""
    islands_km2: float
    gaps_km2: float
    """Land in holes between official outlines, given to a neighbour."""


def claims(mosaic: Mosaic, official: GeoDataFrame, codes: Codes, ours: GeoDataFrame) -> Claims:
    """
    The unit of each face: the official outline's first, ours where the file has nothing to say.

    In order: a face in a matched row is its unit's. The land of an unmatched row (a unit merged
    since) goes whole to the unit of ours that has most of it; where none has, by our outlines.
    Units that the file lacks keep our outline, where no official one covers it; one that was made
    since out of a unit in the file, so that its land is covered, keeps our outline within that.
    Islands far from the file's land stay: a file without Hoàng Sa does not sink it. Holes between
    official outlines are filled by the neighbour with the longest border. All other land of ours
    is sea.

    Parameters
    ----------
    official
        n outlines in EPSG:4326.
    codes
        The unit of each row, None where none matched.
    ours
        Our outlines of that level in EPSG:4326, with `code`.
    """
    row = mosaic.rows_of(official)
    before = taken(codes_of(ours["code"]), mosaic.rows_of(ours))
    labels = taken(codes, row)
    absorbed = _absorb(mosaic, row, codes, before, labels)
    outside = row < 0
    absent = known(before) & ~np.isin(before.astype(str), codes[known(codes)].astype(str))
    made, within = _made_since(mosaic, before, absent, outside)
    labels[within] = before[within]
    lacking = outside & absent
    labels[lacking] = before[lacking]
    island, count = _islands(mosaic, before, outside & ~lacking)
    labels[island] = before[island]
    gaps = _gaps(mosaic, labels, before) | (~outside & ~known(labels))
    gaps |= _beside(mosaic, lacking, outside & known(before) & ~known(labels))
    filled = mosaic.spread(labels, gaps)
    areas = mosaic.areas()
    return Claims(
        filled,
        absorbed,
        made,
        count,
        float(areas[island].sum()),
        float(areas[known(filled) & ~known(labels)].sum()),
    )


def _absorb(
    mosaic: Mosaic, row: Integers, codes: Codes, before: Codes, labels: Codes
) -> dict[int, str]:
    """Give the land of unmatched rows to units of ours, in `labels`; what was done, by row."""
    notes: dict[int, str] = {}
    areas = mosaic.areas()
    for at in np.flatnonzero(~known(codes)):
        faces = np.flatnonzero(row == at)
        share: dict[str, float] = {}
        for face in faces[known(before[faces])]:
            share[before[face]] = share.get(before[face], 0.0) + float(areas[face])
        if not share:
            notes[int(at)] = "lies off our land: left out"
            continue
        total = sum(share.values())
        top = max(sorted(share), key=lambda code: share[code])
        if share[top] >= _WHOLE * total:
            labels[faces] = top
            notes[int(at)] = (
                f"its land went to {top}, which has {share[top] / total:.0%} of it here"
            )
        else:
            labels[faces] = before[faces]
            parts = sorted(share, key=lambda code: -share[code])[:4]
            notes[int(at)] = "its land was divided by our outlines: " + ", ".join(
                f"{code} {share[code] / total:.0%}" for code in parts
            )
    return notes


def _made_since(
    mosaic: Mosaic, before: Codes, absent: Mask, outside: Mask
) -> tuple[tuple[str, ...], Mask]:
    """Units that the file lacks but mostly covers, and the faces they keep inside its outlines."""
    areas = pd.Series(mosaic.areas()[absent])
    covered = areas.where(~outside[absent], 0.0).groupby(before[absent]).sum()
    total = areas.groupby(before[absent]).sum()
    codes = total.index[covered > _COVERED * total]
    return tuple(codes), absent & ~outside & np.isin(before.astype(str), codes.astype(str))


def _islands(mosaic: Mosaic, before: Codes, outside: Mask) -> tuple[Mask, int]:
    """Faces of our islands that no official outline touches or comes near, and how many islands."""
    ours = known(before)
    borders = mosaic.borders[ours[mosaic.borders["face"]] & ours[mosaic.borders["other"]]]
    size = len(before)
    pairs = (borders["face"].to_numpy(), borders["other"].to_numpy())
    joined = coo_matrix((np.ones(len(borders)), pairs), (size, size))
    _, component = connected_components(joined, directed=False)
    touched = np.unique(component[ours & ~outside])
    faces = np.flatnonzero(ours & outside & ~np.isin(component, touched))
    official = mosaic.faces[~outside]
    if len(faces) and len(official):
        near, _ = shapely.STRtree(official).query(
            mosaic.faces[faces], predicate="dwithin", distance=_ISLAND_DEG
        )
        close = np.unique(component[faces[near]])
        faces = faces[~np.isin(component[faces], close)]
    mask = np.zeros(size, dtype=bool)
    mask[faces] = True
    return mask, len(np.unique(component[faces]))


def _gaps(mosaic: Mosaic, labels: Codes, before: Codes) -> Mask:
    """Faces without a unit that lie in holes of the land: small holes, or land by our outlines."""
    land = shapely.get_parts(shapely.coverage_union_all(mosaic.faces[known(labels)]))
    rings, part = shapely.get_rings(land, return_index=True)
    inner = np.flatnonzero(part[1:] == part[:-1]) + 1
    holes = shapely.polygons(rings[inner])
    empty = np.flatnonzero(~known(labels))
    mask = np.zeros(len(labels), dtype=bool)
    if not len(holes) or not len(empty):
        return mask
    points = shapely.points(mosaic.lon[empty], mosaic.lat[empty])
    hole, at = shapely.STRtree(points).query(holes, predicate="contains")
    km2 = shapely.area(holes)[hole] * np.cos(np.radians(mosaic.lat[empty[at]])) * 111.2**2
    fill = (km2 < _GAP_KM2) | known(before[empty[at]])
    mask[empty[at[fill]]] = True
    return mask


def _beside(mosaic: Mosaic, lacking: Mask, candidates: Mask) -> Mask:
    """Candidates most of whose border is with units that the file lacks: theirs rather than sea."""
    borders = mosaic.borders
    beside = borders[candidates[borders["face"]] & lacking[borders["other"]]]
    shared = np.zeros(len(candidates))
    np.add.at(shared, beside["face"].to_numpy(), beside["length"].to_numpy())
    mask: Mask = shared > 0.5 * shapely.length(mosaic.faces)
    return mask
