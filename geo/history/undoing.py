"""Taking a change back: another change, whose rows are the first one's the other way round."""

from __future__ import annotations

from pandas import DataFrame

from geo.errors import ConflictError
from geo.history.change import Change, change_named, changes
from geo.history.editing import Edit, key_of
from geo.history.publishing import publish
from geo.history.rows import row_texts, rows_in, same_row
from geo.schema.journals import CHANGE_ROWS
from geo.storage import Store

_NAMED = 3
"""Rows that a refusal names."""


class UndoRefusedError(ConflictError):
    """Rows of the change have been changed again since; `by` are the changes that did, if known."""

    def __init__(self, message: str, by: list[Change]) -> None:
        super().__init__(message)
        self.by = by


def undo(store: Store, change: int, *, who: str, why: str | None = None) -> Change:
    """
    Take a change back, in one write.

    Every row is again what it was before the change, to the bit and in its place; when nothing
    was changed in between, the store has the data version of then. An undo can be undone.

    Parameters
    ----------
    change
        Its number.
    who, why
        Whoever takes it back, and for what reason.

    Returns
    -------
    The change that took it back.

    Raises
    ------
    UnknownChangeError
        If there is no such change.
    UndoRefusedError
        If one of its rows is no longer as it left it, or it is one whose rows are not kept.
    """
    with store.locked():
        taken_back = change_named(store, change)
        rows = store.read(CHANGE_ROWS, equal={"change": change})
        if rows.empty:
            raise UndoRefusedError(
                f"{taken_back} wrote layers whole, and rows are not kept of that: "
                "restore a backup made before it",
                [],
            )
        edits = {}
        for layer, part in rows.groupby("layer", sort=False):
            _refuse_if_changed_since(store, taken_back, str(layer), part)
            edits[str(layer)] = _reversed(str(layer), part)
        done = publish(
            store, edits, operation="undo", who=who, why=why, file=taken_back.file, undoes=change
        )
        assert done is not None  # noqa: S101 - rows that differed differ the other way round
        return done


def _reversed(layer: str, rows: DataFrame) -> Edit:
    """What brings back the rows as they were."""
    was = rows[rows["before"].notna()]
    removed = was[was["after"].isna()]
    return Edit(
        put=rows_in(layer, was["before"].tolist()) if len(was) else None,
        remove=rows.loc[rows["before"].isna(), "id"].tolist(),
        positions=dict(zip(removed["id"], removed["position"].astype(int), strict=True)),
    )


def _refuse_if_changed_since(store: Store, change: Change, layer: str, rows: DataFrame) -> None:
    """Refuse when a row is no longer as the change left it, and say what came in between."""
    frame = store.read(layer)
    now = dict(zip(frame[key_of(layer)], row_texts(frame), strict=True))
    texts = rows["after"].astype(object).where(rows["after"].notna(), None)
    left = dict(zip(rows["id"], texts, strict=True))
    stray = [row for row, text in left.items() if not same_row(layer, now.get(row), text)]
    if not stray:
        return
    by = [
        later
        for later in changes(store)
        if later.id > change.id and set(stray) & set(_touched(store, later, layer))
    ]
    named = ", ".join(stray[:_NAMED]) + (f" and {len(stray) - _NAMED} more" * (len(stray) > _NAMED))
    if by:
        reason = f"changed again by {', '.join(map(str, by))}; undo the latest of them first"
    else:
        reason = "no longer as it left them: a build or another program wrote them since"
    raise UndoRefusedError(f"{change} cannot be undone: {named} in {layer}: {reason}", by)


def _touched(store: Store, change: Change, layer: str) -> list[str]:
    rows = store.read(CHANGE_ROWS, equal={"change": change.id, "layer": layer})
    ids: list[str] = rows["id"].tolist()
    return ids
