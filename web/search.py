"""
What a reader asks the map page for, out of its address, and what is found.

`/?q=hoi+an`, `/?at=15.88,108.33`, with filters named as the API names them. Parameters that are
not ours are let pass: links that people share gather them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from flask import url_for
from werkzeug.datastructures import MultiDict

from geo.coordinates import LonLat, lonlat_from_text
from geo.errors import InvalidPositionError
from geo.vintages import CURRENT, Level, Vintage
from web import filters, readers
from web.cards import Card, card
from web.errors import WORDS, RefusedError
from web.i18n import Text, language
from web.params import Values, read_all
from web.snapshot import Snapshot
from web.wording import format_decimal, gettext, ngettext

USUAL_KINDS = ("outlet", "village")
"""What is listed when the reader does not say: where OCOP goods are sold and made."""
PAGE = 20
"""Places in a list before "show more"."""
MOST = 100

Q = readers.text("q", 300, Text("Tên hay địa chỉ.", "A name or an address."), empty=True)
AT = readers.text("at", 60, Text("Vĩ độ,kinh độ.", "Latitude,longitude."), empty=True)
K = readers.integer("k", 1, MOST, Text("Số nơi.", "How many."), default=PAGE)
SHOWN = readers.choice(
    "vintage", tuple(Vintage), Text("Thời điểm.", "Vintage."), default=str(CURRENT)
)
FILTERS = (
    filters.KIND,
    filters.CRAFT,
    filters.STARS,
    filters.EVIDENCE_OF,
    filters.PRECISION,
    filters.OPEN,
)
PARAMETERS = {parameter.name: parameter for parameter in (Q, AT, K, SHOWN, *FILTERS)}
"""Everything a search is made of, by name."""


@dataclass(frozen=True)
class Search:
    """The question, read."""

    values: Values
    given: Mapping[str, str]
    """The parameters as they came, empty ones left out: for forms and addresses."""

    @property
    def q(self) -> str:
        """The words typed."""
        return self.values[Q] if self.values.get(Q) else ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of place wanted."""
        return self.values[filters.KIND]

    @property
    def vintage(self) -> str:
        """The vintage whose outlines are drawn."""
        return self.values[SHOWN]

    @property
    def filtered(self) -> bool:
        """Whether any filter but the kinds is on."""
        return any(f.name in self.given for f in FILTERS if f is not filters.KIND)


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
    where: str = ""
    places: tuple[Card, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    more: str | None = None
    unfiltered: str | None = None
    headline: str = ""

    @property
    def place(self) -> str | None:
        """The name of the place asked for, for the title."""
        return self.asked.name if self.asked else None


def read_search(args: MultiDict[str, str]) -> Search:
    """
    The question in an address's parameters.

    Raises
    ------
    RefusedError
        If one of ours holds what it cannot be.
    """
    given = {
        name: ",".join(part for part in args.getlist(name) if part.strip()) for name in PARAMETERS
    }
    given = {name: value for name, value in given.items() if value}
    return Search(_read(given), given)


def _read(given: Mapping[str, str]) -> Values:
    return read_all(PARAMETERS, MultiDict({"kind": ",".join(USUAL_KINDS), **given}), {})


def answer(snapshot: Snapshot, args: MultiDict[str, str]) -> Answer:
    """What the address asks for; a question that cannot be read is answered with why, and 400."""
    try:
        search = read_search(args)
    except RefusedError as error:
        return Answer(
            Search(_read({}), {}),
            status=error.status,
            problem=error.words.to(language()),
        )
    try:
        asked, candidates = _point(snapshot, search)
    except InvalidPositionError as error:
        words = Text(WORDS[error.code], f"{error}").to(language())
        return Answer(search, status=400, problem=words)
    if asked is None:
        problem = None
        if search.q:
            problem = gettext(
                "Nothing is called “%(q)s”. Try the name of a commune, district, province or "
                "village, or an address that ends in one.",
                q=search.q,
            )
        return Answer(search, status=404 if search.q else 200, problem=problem)
    return _nearest(snapshot, search, asked, candidates)


def _point(snapshot: Snapshot, search: Search) -> tuple[Asked | None, tuple[tuple[str, str], ...]]:
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
    others = {other.label: other for other in (*best.candidates, *found[1:])}
    others.pop(best.label, None)
    candidates = tuple(
        (label, address(search, q=label, at=f"{other.lat:.5f},{other.lon:.5f}", k=None))
        for label, other in list(others.items())[:3]
    )
    return Asked(best.lat, best.lon, best.label), candidates


def _nearest(
    snapshot: Snapshot,
    search: Search,
    asked: Asked,
    candidates: tuple[tuple[str, str], ...],
) -> Answer:
    """The places nearest to the point, of those that pass the filters."""
    chosen = filters.filtered(snapshot, search.values)
    mask = np.zeros(len(snapshot.records), dtype=bool)
    mask[chosen.rows] = True
    k = search.values[K]
    found = snapshot.locator.index.query(LonLat(asked.lon, asked.lat), k, mask=mask)
    places = tuple(
        card(snapshot, int(row), distance_m=float(metres), bearing_deg=float(degrees))
        for row, metres, degrees in zip(
            found.index, found.distance_m, found.bearing_deg, strict=True
        )
    )
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
        unfiltered=address(search, **{f.name: None for f in FILTERS}),
        headline=_headline(len(places), asked),
    )


def _headline(count: int, asked: Asked) -> str:
    """How many were found near what."""
    number = format_decimal(count)
    if asked.name:
        return ngettext(
            "The place nearest to %(name)s",
            "The %(number)s places nearest to %(name)s",
            count,
            name=asked.name,
            number=number,
        )
    return ngettext(
        "The place nearest to the point you chose",
        "The %(number)s places nearest to the point you chose",
        count,
        number=number,
    )


def _where(snapshot: Snapshot, asked: Asked) -> str:
    """The units around the point, now and before, in words."""
    units = snapshot.locator.boundaries.locate(LonLat(asked.lon, asked.lat))
    if not units:
        return gettext("This point is outside Vietnam; the places are those nearest to it.")
    names = snapshot.unit_names.of(units, "vi")
    now = names.get(str(Vintage.V2025_07), {})
    before = names.get(str(Vintage.V2025_03), {})
    said = ", ".join(now[level] for level in (Level.COMMUNE, Level.PROVINCE) if level in now)
    earlier = ", ".join(
        before[level]
        for level in (Level.COMMUNE, Level.DISTRICT, Level.PROVINCE)
        if level in before
    )
    return gettext("%(now)s (before 1 July 2025: %(before)s)", now=said, before=earlier)


def address(search: Search, **changes: str | None) -> str:
    """The map page's address for this search with some parameters changed, or dropped by None."""
    known: dict[str, str | None] = {**search.given, **changes}
    # Typed so, because url_for's own options are of other types than a query's parameters.
    query: dict[str, Any] = {name: value for name, value in known.items() if value}
    return url_for("pages.home", **query)
