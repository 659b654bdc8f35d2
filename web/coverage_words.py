"""The dashboard's words: what a planner would say of the figures, with honest rounding."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from geo.coverage import Coverage, Question
from geo.travel import Radius
from geo.vintages import Level
from web.own_demand import Own
from web.reach_words import (
    cost_words,
    exact_cost,
    kilometres,
    minutes_words,
    radius_words,
    travel_words,
)
from web.wording import format_decimal, format_percent, gettext, ngettext

PERSONS = frozenset({"population", "population_beyond", "population_within"})
COUNTS = frozenset(
    {"outlets", "population_beyond", "villages_beyond", "producers_beyond", "destinations_beyond"}
)
"""Measures that are whole numbers."""
PER_100K = frozenset({"outlets_per_100k", "accessibility_2sfca"})
"""Measures that are outlets per 100,000 people."""


def level_words(level: Level, many: int) -> str:
    """Units of a level, as they stand in a sentence."""
    if level is Level.PROVINCE:
        return ngettext("province", "provinces", many)
    if level is Level.DISTRICT:
        return ngettext("district", "districts", many)
    return ngettext("commune", "communes", many)


def measure_name(column: str, within: Radius) -> str:
    """What a column is called above the legend and in the list of measures."""
    radius = radius_words(within)
    names = {
        "share_beyond": gettext("People more than %(radius)s from an outlet", radius=radius),
        "population_beyond": gettext(
            "Number of people more than %(radius)s from an outlet", radius=radius
        ),
        "accessibility_2sfca": gettext("Outlets to count on, per 100,000 people (2SFCA)"),
        "distance_mean_m": gettext("Mean distance to the nearest outlet"),
        "distance_median_m": gettext("Distance that half of the people do not exceed"),
        "distance_p90_m": gettext("Distance that nine in ten people do not exceed"),
        "distance_max_m": gettext("Distance of who lives farthest"),
        "nearest_outlet_distance_m": gettext("Distance from the centre to the nearest outlet"),
        "time_mean_min": gettext("Mean time to the nearest outlet"),
        "time_median_min": gettext("Time that half of the people do not exceed"),
        "time_p90_min": gettext("Time that nine in ten people do not exceed"),
        "time_max_min": gettext("Time of who lives farthest"),
        "nearest_outlet_time_min": gettext("Time from the centre to the nearest outlet"),
        "outlets": gettext("Outlets"),
        "outlets_per_100k": gettext("Outlets per 100,000 people"),
        "villages_beyond": gettext(
            "Craft villages more than %(radius)s from an outlet", radius=radius
        ),
        "producers_beyond": gettext("Producers more than %(radius)s from an outlet", radius=radius),
        "destinations_beyond": gettext(
            "Destinations more than %(radius)s from an outlet", radius=radius
        ),
    }
    return names[column]


def measure_note(column: str, within: Radius) -> str:
    """How a measure is worked out, where its name alone does not say it."""
    if column == "accessibility_2sfca":
        return gettext(
            "Each outlet is shared out among all the people within %(radius)s of it; a person can "
            "count on the shares of every outlet within %(radius)s, also across the border of the "
            "unit (two-step floating catchment area, 2SFCA).",
            radius=radius_words(within),
        )
    if column == "outlets_per_100k":
        return gettext("Outlets in the unit, by its own people; those across its border are not.")
    if column == "producers_beyond":
        return gettext(
            "Producers of OCOP goods whose district or commune is known, at the centre of it."
        )
    if column in within.by.columns[:3]:
        return gettext("Each commune weighs as many times as it has people.")
    return ""


def headings(within: Radius, measure: str) -> tuple[tuple[str, str], ...]:
    """The table's columns: the name in the address, and the words; the map's measure is one."""
    by, radius = within.by, radius_words(within)
    mean, most = gettext("Mean distance"), gettext("Distance of 9 in 10")
    if by.timed:
        mean, most = gettext("Mean time"), gettext("Time of 9 in 10")
    usual = (
        ("name", gettext("Unit")),
        ("outlets", gettext("Outlets")),
        ("population", gettext("People")),
        ("population_beyond", gettext("Beyond %(radius)s", radius=radius)),
        ("share_beyond", gettext("Share beyond")),
        (by.column("mean"), mean),
        (by.column("p90"), most),
        ("outlets_per_100k", gettext("Per 100,000")),
        ("accessibility_2sfca", gettext("To count on, per 100,000")),
        (by.nearest, gettext("Nearest outlet to its centre")),
    )
    short = dict(usual).get(measure, measure_name(measure, within))
    if measure == by.nearest:
        return usual  # it stands last, with the outlet's name
    # Beside the name, where the eye goes from the colour.
    return (usual[0], (measure, short), *(each for each in usual[1:] if each[0] != measure))


def value_words(column: str, value: Any) -> str:
    """A number of a column; a dash where there is none."""
    if value is None or pd.isna(value):
        return "–"
    if column.startswith("share"):
        return format_percent(float(value), "#,##0 %" if value in (0, 1) else "#,##0.0 %")
    if column.endswith("_m"):
        return kilometres(float(value))
    if column.endswith("_min"):
        return minutes_words(float(value))
    if column in PER_100K:
        return format_decimal(float(value), format="#,##0.00")
    return format_decimal(int(value))


def people_words(persons: float) -> str:
    """
    Persons in a sentence, to three digits: the census is of 2019, and more would be pretence.
    """
    digits = 3 - len(str(int(abs(persons))))
    return format_decimal(int(round(persons, min(digits, 0))))


def between(column: str, low: float, high: float) -> str:
    """A class's range in the legend."""
    if low == high == 0 and (column in COUNTS or column in PER_100K):
        return gettext("none")
    if low == high:
        return value_words(column, high)
    if column in COUNTS:
        # Whole numbers: the class above 1 and up to 3 is 2 to 3.
        first = math.floor(low) + 1
        last = math.floor(high)
        if first >= last:
            return value_words(column, last)
        return f"{value_words(column, first)}–{value_words(column, last)}"
    if column.startswith("share"):
        ends = [format_percent(end, "#,##0 %") for end in (low, high)]
    else:
        ends = [value_words(column, end) for end in (low, high)]
    minutes = minutes_words(0).removeprefix(format_decimal(0))
    units = (" km", " %", "%", minutes)
    unit = next((each for each in units if all(end.endswith(each) for end in ends)), "")
    # What is exactly 0 has a class of its own.
    more = ">" if low == 0 and not column.endswith(("_m", "_min")) else ""
    return f"{more}{ends[0].removesuffix(unit)}–{ends[1]}"


