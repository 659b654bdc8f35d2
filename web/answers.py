"""What the map page finds for a search: a list from a point or of all, or why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from geo.coordinates import LonLat, lonlat_from_text
from geo.errors import InvalidPositionError
from geo.geocoding import Candidate, Result
from geo.nearest import Neighbours
from geo.text import fold
from geo.vintages import Level, Vintage
from web import filters
from web.cards import Card, card, distance_words
from web.errors import WORDS, RefusedError
from web.facets import RADII_KM, Facets, facets
from web.i18n import Text, language
from web.search import MOST, PAGE, K, Search, address, read_search, read_values
from web.snapshot import Snapshot
from web.wording import format_decimal, gettext, mixed, named, ngettext


class Beyond(NamedTuple):
    """The nearest place when the radius asked holds none."""

    name: str
    href: str
    distance: str
    wider: str
    """The address of the same search within a radius that holds it."""
    radius: str


class Asked(NamedTuple):
    """The point the list is sorted from, and what it is called."""

    lat: float
    lon: float
    name: str | None


@dataclass(frozen=True)
class Answer:
    """What a page shows of a search."""

    search: Search
    status: int = 200
    problem: str | None = None
    asked: Asked | None = None
    where: Markup | str = ""
    places: tuple[Card, ...] = ()
    candidates: tuple[tuple[Markup, str], ...] = ()
    more: str | None = None
    headline: Markup | str = ""
    """Of names and words in their languages; as text by Jinja's striptags."""
    beyond: Beyond | None = None
    facets: Facets | None = None

    @property
    def listed(self) -> bool:
        """Whether there is a list, if an empty one, rather than the welcome."""
        return bool(self.headline)

    @property
    def nameless(self) -> bool:
        """Whether the words name nothing that we know."""
        return self.status == 404

    @property
    def place(self) -> str | None:
        """The name of the place asked for, for the title."""
        return self.asked.name if self.asked else None


def answer(snapshot: Snapshot, args: MultiDict[str, str]) -> Answer:
    """What the address asks for; a question that cannot be read is answered with why, and 400."""
    try:
        search = read_search(args)
    except RefusedError as error:
        unread = Answer(
            Search(read_values({}), {}),
            status=error.status,
            problem=error.words.to(language()),
        )
        return _with_facets(snapshot, unread)
    return _with_facets(snapshot, _found(snapshot, search))


def _found(snapshot: Snapshot, search: Search) -> Answer:
    try:
        asked, candidates = _point(snapshot, search)
    except InvalidPositionError as error:
        words = Text(WORDS[error.code], f"{error}").to(language())
        return Answer(search, status=400, problem=words)
    if asked is not None:
        return _nearest(snapshot, search, asked, candidates)
    if search.q:
        problem = gettext(
            "Nothing is called “%(q)s”. Try the name of a commune, district, province or "
            "village, or an address that ends in one.",
            q=search.q,
        )
        return Answer(search, status=404, problem=problem)
    return _listed(snapshot, search) if search.filtered else Answer(search)


def _with_facets(snapshot: Snapshot, found: Answer) -> Answer:
    """The answer with the filters beside it."""
    search, at = found.search, found.asked

    def changed(**changes: str | None) -> str:
        return address(search, **changes)

    conditions = filters.conditions(search.values, filters.minute_of(search.values))
    point = None if at is None else LonLat(at.lon, at.lat)
    return replace(found, facets=facets(snapshot, conditions, search.given, point, changed))


def _point(
    snapshot: Snapshot, search: Search
) -> tuple[Asked | None, tuple[tuple[Markup, str], ...]]:
    """
    The point that is asked for, and others that its words may mean.

    Raises
    ------
    InvalidPositionError
        If two numbers are given that are no position.
    """
    if at := search.given.get("at"):
        position = lonlat_from_text(at)
        if position is None:
            raise InvalidPositionError(f"at={at[:60]!r} is not two numbers: give lat,lon")
        return Asked(position.lat, position.lon, search.q or None), ()
    if not search.q:
        return None, ()
    if position := lonlat_from_text(search.q):
        return Asked(position.lat, position.lon, None), ()
    found = snapshot.geocoder.geocode(search.q)
    if not found:
        return None, ()
    best = found[0]
    others = {_label(other): other for other in (*best.candidates, *found[1:])}
    others.pop(_label(best), None)
    candidates = tuple(
        (named(label), address(search, q=label, at=f"{other.lat:.5f},{other.lon:.5f}", k=None))
        for label, other in list(others.items())[:3]
    )
    return Asked(best.lat, best.lon, _label(best)), candidates


