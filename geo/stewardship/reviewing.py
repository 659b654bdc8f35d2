"""What stewards do with a draft: open it, decide on its rows, compare, publish, discard."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson

from geo.errors import ImportRefusedError, InvalidParameterError, UnknownPlaceError
from geo.history.rows import row_texts
from geo.places import FileRefusedError, Placer, check_file
from geo.places.apart import read_table_apart
from geo.places.columns import KINDS, match_headings
from geo.places.fields import FIELDS
from geo.places.importing import Read, digest_of
from geo.places.report import Problem, Severity
from geo.stewardship.desk import Desk, now
from geo.stewardship.draft import (
    Decision,
    Draft,
    DraftRow,
    draft_named,
    draft_row,
    open_draft_in,
    record_in,
)
from geo.stewardship.reading import Reading, joined, judged, place_of, read_row
from geo.storage import Store


def open_draft(
    desk: Desk,
    store: Store,
    placer: Placer,
    path: Path,
    kind: str,
    *,
    who: str,
    columns: Mapping[str, str] | None = None,
    read: Read = read_table_apart,
) -> Draft:
    """
    Read a file into a draft; nothing is published.

    Parameters
    ----------
    desk
        Keeps it.
    store
        Has what is published, to tell what is there already.
    placer
        Puts the rows in their units.
    path, kind
        The file, and what its rows are.
    who
        Whoever opens it.
    columns
        As in `check_file`; remembered for the next file headed alike. None takes what was
        remembered.
    read
        Reads the file, in a process apart unless said otherwise.

    Raises
    ------
    UnreadableFileError
        If it cannot be read as a table.
    FileRefusedError
        If its headings do not do, so that no row can be read; the error's `report` says why.
    InvalidParameterError
        If there is no such kind, or `columns` names no field of it.
    """
    if kind not in KINDS:
        raise InvalidParameterError(f"no kind of place is called {kind!r}; try {', '.join(KINDS)}")
    checked = check_file(path, placer, kind, store, columns=columns, read=read)
    if columns is None:
        columns = desk.columns_for(kind, checked.table.headings)
        if columns is not None:
            checked = check_file(path, placer, kind, store, columns=columns, read=read)
    whole = [p for p in checked.report.problems if p.row in (None, 1)]
    if any(problem.severity is Severity.ERROR for problem in whole):
        raise FileRefusedError(checked.report)
    matched, _ = match_headings(kind, checked.table.headings, columns)
    placed = dict(zip(checked.rows, checked.placed, strict=True))
    problems: dict[int, list[Problem]] = {}
    for problem in checked.report.problems:
        problems.setdefault(problem.row or 0, []).append(problem)
    published = _published(store, kind)
    records = []
    for row in checked.table.rows:
        cells = {matched[h].name: text for h, text in row.cells.items() if h in matched}
        found = problems.get(row.number, [])
        wrong = any(problem.severity is Severity.ERROR for problem in found)
        record, placement = placed.get(row.number, (None, None))
        if record is None or placement is None or wrong:
            reading = judged(None, None, found, record or cells, placer)
        else:
            place = place_of(kind, record, placement)
            reading = judged(place, placement, found, record, placer)
        records.append((row.number, cells, reading))
    made, at = uuid4().hex[:12], now()
    with desk.writing() as db:
        db.execute(
            "INSERT INTO drafts (id, kind, file, file_digest, read_as, who, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (made, kind, path.name, digest_of(path), checked.report.read_as, who, at),
        )
        db.executemany(
            "INSERT INTO draft_rows (draft, row, cells, place, verdict, problems, candidates, base)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (made, number, _json(cells), *_kept(reading), _base(reading.place, published))
                for number, cells, reading in records
            ],
        )
    if columns:
        desk.remember_columns(kind, checked.table.headings, columns, who=who)
    return draft_named(desk, made)


def confirm(desk: Desk, store: Store, draft: str, row: int, *, who: str) -> DraftRow:
    """
    Take a row as it is, its doubts notwithstanding.

    Raises
    ------
    ImportRefusedError
        If it is refused: correct, move or reject it.
    """
    with _deciding(desk, store, draft, row, who) as (record, change):
        if record["place"] is None:
            raise ImportRefusedError(f"row {row} cannot be taken as it is: {_first(record)}")
        change(record["cells"], None, record["match"], "confirmed")
    return draft_row(desk, draft, row)


def reject(desk: Desk, store: Store, draft: str, row: int, *, who: str) -> DraftRow:
    """Leave a row out of what is published."""
    with _deciding(desk, store, draft, row, who) as (record, change):
        change(record["cells"], None, record["match"], "rejected")
    return draft_row(desk, draft, row)


def reopen(desk: Desk, store: Store, draft: str, row: int, *, who: str) -> DraftRow:
    """Take a decision back; a row that was moved or corrected stays so."""
    with _deciding(desk, store, draft, row, who) as (record, change):
        change(record["cells"], None, record["match"], "open")
    return draft_row(desk, draft, row)


def move(
    desk: Desk,
    store: Store,
    placer: Placer,
    draft: str,
    row: int,
    lon: float,
    lat: float,
    *,
    who: str,
    precision: str = "exact",
) -> DraftRow:
    """
    Put a row somewhere else, as by dragging its pin or choosing a candidate.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    precision
        How good that position is; a candidate's own when one is chosen.

    Raises
    ------
    ImportRefusedError
        If the position contradicts the units the row names, or the row has other faults; nothing
        is changed then.
    """
    with _deciding(desk, store, draft, row, who) as (record, change):
        at = {"lon": repr(float(lon)), "lat": repr(float(lat)), "precision": precision}
        cells = orjson.loads(record["cells"]) | at
        reading = read_row(_kind_in(desk, draft), row, cells, placer)
        if reading.place is None:
            wrong = next(one for one in reading.problems if one.severity is Severity.ERROR)
            raise ImportRefusedError(f"row {row} cannot stand there: {wrong}")
        change(_json(cells), reading, record["match"], "moved")
    return draft_row(desk, draft, row)


def correct(
    desk: Desk,
    store: Store,
    placer: Placer,
    draft: str,
    row: int,
    cells: Mapping[str, str],
    *,
    who: str,
) -> DraftRow:
    """
    Write some of a row's cells anew, and have it checked and placed again.

    Parameters
    ----------
    cells
        Texts by field; "" empties one.

    Raises
    ------
    InvalidParameterError
        If the kind has no such field.
    """
    kind = _kind_in(desk, draft)
    unknown = cells.keys() - {field.name for field in FIELDS[kind]}
    if unknown:
        raise InvalidParameterError(f"{kind} have no field {min(unknown)!r}")
    with _deciding(desk, store, draft, row, who) as (record, change):
        together = orjson.loads(record["cells"]) | dict(cells)
        reading = read_row(kind, row, together, placer)
        change(_json({k: v for k, v in together.items() if v}), reading, record["match"], "open")
    return draft_row(desk, draft, row)


def match(
    desk: Desk, store: Store, draft: str, row: int, place: str | None, *, who: str
) -> DraftRow:
    """
    Say which published place a row is; it then brings that one up to date.

    What the row leaves blank stays as it is published, and so does a position known better.

    Parameters
    ----------
    place
        Its id; None to say that it is none.

    Raises
    ------
    UnknownPlaceError
        If nothing of the kind is published under that id.
    ImportRefusedError
        If the row is refused.
    """
    kind = _kind_in(desk, draft)
    if place is not None and not len(store.read(kind, equal={"id": place})):
        raise UnknownPlaceError(f"no place {place!r} among the {kind}")
    with _deciding(desk, store, draft, row, who) as (record, change):
        if record["place"] is None:
            raise ImportRefusedError(f"row {row} cannot be taken as it is: {_first(record)}")
        change(record["cells"], None, place, "matched" if place else "open")
    return draft_row(desk, draft, row)


def discard(desk: Desk, draft: str, *, who: str) -> Draft:
    """Give a draft up; it stays to be looked at, and nothing of it is published."""
    with desk.writing() as db:
        open_draft_in(db, draft)
        db.execute(
            "UPDATE drafts SET state = 'discarded', closed_by = ?, closed_at = ? WHERE id = ?",
            (who, now(), draft),
        )
    return draft_named(desk, draft)


def outcome(kind: str, record: sqlite3.Row | Mapping[str, Any]) -> str | None:
    """The row of the store, as JSON, that a row of a draft becomes."""
    place: str | None = record["place"]
    if place is not None and record["match"] and record["base"]:
        return joined(kind, place, record["base"])
    return place


_Change = Callable[[str, Reading | None, str | None, Decision], None]


@contextmanager
def _deciding(
    desk: Desk, store: Store, draft: str, row: int, who: str
) -> Iterator[tuple[sqlite3.Row, _Change]]:
    """
    The row as it is kept, and what puts down a decision on it; one transaction.

    Each decision is made on what is published at that moment, and remembers it: whoever changes
    that later is found out when the draft is published.
    """
    with desk.writing() as db:
        kind = open_draft_in(db, draft).kind
        record = record_in(db, draft, row)

        def change(
            cells: str, reading: Reading | None, matched: str | None, decision: Decision
        ) -> None:
            place = record["place"] if reading is None else reading.place
            known = matched or (orjson.loads(place)["id"] if place else None)
            rows = store.read(kind, equal={"id": known}) if known and _has(store, kind) else None
            base = row_texts(rows)[0] if rows is not None and len(rows) else None
            db.execute(
                "UPDATE draft_rows SET cells = ?, match = ?, decision = ?, base = ?, who = ?, "
                "at = ? WHERE draft = ? AND row = ?",
                (cells, matched, decision, base, who, now(), draft, row),
            )
            if reading is not None:
                db.execute(
                    "UPDATE draft_rows SET place = ?, verdict = ?, problems = ?, candidates = ? "
                    "WHERE draft = ? AND row = ?",
                    (*_kept(reading), draft, row),
                )

        yield record, change


def _kept(reading: Reading) -> tuple[str | None, str, str, str]:
    """The columns of a row that come of its reading."""
    return (
        reading.place,
        reading.verdict,
        _json([problem.as_json() for problem in reading.problems]),
        _json([tuple(one) for one in reading.candidates]),
    )


def _json(value: object) -> str:
    return orjson.dumps(value, default=str).decode()


def _first(record: sqlite3.Row) -> str:
    problems = orjson.loads(record["problems"])
    wrong = [one for one in problems if one["severity"] == Severity.ERROR]
    return f"{wrong[0]['column']}: {wrong[0]['came']}; {wrong[0]['remedy']}" if wrong else "refused"


def _kind_in(desk: Desk, draft: str) -> str:
    return draft_named(desk, draft).kind


def _has(store: Store, kind: str) -> bool:
    return kind in store.layers()


def _published(store: Store, kind: str) -> dict[str, str]:
    """The published rows as JSON, by id."""
    if not _has(store, kind):
        return {}
    frame = store.read(kind)
    return dict(zip(frame["id"], row_texts(frame), strict=True))


def _base(place: str | None, published: Mapping[str, str]) -> str | None:
    return published.get(orjson.loads(place)["id"]) if place else None
