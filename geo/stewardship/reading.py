"""One row of a draft, read from its cells: the place it would be, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from geo.history.rows import row_texts, rows_in
from geo.places.checking import Record, check_table
from geo.places.fields import FIELDS
from geo.places.importing import readings
from geo.places.layers import place_layer
from geo.places.names import UnitNameError
from geo.places.placing import NEW_COMMUNE, Placement, Placer, PlacingError
from geo.places.report import Problem, Report, Severity
from geo.places.suggestions import Suggestion, suggestions
from geo.places.table import Row, Table
from geo.stewardship.draft import Verdict
from geo.vintages import UNIT_COLUMNS

COARSE = ("district", "province")
"""Precisions at which a place says little about where it is."""
_FINENESS = ("exact", "street", "commune", "district", "province")
_POSITION = ("lon", "lat", "geometry", "precision", f"{NEW_COMMUNE}_candidates", *UNIT_COLUMNS)


class Reading(NamedTuple):
    """What came of a row's cells."""

    place: str | None
    """The row of the store as JSON (`geo.history.rows`); None when it is refused."""
    verdict: Verdict
    problems: tuple[Problem, ...]
    candidates: tuple[Suggestion, ...]


def read_row(kind: str, number: int, cells: Mapping[str, str], placer: Placer) -> Reading:
    """
    Check and place one row.

    Parameters
    ----------
    kind
        `outlets`, `villages` or `destinations`.
    number
        Its number in the file.
    cells
        Texts by field (`geo.places.fields.FIELDS`).
    """
    names = tuple(field.name for field in FIELDS[kind])
    filled = {name: text for name, text in cells.items() if text.strip()}
    report = Report("", kind)
    records = check_table(kind, Table(names, (Row(number, filled),), ""), report)
    if not records:
        return judged(None, None, report.problems, filled, placer)
    try:
        placement = placer.place(records[0])
    except (UnitNameError, PlacingError) as error:
        problem = Problem(Severity.ERROR, number, error.column, error.came, error.remedy)
        return judged(None, None, [*report.problems, problem], records[0], placer)
    problems = [*report.problems, *readings(records[0], placement, placer)]
    return judged(place_of(kind, records[0], placement), placement, problems, records[0], placer)


def place_of(kind: str, record: Record, placement: Placement) -> str:
    """A record and where it was put, as JSON of the row it would be."""
    (text,) = row_texts(place_layer(kind, [record], [placement], imported=True))
    return text


def judged(
    place: str | None,
    placement: Placement | None,
    problems: Sequence[Problem],
    record: Mapping[str, Any],
    placer: Placer,
) -> Reading:
    """
    The verdict on a row, with positions to choose from where it is doubtful.

    A warning about anything but the source, or a position no better than a district, is a doubt.
    """
    if place is None or placement is None:
        return Reading(None, "refused", tuple(problems), tuple(suggestions(placer, record)))
    doubt = placement.precision in COARSE or any(one.column != "source_url" for one in problems)
    offered = suggestions(placer, record, placement.candidates) if doubt else []
    return Reading(place, "doubtful" if doubt else "good", tuple(problems), tuple(offered))


def joined(kind: str, place: str, published: str) -> str:
    """
    A row as the published place that it is: its id, and what the row does not say.

    A position known better than the row's stays, with its units.
    """
    row, there = orjson.loads(place), orjson.loads(published)
    finer = _FINENESS.index(there["precision"]) < _FINENESS.index(row["precision"])
    kept = ("id", *(_POSITION if finer else ()))
    said = {name: value for name, value in row.items() if name not in kept}
    if not finer:
        there = {name: value for name, value in there.items() if name not in _POSITION}
    if row.get("source_weak") and there.get("source_url"):
        said.pop("source_weak")
    (text,) = row_texts(rows_in(kind, [orjson.dumps(there | said).decode()]))
    return text
