"""
The filters of the map page as its form shows them: each choice with how many places it leaves,
given all the others, and each that is on with the address that takes it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.coordinates import LonLat
from geo.filters import Filters
from geo.opening import now
from geo.places.vocabularies import CRAFTS, EVIDENCE, OUTLET_KINDS, PLACE_KINDS, Vocabulary
from geo.text import fold
from geo.vintages import Level, Vintage, unit_column
from web.i18n import language
from web.snapshot import Snapshot
from web.wording import format_decimal, gettext

RADII_KM = (2, 5, 10, 20, 50, 100)
STARS = ("3,4,5", "4,5", "5")
PLACED = ("exact", "street")
"""Precisions that are the place itself."""


class Option(NamedTuple):
    """One choice of a filter."""

    value: str
    label: str
    leaves: int
    chosen: bool

    @property
    def number(self) -> str:
        """The count as the locale writes it."""
        return format_decimal(self.leaves)

    @property
    def idle(self) -> bool:
        """Whether it would leave nothing and is not on: offered to nobody."""
        return not self.leaves and not self.chosen


class Chip(NamedTuple):
    """One filter that is on."""

    label: str
    without: str
    """The address of the same search without it."""
    foreign: bool = False
    """Whether the label is a name that stays Vietnamese on an English page."""


@dataclass(frozen=True)
class Facets:
    """Everything the form shows."""

    kinds: tuple[Option, ...]
    switches: tuple[tuple[str, Option], ...]
    """Parameter and its one choice."""
    picks: tuple[tuple[str, str, str, tuple[Option, ...]], ...]
    """Parameter, label, what no choice is called, and the choices."""
    chips: tuple[Chip, ...]
    clear: str
    """The address of the search without any filter."""

    @property
    def summary(self) -> str:
        """How many filters are on, for the heading they fold under."""
        return format_decimal(len(self.chips)) if self.chips else ""


def facets(
    snapshot: Snapshot,
    asked: Filters,
    given: Mapping[str, str],
    at: LonLat | None,
    address: Callable[..., str],
) -> Facets:
    """
    The filters of a search.

    Parameters
    ----------
    asked
        Its conditions, as `web.filters.conditions` reads them.
    given
        Its parameters as they came.
    at
        The point it measures from; None for none, and no radius then.
    address
        The page's address with parameters changed, or dropped by None.
    """
    words, places = language(), snapshot.locator.filter
    distances = None if at is None else _distances(snapshot, at)
    within_m = float(given["within_km"]) * 1_000 if at and given.get("within_km") else None
    among = None if distances is None or within_m is None else distances <= within_m
    counts = places.counts(asked, among=among)

    def options(name: str, vocabulary: Vocabulary, values: Iterable[str]) -> tuple[Option, ...]:
        chosen = given.get(name, "").split(",")
        found = (
            Option(word, vocabulary.label(word, words), counts[name].get(word, 0), word in chosen)
            for word in values
        )
        return tuple(option for option in found if not option.idle)

    def left(**changes: object) -> int:
        mask = places.mask(replace(asked, **changes))  # type: ignore[arg-type]
        return int(np.count_nonzero(mask if among is None else mask & among))

    kinds = tuple(
        Option(
            kind,
            PLACE_KINDS.label(kind, words),
            counts["kind"].get(kind, 0),
            kind in asked.kind,
        )
        for kind in PLACE_KINDS
    )
    switches = (
        (
            "open",
            Option("true", gettext("Open now"), left(open_at=now()), asked.open_at is not None),
        ),
        (
            "precision",
            Option(
                ",".join(PLACED),
                gettext("Exact positions"),
                sum(counts["precision"].get(word, 0) for word in PLACED),
                given.get("precision") == ",".join(PLACED),
            ),
        ),
    )
    stars = tuple(
        Option(
            value,
            label,
            sum(counts["stars"].get(int(star), 0) for star in value.split(",")),
            given.get("stars") == value,
        )
        for value, label in zip(
            STARS,
            (gettext("3 stars or more"), gettext("4 stars or more"), gettext("5 stars")),
            strict=True,
        )
    )
    evidence = {
        "direct": gettext("Confirmed of the shop itself"),
        "chain": gettext("Known of the chain"),
        "indirect": gettext("Inferred only"),
    }
    vintage = given.get("vintage", str(Vintage.V2025_07))
    provinces = _units(snapshot, vintage, Level.PROVINCE, counts, given)
    # Below a province alone: nobody finds a commune among all of the country's.
    districts: tuple[Option, ...] = ()
    communes: tuple[Option, ...] = ()
    whole = gettext("The whole province")
    if given.get("district"):
        whole = gettext("The whole district")
    if given.get("province") or given.get("district"):
        if Level.DISTRICT in Vintage(vintage).levels:
            districts = _units(snapshot, vintage, Level.DISTRICT, counts, given)
        communes = _units(snapshot, vintage, Level.COMMUNE, counts, given)
    picks: list[tuple[str, str, str, tuple[Option, ...]]] = [
        ("province", gettext("Province or city"), gettext("The whole country"), provinces),
        ("district", gettext("District"), gettext("The whole province"), districts),
        ("commune", gettext("Commune or ward"), whole, communes),
        ("stars", gettext("Stars"), gettext("Any, rated or not"), stars),
        (
            "craft",
            gettext("Craft of the village"),
            gettext("Any craft"),
            options("craft", CRAFTS, CRAFTS),
        ),
        (
            "category",
            gettext("Kind of outlet"),
            gettext("Any kind"),
            options("category", OUTLET_KINDS, OUTLET_KINDS),
        ),
        (
            "evidence",
            gettext("Link to OCOP"),
            gettext("Any link"),
            tuple(
                Option(
                    word, evidence[word], counts["evidence"].get(word, 0),
                    given.get("evidence") == word,
                )
                for word in EVIDENCE
            ),
        ),
    ]  # fmt: skip
    if distances is not None:
        radii = _radii(distances[places.mask(asked)], given.get("within_km"))
        picks.insert(0, ("within_km", gettext("Within"), gettext("Any distance"), radii))
    picks = [pick for pick in picks if pick[3]]
    return Facets(
        kinds,
        switches,
        tuple(picks),
        _chips(switches, picks, given, address),
        address(**dict.fromkeys(given.keys() - {"q", "at", "vintage", "kind"})),
    )


def _distances(snapshot: Snapshot, at: LonLat) -> NDArray[np.float64]:
    """Metres from a point to each place."""
    count = len(snapshot.records)
    found = snapshot.locator.index.query(at, count)
    metres = np.full(count, np.inf)
    metres[found.index] = found.distance_m
    return metres


def _radii(metres: NDArray[np.float64], given: str | None) -> tuple[Option, ...]:
    """The radii to choose from, and the one that is on though it is none of them."""
    usual = {float(radius): str(radius) for radius in RADII_KM}
    if given:
        usual[float(given)] = given
    return tuple(
        Option(
            text,
            f"{format_decimal(radius)} km",
            int(np.count_nonzero(metres <= radius * 1_000)),
            given is not None and float(given) == radius,
        )
        for radius, text in sorted(usual.items())
    )


def _units(
    snapshot: Snapshot,
    vintage: str,
    level: Level,
    counts: Mapping[str, Mapping[str | int, int]],
    given: Mapping[str, str],
) -> tuple[Option, ...]:
    """The units of a level that any place lies in, by their names; that chosen among them."""
    layer = snapshot.locator.boundaries.layer(Vintage(vintage), level)
    names = layer["short_name" if level is Level.PROVINCE else "name"]
    here = dict(counts[unit_column(Vintage(vintage), level)])
    chosen = given.get(str(level))
    if chosen is not None and chosen in names.index:
        here.setdefault(chosen, 0)
    found = (
        Option(str(code), str(names[code]), count, code == chosen)
        for code, count in here.items()
        if code in names.index
    )
    return tuple(sorted(found, key=lambda option: fold(option.label)))


def _chips(
    switches: Iterable[tuple[str, Option]],
    picks: Iterable[tuple[str, str, str, tuple[Option, ...]]],
    given: Mapping[str, str],
    address: Callable[..., str],
) -> tuple[Chip, ...]:
    """Every filter that is on, with the way out of it."""
    named: dict[str, tuple[Option, ...]] = {name: (option,) for name, option in switches}
    named |= {name: options for name, _, _, options in picks}
    chips = []
    for name, options in named.items():
        if not given.get(name):
            continue
        label = ", ".join(option.label for option in options if option.chosen) or given[name]
        if name == "within_km":
            label = gettext("Within %(radius)s", radius=label)
        below = {"province": ("district", "commune"), "district": ("commune",)}
        dropped = (name, *below.get(name, ()))
        without = address(**dict.fromkeys((*dropped, "k")))
        chips.append(Chip(label, without, name in {"province", "district", "commune"}))
    return tuple(chips)
