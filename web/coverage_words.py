"""The dashboard's words: what a planner would say of the figures, with honest rounding."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from geo.coverage import Coverage, Question
from geo.vintages import Level
from web.wording import format_decimal, format_percent, gettext, ngettext

PERSONS = frozenset({"population", "population_beyond", "population_within"})


def level_words(level: Level, many: int) -> str:
    """Units of a level, as they stand in a sentence."""
    if level is Level.PROVINCE:
        return ngettext("province", "provinces", many)
    if level is Level.DISTRICT:
        return ngettext("district", "districts", many)
    return ngettext("commune", "communes", many)


def measure_name(column: str, radius_m: float) -> str:
    """What a column is called above the legend and in the list of measures."""
    radius = radius_words(radius_m)
    names = {
        "share_beyond": gettext("People more than %(radius)s from an outlet", radius=radius),
        "distance_mean_m": gettext("Mean distance to the nearest outlet"),
        "distance_p90_m": gettext("Distance that nine in ten people do not exceed"),
        "outlets": gettext("Outlets"),
        "outlets_per_100k": gettext("Outlets per 100,000 people"),
    }
    return names[column]


def headings(radius_m: float) -> tuple[tuple[str, str], ...]:
    """The table's columns: the name in the address, and the words."""
    radius = radius_words(radius_m)
    return (
        ("name", gettext("Unit")),
        ("outlets", gettext("Outlets")),
        ("population", gettext("People")),
        ("population_beyond", gettext("Beyond %(radius)s", radius=radius)),
        ("share_beyond", gettext("Share beyond")),
        ("distance_mean_m", gettext("Mean distance")),
        ("distance_p90_m", gettext("Distance of 9 in 10")),
        ("outlets_per_100k", gettext("Per 100,000")),
        ("nearest_outlet_distance_m", gettext("Nearest outlet to its centre")),
    )


def value_words(column: str, value: Any) -> str:
    """A number of a column; a dash where there is none."""
    if value is None or pd.isna(value):
        return "–"
    if column.startswith("share"):
        return format_percent(float(value), "#,##0 %" if value in (0, 1) else "#,##0.0 %")
    if column.endswith("_m"):
        return kilometres(float(value))
    if column == "outlets_per_100k":
        return format_decimal(float(value), format="#,##0.00")
    return format_decimal(int(value))


def kilometres(metres: float) -> str:
    """A distance: to 100 m below ten kilometres, then whole."""
    km = metres / 1_000
    return f"{format_decimal(km, format='#,##0.0' if 0 < km < 9.95 else '#,##0')} km"


def radius_words(metres: float) -> str:
    """A radius, which is somebody's own number, as it was given."""
    return f"{format_decimal(metres / 1_000, format='#,##0.###')} km"


def people_words(persons: float) -> str:
    """
    Persons in a sentence, to three digits: the census is of 2019, and more would be pretence.
    """
    digits = 3 - len(str(int(abs(persons))))
    return format_decimal(int(round(persons, min(digits, 0))))


def between(column: str, low: float, high: float) -> str:
    """A class's range in the legend."""
    if column.startswith("outlets") and low == high == 0:
        return gettext("none")
    if low == high:
        return value_words(column, high)
    if column == "outlets":
        # Whole numbers: the class above 1 and up to 3 is 2 to 3.
        first = math.floor(low) + 1
        last = math.floor(high)
        return value_words(column, last) if first >= last else f"{first}–{last}"
    if column.startswith("share"):
        ends = [format_percent(end, "#,##0 %") for end in (low, high)]
    else:
        ends = [value_words(column, end) for end in (low, high)]
    unit = next((each for each in (" km", " %", "%") if all(e.endswith(each) for e in ends)), "")
    # What is exactly 0 has a class of its own.
    more = ">" if low == 0 and not column.startswith("distance") else ""
    return f"{more}{ends[0].removesuffix(unit)}–{ends[1]}"


def sentences(answer: Coverage, question: Question, before: Coverage | None) -> tuple[str, ...]:
    """What stands on top, in plain words."""
    said = answer.summary
    without = said["units_without_outlet"]
    names = level_words(question.level, said["units"])
    radius = radius_words(question.radius_m)
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


def _gain(answer: Coverage, before: Coverage, question: Question) -> str:
    """What the outlets tried out change."""
    now, then = answer.summary, before.summary
    return ngettext(
        "With the outlet tried out: %(people)s more people within %(radius)s, mean distance "
        "%(then)s → %(now)s.",
        "With the %(num)s outlets tried out: %(people)s more people within %(radius)s, mean "
        "distance %(then)s → %(now)s.",
        len(question.also),
        people=people_words(now["population_within"] - then["population_within"]),
        radius=radius_words(question.radius_m),
        then=_exact_km(then["distance_mean_m"]),
        now=_exact_km(now["distance_mean_m"]),
    )


def _exact_km(metres: float | None) -> str:
    """To 100 m whatever the size: one outlet moves a country's mean by little."""
    if metres is None:
        return "–"
    return f"{format_decimal(metres / 1_000, format='#,##0.0')} km"


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
