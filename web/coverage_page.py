"""What the dashboard shows of an answer: words, legend, table, chart, what the map draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from flask import url_for
from pandas import DataFrame

from geo.coverage import Coverage, Question
from geo.text import fold
from geo.vintages import Level
from web.api.coverage import covered
from web.choropleth import NOT_KNOWN, Classes, by_quantiles, by_steps
from web.coverage_form import MOST_ROWS, PAGE, CoverageForm, without_tried
from web.coverage_unserved import Unserved, unserved_of
from web.coverage_words import (
    COUNTS,
    PER_100K,
    between,
    census_words,
    chart_words,
    count_words,
    headings,
    measure_name,
    measure_note,
    mentions_of_completeness,
    own_words,
    road_words,
    sentences,
    unserved_words,
    value_words,
)
from web.distance_chart import Chart, chart_of
from web.own_demand import Own
from web.reach_words import axis_words, cost_words, travel_words
from web.service_areas import service_areas
from web.snapshot import Snapshot
from web.unit_pages import unit_href
from web.wording import format_decimal, gettext


class Entry(NamedTuple):
    """A line of the legend."""

    ramp: int | None
    """The colour; None for units without a number."""
    words: str
    held: str
    """How many units have it."""


class Column(NamedTuple):
    """A heading of the table."""

    name: str
    words: str
    href: str
    """The same page in the order of this column, or the other way round."""
    order: str | None
    """ascending or descending, where the table is in its order."""


class Row(NamedTuple):
    """A unit in the table."""

    code: str
    name: str
    within: str
    """The province, where units of several are listed."""
    href: str
    ramp: int | None
    low: bool
    cells: tuple[str, ...]
    nearest: str
    nearest_href: str | None
    nearest_distance: str
    try_href: str


@dataclass(frozen=True)
class CoveragePage:
    """All of it."""

    form: CoverageForm
    headline: tuple[str, ...]
    people: str
    """Whose people are counted."""
    road: str
    """How sure figures by road are; empty for straight lines."""
    own: bool
    """Whether it is somebody's own table, which the address does not carry."""
    unserved_words: str
    unserved: Unserved
    completeness: tuple[str, ...]
    low_provinces: tuple[str, ...]
    measure: str
    note: str
    """How the measure is worked out."""
    legend: tuple[Entry, ...]
    hatched: bool
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count_words: str
    more: str | None
    chart: Chart | None
    chart_words: str
    chart_axes: str
    travel: str
    """What figures by that measure do not know."""
    figures: dict[str, Any]
    """What the map's script draws from."""
    forget: str | None
    """The address without the outlets tried out."""


def page_of(current: Snapshot, form: CoverageForm, own: Own | None = None) -> CoveragePage:
    """
    What the dashboard shows.

    Raises
    ------
    UnknownUnitError
        If no province of that vintage has the code asked for.
    """
    question = form.question
    answer = covered(current, question, own)
    before = covered(current, without_tried(question), own) if question.also else None
    classes = classes_of(answer.table, form.measure)
    # The colour of a class, and of none: -1 takes the last one of the list.
    ramp = np.array([*classes.ramp, NOT_KNOWN])[classes.of]
    rows = _matching(answer.table, form)
    listed = _in_order(answer.table, rows, form)[: form.rows]
    more = None
    if len(rows) > len(listed) and form.rows < MOST_ROWS:
        more = form.address(rows=min(form.rows + 2 * PAGE, MOST_ROWS))
    # Once, not for each row: words of the catalogue are what a page takes longest over.
    shown = [
        name
        for name, _ in headings(question.radius, form.measure)
        if name not in {"name", question.by.nearest}
    ]
    curve = answer.summary["curve"]
    unserved = unserved_of(current, answer, form)
    mentions, low = mentions_of_completeness(answer)
    return CoveragePage(
        form=form,
        headline=sentences(answer, question, before),
        people=own_words(own) if own else census_words(question.spread),
        road=road_words(answer),
        own=own is not None,
        unserved_words=unserved_words(answer, question),
        unserved=unserved,
        completeness=mentions,
        low_provinces=low,
        measure=_measure_words(answer, form),
        note=measure_note(form.measure, question.radius),
        legend=_legend(classes, form),
        hatched=bool(low),
        columns=_columns(form),
        rows=tuple(_row(current, answer, form, row, int(ramp[row]), shown) for row in listed),
        count_words=count_words(len(rows)),
        more=more,
        chart=chart_of(
            curve, radius=question.radius, before=before.summary["curve"] if before else ()
        ),
        chart_words=chart_words(answer),
        chart_axes=axis_words(question.by),
        travel=travel_words(question.by, estimated=answer.sources["estimated"]),
        figures={**_figures(current, answer, form, ramp, rows), "far": unserved.points},
        forget=form.address(also=None) if question.also else None,
    )


def classes_of(table: DataFrame, measure: str) -> Classes:
    """The classes of a measure: fixed for a share, else as many units in each."""
    values = table[measure].to_numpy(np.float64)
    if measure == "share_beyond":
        return by_steps(values)
    return by_quantiles(values, zero=measure in COUNTS or measure in PER_100K)


def _measure_words(answer: Coverage, form: CoverageForm) -> str:
    """What the map shows, and whether that is an estimate."""
    words = measure_name(form.measure, form.question.radius)
    if answer.sources["estimated"] and form.measure not in {"outlets", "outlets_per_100k"}:
        return gettext("%(measure)s (estimated)", measure=words)
    return words


