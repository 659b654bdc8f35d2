"""The days of a journey as iCalendar: an event a day, from setting out to the last arrival."""

from __future__ import annotations

from datetime import UTC
from hashlib import blake2b

from icalendar import Calendar, Event

from geo.itinerary.gpx import ESTIMATED
from geo.itinerary.journey import Day, Itinerary
from geo.text import printable


def to_ical(journey: Itinerary, *, name: str) -> bytes:
    """
    The journey as an iCalendar file, times in UTC, so that no calendar needs our time zone.

    Parameters
    ----------
    name
        What the journey is called.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//OCOP//Hanh trinh//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", printable(name))
    for day in journey.days:
        calendar.add_component(_event(journey, day, printable(name)))
    content: bytes = calendar.to_ical()
    return content


def _event(journey: Itinerary, day: Day, name: str) -> Event:
    visits = journey.visits[day.legs.start : day.legs.stop + 1]
    names = [printable(visit.stop.name) for visit in visits]
    event = Event()
    # The same journey is the same events: opened twice it does not stand twice in the calendar.
    seed = f"{name}|{day.number}|{day.depart.isoformat()}|{'|'.join(names)}"
    event.add("uid", f"{blake2b(seed.encode(), digest_size=12).hexdigest()}@ocop")
    event.add("dtstamp", day.depart.astimezone(UTC))
    event.add("dtstart", day.depart.astimezone(UTC))
    event.add("dtend", day.arrive.astimezone(UTC))
    event.add("summary", f"{name} ({day.number}/{len(journey.days)})")
    lines = [f"{visit.arrive:%H:%M} {stop}" for visit, stop in zip(visits, names, strict=True)]
    lines[0] = f"{day.depart:%H:%M} {names[0]}"
    lines.append(f"{day.distance_m / 1000:.0f} km")
    if journey.estimated:
        lines.append(ESTIMATED)
    event.add("description", "\n".join(lines))
    event.add("location", names[0])
    event.add("geo", (visits[0].stop.at.lat, visits[0].stop.at.lon))
    return event
