"""The changes in a store's history, and the rows of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from pandas import DataFrame

from geo.errors import UnknownChangeError
from geo.history.rows import values_in
from geo.schema.journals import CHANGE_ROWS, CHANGES
from geo.storage import Store


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was done to a store."""

    id: int
    at: str
    """When: UTC, ISO 8601."""
    who: str
    operation: str
    """One of `geo.schema.journals.OPERATIONS`."""
    why: str | None
    file: str | None
    """The name of the file that the rows came in."""
    file_digest: str | None
    """Its SHA-256."""
    draft: str | None
    """The draft that it was published from."""
    undoes: int | None
    """The change that it took back."""
    added: int
    changed: int
    removed: int
    version_before: str | None
    """The data version that it met: what an undo of the latest change brings back."""

    def as_json(self) -> dict[str, Any]:
        """The change as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        of = f" of {self.file}" if self.file else ""
        return f"change {self.id} ({self.operation}{of} by {self.who}, {self.at})"


class RowChange(NamedTuple):
    """What a change did to one row."""

    change: int
    layer: str
    id: str
    position: int
    """In the layer afterwards, from 0; of a row that was removed, before."""
    before: dict[str, Any] | None
    """Its values by column; None when the row was added."""
    after: dict[str, Any] | None
    """None when it was removed."""

    @property
    def columns(self) -> list[str]:
        """The columns whose values differ."""
        before, after = self.before or {}, self.after or {}
        names = dict.fromkeys([*before, *after])
        return [name for name in names if before.get(name) != after.get(name)]


def changes(store: Store) -> list[Change]:
    """
    The whole history, latest first.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    return _changes(store.read(CHANGES))[::-1]


def change_named(store: Store, change: int) -> Change:
    """
    The change of that number.

    Raises
    ------
    UnknownChangeError
        If there is none.
    """
    found = _changes(store.read(CHANGES, equal={"id": change}))
    if not found:
        raise UnknownChangeError(f"no change has the number {change}; see `python -m geo history`")
    return found[0]


def rows_of(store: Store, change: int) -> list[RowChange]:
    """The rows that a change added, changed or removed, in the order of the layers."""
    return _rows(store.read(CHANGE_ROWS, equal={"change": change}))


def provenance(store: Store, layer: str, row: str) -> list[tuple[Change, RowChange]]:
    """
    What became of one row, latest first: who changed it, when, from which file.

    Nothing for a row that is as the build made it from `data/`: its source is in the row.
    """
    touched = _rows(store.read(CHANGE_ROWS, equal={"layer": layer, "id": row}))
    known = {change.id: change for change in changes(store)} if touched else {}
    return [(known[one.change], one) for one in reversed(touched)]


def _changes(frame: DataFrame) -> list[Change]:
    plain = frame.astype(object).where(frame.notna(), None)
    rows: list[dict[Any, Any]] = plain.to_dict("records")
    return [Change(**row) for row in rows]


def _rows(frame: DataFrame) -> list[RowChange]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        RowChange(
            row["change"],
            row["layer"],
            row["id"],
            row["position"],
            *(values_in(row["layer"], row[at]) if row[at] else None for at in ("before", "after")),
        )
        for row in plain.to_dict("records")
    ]
