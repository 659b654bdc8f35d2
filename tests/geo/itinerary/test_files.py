"""Journeys as files, read back by the tools people open them with."""

from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import gpxpy
import orjson
import pyogrio
import pytest
from defusedxml import ElementTree
from icalendar import Calendar

from geo.coordinates import LonLat
from geo.errors import InvalidParameterError
from geo.itinerary import Itinerary, Options, Stop, plan
from geo.itinerary.files import MEDIA_TYPES, content, format_of
from geo.itinerary.links import pieces
from geo.locator import Locator
from geo.opening import TIMEZONE

NAMES = ["Hà Nội", 'Làng gốm "Bát Tràng" <b>&amp; bạn</b>', "Hạ\x00 Long", "Huế"]
SHOWN = ["Hà Nội", 'Làng gốm "Bát Tràng" <b>&amp; bạn</b>', "Hạ Long", "Huế"]
ATS = [(105.85, 21.03), (105.91, 20.98), (107.05, 20.96), (107.59, 16.46)]
KML = "{http://www.opengis.net/kml/2.2}"
TITLE = "Chuyến đi & về <Quảng Ninh>"


@pytest.fixture(scope="module")
def journey(locator: Locator) -> Itinerary:
    stops = [Stop(name, LonLat(*at)) for name, at in zip(NAMES, ATS, strict=True)]
    depart = datetime(2026, 11, 25, 8, tzinfo=TIMEZONE)
    return plan(locator, stops, Options(depart=depart, corridor_m=3_000))


def test_gpx_is_read_back_by_gpxpy_and_gdal(journey: Itinerary, tmp_path: Path) -> None:
    text = content(journey, "gpx", name=TITLE)
    read = gpxpy.parse(text.decode())
    assert read.name == TITLE
    assert [point.name for point in read.waypoints[:4]] == SHOWN
    assert [(p.longitude, p.latitude) for p in read.routes[0].points] == ATS
    assert len(read.waypoints) == 4 + len(journey.places)
    assert [len(segment.points) for segment in read.tracks[0].segments] == [
        len(leg.path.lon) for leg in journey.legs
    ]
    path = tmp_path / "way.gpx"
    path.write_bytes(text)
    points = pyogrio.read_dataframe(path, layer="waypoints")
    assert points["name"][:4].tolist() == SHOWN
    assert (points.geometry.x[1], points.geometry.y[1]) == ATS[1]
    track = pyogrio.read_dataframe(path, layer="tracks")
    assert track["name"].tolist() == [TITLE]
    assert len(track.geometry[0].geoms) == len(journey.legs)
    assert len(pyogrio.read_dataframe(path, layer="routes").geometry[0].coords) == 4


def test_kml_is_read_back_by_gdal(journey: Itinerary, tmp_path: Path) -> None:
    path = tmp_path / "way.kml"
    path.write_bytes(content(journey, "kml", name=TITLE))
    stops = pyogrio.read_dataframe(path, layer="Điểm dừng / Stops")
    assert stops["Name"].tolist() == SHOWN
    assert [(p.x, p.y) for p in stops.geometry] == ATS
    way = pyogrio.read_dataframe(path, layer="Đường đi / Way")
    assert way["Name"][2] == "Hạ Long → Huế"
    assert way.geometry.geom_type.tolist() == ["LineString"] * 3
    along = pyogrio.read_dataframe(path, layer="Dọc đường / Along the way")
    assert along["Name"].tolist() == [place.name for place in journey.places]


def test_kml_of_a_name_that_opens_a_section_of_its_own_stays_a_name(locator: Locator) -> None:
    evil = Stop("<![CDATA[</name><script>]]>", LonLat(*ATS[0]))
    text = content(plan(locator, [evil, Stop("Huế", LonLat(*ATS[3]))]), "kml", name=evil.name)
    names = [each.text for each in ElementTree.fromstring(text).iter(f"{KML}name")]
    assert names[0] == evil.name


def test_ics_is_read_back_with_an_event_a_day(journey: Itinerary) -> None:
    calendar = Calendar.from_ical(content(journey, "ics", name=TITLE))
    events = list(calendar.walk("VEVENT"))
    assert len(events) == len(journey.days) > 1
    for event, day in zip(events, journey.days, strict=True):
        assert event["summary"] == f"{TITLE} ({day.number}/{len(journey.days)})"
        assert abs((event["dtstart"].dt - day.depart).total_seconds()) < 1
        assert abs((event["dtend"].dt - day.arrive).total_seconds()) < 1
    assert SHOWN[1] in events[0]["description"]
    assert len({event["uid"] for event in events}) == len(events)
    assert content(journey, "ics", name=TITLE) == content(journey, "ics", name=TITLE)


def test_geojson_is_read_back_by_gdal(journey: Itinerary, tmp_path: Path) -> None:
    path = tmp_path / "way.geojson"
    path.write_bytes(content(journey, "geojson", name=TITLE))
    read = pyogrio.read_dataframe(path)
    assert read["role"].value_counts().to_dict() == {
        "leg": 3,
        "stop": 4,
        "along": len(journey.places),
    }
    features = orjson.loads(path.read_bytes())["features"]
    stops = [each for each in features if each["properties"]["role"] == "stop"]
    assert [tuple(each["geometry"]["coordinates"]) for each in stops] == ATS


def test_format_of_an_unknown_ending_says_what_there_is(journey: Itinerary) -> None:
    assert {format_of(Path(f"a.{form}")) for form in MEDIA_TYPES} == set(MEDIA_TYPES)
    with pytest.raises(InvalidParameterError, match="gpx, kml, geojson, ics"):
        format_of(Path("a.doc"))
    with pytest.raises(InvalidParameterError, match="doc"):
        content(journey, "doc", name=TITLE)


@pytest.mark.parametrize("count", [2, 5, 6, 25])
def test_pieces_join_and_give_latitude_first(count: int) -> None:
    way = [LonLat(105 + n / 10, 21 - n / 5) for n in range(count)]
    for name, found in pieces(way).items():
        assert (found[0].first, found[-1].last) == (0, count - 1)
        assert all(a.last == b.first for a, b in itertools.pairwise(found))
        for piece in found:
            asked = parse_qs(urlsplit(piece.href).query)
            if name != "google_maps":
                assert piece.last == piece.first + 1
                continue
            texts = [*asked["origin"], *asked.get("waypoints", [""])[0].split("|")]
            texts = [text for text in [*texts, *asked["destination"]] if text]
            read = [LonLat(*map(float, reversed(text.split(",")))) for text in texts]
            assert len(read) <= 5
            assert [tuple(round(x, 6) for x in at) for at in read] == [
                tuple(round(x, 6) for x in at) for at in way[piece.first : piece.last + 1]
            ]
