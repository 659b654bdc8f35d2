"""A place as a page shows it: words in the reader's language, numbers as its locale writes them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from geo import opening
from geo.coordinates import LonLat
from geo.places.vocabularies import CATEGORIES
from geo.vintages import CURRENT, Level, Vintage
from web.i18n import language
from web.snapshot import Snapshot
from web.wording import format_datetime, format_decimal, gettext

CENTRES = frozenset({"commune", "district", "province"})
"""Precisions whose position is an area's centre rather than the place's own."""

NOWHERE_M = 5.0
"""Nearer than this two positions are one, and no direction leads from one to the other."""

DIRECTIONS = (
    ("google_maps", "Google Maps"),
    ("apple_maps", "Apple Maps"),
    ("openstreetmap", "OpenStreetMap"),
)


@dataclass(frozen=True)
class Card:
    """One place in a list or at the head of its page; texts are plain, never markup."""

    id: str
    kind: str
    name: str
    gloss: str | None
    """Its English name, for who reads English."""
    category: str
    category_id: str
    where: str
    """The commune and province it lies in now."""
    address: str | None
    lat: float
    lon: float
    precision: str
    approximate: bool
    stars: int | None
    status: str
    evidence: str | None
    opening_hours: str | None
    opening: Opening | None
    source_weak: bool
    directions: tuple[tuple[str, str], ...]
    href: str
    distance: str | None = None
    bearing: str | None = None

    @property
    def position(self) -> str:
        """Latitude and longitude as people write them: about 10 m fine, or 1 km for a centre."""
        digits = 3 if self.approximate else 5
        return f"{self.lat:.{digits}f}, {self.lon:.{digits}f}"


@dataclass(frozen=True)
class Opening:
    """Whether it is open now, and until or from when, in words."""

    open: bool
    words: str


def distance_words(metres: float, *, approximate: bool = False) -> str:
    """
    A distance as the locale writes it: to 10 m below a kilometre, to 100 m below ten, then whole.

    A distance to the centre of an area is marked with a tilde.
    """
    if metres < 995:
        words = f"{format_decimal(max(round(metres, -1), 0), format='#,##0')} m"
    else:
        kilometres = metres / 1_000
        pattern = "#,##0.0" if kilometres < 9.95 else "#,##0"
        words = f"{format_decimal(kilometres, format=pattern)} km"
    return f"~{words}" if approximate else words


def bearing_words(degrees: float) -> str:
    """The eighth of the compass a bearing (degrees from north, clockwise) lies in."""
    names = (
        gettext("north"),
        gettext("north-east"),
        gettext("east"),
        gettext("south-east"),
        gettext("south"),
        gettext("south-west"),
        gettext("west"),
        gettext("north-west"),
    )
    return names[round(degrees / 45) % 8]


def card(
    snapshot: Snapshot,
    row: int,
    *,
    distance_m: float | None = None,
    bearing_deg: float | None = None,
) -> Card:
    """
    The place in that row of the snapshot's records.

    Needs a request: its language, and the addresses of pages.
    """
    words = language()
    known = snapshot.records.properties(row, words)
    kind, precision = known["kind"], known["precision"]
    at = LonLat(float(snapshot.records.lon[row]), float(snapshot.records.lat[row]))
    approximate = precision in CENTRES
    return Card(
        id=snapshot.records.ids[row],
        kind=kind,
        name=known["name"],
        gloss=known["name_en"] if words != "vi" else None,
        category=CATEGORIES[kind].label(known["category"], words),
        category_id=known["category"],
        where=_where(snapshot, known["units"]),
        address=known["address"],
        lat=at.lat,
        lon=at.lon,
        precision=precision,
        approximate=approximate,
        stars=known["stars"],
        status=known["status"],
        evidence=known.get("evidence"),
        opening_hours=known["opening_hours"],
        opening=_opening(known["opening_hours"], at),
        source_weak=bool(known["source_weak"]),
        directions=tuple((name, known["directions"][key]) for key, name in DIRECTIONS),
        href=url_for(f"pages.{kind}", place_id=snapshot.records.ids[row]),
        distance=None
        if distance_m is None
        else distance_words(distance_m, approximate=approximate),
        bearing=bearing_words(bearing_deg or 0.0)
        if distance_m is not None and distance_m >= NOWHERE_M
        else None,
    )


def _where(snapshot: Snapshot, units: dict[str, dict[str, str]]) -> str:
    """
    The units a place lies in, in words: today's, or, when a split left open which commune of today
    it is in, those before.
    """
    names = snapshot.unit_names.of(units, "vi")
    now, before = names.get(str(CURRENT), {}), names.get(str(Vintage.V2025_03), {})
    upwards = (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
    # Before, a place may have been known to a district, which today's units do not have.
    if Level.COMMUNE in now or before.keys() <= {Level.PROVINCE}:
        return ", ".join(now[level] for level in upwards if level in now)
    return gettext(
        "%(units)s (before 1 July 2025)",
        units=", ".join(before[level] for level in upwards if level in before),
    )


def _opening(hours: str | None, at: LonLat) -> Opening | None:
    """Open or closed and until when; None when hours are not known or say nothing of now."""
    if hours is None:
        return None
    moment = opening.now()
    try:
        spell = opening.spell_at(hours, moment, position=at)
    except opening.InvalidOpeningHoursError:
        # The page shows the hours as they are written; they are just not understood.
        return None
    if spell.state is opening.State.UNKNOWN:
        return None
    is_open = spell.state is opening.State.OPEN
    if spell.until is None:
        return Opening(is_open, gettext("Open") if is_open else gettext("Closed"))
    # A day of the week is only needed when the change is not today.
    pattern = "HH:mm" if spell.until.date() == moment.date() else "EEEE HH:mm"
    time = format_datetime(spell.until, pattern)
    if is_open:
        return Opening(True, gettext("Open until %(time)s", time=time))
    return Opening(False, gettext("Closed, opens %(time)s", time=time))
