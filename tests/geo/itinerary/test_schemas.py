"""Journeys as files against the schemas that the formats are published with."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from geo.coordinates import LonLat
from geo.itinerary import Options, Stop, plan
from geo.itinerary.files import content
from geo.locator import Locator
from geo.opening import TIMEZONE
from tests.geo.itinerary.schemas import faults

NAMES = ["Hà Nội", 'Làng gốm "Bát Tràng" <b>&amp; bạn</b>', "Hạ\x00 Long", "<![CDATA[Huế]]>"]
ATS = [(105.85, 21.03), (105.91, 20.98), (107.05, 20.96), (107.59, 16.46)]


def written(locator: Locator, form: str, options: Options) -> bytes:
    stops = [Stop(name, LonLat(*at)) for name, at in zip(NAMES, ATS, strict=True)]
    return content(plan(locator, stops, options), form, name="Chuyến đi & về <Quảng Ninh>")


@pytest.mark.parametrize("form", ["gpx", "kml"])
@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(depart=datetime(2026, 12, 1, 8, tzinfo=TIMEZONE), corridor_m=3_000),
        Options(round_trip=True, optimise=True, by="distance", days=3),
    ],
    ids=["plain", "with places along", "round trip"],
)
def test_content_of_a_journey_is_valid_by_its_schema(
    locator: Locator, form: str, options: Options
) -> None:
    assert faults(form, written(locator, form, options)) == []


@pytest.mark.parametrize(
    ("form", "spoil"),
    [
        ("gpx", (r'lat="21.03"', 'lat="121.03"')),
        ("gpx", (r"(</?)rtept", r"\1wpt")),
        ("kml", (r"(</?)coordinates", r"\1position")),
        ("kml", (r'id="way"', 'id="7"')),
    ],
)
def test_faults_of_a_document_spoilt_by_hand_are_found(
    locator: Locator, form: str, spoil: tuple[str, str]
) -> None:
    """The schemas are read at all: one that judged nothing would pass everything."""
    text = written(locator, form, Options()).decode()
    assert faults(form, re.sub(*spoil, text).encode())


def test_kml_of_the_same_journey_is_the_same_file(locator: Locator) -> None:
    options = Options(depart=datetime(2026, 12, 1, 8, tzinfo=TIMEZONE))
    assert written(locator, "kml", options) == written(locator, "kml", options)
