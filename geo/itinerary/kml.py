"""
A journey as KML 2.2: stops, places along the way, and a line for each leg.

The standard library writes it and escapes what names hold; control characters, which XML cannot
hold, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.coordinates import LonLat
from geo.itinerary.gpx import ESTIMATED
from geo.itinerary.journey import Itinerary
from geo.text import printable

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_WAY = "way"
_COLOUR, _WIDTH = "ff1e3cc8", "4"
"""Opaque red as KML writes it, alpha, blue, green, red; pixels."""


def to_kml(journey: Itinerary, *, name: str) -> str:
    """
    The journey as a KML document.

    Parameters
    ----------
    name
        What the journey is called.
    """
    kml = Element("kml", xmlns=_NAMESPACE)
    document = _named(kml, "Document", name, ESTIMATED if journey.estimated else None)
    line = SubElement(SubElement(document, "Style", id=_WAY), "LineStyle")
    SubElement(line, "color").text, SubElement(line, "width").text = _COLOUR, _WIDTH
    stops = _named(document, "Folder", "Điểm dừng / Stops")
    for visit in journey.visits:
        _drawn(_named(stops, "Placemark", visit.stop.name), "Point", [visit.stop.at])
    way = _named(document, "Folder", "Đường đi / Way")
    for leg, start, end in zip(journey.legs, journey.visits, journey.visits[1:], strict=False):
        called = f"{start.stop.name} → {end.stop.name}"
        mark = _named(way, "Placemark", called, f"{leg.distance_m / 1000:.0f} km")
        SubElement(mark, "styleUrl").text = f"#{_WAY}"
        at = zip(leg.path.lon.tolist(), leg.path.lat.tolist(), strict=True)
        _drawn(mark, "LineString", (LonLat(*each) for each in at))
    if journey.places:
        along = _named(document, "Folder", "Dọc đường / Along the way")
        for place in journey.places:
            note = f"+{round(place.detour_s / 60)} phút / min"
            _drawn(_named(along, "Placemark", place.name, note), "Point", [place.at])
    return tostring(kml, encoding="unicode", xml_declaration=True)


def _named(parent: Element, tag: str, name: str, description: str | None = None) -> Element:
    """A feature of the parent's; the schema has the name first, then the description."""
    made = SubElement(parent, tag)
    SubElement(made, "name").text = printable(name)
    if description is not None:
        SubElement(made, "description").text = description
    return made


def _drawn(mark: Element, tag: str, at: Iterable[LonLat]) -> None:
    """Where a mark is."""
    coordinates = SubElement(SubElement(mark, tag), "coordinates")
    coordinates.text = " ".join(f"{lon},{lat}" for lon, lat in at)