def sentences(answer: Coverage, question: Question, before: Coverage | None) -> tuple[str, ...]:
    """What stands on top, in plain words."""
    said = answer.summary
    without = said["units_without_outlet"]
    names = level_words(question.level, said["units"])
    radius = radius_words(question.radius)
    if without:
        first = ngettext(
            "%(without)s of %(units)s %(names)s has no outlet.",
            "%(without)s of %(units)s %(names)s have no outlet.",
            without,
            without=format_decimal(without),
            units=format_decimal(said["units"]),
            names=names,
        )
    else:
        first = gettext(
            "None of the %(units)s %(names)s is without an outlet.",
            units=format_decimal(said["units"]),
            names=names,
        )
    if not said["outlets_in_the_question"]:
        return (first, gettext("No outlet counts with these choices."))
    beyond = said["population_beyond"]
    second = gettext(
        "%(people)s people (%(share)s) live more than %(radius)s from one.",
        people=people_words(beyond),
        share=format_percent(beyond / said["population"] if said["population"] else 0.0, "#,##0 %"),
        radius=radius,
    )
    if before is None:
        return (first, second)
    return (first, second, _gain(answer, before, question))


def kind_words(kind: str) -> str:
    """One of those that should have an outlet near them."""
    names = {
        "village": gettext("Craft village"),
        "producer": gettext("OCOP producer"),
        "destination": gettext("Tourist destination"),
    }
    return names[kind]


def far_heading(column: str) -> str:
    """A column of the list of those without an outlet."""
    names = {
        "name": gettext("Name"),
        "kind": gettext("Kind"),
        "unit": gettext("Unit"),
        "distance": gettext("Nearest outlet"),
    }
    return names[column]


def unserved_words(answer: Coverage, question: Question) -> str:
    """How many makers and destinations have no outlet within reach."""
    said = {
        name: format_decimal(answer.summary[name])
        for kind in ("villages", "producers", "destinations")
        for name in (kind, f"{kind}_beyond")
    }
    return gettext(
        "No outlet within %(radius)s: %(villages_beyond)s of %(villages)s craft villages, "
        "%(producers_beyond)s of %(producers)s producers, %(destinations_beyond)s of "
        "%(destinations)s destinations.",
        radius=radius_words(question.radius),
        **said,
    )


