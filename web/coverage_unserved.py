"""Villages, producers and destinations without an outlet within reach: words, list, map."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from pandas import DataFrame

from geo.coverage import Coverage
from geo.text import fold
from geo.travel import By
from geo.vintages import Level
from web.coverage_form import FAR_SORTS, MOST_ROWS, PAGE, CoverageForm
from web.coverage_words import far_heading, kind_words
from web.reach_words import cost_words
from web.snapshot import Snapshot
from web.unit_pages import unit_href
from web.wording import format_decimal, gettext


class Heading(NamedTuple):
    """A heading of the list."""

    name: str
    words: str
    href: str
    order: str | None
    """ascending or descending, where the list is in its order."""


class Line(NamedTuple):
    """One that has no outlet within reach."""

    kind: str
    kind_words: str
    name: str
    href: str | None
    """Its own page; a producer has none."""
    unit: str
    unit_href: str | None
    distance: str


class Layer(NamedTuple):
    """A kind that can be drawn, in the legend."""

    kind: str
    words: str
    held: str
    drawn: bool


class Unserved(NamedTuple):
    """The list, and what the map draws."""

    layers: tuple[Layer, ...]
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    count_words: str
    more: str | None
    points: list[list[Any]]
    """[lat, lon, kind, name, address or null, distance in words] of the kinds that are drawn."""


def unserved_of(current: Snapshot, answer: Coverage, form: CoverageForm) -> Unserved:
    """What an answer says of them, in the order and of the kinds the form asks for."""
    table = answer.unserved
    wanted = table[table["kind"].isin(form.far)] if form.far else table
    ordered = _in_order(wanted, form)
    lines = [_line(current, answer, form, row) for row in ordered[: form.far_rows]]
    more = None
    if len(ordered) > len(lines) and form.far_rows < MOST_ROWS:
        more = form.address(far_rows=min(form.far_rows + 2 * PAGE, MOST_ROWS))
    summary = answer.summary
    return Unserved(
        layers=tuple(
            Layer(
                kind, kind_words(kind), format_decimal(summary[f"{kind}s_beyond"]), kind in form.far
            )
            for kind in ("village", "producer", "destination")
        ),
        headings=_headings(form),
        lines=tuple(lines),
        count_words=gettext(
            "%(shown)s of %(count)s are listed.",
            shown=format_decimal(len(lines)),
            count=format_decimal(len(ordered)),
        ),
        more=more,
        points=[_point(row, form.question.by) for row in ordered] if form.far else [],
    )


def _in_order(table: DataFrame, form: CoverageForm) -> list[dict[str, Any]]:
    """Sorted by a column; equals the farthest first, what has no outlet at all before them."""
    far = table.sort_values(
        form.question.by.nearest, ascending=False, na_position="first", kind="stable"
    )
    rows: list[dict[str, Any]] = [
        dict(zip(far.columns, row, strict=True)) for row in far.itertuples(index=False)
    ]
    if form.far_sort == "distance":
        return rows if form.far_descending else rows[::-1]
    column = {"name": "name", "kind": "kind", "unit": "unit"}[form.far_sort]
    rows.sort(key=lambda row: fold(str(row[column])), reverse=form.far_descending)
    return rows


def _headings(form: CoverageForm) -> tuple[Heading, ...]:
    found = []
    for name in FAR_SORTS:
        order, href = None, form.address(far_sort=name, far_order=None, far_rows=None)
        if name == form.far_sort:
            order = "descending" if form.far_descending else "ascending"
            turned = "asc" if form.far_descending else "desc"
            href = form.address(far_sort=name, far_order=turned, far_rows=None)
        found.append(Heading(name, far_heading(name), href, order))
    return tuple(found)


def _page_of(row: dict[str, Any]) -> str | None:
    return url_for(f"pages.{row['kind']}", place_id=row["id"]) if row["id"] else None


def _line(current: Snapshot, answer: Coverage, form: CoverageForm, row: dict[str, Any]) -> Line:
    vintage, level = form.question.vintage, form.question.level
    code: Any = row["unit"]
    if not isinstance(code, str):
        # Known no finer than its province.
        level, code = Level.PROVINCE, row["province"]
    layer = current.locator.boundaries.layer(vintage, level)
    known = isinstance(code, str) and code in layer.index
    return Line(
        row["kind"],
        kind_words(row["kind"]),
        row["name"],
        _page_of(row),
        str(layer.at[code, "name"]) if known else "",
        unit_href(vintage, level, code) if known else None,
        cost_words(form.question.by, row[form.question.by.nearest]),
    )


def _point(row: dict[str, Any], by: By) -> list[Any]:
    words = cost_words(by, row[by.nearest])
    at = round(row["lat"], 5), round(row["lon"], 5)
    return [*at, row["kind"], row["name"], _page_of(row), words]
