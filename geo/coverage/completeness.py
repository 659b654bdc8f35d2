"""
How many points of sale a province has by official reports, beside how many the data has.

Missing data is not a missing shop: where the reports name many more than the data has, a unit
without an outlet may just be one that nobody has written down yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

import pandas as pd
from pandas import DataFrame, Series

from geo.vintages import Vintage

Mark = Literal["ok", "low", "unknown"]
ENOUGH = 0.8
"""The share of the reported points that the data has where it counts as complete."""
MEASURE = "ocop_points"


class Reported(NamedTuple):
    """What is officially said of a province."""

    points: int | None
    """None: no report."""
    as_of: str | None
    sources: tuple[str, ...]
    whole: bool
    """False where only some of the provinces it was merged from reported: there are at least so
    many points."""


NOTHING = Reported(None, None, (), False)


def reported(
    reference: DataFrame, vintage: Vintage, provinces: Mapping[str, tuple[str, ...]]
) -> dict[str, Reported]:
    """
    The latest reported number of points of sale of each province that has one.

    Parameters
    ----------
    reference
        The layer `ocop_reference`: vintage, province_code, measure, value, as_of, source_url,
        source_weak. A weak source counts where there is no other, the larger of two of one date.
    vintage
        Whose provinces are asked about.
    provinces
        Of each province of that vintage, the codes of the provinces of 2025-03-01 it came from.
    """
    rows = reference[(reference["measure"] == MEASURE) & reference["value"].notna()]
    rows = rows.assign(as_of=rows["as_of"].fillna("").astype(str))
    rows = rows.sort_values(["source_weak", "as_of", "value"], ascending=[True, False, False])
    latest = rows.drop_duplicates(["vintage", "province_code"])
    by_key: dict[tuple[str, str], Series] = {
        (str(row["vintage"]), str(row["province_code"])): row for _, row in latest.iterrows()
    }
    found: dict[str, Reported] = {}
    for code, came_from in provinces.items():
        own = by_key.get((str(vintage), code))
        if own is not None:
            found[code] = _reported([own], whole=True)
        elif vintage is not Vintage.V2025_03:
            parts = [by_key.get((str(Vintage.V2025_03), old)) for old in came_from]
            known = [part for part in parts if part is not None]
            if known:
                found[code] = _reported(known, whole=len(known) == len(parts))
    return found


def mark(in_data: int, said: Reported) -> Mark:
    """
    Whether the data has nearly all the points of sale that are reported.

    >>> mark(9, Reported(10, "2024", (), True)), mark(1, Reported(10, "2024", (), False))
    ('ok', 'low')
    >>> mark(9, Reported(10, "2024", (), False)), mark(9, NOTHING)
    ('unknown', 'unknown')
    """
    if said.points is None:
        return "unknown"
    if in_data < ENOUGH * said.points:
        return "low"
    return "ok" if said.whole else "unknown"


def _reported(rows: list[Series], *, whole: bool) -> Reported:
    dates = [str(row["as_of"]) for row in rows if row["as_of"]]
    return Reported(
        int(sum(float(row["value"]) for row in rows)),
        min(dates) if dates else None,
        tuple(str(row["source_url"]) for row in rows if pd.notna(row["source_url"])),
        whole,
    )
