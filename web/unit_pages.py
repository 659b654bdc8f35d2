"""What a unit's landing page says: its places, its names, and what it was or became."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from flask import url_for

from geo.coordinates import LonLat
from geo.errors import UnknownUnitError
from geo.vintages import Level, UnitKey, Vintage, layer_from_text, unit_column
from web.cards import Card, card
from web.i18n import language
from web.routes_through import RouteLink, routes_in
from web.snapshot import Snapshot
from web.unit_coverage import coverage_words
from web.wording import format_decimal, format_percent, gettext, ngettext

LISTED = 24
"""Places of one kind listed on a unit's page; the map shows the rest."""
NEAR = 6
"""Places around a unit listed on its page."""
WHOLE = 0.995
"""A larger share is all of it: whole per cents are shown."""
LEAST = 0.005
"""A smaller one would be shown as nothing."""
OTHER = {Vintage.V2025_03: Vintage.V2025_07, Vintage.V2025_07: Vintage.V2025_03}
KINDS = ("outlet", "village", "destination")


@dataclass(frozen=True)
class UnitLink:
    """A unit to go to, with a word about it."""

    name: str
    href: str
    note: str = ""
    count: str = ""


@dataclass(frozen=True)
class UnitPage:
    """A unit's page, in words."""

    key: UnitKey
    name: str
    gloss: str | None
    name_en: str | None
    held: str
    centre: LonLat
    zoom: int
    sentence: str
    facts: tuple[tuple[str, str], ...]
    trail: tuple[UnitLink, ...]
    relatives_title: str
    relatives: tuple[UnitLink, ...]
    groups: tuple[tuple[str, tuple[Card, ...], str], ...]
    near: tuple[Card, ...]
    coverage: tuple[str, ...]
    routes: tuple[RouteLink, ...]
    children_title: str
    children: tuple[UnitLink, ...]


def unit_href(vintage: str, level: str, code: str) -> str:
    """The address of a unit's page."""
    return url_for("pages.unit", vintage=str(vintage), level=str(level), code=code)


def unit_link(snapshot: Snapshot, key: UnitKey, note: str = "", count: str = "") -> UnitLink:
    """A link to a unit by its Vietnamese name."""
    names = snapshot.unit_names.of({str(key.vintage): {str(key.level): key.code}}, "vi")
    return UnitLink(names[str(key.vintage)][str(key.level)], unit_href(*key), note, count)


def links_of_place(snapshot: Snapshot, row: int, vintage: Vintage) -> tuple[UnitLink, ...]:
    """The units of one vintage a place lies in, from the province down."""
    units = snapshot.records.units(row).get(str(vintage), {})
    return tuple(
        unit_link(snapshot, UnitKey(vintage, level, units[level]))
        for level in vintage.levels
        if level in units
    )


def unit_page(snapshot: Snapshot, vintage: str, level: str, code: str) -> UnitPage:
    """
    The page of one unit.

    Raises
    ------
    UnknownVintageError, UnknownUnitError
        If there is no such unit.
    """
    key = UnitKey(*layer_from_text(vintage, level), code)
    layer = snapshot.locator.boundaries.layer(key.vintage, key.level)
    if code not in layer.index:
        raise UnknownUnitError(f"no {level} has code {code!r} in vintage {vintage}")
    unit = layer.loc[code]
    rows = rows_in(snapshot, key)
    by_kind = {kind: rows[kinds_of(snapshot, rows) == kind] for kind in KINDS}
    centre = LonLat(float(unit["lon"]), float(unit["lat"]))
    relatives_title, relatives = _relatives(snapshot, key)
    children_title, children = _children(snapshot, key)
    return UnitPage(
        key=key,
        name=unit["name"],
        gloss=_text(unit["name_en"]) if language() != "vi" else None,
        name_en=_text(unit["name_en"]),
        held=_held(key.vintage),
        centre=centre,
        zoom=_zoom(unit.geometry.bounds),
        sentence=sentence_of(snapshot, key, unit["name"]),
        facts=_facts(unit, code),
        trail=_trail(snapshot, key, unit),
        relatives_title=relatives_title,
        relatives=relatives,
        groups=_groups(snapshot, by_kind),
        near=_nearest(snapshot, centre, rows),
        coverage=coverage_words(snapshot, key),
        routes=routes_in(snapshot, key),
        children_title=children_title,
        children=children,
    )


