"""
What a search that found nothing was about: a unit, and the filters that say what was wanted.

Neither the words typed nor the point go in: a commune stands for the point, steps of kilometres
for the radius.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from geo.coordinates import LonLat
from geo.places.vocabularies import PLACE_KINDS
from geo.vintages import CURRENT, Level
from web import filters
from web.facets import RADII_KM
from web.params import Values
from web.snapshot import Snapshot

UNKNOWN_NAME = "name=unknown"
"""What was wanted of a search whose words name nothing that we know."""
COUNTRY = ""
FARTHEST_KM = RADII_KM[-1]


def want_of(values: Values) -> str:
    """
    What the filters of a search ask for, one text for the same wish.

    The radius is the next of the usual steps; how sure we are of a place (`evidence`, `precision`)
    is not part of what somebody looks for.
    """
    kinds = values.get(filters.KIND) or ()
    found: dict[str, tuple[str, ...]] = {
        "kind": () if set(kinds) == set(PLACE_KINDS) else kinds,
        "category": values.get(filters.CATEGORY) or (),
        "craft": values.get(filters.CRAFT) or (),
        "stars": tuple(str(stars) for stars in values.get(filters.STARS) or ()),
        "open": ("true",) if values.get(filters.OPEN) else (),
    }
    within_km = values.get(filters.WITHIN_KM)
    if within_km is not None:
        radius = next((step for step in RADII_KM if step >= within_km), FARTHEST_KM)
        found["within_km"] = (str(radius),)
    return urlencode({name: ",".join(sorted(words)) for name, words in found.items() if words})


def read_want(want: str) -> dict[str, list[str]]:
    """
    The filters of a want, by name.

    >>> read_want("kind=outlet%2Cvillage&within_km=20")
    {'kind': ['outlet', 'village'], 'within_km': ['20']}
    """
    return {name: words.split(",") for name, words in parse_qsl(want)}


def unit_of(current: Snapshot, at: LonLat | None, values: Values) -> str | None:
    """
    The unit of 2025-07-01 that a search was about.

    The commune around the point asked for; without a point, the unit that the filters name, or the
    whole country. None for a point outside of Vietnam.
    """
    if at is not None:
        return _code(current, at)
    units = filters.units_of(values)
    if not units:
        return COUNTRY
    vintage, level, code = units[-1]
    layer = current.locator.boundaries.layer(vintage, level)
    if code not in layer.index:
        return None
    if vintage is CURRENT:
        return code
    # A unit of before counts for the one that its centre lies in now.
    centre = LonLat(float(layer["lon"][code]), float(layer["lat"][code]))
    return _code(current, centre, Level.PROVINCE if level is not Level.COMMUNE else Level.COMMUNE)


def _code(current: Snapshot, at: LonLat, level: Level = Level.COMMUNE) -> str | None:
    """The code of the unit of a level around a point, or that of its province."""
    units = current.locator.boundaries.locate(at).get(str(CURRENT), {})
    return units.get(str(level)) or units.get(str(Level.PROVINCE))
