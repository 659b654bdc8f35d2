"""Official outlines in: read, checked, matched, laid over ours, and written whole or not at all."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.boundaries.codes import codes_of, known, taken
from geo.boundaries.compare import located
from geo.boundaries.official.matching import Matching, match
from geo.boundaries.official.rebuild import Rebuilt, rebuild
from geo.boundaries.official.soundness import sound
from geo.crs import to_wgs84
from geo.errors import ImportRefusedError, StoreError
from geo.history import noted
from geo.naming.names import UnitNames
from geo.schema import PLACE_LAYERS
from geo.storage import Store
from geo.vintages import LAYERS, Level, Vintage, unit_column

_MATCHED = 0.5
"""Share of the rows that must match: fewer, and the file is of another level or date."""
_ELSEWHERE = 0.05
"""Share of the smaller outline that an official one and ours must have in common."""
ORIGIN = "outlines_"
"""Metadata key of a layer with official outlines: this, and the layer's name."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file of official outlines."""

    file: str
    vintage: str
    level: str
    rows: int
    matched: int
    matched_by: str
    unmatched: tuple[dict[str, Any], ...]
    """Rows without a unit of ours: `row` (from 1), `is` (its cells), `why`, and `land`."""
    units_without_row: tuple[str, ...]
    """Our units, code and name, that the file lacks: they keep our outlines."""
    made_since: tuple[str, ...]
    """Those of them that lie within outlines of the file; ours stand there."""
    elsewhere: tuple[str, ...]
    """Units whose official outline has next to nothing in common with ours: swapped rows?"""
    islands_kept: int
    islands_kept_km2: float
    gaps_filled_km2: float
    redrawn: dict[str, int]
    """By layer, how many units were drawn anew around their centres to nest in their parents."""
    layers: tuple[str, ...]
    """The layers rebuilt."""
    places_moved: int
    """Places with an exact position that are in another unit by the new outlines."""
    other_vintage: str
    """What was done with the other vintage."""
    written: bool

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def import_official(
    store: Store,
    official: GeoDataFrame,
    *,
    vintage: Vintage,
    level: Level,
    source: str,
    dry_run: bool = False,
) -> ImportReport:
    """
    Put official outlines of one level in place of ours, and fit all other layers to them.

    Everything is read, computed and written under the store's lock, in one write: nothing changes
    when anything is wrong. The other vintage is fitted into the same land, unless it has official
    outlines of its own.

    Parameters
    ----------
    official
        n outlines as `read_outlines` gives them.
    source
        What the file is called; kept in the store's metadata.
    dry_run
        Do everything but write.

    Raises
    ------
    ImportRefusedError
        If the outlines are unsound, of another country, level or date, or leave a unit without
        land.
    StoreError
        If the store cannot be read or written.
    """
    with store.locked():
        layers = read_layers(store)
        metadata = store.metadata()
        ours = layers[vintage, level]
        outlines = sound(official.reset_index(drop=True), ours)
        matching = match(outlines, ours, unit_names(store), vintage=vintage, level=level)
        if matching.matched < max(1, _MATCHED * len(outlines)):
            raise ImportRefusedError(
                f"only {matching.matched} of {len(outlines)} rows are a {level} of {vintage} "
                f"(matched by {matching.by}): check --level and --vintage"
            )
        kept = [unit_column(v, at) for v, at in LAYERS if v is not vintage]
        keep_other = any(f"{ORIGIN}{name}" in metadata for name in kept)
        rebuilt = rebuild(
            outlines,
            matching.codes,
            layers,
            store.read("crosswalk"),
            vintage=vintage,
            level=level,
            keep_other=keep_other,
        )
        frames: dict[str, pd.DataFrame] = {
            unit_column(v, at): frame for (v, at), frame in rebuilt.layers.items()
        }
        places, moved = _relocated(store, rebuilt)
        if not dry_run:
            today = datetime.now(UTC).date().isoformat()
            origin = {f"{ORIGIN}{unit_column(vintage, level)}": f"{source}, imported {today}"}
            line = noted(store, operation="boundaries", who=getpass.getuser(), why=source)
            store.write({**frames, **places}, append=line, metadata=origin)
    return _report(
        source, outlines, ours, matching, rebuilt, moved, vintage, level, keep_other, not dry_run
    )


