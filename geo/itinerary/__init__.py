"""Days on the road: stops in a good order, legs with their times, nights, and what lies along."""

from __future__ import annotations

from geo.itinerary.journey import Along, Day, Itinerary, Leg, Visit
from geo.itinerary.options import Options, departure_from_text, tomorrow
from geo.itinerary.plan import plan
from geo.itinerary.stops import MOST_STOPS, Stop, stop_from_text, stops_of_route

__all__ = [
    "MOST_STOPS",
    "Along",
    "Day",
    "Itinerary",
    "Leg",
    "Options",
    "Stop",
    "Visit",
    "departure_from_text",
    "plan",
    "stop_from_text",
    "stops_of_route",
    "tomorrow",
]
