"""Published places that may be one and the same, and making one of two."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyproj
from pandas import DataFrame
from scipy.spatial import cKDTree

from geo.chord import at_positions
from geo.errors import ConflictError, InvalidParameterError, UnknownPlaceError
from geo.history import Change, Edit, publish
from geo.history.rows import row_texts, rows_in
from geo.places.duplicates import NEAR_M
from geo.places.placing import NEW_COMMUNE, OLD_COMMUNE
from geo.stewardship.reading import joined
from geo.storage import Store
from geo.text import fold

_PINNED = ("exact", "street")
_CROWD = 50
"""More places than that under one name or address are a chain or a market, not doubles."""
_GEOD = pyproj.Geod(ellps="WGS84")


class Double(NamedTuple):
    """Two places that may be one."""

    first: str
    second: str
    reasons: tuple[str, ...]
    """At least two of `name`, `address` (both folded), `near`, `commune`."""
    distance_m: float | None
    """Between them; None when one of the two stands at a unit's centre."""


def doubles(places: DataFrame, *, within_m: float = NEAR_M) -> list[Double]:
    """
    Pairs of places of which two things agree: name, address, and where they stand.

    Where they stand agrees when both have a position of their own, within that distance; or when
    one has none and both are in one commune.

    Parameters
    ----------
    places
        A layer of places of one kind.
    within_m
        Metres, geodesic.

    Returns
    -------
    Those with most reasons first, then the nearest.
    """
    ids = places["id"].tolist()
    names = [fold(name) for name in places["name"]]
    addresses = [fold(text) if isinstance(text, str) else "" for text in places["address"]]
    commune = places[OLD_COMMUNE].fillna(places[NEW_COMMUNE]).fillna("").tolist()
    pinned = places["precision"].isin(_PINNED).tolist()
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    found = []
    pairs = {*_alike(names), *_alike(addresses), *_near(lon, lat, np.array(pinned), within_m)}
    for a, b in sorted(pairs):
        metres = (
            float(_GEOD.inv(lon[a], lat[a], lon[b], lat[b])[2]) if pinned[a] and pinned[b] else None
        )
        reasons = [
            reason
            for reason, holds in (
                ("name", names[a] == names[b]),
                ("address", bool(addresses[a]) and addresses[a] == addresses[b]),
                ("near", metres is not None and metres <= within_m),
                ("commune", metres is None and bool(commune[a]) and commune[a] == commune[b]),
            )
            if holds
        ]
        if len(reasons) >= 2:
            found.append(Double(ids[a], ids[b], tuple(reasons), metres))
    return sorted(found, key=lambda one: (-len(one.reasons), one.distance_m or 0.0))


def _alike(texts: list[str]) -> Iterable[tuple[int, int]]:
    """Pairs of rows of one text."""
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        if text:
            rows.setdefault(text, []).append(row)
    for alike in rows.values():
        if len(alike) <= _CROWD:
            yield from combinations(alike, 2)


def _near(
    lon: np.ndarray, lat: np.ndarray, pinned: np.ndarray, within_m: float
) -> Iterable[tuple[int, int]]:
    """Pairs of rows with positions of their own whose chord is no longer than that."""
    rows = np.flatnonzero(pinned)
    if len(rows) < 2:
        return []
    tree = cKDTree(at_positions(lon[rows], lat[rows]))
    pairs = tree.query_pairs(within_m, output_type="ndarray")  # no chord is longer than its arc
    return [(int(rows[a]), int(rows[b])) for a, b in np.sort(pairs, axis=1)]


def merge(
    store: Store, kind: str, keep: str, other: str, *, who: str, why: str | None = None
) -> Change:
    """
    Make one place of two, as one change.

    What the kept place leaves blank comes from the other: its address, hours, stars; the better
    position of the two stays, with its units; sources are joined; the later confirmation counts.

    Parameters
    ----------
    kind
        `outlets`, `villages` or `destinations`.
    keep, other
        Ids: the one that stays, and the one that goes.

    Raises
    ------
    UnknownPlaceError
        If there is no such place.
    ConflictError
        If a route stops at the other one: keep that one instead.
    """
    if keep == other:
        raise InvalidParameterError(f"{keep!r} cannot be merged with itself")
    with store.locked():
        places = store.read(kind)
        texts = dict(zip(places["id"], row_texts(places), strict=True))
        for place in (keep, other):
            if place not in texts:
                raise UnknownPlaceError(f"no place {place!r} among the {kind}")
        if "routes" in store.layers() and len(store.read("routes", equal={"place_id": other})):
            raise ConflictError(
                f"a route stops at {other!r}: merge the other way round, keeping it"
            )
        made = rows_in(kind, [_merged(kind, texts[keep], texts[other])])
        edits = {kind: Edit(made, remove=[other])}
        if kind != "destinations" and "destinations" in store.layers():
            # A destination may be a village, too.
            same = store.read("destinations", equal={"same_as": other})
            if len(same):
                edits["destinations"] = Edit(same.assign(same_as=keep, imported=True))
        done = publish(store, edits, operation="merge", who=who, why=why)
        assert done is not None  # noqa: S101 - a row went
        return done


def _merged(kind: str, keep: str, other: str) -> str:
    """The kept row with what only the other knows, as JSON."""
    mine, theirs = orjson.loads(keep), orjson.loads(other)
    # As if the other said it of the kept one; then what the kept one says itself.
    result: dict[str, Any] = orjson.loads(joined(kind, keep, other)) | {"id": mine["id"]}
    sources = dict.fromkeys(
        part.strip()
        for row in (mine, theirs)
        for part in row.get("source_url", "").split(" ; ")
        if part.strip()
    )
    if sources:
        result["source_url"] = " ; ".join(sources)
    result["source_weak"] = mine["source_weak"] and theirs["source_weak"]
    confirmed = [row["confirmed_on"] for row in (mine, theirs) if row.get("confirmed_on")]
    if confirmed:
        result["confirmed_on"] = max(confirmed)
    result["imported"] = True
    return orjson.dumps(result).decode()