def _legend(classes: Classes, form: CoverageForm) -> tuple[Entry, ...]:
    entries = []
    for which, held in enumerate(classes.counts):
        low, high = classes.range_of(which)
        exact = classes.zero and which == 0
        words = between(form.measure, high if exact else low, high)
        entries.append(Entry(classes.ramp[which], words, format_decimal(held)))
    if classes.not_known:
        entries.append(
            Entry(None, gettext("nobody lives there"), format_decimal(classes.not_known))
        )
    return tuple(entries)


def _matching(table: DataFrame, form: CoverageForm) -> list[int]:
    """The rows whose name holds what was typed, and which have no outlet when only those count."""
    kept = np.ones(len(table), dtype=bool)
    if form.without:
        kept &= (table["outlets"] + table["outlets_tried"] == 0).to_numpy()
    if form.q:
        wanted = fold(form.q)
        kept &= np.array([wanted in fold(str(name)) for name in table["name"]])
    rows: list[int] = np.flatnonzero(kept).tolist()
    return rows


def _in_order(table: DataFrame, rows: list[int], form: CoverageForm) -> list[int]:
    """The rows, sorted; what has no number comes last either way, equals by who is out of reach."""
    chosen = table.iloc[rows].reset_index(drop=True)
    if form.sort == "name":
        key = chosen["name"].map(lambda name: fold(str(name)))
    else:
        key = chosen[form.sort]
    order = (
        chosen.assign(key=key)
        .sort_values(
            ["key", "population_beyond", "code"],
            ascending=[not form.descending, False, True],
            na_position="last",
            kind="stable",
        )
        .index
    )
    return [rows[position] for position in order]


def _columns(form: CoverageForm) -> tuple[Column, ...]:
    columns = []
    for name, words in headings(form.question.radius, form.measure):
        order = None
        href = form.address(sort=name, order=None, rows=None)
        if name == form.sort:
            order = "descending" if form.descending else "ascending"
            href = form.address(sort=name, order="asc" if form.descending else "desc", rows=None)
        columns.append(Column(name, words, href, order))
    return tuple(columns)


def _row(
    current: Snapshot,
    answer: Coverage,
    form: CoverageForm,
    row: int,
    ramp: int,
    shown: list[str],
) -> Row:
    question = form.question
    unit = answer.table.iloc[row]
    # Missing for one tried out, and where no road leads to any.
    outlet = None if pd.isna(unit["nearest_outlet_id"]) else unit["nearest_outlet_id"]
    cost = unit[question.by.nearest]
    return Row(
        code=unit["code"],
        name=unit["name"],
        within=_above(current, question, unit) if question.level is not Level.PROVINCE else "",
        href=unit_href(question.vintage, question.level, unit["code"]),
        ramp=None if ramp == NOT_KNOWN else ramp,
        low=unit["completeness"] == "low",
        cells=tuple(value_words(name, unit[name]) for name in shown),
        nearest=_nearest_words(outlet and unit["nearest_outlet_name"], cost),
        nearest_href=url_for("pages.outlet", place_id=outlet) if outlet else None,
        nearest_distance=cost_words(question.by, cost),
        try_href=form.address(also=f"{unit['lat']:.4f},{unit['lon']:.4f}"),
    )


def _nearest_words(name: str | None, cost: float) -> str:
    """The outlet nearest to a unit's centre."""
    if name is not None:
        return name
    return "" if pd.isna(cost) else gettext("the outlet tried out")


def _above(current: Snapshot, question: Question, unit: Any) -> str:
    """What a unit's name is not enough without: its district, its province."""
    names = current.unit_names.of({str(question.vintage): {"province": unit["province"]}}, "vi")[
        str(question.vintage)
    ]
    parts = [names["province"]] if question.province is None else []
    if question.level is Level.COMMUNE and Level.DISTRICT in question.vintage.levels:
        district = {str(question.vintage): {"district": unit["parent"]}}
        parts = [current.unit_names.of(district, "vi")[str(question.vintage)]["district"], *parts]
    return ", ".join(parts)


def _figures(
    current: Snapshot,
    answer: Coverage,
    form: CoverageForm,
    ramp: np.ndarray[Any, Any],
    rows: list[int],
) -> dict[str, Any]:
    table, question = answer.table, form.question
    values = table[form.measure].to_numpy(np.float64)
    numbers = [None if np.isnan(value) else float(value) for value in values]
    kept = set(rows) if form.filtered else None
    units = {
        code: [colour, number]
        for row, (code, colour, number) in enumerate(
            zip(table["code"].tolist(), ramp.tolist(), numbers, strict=True)
        )
        if kept is None or row in kept
    }
    low = table.loc[table["completeness"] == "low", "province"].unique().tolist()
    places = {
        "kind": "outlet",
        "status": "open,unknown",
        "evidence": ",".join(question.evidence),
        "category": ",".join(question.category),
    }
    return {
        "vintage": str(question.vintage),
        "level": str(question.level),
        "province": question.province,
        "measure": form.measure,
        # By road no circle holds those within reach.
        "radius_m": None if question.by.road else question.radius_m,
        "served": service_areas(current, question.vintage, question.radius, question.also),
        "units": units,
        "low": low,
        "tried": [[at.lat, at.lon] for at in question.also],
        "places": {name: value for name, value in places.items() if value},
    }