def read_layers(store: Store) -> dict[tuple[Vintage, Level], GeoDataFrame]:
    """
    All layers of units in the store.

    Raises
    ------
    StoreError
        If one is not there, or has no outlines.
    """
    layers = {}
    for vintage, level in LAYERS:
        frame = store.read(unit_column(vintage, level))
        if not isinstance(frame, GeoDataFrame):
            raise StoreError(f"layer {unit_column(vintage, level)} of {store.url} has no outlines")
        layers[vintage, level] = to_wgs84(frame)
    return layers


def unit_names(store: Store) -> UnitNames:
    """All names of units in the store, earlier ones too."""
    aliases = store.read("unit_aliases") if "unit_aliases" in store.layers() else None
    return UnitNames(store.read("unit_names"), aliases)


def _relocated(store: Store, rebuilt: Rebuilt) -> tuple[dict[str, pd.DataFrame], int]:
    """
    The layers of places, those with an exact position in the units that now are around it.

    A position off the land (a pier) and a place known by its commune alone keep their units.
    """
    changed: dict[str, pd.DataFrame] = {}
    moved = 0
    for name in PLACE_LAYERS.values():
        if name not in store.layers():
            continue
        frame = store.read(name)
        exact = (frame["precision"] == "exact").to_numpy()
        lon, lat = frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)
        differs = np.zeros(len(frame), dtype=bool)
        for (vintage, level), layer in rebuilt.layers.items():
            column = unit_column(vintage, level)
            around = taken(codes_of(layer["code"]), located(layer, lon, lat))
            new = exact & known(around) & (around != codes_of(frame[column]))
            frame[column] = frame[column].mask(new, pd.Series(around, index=frame.index))
            differs |= new
        if differs.any():
            changed[name] = frame
            moved += int(differs.sum())
    return changed, moved


def _report(
    source: str,
    outlines: GeoDataFrame,
    ours: GeoDataFrame,
    matching: Matching,
    rebuilt: Rebuilt,
    moved: int,
    vintage: Vintage,
    level: Level,
    keep_other: bool,
    written: bool,
) -> ImportReport:
    names: Mapping[str, str] = dict(zip(ours["code"], ours["name"], strict=True))
    have = set(matching.codes[known(matching.codes)])
    return ImportReport(
        file=source,
        vintage=vintage.value,
        level=level.value,
        rows=len(outlines),
        matched=matching.matched,
        matched_by=matching.by,
        unmatched=tuple(
            {
                "row": row + 1,
                "is": matching.labels[row],
                "why": why,
                "land": rebuilt.claims.absorbed.get(row, "under other rows"),
            }
            for row, why in sorted(matching.reasons.items())
        ),
        units_without_row=tuple(f"{c} {names[c]}" for c in sorted(set(names) - have)),
        made_since=tuple(f"{c} {names[c]}" for c in rebuilt.claims.made_since),
        elsewhere=tuple(f"{c} {names[c]}" for c in _elsewhere(outlines, ours, matching)),
        islands_kept=rebuilt.claims.islands,
        islands_kept_km2=round(rebuilt.claims.islands_km2, 2),
        gaps_filled_km2=round(rebuilt.claims.gaps_km2, 2),
        redrawn={name: len(set(codes)) for name, codes in rebuilt.redrawn.items()},
        layers=tuple(unit_column(v, at) for v, at in rebuilt.layers),
        places_moved=moved,
        other_vintage=(
            "left as it is: it has official outlines of its own"
            if keep_other
            else "fitted into the same land, within the provinces of 2025-07-01"
        ),
        written=written,
    )


def _elsewhere(outlines: GeoDataFrame, ours: GeoDataFrame, matching: Matching) -> list[str]:
    """Codes of the units whose official outline hardly overlaps ours, though it is on our land."""
    before = ours.set_index("code").geometry
    rows = np.flatnonzero(known(matching.codes))
    codes = matching.codes[rows]
    one, other = outlines.geometry.to_numpy()[rows], before.loc[codes].to_numpy()
    common = shapely.area(shapely.intersection(one, other))
    least = np.minimum(shapely.area(one), shapely.area(other))
    return sorted(codes[common < _ELSEWHERE * least])