def _label(found: Result | Candidate) -> str:
    """What the place is called in the reader's language."""
    return found.label if language() == "vi" else found.label_en


def _nearest(
    snapshot: Snapshot,
    search: Search,
    asked: Asked,
    candidates: tuple[tuple[Markup, str], ...],
) -> Answer:
    """The places nearest to the point, of those that pass the filters."""
    chosen = filters.filtered(snapshot, search.values)
    mask = np.zeros(len(snapshot.records), dtype=bool)
    mask[chosen.rows] = True
    k, within_km = search.values[K], search.values.get(filters.WITHIN_KM)
    at, index = LonLat(asked.lon, asked.lat), snapshot.locator.index
    within_m = None if within_km is None else within_km * 1_000
    found = index.query(at, k, mask=mask, within_m=within_m)
    places = tuple(
        card(snapshot, int(row), distance_m=float(metres), bearing_deg=float(degrees))
        for row, metres, degrees in zip(
            found.index, found.distance_m, found.bearing_deg, strict=True
        )
    )
    beyond = None
    if not places and within_m is not None:
        beyond = _beyond(snapshot, search, index.query(at, 1, mask=mask))
    more = None
    if len(places) == k < min(MOST, len(chosen.rows)):
        more = address(search, k=str(min(k + PAGE, MOST)))
    return Answer(
        search,
        asked=asked,
        where=_where(snapshot, asked),
        places=places,
        candidates=candidates,
        more=more,
        headline=_headline(len(places), asked) if places else _none_near(asked),
        beyond=beyond,
    )


def _beyond(snapshot: Snapshot, search: Search, found: Neighbours) -> Beyond | None:
    """The nearest place of all that pass, and the radius that would do."""
    if not len(found.index):
        return None
    metres = float(found.distance_m[0])
    nearest = card(snapshot, int(found.index[0]), distance_m=metres)
    radius = next(
        (radius for radius in RADII_KM if radius * 1_000 >= metres), math.ceil(metres / 1_000)
    )
    return Beyond(
        nearest.name,
        nearest.href,
        nearest.distance or distance_words(metres),
        address(search, within_km=str(radius)),
        f"{format_decimal(radius)} km",
    )


def _listed(snapshot: Snapshot, search: Search) -> Answer:
    """The places that pass when there is no point to measure from, by stars and name."""
    records = snapshot.records
    stars, names = records.columns["stars"], records.columns["name"]
    rows = sorted(
        filters.filtered(snapshot, search.values).rows.tolist(),
        key=lambda row: (-(stars[row] or 0), fold(names[row])),
    )
    k = search.values[K]
    more = None
    if k < min(MOST, len(rows)):
        more = address(search, k=str(min(k + PAGE, MOST)))
    return Answer(
        search,
        places=tuple(card(snapshot, row) for row in rows[:k]),
        more=more,
        headline=Markup.escape(
            ngettext(
                "%(number)s place passes the filters",
                "%(number)s places pass the filters",
                len(rows),
                number=format_decimal(len(rows)),
            )
        ),
    )


def _none_near(asked: Asked) -> Markup:
    """The heading of a list that is empty."""
    if asked.name:
        return mixed(gettext("No place found near %(name)s"), name=named(asked.name))
    return Markup.escape(gettext("No place found near the point you chose"))


def _headline(count: int, asked: Asked) -> Markup:
    """How many were found near what."""
    number = format_decimal(count)
    if asked.name:
        # The name is filled in afterwards: it is Vietnamese within words that may not be.
        message = ngettext(
            "The %(number)s place nearest to %(name)s",
            "The %(number)s places nearest to %(name)s",
            count,
            number=number,
            name="%(name)s",
        )
        return mixed(message, name=named(asked.name))
    return Markup.escape(
        ngettext(
            "The place nearest to the point you chose",
            "The %(number)s places nearest to the point you chose",
            count,
            number=number,
        )
    )


def _where(snapshot: Snapshot, asked: Asked) -> Markup:
    """The units around the point, now and before, in words."""
    units = snapshot.locator.boundaries.locate(LonLat(asked.lon, asked.lat))
    if not units:
        return Markup.escape(
            gettext("This point is outside Vietnam; the places are those nearest to it.")
        )
    names = snapshot.unit_names.of(units, "vi")
    now = names.get(str(Vintage.V2025_07), {})
    before = names.get(str(Vintage.V2025_03), {})
    said = ", ".join(now[level] for level in (Level.COMMUNE, Level.PROVINCE) if level in now)
    earlier = ", ".join(
        before[level]
        for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
        if level in before
    )
    message = gettext("%(now)s (before 1 July 2025: %(before)s)")
    return mixed(message, now=named(said), before=named(earlier))
