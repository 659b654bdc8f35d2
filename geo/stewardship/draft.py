"""A draft: the rows of one file under review, and what was decided on each."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

import orjson

from geo.errors import ConflictError, InvalidParameterError, UnknownDraftError
from geo.places.suggestions import Suggestion
from geo.stewardship.desk import Desk

Verdict = Literal["good", "doubtful", "refused"]
"""Of the checks: nothing to say; look at it; it cannot be taken as it is."""
Decision = Literal["open", "confirmed", "moved", "matched", "rejected"]
"""Of a person; a good row that is open is taken too."""
State = Literal["open", "published", "discarded"]


@dataclass(frozen=True, slots=True)
class Draft:
    """An import under review."""

    id: str
    kind: str
    """`outlets`, `villages` or `destinations`."""
    file: str
    file_digest: str
    """SHA-256."""
    read_as: str
    state: State
    who: str
    at: str
    """When it was opened: UTC, ISO 8601."""
    change: int | None
    """The change it was published as."""
    closed_by: str | None
    closed_at: str | None

    def as_json(self) -> dict[str, Any]:
        """The draft as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One row of a draft."""

    row: int
    """As a spreadsheet counts: the headings are row 1."""
    cells: dict[str, str]
    """What the file says, by field; blank ones left out."""
    place: dict[str, Any] | None
    """The row it would be in the store, by column; None while it is refused."""
    verdict: Verdict
    problems: tuple[dict[str, Any], ...]
    """As `geo.places.report.Problem.as_json` has them."""
    candidates: tuple[Suggestion, ...]
    """Where it may be."""
    decision: Decision
    match: str | None
    """The id of the published place that it is, as somebody said."""
    who: str | None
    at: str | None
    """Whoever decided last, and when."""

    @property
    def taken(self) -> bool:
        """Whether publishing the draft takes the row."""
        if self.decision == "open":
            return self.verdict == "good"
        return self.decision != "rejected"

    @property
    def awaits(self) -> bool:
        """Whether somebody must decide before the draft can be published."""
        return self.decision == "open" and self.verdict != "good"

    def as_json(self) -> dict[str, Any]:
        """The row as plain values."""
        return asdict(self) | {
            "candidates": [one._asdict() for one in self.candidates],
            "taken": self.taken,
            "awaits": self.awaits,
        }


def drafts(desk: Desk, *, state: State | None = None) -> list[Draft]:
    """The drafts, of that state if given, latest first."""
    if state is not None and state not in get_args(State):
        raise InvalidParameterError(f"no state {state!r}; try {', '.join(get_args(State))}")
    with desk.reading() as db:
        found = db.execute(
            "SELECT * FROM drafts WHERE ? IS NULL OR state = ? ORDER BY rowid DESC", (state, state)
        ).fetchall()
    return [Draft(**dict(one)) for one in found]


def draft_named(desk: Desk, draft: str) -> Draft:
    """
    The draft of that id.

    Raises
    ------
    UnknownDraftError
        If there is none.
    """
    with desk.reading() as db:
        return draft_in(db, draft)


def draft_rows(desk: Desk, draft: str) -> list[DraftRow]:
    """All rows of a draft, in the order of the file."""
    with desk.reading() as db:
        draft_in(db, draft)
        found = db.execute(
            "SELECT * FROM draft_rows WHERE draft = ? ORDER BY row", (draft,)
        ).fetchall()
    return [row_from(one) for one in found]


def draft_row(desk: Desk, draft: str, row: int) -> DraftRow:
    """
    One row of a draft.

    Raises
    ------
    UnknownDraftError
        If there is no such draft, or it has no such row.
    """
    with desk.reading() as db:
        draft_in(db, draft)
        return row_from(record_in(db, draft, row))


def draft_in(db: sqlite3.Connection, draft: str) -> Draft:
    """The draft, within a transaction."""
    found = db.execute("SELECT * FROM drafts WHERE id = ?", (draft,)).fetchone()
    if found is None:
        raise UnknownDraftError(f"no draft {draft!r}: it may have been of another desk")
    return Draft(**dict(found))


def open_draft_in(db: sqlite3.Connection, draft: str) -> Draft:
    """
    The draft, within a transaction, when it can still be worked on.

    Raises
    ------
    ConflictError
        If somebody has published or discarded it.
    """
    found = draft_in(db, draft)
    if found.state != "open":
        raise ConflictError(
            f"draft {draft} was {found.state} by {found.closed_by}, {found.closed_at}: "
            "nothing in it can be changed"
        )
    return found


def record_in(db: sqlite3.Connection, draft: str, row: int) -> sqlite3.Row:
    """The row as it is kept, within a transaction."""
    found: sqlite3.Row | None = db.execute(
        "SELECT * FROM draft_rows WHERE draft = ? AND row = ?", (draft, row)
    ).fetchone()
    if found is None:
        raise UnknownDraftError(f"draft {draft} has no row {row}")
    return found


def row_from(record: sqlite3.Row) -> DraftRow:
    """The row as people see it."""
    candidates: Sequence[Sequence[Any]] = orjson.loads(record["candidates"])
    return DraftRow(
        record["row"],
        orjson.loads(record["cells"]),
        orjson.loads(record["place"]) if record["place"] else None,
        record["verdict"],
        tuple(orjson.loads(record["problems"])),
        tuple(Suggestion(*one) for one in candidates),
        record["decision"],
        record["match"],
        record["who"],
        record["at"],
    )
