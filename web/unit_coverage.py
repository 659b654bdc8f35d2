"""How near OCOP outlets are to the people of a unit, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from geo.coverage import Question
from geo.travel import By, Radius
from geo.vintages import Level, UnitKey, Vintage
from web.api.coverage import covered
from web.coverage_words import people_words
from web.reach_words import kilometres, radius_words
from web.snapshot import Snapshot
from web.wording import format_percent, gettext

RADIUS_M = 10_000.0
"""How far is near: the radius that the dashboard of coverage begins with."""


def coverage_words(snapshot: Snapshot, key: UnitKey) -> tuple[str, ...]:
    """
    A sentence of how many live near an outlet and how far it is for all, and what limits it.

    Nothing where nobody is counted. Every unit of a level is worked out at once, and kept.
    """
    table = coverage_of_units(snapshot, key.vintage, key.level)
    known = table.get(key.code)
    if known is None or not known["population"]:
        return ()
    said = [
        gettext(
            "Of %(people)s people %(share)s live within %(radius)s of a confirmed OCOP outlet; on "
            "average the nearest is %(mean)s away.",
            people=people_words(known["population"]),
            share=format_percent(known["share_within"], "#,##0 %"),
            radius=radius_words(Radius(By.DISTANCE, RADIUS_M)),
            mean=kilometres(known["distance_mean_m"]),
        )
        if not pd.isna(known["distance_mean_m"])
        else gettext("No confirmed OCOP outlet is known.")
    ]
    if known["completeness"] == "low":
        said.append(
            gettext("The province reports many more outlets than this map has: some may be nearer.")
        )
    return tuple(said)


def coverage_of_units(
    snapshot: Snapshot, vintage: Vintage, level: Level
) -> dict[str, dict[str, Any]]:
    """The coverage of every unit of a level by its code."""

    def make() -> dict[str, dict[str, Any]]:
        question = Question(vintage=vintage, level=level, radius_m=RADIUS_M)
        columns = ["code", "population", "share_within", "distance_mean_m", "completeness"]
        rows = covered(snapshot, question).table[columns].to_dict("records")
        return {str(row["code"]): {str(name): value for name, value in row.items()} for row in rows}

    return snapshot.keep("unit coverage", (vintage, level), make, most=len(Vintage) * len(Level))
