"""
What a traveller asks the planner for, out of its address.

`/plan?stops=…;…` with each stop a place's id, `lon,lat`, `lon,lat,name` or a name to look up; the
rest says how one travels. A form without scripts sends `add` and `do`, which change the stops: the
page then goes on to the address that says the same by `stops` alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from geo.coordinates import LonLat
from geo.errors import GeoError
from geo.filters import Filters
from geo.itinerary import Options, Stop, stop_from_text, tomorrow
from geo.places.vocabularies import PLACE_KINDS
from geo.vintages import CURRENT
from web import readers
from web.departure import DEPART
from web.i18n import Text, language
from web.params import Parameter, Values, given_in, read_all
from web.snapshot import Snapshot
from web.wording import gettext

LONGEST = 6_000
"""Characters of all stops: 25 with long names."""

STOPS = readers.text("stops", LONGEST, Text("Các điểm dừng.", "The stops."), empty=True)
ADD = readers.text("add", 300, Text("Thêm điểm dừng.", "A stop to add."), empty=True)
DO = readers.matching(
    "do", "(?:up|down|drop)-[0-9]{1,2}|order|reverse", Text("Đổi thứ tự.", "A change of order.")
)
ROUND = readers.flag("round", Text("Quay về điểm đầu.", "Back to the first stop."))
BY = readers.choice(
    "by", ("duration", "distance"), Text("Nhanh hay ngắn.", "Fast or short."), default="duration"
)
HOURS = readers.number(
    "hours", 0.5, 24, Text("Lái xe mỗi ngày.", "Hours of driving a day."), default=6
)
DAYS = readers.integer("days", 1, 30, Text("Chia thành mấy ngày.", "Spread over so many days."))
STAY = readers.integer(
    "stay", 0, 720, Text("Phút ở mỗi điểm.", "Minutes at each stop."), default=60
)
WITHIN = readers.number(
    "within", 0, 120, Text("Gợi ý trong khoảng.", "How far suggestions may be."), default=15
)
UNIT = readers.choice("unit", ("min", "km"), Text("Phút hay km.", "Minutes or km."), default="min")
KIND = readers.choices(
    "kind", {kind: kind for kind in PLACE_KINDS}, Text("Gợi ý loại nào.", "What is suggested.")
)
WITHOUT = readers.text("without", LONGEST, Text("Không gợi ý.", "Not to suggest."), empty=True)

KEPT: tuple[Parameter[Any], ...] = (
    *(STOPS, DEPART, ROUND, BY, HOURS, DAYS, STAY, WITHIN, UNIT, KIND, WITHOUT),
)
"""What the page's address says."""
PARAMETERS: Mapping[str, Parameter[Any]] = {each.name: each for each in (*KEPT, ADD, DO)}

_NUMBER = r"\s*([-+]?[0-9]{1,3}(?:\.[0-9]{1,12})?)\s*"
_POSITION = re.compile(rf"{_NUMBER},{_NUMBER}(?:,(.*))?", re.DOTALL)


class Asked(NamedTuple):
    """A stop as the address has it, and what it is."""

    text: str
    stop: Stop | None
    """None where nothing is found by the text."""


