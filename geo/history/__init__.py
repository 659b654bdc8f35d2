"""
What became of a store: changes, each published in one write, kept for good, undone by another.

A change says who made it, when, why and from which file, and holds every row it added, changed or
removed as it was before and after. The history lies in the store itself (`geo.schema.JOURNALS`),
so it is written, copied and backed up with what it is about.
"""

from __future__ import annotations

from geo.history.change import Change, RowChange, change_named, changes, provenance, rows_of
from geo.history.editing import Edit
from geo.history.publishing import noted, publish, removed_for_good
from geo.history.undoing import UndoRefusedError, undo

__all__ = [
    "Change",
    "Edit",
    "RowChange",
    "UndoRefusedError",
    "change_named",
    "changes",
    "noted",
    "provenance",
    "publish",
    "removed_for_good",
    "rows_of",
    "undo",
]