def rows_in(snapshot: Snapshot, key: UnitKey) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Rows of the records of the places in a unit."""
    codes = snapshot.locator.places[unit_column(key.vintage, key.level)]
    return np.flatnonzero((codes == key.code).to_numpy(dtype=bool, na_value=False))


def kinds_of(snapshot: Snapshot, rows: Iterable[int]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """The kind of each row."""
    return np.array([snapshot.records.columns["kind"][row] for row in rows], dtype=object)


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _held(vintage: Vintage) -> str:
    if vintage is Vintage.V2025_07:
        return gettext("Unit since 1 July 2025")
    return gettext("Unit until 30 June 2025")


def _zoom(bounds: tuple[float, float, float, float]) -> int:
    """A zoom at which a box fits a small map."""
    west, south, east, north = bounds
    span = max(east - west, north - south, 0.01)
    # At zoom z, 400 pixels are 400 / 256 * 360 / 2^z degrees.
    return int(np.clip(np.floor(np.log2(400 / 256 * 360 / span)), 5, 13))


def sentence_of(snapshot: Snapshot, key: UnitKey, name: str) -> str:
    """What of the map is in a unit, in words."""
    there = kinds_of(snapshot, rows_in(snapshot, key)).tolist()
    counts = {kind: there.count(kind) for kind in KINDS}
    if not any(counts.values()):
        return gettext("%(name)s has no place on this map yet.", name=name)
    outlets = ngettext("%(num)s OCOP outlet", "%(num)s OCOP outlets", counts["outlet"])
    villages = ngettext("%(num)s craft village", "%(num)s craft villages", counts["village"])
    places = ngettext("%(num)s destination", "%(num)s destinations", counts["destination"])
    return gettext(
        "%(name)s has %(outlets)s, %(villages)s and %(destinations)s on this map.",
        name=name,
        outlets=outlets,
        villages=villages,
        destinations=places,
    )


def _facts(unit: Any, code: str) -> tuple[tuple[str, str], ...]:
    facts = [(gettext("Code"), code)]
    # Where the census has no figure, the table has 0: that is not a count of people.
    if not pd.isna(unit["population"]) and unit["population"] > 0:
        people = format_decimal(int(unit["population"]))
        facts.append((gettext("People, census of 2019"), people))
    if not pd.isna(unit["area_km2"]):
        # An inner ward is less than one.
        size = float(unit["area_km2"])
        area = format_decimal(size, format="#,##0" if size >= 10 else "#,##0.0")
        facts.append((gettext("Area, approximate"), f"{area} km²"))
    return tuple(facts)


def _trail(snapshot: Snapshot, key: UnitKey, unit: Any) -> tuple[UnitLink, ...]:
    """The units above, from the province."""
    levels = key.vintage.levels
    above = levels[: levels.index(key.level)]
    codes = {Level.PROVINCE: _text(unit["province"]), key.level: key.code}
    if above:
        codes[above[-1]] = _text(unit["parent"])
    return tuple(
        unit_link(snapshot, UnitKey(key.vintage, level, code))
        for level in above
        if (code := codes.get(level))
    )


def _groups(
    snapshot: Snapshot, by_kind: dict[str, Any]
) -> tuple[tuple[str, tuple[Card, ...], str], ...]:
    titles = {
        "outlet": gettext("OCOP outlets"),
        "village": gettext("Craft villages"),
        "destination": gettext("Destinations"),
    }
    groups = []
    for kind, rows in by_kind.items():
        if not len(rows):
            continue
        ordered = sorted(rows.tolist(), key=lambda row: snapshot.records.columns["name"][row])
        left = len(ordered) - LISTED
        more = ngettext("And %(num)s more.", "And %(num)s more.", left) if left > 0 else ""
        cards = tuple(card(snapshot, row) for row in ordered[:LISTED])
        groups.append((titles[kind], cards, more))
    return tuple(groups)


def _nearest(snapshot: Snapshot, centre: LonLat, within: Any) -> tuple[Card, ...]:
    """The outlets and villages outside a unit that are nearest to its centre."""
    kinds = np.asarray(snapshot.records.columns["kind"], dtype=object)
    mask = kinds != "destination"
    mask[within] = False
    found = snapshot.locator.index.query(centre, NEAR, mask=mask)
    return tuple(
        card(snapshot, int(row), distance_m=float(metres), bearing_deg=float(degrees))
        for row, metres, degrees in zip(
            found.index, found.distance_m, found.bearing_deg, strict=True
        )
    )


def _relatives(snapshot: Snapshot, key: UnitKey) -> tuple[str, tuple[UnitLink, ...]]:
    """What the unit became, or what it was formed from, by the crosswalk."""
    other = OTHER[key.vintage]
    became = key.vintage is Vintage.V2025_03
    title = gettext("Now part of") if became else gettext("Formed from")
    level = Level.PROVINCE if key.level is Level.PROVINCE else Level.COMMUNE
    shares: dict[str, float] = defaultdict(float)
    crosswalk = snapshot.locator.crosswalk
    for commune in _communes(snapshot, key):
        pairs = crosswalk.successors(commune) if became else crosswalk.predecessors(commune)
        for code, share in pairs:
            shares[code] += share
    if level is Level.PROVINCE:
        provinces = snapshot.locator.boundaries.layer(other, Level.COMMUNE)["province"]
        found = provinces.reindex(list(shares)).dropna().unique().tolist()
        # Slivers of the crosswalk's shares do not make a province a part of another.
        weight = {
            province: sum(
                share for code, share in shares.items() if provinces.get(code) == province
            )
            for province in found
        }
        most = max(weight.values(), default=0.0)
        codes = [code for code in found if weight[code] >= 0.02 * most]
        return title, tuple(unit_link(snapshot, UnitKey(other, level, code)) for code in codes)
    ordered = sorted(shares.items(), key=lambda pair: -pair[1])
    single = key.level is Level.COMMUNE and became and len(ordered) > 1
    # Of a commune's predecessors, the share of each that came here, where not all of it did.
    parts = key.level is Level.COMMUNE and not became
    return title, tuple(
        unit_link(
            snapshot,
            UnitKey(other, level, code),
            format_percent(share, format="#,##0 %") if single else _part(share) if parts else "",
        )
        for code, share in ordered
    )


def _part(share: float) -> str:
    """How much of a commune a share is; nothing for all of it."""
    if share >= WHOLE:
        return ""
    # By decree some came, of which approximate outlines may show nothing.
    if share < LEAST:
        return gettext("less than one per cent of it")
    return gettext("%(share)s of it", share=format_percent(share, format="#,##0 %"))


def _communes(snapshot: Snapshot, key: UnitKey) -> list[str]:
    """The codes of the communes a unit consists of, itself when it is one."""
    if key.level is Level.COMMUNE:
        return [key.code]
    communes = snapshot.locator.boundaries.layer(key.vintage, Level.COMMUNE)
    column = "province" if key.level is Level.PROVINCE else "parent"
    return [str(code) for code in communes.index[communes[column] == key.code]]


def _children(snapshot: Snapshot, key: UnitKey) -> tuple[str, tuple[UnitLink, ...]]:
    """The units one level down, with how many outlets and villages each has."""
    levels = key.vintage.levels
    below = levels[levels.index(key.level) + 1 :]
    if not below:
        return "", ()
    layer = snapshot.locator.boundaries.layer(key.vintage, below[0])
    codes = layer.index[layer["parent"] == key.code]
    places = snapshot.locator.places
    counts = places.loc[
        places["kind"] != "destination", unit_column(key.vintage, below[0])
    ].value_counts()
    title = gettext("Districts") if below[0] is Level.DISTRICT else gettext("Communes and wards")
    children = [
        unit_link(
            snapshot,
            UnitKey(key.vintage, below[0], code),
            count=ngettext("%(num)s place", "%(num)s places", int(counts[code]))
            if code in counts.index
            else "",
        )
        for code in codes
    ]
    return title, tuple(children)
