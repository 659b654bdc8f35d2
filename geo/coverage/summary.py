"""The measures of all the units of a question together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from pandas import DataFrame

from geo.coverage.measures import Access, Reach, Rows
from geo.coverage.outlets import Outlets
from geo.coverage.result import persons
from geo.distance import Floats
from geo.travel import By


def summary_of(
    table: DataFrame,
    whole: Access,
    reach: Reach,
    group: Rows,
    outlets: Outlets,
    of_outlet: Rows,
    by: By,
) -> Mapping[str, Any]:
    """
    Plain values: None for what is no number, such as the distance to no outlet.

    Parameters
    ----------
    table
        A row for each unit.
    whole
        The measures of all of them as one group.
    reach, group
        Of each point of demand what it has within reach, and the row of its unit; -1 for none.
    outlets, of_outlet
        The outlets that count, and the row of the unit of each; -1 for none or not known.
    by
        What far is measured by.
    """
    lived = table["population"] > 0
    without = table["outlets"] + table["outlets_tried"] == 0
    people = float(whole.population[0])

    def number(values: Floats, digits: int = 1) -> float | None:
        value = float(values[0])
        return None if np.isnan(value) else round(value, digits)

    population = persons(whole.population)[0]
    within = persons(whole.population_within)[0]
    unreached = {}
    if by.road:
        unreached["population_unreached"] = persons(whole.population_unreached)[0].item()
    return {
        "units": len(table),
        "units_without_outlet": int(without.sum()),
        "inhabited_units_without_outlet": int((without & lived).sum()),
        "outlets": int(table["outlets"].sum()),
        "outlets_tried": outlets.tried,
        "outlets_in_the_question": len(outlets),
        "outlets_of_no_unit": int((of_outlet < 0).sum()),
        "population": population.item(),
        "population_within": within.item(),
        "population_beyond": (population - within).item(),
        "share_within": round(float(whole.population_within[0]) / people, 6) if people else None,
        "outlets_per_100k": round(float(table["outlets"].sum()) / people * 1e5, 4)
        if people
        else None,
        **unreached,
        by.column("mean"): number(whole.cost_mean),
        by.column("median"): number(whole.cost_median),
        by.column("p90"): number(whole.cost_p90),
        by.column("max"): number(whole.cost_max),
        "outlets_within_mean": number(whole.outlets_within_mean, 3),
        "accessibility_2sfca": number(whole.accessibility, 6),
        "provinces_of_low_completeness": int(
            table.loc[table["completeness"] == "low", "province"].nunique()
        ),
        "curve": reach.curve(group),
    }
