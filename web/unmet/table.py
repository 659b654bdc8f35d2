"""What was sought and not found, as the planner's page lists it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from geo.coordinates import LonLat
from geo.places.vocabularies import CRAFTS, DESTINATION_KINDS, OUTLET_KINDS, PLACE_KINDS
from geo.vintages import CURRENT, Level, Vintage
from web.i18n import language
from web.snapshot import Snapshot
from web.unit_pages import unit_href
from web.unmet import counts
from web.unmet.counts import FEWEST_SHOWN, KEPT_DAYS, Unmet
from web.unmet.wants import UNKNOWN_NAME, read_want
from web.wording import format_decimal, gettext

MOST_LINES = 20
_LABELS = {
    "kind": (PLACE_KINDS,),
    "category": (OUTLET_KINDS, DESTINATION_KINDS, CRAFTS),
    "craft": (CRAFTS,),
}


class Line(NamedTuple):
    """A line of the table."""

    name: str
    """The unit's, as locals write it; empty for the whole country."""
    within: str
    href: str | None
    want: str
    searches: str


@dataclass(frozen=True)
class UnmetTable:
    """All of it."""

    lines: tuple[Line, ...]
    note: str
    """What is counted, for how long, and what is left out."""


def unmet_table(current: Snapshot, vintage: Vintage, province: str | None) -> UnmetTable | None:
    """
    The commonest of what was sought and not found; None where the site does not count.

    Parameters
    ----------
    vintage, province
        Only what lies in that province of that vintage; all with None.
    """
    kept = counts()
    if kept is None:
        return None
    found = [
        one
        for one in known(current, kept.read())
        if province is None or _in(current, one, vintage, province)
    ]
    note = gettext(
        "Searches of the last %(days)s days that found no place, by the commune around the point "
        "asked for; counts below %(fewest)s are left out. Neither words nor positions are kept.",
        days=KEPT_DAYS,
        fewest=FEWEST_SHOWN,
    )
    return UnmetTable(tuple(_line(current, one) for one in found[:MOST_LINES]), note)


def level_of(code: str) -> Level | None:
    """
    The level of a unit's code; None for the whole country's.

    >>> level_of("00577"), level_of("01"), level_of("")
    (<Level.COMMUNE: 'commune'>, <Level.PROVINCE: 'province'>, None)
    """
    return {5: Level.COMMUNE, 2: Level.PROVINCE}.get(len(code))


def known(current: Snapshot, found: Iterable[Unmet]) -> list[Unmet]:
    """Those of units that the data still has: counts outlive it."""
    levels = ((one, level_of(one.unit)) for one in found)
    return [
        one
        for one, level in levels
        if level is None or one.unit in current.locator.boundaries.layer(CURRENT, level).index
    ]


def _in(current: Snapshot, one: Unmet, vintage: Vintage, province: str) -> bool:
    """Whether a count is of a unit whose centre lies in that province."""
    level = level_of(one.unit)
    if level is None:
        return False
    unit = current.locator.boundaries.layer(CURRENT, level).loc[one.unit]
    around = current.locator.boundaries.locate(LonLat(float(unit["lon"]), float(unit["lat"])))
    return around.get(str(vintage), {}).get(str(Level.PROVINCE)) == province


def _line(current: Snapshot, one: Unmet) -> Line:
    level, searches = level_of(one.unit), format_decimal(one.searches)
    if level is None:
        return Line("", "", None, want_words(one.want), searches)
    layer = current.locator.boundaries.layer(CURRENT, level)
    within = ""
    if level is Level.COMMUNE:
        provinces = current.locator.boundaries.layer(CURRENT, Level.PROVINCE)["short_name"]
        within = str(provinces.get(layer["parent"][one.unit], ""))
    href = unit_href(CURRENT, level, one.unit)
    return Line(str(layer["name"][one.unit]), within, href, want_words(one.want), searches)


def want_words(want: str) -> str:
    """The filters of a want in words, or that anything would have done."""
    if want == UNKNOWN_NAME:
        return gettext("a name that this map does not know")
    said = []
    for name, values in read_want(want).items():
        if name == "open":
            said.append(gettext("open now"))
        elif name == "within_km":
            said.append(gettext("within %(km)s km", km=values[0]))
        elif name == "stars":
            said.append(gettext("OCOP stars: %(stars)s", stars=", ".join(values)))
        else:
            said.append(", ".join(_label(name, value) for value in values))
    return "; ".join(said) or gettext("any place")


def _label(name: str, value: str) -> str:
    for vocabulary in _LABELS.get(name, ()):
        if value in vocabulary:
            return vocabulary.label(value, language())
    return value
