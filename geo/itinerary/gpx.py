"""
A journey as GPX 1.1: stops as way points and as a route, the way as a track, a segment a leg, each
point with when one is there.

gpxpy writes it and escapes what names hold; control characters, which XML cannot hold, are left
out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gpxpy.gpx import (
    GPX,
    GPXRoute,
    GPXRoutePoint,
    GPXTrack,
    GPXTrackPoint,
    GPXTrackSegment,
    GPXWaypoint,
)

from geo.itinerary.journey import Itinerary
from geo.text import printable

ESTIMATED = "Ước tính theo khung đường quốc gia / Estimated over the national road skeleton"


def to_gpx(journey: Itinerary, *, name: str) -> str:
    """
    The journey as a GPX document.

    Parameters
    ----------
    name
        What the journey is called.
    """
    gpx = GPX()
    gpx.creator = "OCOP"
    gpx.name = title = printable(name)
    gpx.description = ESTIMATED if journey.estimated else None
    route, track = GPXRoute(name=title), GPXTrack(name=title)
    for visit in journey.visits:
        at, called = visit.stop.at, printable(visit.stop.name)
        gpx.waypoints.append(
            GPXWaypoint(at.lat, at.lon, time=_utc(visit.arrive), name=called, type="stop")
        )
        route.points.append(GPXRoutePoint(at.lat, at.lon, name=called))
    for place in journey.places:
        called, minutes = printable(place.name), round(place.detour_s / 60)
        note = f"+{minutes} phút / +{minutes} min"
        gpx.waypoints.append(
            GPXWaypoint(place.at.lat, place.at.lon, name=called, comment=note, type="along")
        )
    for leg in journey.legs:
        path = leg.path
        columns = (path.lat.tolist(), path.lon.tolist(), path.at_s.tolist())
        points = [
            GPXTrackPoint(lat, lon, time=_utc(leg.depart + timedelta(seconds=at_s)))
            for lat, lon, at_s in zip(*columns, strict=True)
        ]
        track.segments.append(GPXTrackSegment(points))
    gpx.routes.append(route)
    gpx.tracks.append(track)
    return gpx.to_xml("1.1")


def _utc(moment: datetime) -> datetime:
    """To the second, in the zone that GPX writes times in."""
    return moment.astimezone(UTC).replace(microsecond=0)
