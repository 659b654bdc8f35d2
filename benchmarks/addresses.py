"""
Shop addresses to districts and communes: ours beside the address libraries that are installed.

The addresses are kept outside the project: `../shared/data/addresses.csv`, or the path in
`LOCATOR_ADDRESSES`. They are measured with, never learned from.
"""

from __future__ import annotations

import csv
import importlib
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from benchmarks.harness import ROOT, Report
from benchmarks.throughput import STORE
from geo.coordinates import LonLat
from geo.distance import between
from geo.errors import StoreError
from geo.gazetteer import Gazetteer
from geo.geocoding import Geocoder
from geo.locator import Locator
from geo.storage import open_store
from geo.vintages import CURRENT, Level, Vintage

ADDRESSES = Path(
    os.environ.get("LOCATOR_ADDRESSES", ROOT.parent / "shared" / "data" / "addresses.csv")
)
COLUMNS = ("address", "ward", "district", "province")
LIBRARIES = ("vietnamadminunits", "vn_address_converter", "vietnam_address_converter")


class Said(NamedTuple):
    """What a contender made of an address; None where it says nothing."""

    district: str | None = None
    commune: str | None = None
    """Of 2025-07-01."""
    candidates: frozenset[str] = frozenset()
    at: LonLat | None = None


@dataclass
class Score:
    """How often a contender was right, and how long it took."""

    district: list[bool] = field(default_factory=list)
    first: list[bool] = field(default_factory=list)
    among: list[bool] = field(default_factory=list)
    metres: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def cells(self, name: str) -> list[str]:
        """A row of the table."""
        return [
            name,
            f"{statistics.mean(self.district):.1%}" if any(self.district) else "—",
            f"{statistics.mean(self.first):.1%}",
            f"{statistics.mean(self.among):.1%}",
            f"{statistics.median(self.metres) / 1000:.2f}" if self.metres else "—",
            f"{statistics.median(self.seconds) * 1000:.2f}",
        ]


def run(report: Report) -> None:
    """Right districts, right communes and the distance to the shop, of each contender."""
    if not ADDRESSES.exists():
        report.lack("addresses", "no table of addresses: give its path in LOCATOR_ADDRESSES")
        return
    try:
        locator = Locator.load(open_store(STORE)).ready()
    except StoreError as error:
        report.lack("addresses", str(error))
        return
    with ADDRESSES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    standing = frozenset(locator.boundaries.layer(Vintage.V2025_03, Level.DISTRICT).index)
    contenders: dict[str, Callable[[str], Said]] = {"ours": ours(locator.geocoder)}
    for name in LIBRARIES:
        try:
            library = importlib.import_module(name)
        except ImportError:
            report.lack(name, f"pip install {name.replace('_', '-')}")
        else:
            contenders[name] = PEERS[name](library, locator.gazetteer)
    scores = {name: score(ask, rows, standing) for name, ask in contenders.items()}
    mine = scores["ours"]
    report.goal("right district, where it still stood", statistics.mean(mine.district), 0.99, ".1%")
    report.goal("right commune since July 2025", statistics.mean(mine.first), 0.90, ".1%")
    report.goal("right commune among the candidates", statistics.mean(mine.among), 0.95, ".1%")
    kilometres = statistics.median(mine.metres) / 1000
    report.goal("km to the shop, median", kilometres, 0.7, ".2f", at_most=True)
    milliseconds = statistics.median(mine.seconds) * 1000
    report.goal("ms an address, p50", milliseconds, 5, ".2f", at_most=True)
    report.table(
        f"{len(rows):,} shop addresses",
        ["", "district", "commune", "among candidates", "km, median", "ms, p50"],
        [found.cells(name) for name, found in scores.items()],
        "Address, ward, district and province joined by commas. The libraries' look-ups on the "
        "network are off, as ours are: where they would ask, they take their default.",
    )


def score(
    ask: Callable[[str], Said], rows: Sequence[Mapping[str, str]], standing: frozenset[str]
) -> Score:
    """One contender over all addresses."""
    found = Score()
    for row in rows:
        text = ", ".join(row[column] for column in COLUMNS)
        began = time.perf_counter()
        said = ask(text)
        found.seconds.append(time.perf_counter() - began)
        if row["district_code"] in standing:
            found.district.append(said.district == row["district_code"])
        found.first.append(said.commune == row["commune_code_2025"])
        found.among.append(row["commune_code_2025"] in {said.commune, *said.candidates})
        if said.at is not None:
            shop = LonLat(float(row["lon"]), float(row["lat"]))
            found.metres.append(between(said.at, shop))
    return found


def ours(geocoder: Geocoder) -> Callable[[str], Said]:
    """Our geocoder."""

    def ask(text: str) -> Said:
        results = geocoder.geocode(text)
        if not results:
            return Said()
        best = results[0]
        return Said(
            best.units.get(Vintage.V2025_03, {}).get(Level.DISTRICT),
            best.units.get(CURRENT, {}).get(Level.COMMUNE),
            frozenset(candidate.code for candidate in best.candidates),
            LonLat(best.lon, best.lat),
        )

    return ask


def _vietnamadminunits(library: Any, _: Gazetteer) -> Callable[[str], Said]:
    """Its parser for the district and the position, its converter for the commune."""
    offline = "vietnamadminunits.converter.converter_2025.get_geo_location"

    def ask(text: str) -> Said:
        unit = library.parse_address(text, mode="LEGACY")
        with mock.patch(offline, return_value=None):
            try:
                new = library.convert_address(text)
            except (KeyError, ValueError, TypeError):
                new = None
        at = LonLat(unit.longitude, unit.latitude) if unit.latitude else None
        return Said(unit.district_code, getattr(new, "ward_code", None), at=at)

    return ask


def _vn_address_converter(library: Any, gazetteer: Gazetteer) -> Callable[[str], Said]:
    """Names only: our gazetteer gives their codes."""

    def ask(text: str) -> Said:
        try:
            new = library.convert_to_new_address(library.parse_address(text))
        except Exception:  # noqa: BLE001  whatever a peer raises, it has not answered
            return Said()
        return Said(commune=_code(gazetteer, new.province, new.ward))

    return ask


def _vietnam_address_converter(library: Any, gazetteer: Gazetteer) -> Callable[[str], Said]:
    """Names only, as above."""

    def ask(text: str) -> Said:
        try:
            found = library.convert_address_text(text)["conversion"]["candidates"]
            names = [
                (each["new_province"]["name_with_type"], each["new_ward"]["name_with_type"])
                for each in found
            ]
        except Exception:  # noqa: BLE001  whatever a peer raises, it has not answered
            return Said()
        codes = [_code(gazetteer, *name) for name in names]
        return Said(commune=codes[0] if codes else None, candidates=frozenset(filter(None, codes)))

    return ask


def _code(gazetteer: Gazetteer, province: str | None, commune: str | None) -> str | None:
    if not province or not commune:
        return None
    for within in gazetteer.match_unit(CURRENT, Level.PROVINCE, province):
        codes = gazetteer.match_unit(CURRENT, Level.COMMUNE, commune, within=within)
        if len(codes) == 1:
            return codes[0]
    return None


PEERS: Mapping[str, Callable[[Any, Gazetteer], Callable[[str], Said]]] = {
    "vietnamadminunits": _vietnamadminunits,
    "vn_address_converter": _vn_address_converter,
    "vietnam_address_converter": _vietnam_address_converter,
}
