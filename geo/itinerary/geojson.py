"""A journey as a GeoJSON FeatureCollection: legs as lines, stops and places as points."""

from __future__ import annotations

from typing import Any

from geo.coordinates import LonLat
from geo.itinerary.journey import Along, Itinerary, Visit

DECIMALS = 6
"""Of degrees: a tenth of a metre."""


def to_geojson(journey: Itinerary, *, name: str) -> dict[str, Any]:
    """
    The journey as RFC 7946 has it; each Feature's `role` is leg, stop or along.

    Parameters
    ----------
    name
        What the journey is called.
    """
    features = [
        _feature(
            {"type": "LineString", "coordinates": line(leg.path.lon, leg.path.lat)},
            {"role": "leg", "number": number, **leg_values(journey, number)},
        )
        for number, leg in enumerate(journey.legs)
    ]
    features += [
        _feature(_point(visit.stop.at), {"role": "stop", "number": number, **stop_values(visit)})
        for number, visit in enumerate(journey.visits)
    ]
    features += [
        _feature(_point(place.at), {"role": "along", **place_values(place)})
        for place in journey.places
    ]
    return {
        "type": "FeatureCollection",
        "name": name,
        "estimated": journey.estimated,
        "distance_m": round(journey.distance_m),
        "duration_s": round(journey.duration_s),
        "features": features,
    }


def to_record(journey: Itinerary) -> dict[str, Any]:
    """The journey as one JSON object: totals, legs, days, stops, places and the whole line."""
    lines = [line(leg.path.lon, leg.path.lat) for leg in journey.legs]
    return {
        "distance_m": round(journey.distance_m),
        "duration_s": round(journey.duration_s),
        "estimated": journey.estimated,
        "hours_met": journey.hours_met,
        "legs": [leg_values(journey, number) for number in range(len(journey.legs))],
        "days": [
            {
                "day": day.number,
                "legs": list(day.legs),
                "depart": day.depart.isoformat(timespec="seconds"),
                "arrive": day.arrive.isoformat(timespec="seconds"),
                "distance_m": round(day.distance_m),
                "duration_s": round(day.drive_s),
                "over_limit": day.over_limit,
            }
            for day in journey.days
        ],
        "stops": [stop_values(visit) for visit in journey.visits],
        "places": [place_values(place) for place in journey.places],
        "geometry": {
            "type": "LineString",
            # Each leg begins where the one before ends.
            "coordinates": [*lines[0], *(point for own in lines[1:] for point in own[1:])],
        },
    }


def leg_values(journey: Itinerary, number: int) -> dict[str, Any]:
    """What is said of a leg."""
    leg = journey.legs[number]
    return {
        "distance_m": round(leg.distance_m),
        "duration_s": round(leg.duration_s),
        "depart": leg.depart.isoformat(timespec="seconds"),
        "arrive": leg.arrive.isoformat(timespec="seconds"),
        "day": leg.day + 1,
        "ferries": [ferry.name for ferry in leg.path.ferries],
    }


def stop_values(visit: Visit) -> dict[str, Any]:
    """What is said of a stop."""
    return {
        "name": visit.stop.name,
        "place_id": visit.stop.place_id,
        "lon": visit.stop.at.lon,
        "lat": visit.stop.at.lat,
        "given": visit.number,
        "arrive": visit.arrive.isoformat(timespec="seconds"),
        "depart": visit.depart.isoformat(timespec="seconds"),
        "wait_s": round(visit.wait_s),
        "opening": str(visit.opening),
        "night": visit.night,
    }


def place_values(place: Along) -> dict[str, Any]:
    """What is said of a place along the way."""
    return {
        "id": place.place_id,
        "name": place.name,
        "lon": place.at.lon,
        "lat": place.at.lat,
        "leg": place.leg,
        "leaves": [round(place.leaves.lon, DECIMALS), round(place.leaves.lat, DECIMALS)],
        "offset_m": round(place.offset_m),
        "detour_m": round(place.detour_m),
        "detour_s": round(place.detour_s),
        "arrive": place.arrive.isoformat(timespec="seconds"),
        "opening": str(place.opening),
    }


def line(lon: Any, lat: Any) -> list[list[float]]:
    """Vertices as coordinates."""
    pairs = zip(lon.round(DECIMALS).tolist(), lat.round(DECIMALS).tolist(), strict=True)
    return [list(pair) for pair in pairs]


def _point(at: LonLat) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(at)}


def _feature(geometry: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