@dataclass(frozen=True)
class PlanForm:
    """The form, read."""

    values: Values
    given: Mapping[str, str]
    """The parameters of the page as they came, empty ones left out."""
    asked: tuple[Asked, ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Those that were found."""
        return tuple(each.stop for each in self.asked if each.stop is not None)

    @property
    def texts(self) -> list[str]:
        """The stops as the address has them."""
        return [each.text for each in self.asked]

    @property
    def without(self) -> frozenset[str]:
        """Ids of places not to suggest."""
        return frozenset(filter(None, (self.values.get(WITHOUT) or "").split(",")))

    @property
    def options(self) -> Options:
        """How one travels, in the library's terms."""
        within, values = self.values[WITHIN], self.values
        in_minutes = values[UNIT] == "min"
        return Options(
            depart=self.departs,
            by="distance" if values[BY] == "distance" else "duration",
            round_trip=bool(values.get(ROUND)),
            stay_s=values[STAY] * 60.0,
            drive_limit_s=values[HOURS] * 3_600.0,
            days=values.get(DAYS),
            corridor_s=within * 60.0 if in_minutes and within else None,
            corridor_m=within * 1_000.0 if within and not in_minutes else None,
            filters=Filters(kind=values.get(KIND) or (), status=("open", "unknown")),
        )

    @property
    def departs(self) -> datetime:
        """When one sets out; 8:00 tomorrow when nothing is said."""
        return self.values.get(DEPART) or tomorrow()

    def address(self, **changes: str | None) -> str:
        """The page's address with these parameters changed; None takes one out."""
        known: dict[str, str | None] = {**self.given, **changes}
        query = {name: value for name, value in known.items() if value}
        # Commas and semicolons stay readable: people look at addresses that they share.
        path = url_for("plan.planned")
        parted = "&" if "?" in path else "?"
        return f"{path}{parted}{urlencode(query, safe=',;:')}" if query else path

    def with_stops(self, texts: Sequence[str]) -> str:
        """The page's address with other stops."""
        return self.address(stops=";".join(texts) or None)


def read_form(snapshot: Snapshot, args: MultiDict[str, str]) -> PlanForm:
    """
    The form in an address's parameters; what is not ours is let pass, as links gather it.

    Raises
    ------
    RefusedError
        If one of ours holds what it cannot be.
    """
    given = given_in(args, PARAMETERS, {STOPS.name: ";"})
    values = read_all(PARAMETERS, MultiDict(given), {})
    texts = [text.strip() for text in (values.get(STOPS) or "").split(";") if text.strip()]
    asked = tuple(read_stop(snapshot, text) for text in texts)
    kept = {each.name: given[each.name] for each in KEPT if each.name in given}
    kept |= {"stops": ";".join(each.text for each in asked)} if asked else {}
    return PlanForm(values, kept, asked)


def read_stop(snapshot: Snapshot, text: str) -> Asked:
    """
    The stop that a text means, with the text that says it best.

    Two numbers are longitude and latitude, as the API has them, unless only the other way round
    is a position.
    """
    locator = snapshot.locator
    written = _POSITION.fullmatch(text)
    if written is None:
        try:
            stop = stop_from_text(locator, text)
        except GeoError:
            return Asked(text, None)
        return Asked(stop_text(stop), stop)
    lon, lat, name = float(written[1]), float(written[2]), (written[3] or "").strip()
    if abs(lat) > 90:
        lon, lat = lat, lon
    if abs(lat) > 90 or abs(lon) > 180:
        return Asked(text, None)
    at = LonLat(lon, lat)
    stop = Stop(name[:80] or _name_of(snapshot, at), at)
    return Asked(stop_text(stop) if name else f"{lon:.5f},{lat:.5f}", stop)


def stop_text(stop: Stop) -> str:
    """
    A stop as an address has it.

    >>> stop_text(Stop("Chợ; quê", LonLat(105.85, 21.03)))
    '105.85000,21.03000,Chợ quê'
    """
    if stop.place_id is not None:
        return stop.place_id
    name = " ".join(stop.name.replace(";", " ").split())
    return f"{stop.at.lon:.5f},{stop.at.lat:.5f},{name}"


def stops_text(stops: Sequence[Stop]) -> str:
    """Stops as an address has them."""
    return ";".join(map(stop_text, stops))


def changed(texts: Sequence[str], do: str) -> list[str]:
    """
    The stops after a button's press; one that has nothing to move changes nothing.

    >>> changed(["a", "b", "c"], "up-3"), changed(["a", "b"], "drop-1"), changed("ab", "reverse")
    (['a', 'c', 'b'], ['b'], ['b', 'a'])
    """
    texts = list(texts)
    if do == "reverse":
        return texts[::-1]
    what, _, number = do.partition("-")
    if not number:
        return texts
    row = int(number) - 1
    if not 0 <= row < len(texts):
        return texts
    if what == "drop":
        return texts[:row] + texts[row + 1 :]
    other = row + (1 if what == "down" else -1)
    if 0 <= other < len(texts):
        texts[row], texts[other] = texts[other], texts[row]
    return texts


def _name_of(snapshot: Snapshot, at: LonLat) -> str:
    """What a point of the map is called: the commune it is in, else its position."""
    units = snapshot.locator.boundaries.locate(at)
    names = snapshot.unit_names.of(units, language()).get(str(CURRENT), {})
    if "commune" in names:
        return gettext("A point in %(unit)s", unit=names["commune"])
    return f"{at.lat:.4f}, {at.lon:.4f}"
