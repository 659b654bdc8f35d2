"""How far it is, in words: kilometres as the crow flies or by road, or minutes by road."""

from __future__ import annotations

from geo.travel import By, Radius
from web.wording import format_decimal, gettext, ngettext


def kilometres(metres: float) -> str:
    """A distance: to 100 m below ten kilometres, then whole."""
    km = metres / 1_000
    return f"{format_decimal(km, format='#,##0.0' if 0 < km < 9.95 else '#,##0')} km"


def minutes_words(minutes: float) -> str:
    """A time: whole minutes; a map of roads does not know the traffic any better."""
    return gettext("%(minutes)s min", minutes=format_decimal(minutes, format="#,##0"))


def cost_words(by: By, cost: float | None) -> str:
    """What it takes; a dash where nothing is known to lead there."""
    if cost is None or cost != cost:
        return "–"
    return minutes_words(cost) if by.timed else kilometres(cost)


def exact_cost(by: By, cost: float | None) -> str:
    """To 100 m or 0.1 min whatever the size: one outlet moves a country's mean by little."""
    if cost is None:
        return "–"
    if by.timed:
        return gettext("%(minutes)s min", minutes=format_decimal(cost, format="#,##0.0"))
    return f"{format_decimal(cost / 1_000, format='#,##0.0')} km"


def radius_words(radius: Radius) -> str:
    """A radius, which is somebody's own number, as it was given."""
    if radius.by.timed:
        return ngettext(
            "%(minutes)s minute by road",
            "%(minutes)s minutes by road",
            round(radius.size),
            minutes=format_decimal(radius.size, format="#,##0.###"),
        )
    km = f"{format_decimal(radius.size / 1_000, format='#,##0.###')} km"
    return gettext("%(km)s by road", km=km) if radius.by.road else km


def by_words(by: By) -> str:
    """A way to measure, among the controls."""
    names = {
        By.DISTANCE: gettext("straight, in km"),
        By.ROAD_DISTANCE: gettext("by road, in km"),
        By.ROAD_TIME: gettext("by road, in minutes"),
    }
    return names[by]


def axis_words(by: By) -> str:
    """What the chart of distances has across and up."""
    if by.timed:
        return gettext(
            "Across: minutes by road to the nearest outlet. Up: share of the people who need no "
            "more."
        )
    if by.road:
        return gettext(
            "Across: kilometres by road to the nearest outlet. Up: share of the people who need no "
            "more."
        )
    return gettext(
        "Across: kilometres to the nearest outlet, as the crow flies. Up: share of the people who "
        "live within them."
    )


def travel_words(by: By, *, estimated: bool) -> str:
    """What figures by that measure do not know."""
    if not by.road:
        return gettext("Distances are straight lines: a river or a pass in between goes unseen.")
    if estimated:
        return gettext(
            "By road everything is estimated: over the main roads and ferries between towns, and "
            "at 30 km/h from them to the door; traffic and weather are not known."
        )
    return gettext("By road: along the roads of OpenStreetMap; traffic and weather are not known.")