def census_words(points: int | None) -> str:
    """Whose people are counted, and where they are taken to live."""
    if points is None:
        return gettext("People: census of 1 April 2019, at the centre of each commune.")
    return gettext(
        "People: census of 1 April 2019, spread evenly over %(points)s points of each commune: "
        "that they live evenly over it is an assumption.",
        points=points,
    )


def own_words(own: Own) -> str:
    """Which table of the reader's own is counted."""
    return gettext(
        "People: your table %(name)s, %(people)s persons, SHA-256 %(digest)s. It was not kept, and "
        "the address does not carry it: for the same figures send the table with the link.",
        name=own.name,
        people=format_decimal(round(own.demand.total)),
        digest=own.digest[:16] + "…",
    )


def _gain(answer: Coverage, before: Coverage, question: Question) -> str:
    """What the outlets tried out change."""
    now, then, by = answer.summary, before.summary, question.by
    said = {
        "people": people_words(now["population_within"] - then["population_within"]),
        "radius": radius_words(question.radius),
        "then": exact_cost(by, then[by.column("mean")]),
        "now": exact_cost(by, now[by.column("mean")]),
    }
    if by.timed:
        return ngettext(
            "With %(num)s outlet tried out: %(people)s more people within %(radius)s, mean time "
            "%(then)s → %(now)s.",
            "With the %(num)s outlets tried out: %(people)s more people within %(radius)s, mean "
            "time %(then)s → %(now)s.",
            len(question.also),
            **said,
        )
    return ngettext(
        "With %(num)s outlet tried out: %(people)s more people within %(radius)s, mean distance "
        "%(then)s → %(now)s.",
        "With the %(num)s outlets tried out: %(people)s more people within %(radius)s, mean "
        "distance %(then)s → %(now)s.",
        len(question.also),
        **said,
    )


def road_words(answer: Coverage) -> str:
    """How sure figures by road are, and who has none; empty for straight lines."""
    if not answer.by.road:
        return ""
    said = travel_words(answer.by, estimated=answer.sources["estimated"])
    lost = answer.summary["population_unreached"]
    if not lost or not answer.summary["outlets_in_the_question"]:
        return said
    more = gettext(
        "%(people)s people, as on islands, have no road that we know to any outlet: they count as "
        "beyond.",
        people=people_words(lost),
    )
    return f"{said} {more}"


def chart_words(answer: Coverage) -> str:
    """What the chart shows, in words."""
    by, said = answer.by, answer.summary
    half, most = (cost_words(by, said[by.column(part)]) for part in ("median", "p90"))
    if by.timed:
        return gettext(
            "Half of the people need no more than %(half)s to an outlet, nine in ten no more than "
            "%(most)s.",
            half=half,
            most=most,
        )
    return gettext(
        "Half of the people live within %(half)s of an outlet, nine in ten within %(most)s.",
        half=half,
        most=most,
    )


def count_words(matching: int) -> str:
    """How many units the table lists."""
    return ngettext(
        "%(count)s unit, in order; a press on a heading turns it round.",
        "%(count)s units, in order; a press on a heading turns it round.",
        matching,
        count=format_decimal(matching),
    )


def mentions_of_completeness(answer: Coverage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    How far the data can be relied on: sentences, and the provinces that lack many, with figures.

    Missing data is not a missing shop.
    """
    provinces = answer.provinces
    low = provinces[provinces["completeness"] == "low"].sort_values("name")
    unknown = int((provinces["completeness"] == "unknown").sum())
    said = []
    if len(low):
        said.append(
            ngettext(
                "In %(num)s hatched province the data has far fewer outlets than are officially "
                "reported: a unit without one there may just not be written down yet.",
                "In %(num)s hatched provinces the data has far fewer outlets than are officially "
                "reported: a unit without one there may just not be written down yet.",
                len(low),
            )
        )
    if unknown:
        said.append(
            ngettext(
                "For %(num)s province no full official count is known to compare with.",
                "For %(num)s provinces no full official count is known to compare with.",
                unknown,
            )
        )
    lines = tuple(
        gettext(
            "%(name)s: %(have)s of %(reported)s reported",
            name=row["name"],
            have=format_decimal(int(row["in_data"])),
            reported=format_decimal(int(row["reported"])),
        )
        for _, row in low.iterrows()
    )
    return tuple(said), lines
