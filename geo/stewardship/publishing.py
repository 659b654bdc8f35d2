"""A draft beside what is published, and published as one change."""

from __future__ import annotations

import sqlite3
from typing import Any, NamedTuple

import orjson

from geo.errors import ConflictError, ImportRefusedError
from geo.history import Change, Edit, changes, provenance, publish
from geo.history.rows import row_texts, rows_in, same_row, values_in
from geo.places.columns import KINDS
from geo.places.importing import Imported, compared
from geo.places.report import Report
from geo.stewardship.desk import Desk, now
from geo.stewardship.draft import draft_in, open_draft_in, row_from
from geo.stewardship.reviewing import outcome
from geo.storage import Store

_NAMED = 10
"""Rows that a refusal names."""


class Comparison(NamedTuple):
    """What publishing a draft would do with one of its rows."""

    row: int
    id: str
    status: str
    """`added`, `changed` or `unchanged`."""
    differences: dict[str, tuple[Any, Any]]
    """Published value and the draft's, by column; of a new place nothing."""


def compare(desk: Desk, store: Store, draft: str) -> list[Comparison]:
    """The rows that publishing would take, beside what is published now."""
    with desk.reading() as db:
        kind = draft_in(db, draft).kind
        rows = _taken(db, kind, draft)
    there = _published(store, kind)
    told = []
    for number, text in rows:
        new = values_in(kind, text)
        if new["id"] not in there:
            told.append(Comparison(number, new["id"], "added", {}))
            continue
        old = values_in(kind, there[new["id"]])
        differing = {
            name: (old[name], value)
            for name, value in new.items()
            if old[name] != value and name not in ("imported", "geometry")
        }
        status = "changed" if differing else "unchanged"
        told.append(Comparison(number, new["id"], status, differing))
    return told


def publish_draft(
    desk: Desk, store: Store, draft: str, *, who: str, why: str | None = None
) -> Change | None:
    """
    Publish the rows of a draft as one change.

    When the machine dies between the two writes, publishing again finds the change that is there.

    Returns
    -------
    The change; None when everything was published already.

    Raises
    ------
    ImportRefusedError
        If rows await a decision, two rows are one place, or an id is one of another kind.
    ConflictError
        If somebody has published or discarded the draft, or changed a place since its row was
        decided on: decide on that row again.
    """
    with store.locked(), desk.writing() as db:
        found = open_draft_in(db, draft)
        earlier = [one for one in changes(store) if one.draft == draft and one.undoes is None]
        change = earlier[0] if earlier else None
        if change is None:
            _refuse_what_awaits(db, draft)
            rows = _taken(db, found.kind, draft)
            _refuse_doubles(rows, store, found.kind)
            _refuse_changed_since(db, store, found.kind, draft)
            if rows:
                new = rows_in(found.kind, [text for _, text in rows])
                known = store.read(found.kind) if found.kind in store.layers() else None
                differing = compared(new, known, Imported(Report(found.file, found.kind), False))
                change = publish(
                    store,
                    {found.kind: Edit(differing)},
                    operation="review",
                    who=who,
                    why=why,
                    file=found.file,
                    file_digest=found.file_digest,
                    draft=draft,
                )
        db.execute(
            "UPDATE drafts SET state = 'published', change = ?, closed_by = ?, closed_at = ? "
            "WHERE id = ?",
            (change and change.id, who, now(), draft),
        )
    return change


def _records(db: sqlite3.Connection, draft: str) -> list[sqlite3.Row]:
    return db.execute("SELECT * FROM draft_rows WHERE draft = ? ORDER BY row", (draft,)).fetchall()


def _taken(db: sqlite3.Connection, kind: str, draft: str) -> list[tuple[int, str]]:
    """The rows that would be published, as the rows of the store they become."""
    taken = [record for record in _records(db, draft) if row_from(record).taken]
    texts = [(record["row"], outcome(kind, record)) for record in taken]
    return [(number, text) for number, text in texts if text is not None]


def _published(store: Store, kind: str) -> dict[str, str]:
    frame = store.read(kind) if kind in store.layers() else None
    return {} if frame is None else dict(zip(frame["id"], row_texts(frame), strict=True))


def _refuse_what_awaits(db: sqlite3.Connection, draft: str) -> None:
    open_rows = [row.row for row in map(row_from, _records(db, draft)) if row.awaits]
    if open_rows:
        raise ImportRefusedError(
            f"{len(open_rows)} rows await a decision: {_listed(open_rows)}; "
            "confirm, correct, move, match or reject each"
        )


def _refuse_doubles(rows: list[tuple[int, str]], store: Store, kind: str) -> None:
    first: dict[str, int] = {}
    for number, text in rows:
        key = orjson.loads(text)["id"]
        if key in first:
            raise ImportRefusedError(
                f"rows {first[key]} and {number} are both place {key!r}: reject one of them"
            )
        first[key] = number
    for other in set(KINDS) - {kind}:
        taken = set(store.read(other)["id"]) & set(first) if other in store.layers() else set()
        for key in sorted(taken):
            raise ImportRefusedError(f"row {first[key]}: {key!r} is an id among the {other}")


def _refuse_changed_since(db: sqlite3.Connection, store: Store, kind: str, draft: str) -> None:
    there = _published(store, kind)
    stray = []
    for record in _records(db, draft):
        if record["place"] is None or not row_from(record).taken:
            continue
        key = record["match"] or orjson.loads(record["place"])["id"]
        if not same_row(kind, there.get(key), record["base"]):
            stray.append((record["row"], key))
    if stray:
        row, key = stray[0]
        by = provenance(store, kind, key)
        told = f" by {by[0][0]}" if by else ""
        raise ConflictError(
            f"place {key!r} of row {row} was changed{told} since it was decided on; decide again "
            f"on rows {_listed([number for number, _ in stray])}"
        )


def _listed(rows: list[int]) -> str:
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return ", ".join(map(str, rows[:_NAMED])) + more
