"""A journey as KML: stops, places along the way, and a line for each leg."""

from __future__ import annotations

import simplekml

from geo.itinerary.gpx import ESTIMATED
from geo.itinerary.plan import Itinerary
from geo.text import printable


def to_kml(journey: Itinerary, *, name: str) -> str:
    """
    The journey as a KML document.

    Parameters
    ----------
    name
        What the journey is called.
    """
    kml = simplekml.Kml(name=_text(name))
    if journey.estimated:
        kml.document.description = ESTIMATED
    stops = kml.newfolder(name="Điểm dừng / Stops")
    for visit in journey.visits:
        stops.newpoint(name=_text(visit.stop.name), coords=[visit.stop.at])
    way = kml.newfolder(name="Đường đi / Way")
    for leg, start, end in zip(journey.legs, journey.visits, journey.visits[1:], strict=False):
        line = way.newlinestring(
            name=_text(f"{start.stop.name} → {end.stop.name}"),
            description=f"{leg.distance_m / 1000:.0f} km",
            coords=list(zip(leg.path.lon.tolist(), leg.path.lat.tolist(), strict=True)),
        )
        line.style.linestyle.width = 4
        line.style.linestyle.color = simplekml.Color.rgb(200, 60, 30)
    if journey.places:
        along = kml.newfolder(name="Dọc đường / Along the way")
        for place in journey.places:
            along.newpoint(
                name=_text(place.name),
                description=f"+{round(place.detour_s / 60)} phút / min",
                coords=[place.at],
            )
    document: str = kml.kml()
    return document


def _text(text: str) -> str:
    """What a name says; simplekml escapes it, but lets a CDATA section through as it comes."""
    return printable(text).replace("<![CDATA[", "<! [CDATA[")
