"""Changes put into a store, each with its place in the history, in one write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import pandas as pd
from pandas import DataFrame

from geo.history.change import Change, change_named, changes
from geo.history.editing import Edit, difference, edited
from geo.schema import JOURNALS
from geo.schema.journals import CHANGE_ROWS, CHANGES
from geo.storage import Store


def publish(
    store: Store,
    edits: Mapping[str, Edit],
    *,
    operation: str,
    who: str,
    why: str | None = None,
    file: str | None = None,
    file_digest: str | None = None,
    draft: str | None = None,
    undoes: int | None = None,
) -> Change | None:
    """
    Make the edits and write down who made them, in one write: all of it, or nothing.

    Parameters
    ----------
    edits
        By layer.
    operation
        One of `geo.schema.journals.OPERATIONS`.
    who, why, file, file_digest, draft, undoes
        As `Change` has them.

    Returns
    -------
    The change; None when no row would become another, and so nothing was written.

    Raises
    ------
    SchemaError
        If a row does not conform, or one to take out is not there.
    StoreError
        If the store cannot be read or written.
    """
    with store.locked():
        there = set(store.layers())
        after: dict[str, DataFrame] = {}
        rows: list[DataFrame] = []
        for layer, edit in edits.items():
            if layer in there:
                before = store.read(layer)
            else:
                before = edit.put.iloc[:0] if edit.put is not None else DataFrame()
            state = edited(layer, before, edit)
            differing = difference(layer, before, state)
            if len(differing):
                after[layer] = state
                rows.append(differing)
        if not rows:
            return None
        differing = pd.concat(rows, ignore_index=True)
        entry = _entry(
            store,
            differing,
            {
                "operation": operation,
                "who": who,
                "why": why,
                "file": file,
                "file_digest": file_digest,
                "draft": draft,
                "undoes": undoes,
            },
        )
        number = int(entry["id"].iloc[0])
        store.write(after, append={CHANGES: entry, CHANGE_ROWS: differing.assign(change=number)})
        return change_named(store, number)


def noted(
    store: Store, *, operation: str, who: str, why: str | None = None
) -> dict[str, DataFrame]:
    """
    An entry for what is written whole rather than row by row, such as a build.

    Its rows are not kept, so it cannot be undone. Call it within `store.locked()`.

    Returns
    -------
    What `Store.write` appends beside the layers.
    """
    none = DataFrame({"before": [], "after": []})
    return {CHANGES: _entry(store, none, {"operation": operation, "who": who, "why": why})}


def removed_for_good(store: Store) -> dict[str, set[str]]:
    """
    The ids of rows that changes took out and that no undo has brought back, by layer.

    A build leaves these out of what it makes from `data/`. What an undo took out is not among
    them: that row came by a change, not from `data/`. A build afresh forgets them.
    """
    history: list[Change] = []
    for change in changes(store):  # the latest first
        if change.operation == "build afresh":
            break
        history.append(change)
    removed: dict[str, set[str]] = {}
    for change in _standing(history):
        if change.removed and change.operation != "undo":
            rows = store.read(CHANGE_ROWS, equal={"change": change.id})
            for layer, row in rows.loc[rows["after"].isna(), ["layer", "id"]].to_numpy().tolist():
                removed.setdefault(layer, set()).add(row)
    return removed


def _standing(latest_first: Iterable[Change]) -> list[Change]:
    """The changes that no later one has taken back; an undo that was undone takes back nothing."""
    undone: set[int] = set()
    standing = []
    for change in latest_first:
        if change.id in undone:
            continue
        standing.append(change)
        if change.undoes is not None:
            undone.add(change.undoes)
    return standing


def _entry(store: Store, rows: DataFrame, said: Mapping[str, object]) -> DataFrame:
    """The next line of the journal of changes."""
    numbers = store.read(CHANGES)["id"]
    added, removed = rows["before"].isna(), rows["after"].isna()
    values: dict[str, object] = {
        **dict.fromkeys(JOURNALS[CHANGES].columns),
        **said,
        "id": 1 if numbers.empty else int(numbers.max()) + 1,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "added": int(added.sum()),
        "removed": int(removed.sum()),
        "changed": int((~added & ~removed).sum()),
        "version_before": store.version(),
    }
    return DataFrame([values])
