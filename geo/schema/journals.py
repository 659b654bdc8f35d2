"""
The journals of a store: what happened to its layers. They only grow.

They lie in the store like layers, where any program reads them, but are no part of its data
version: the same data has the same version whatever became of it in between.
"""

from __future__ import annotations

from collections.abc import Mapping

from geo.schema.columns import DUE, INTEGER, KEY, TEXT, Column, Layer

CHANGES, CHANGE_ROWS = "changes", "change_rows"
OPERATIONS = (
    "import",
    "review",
    "merge",
    "confirm",
    "undo",
    "build",
    "build afresh",
    "boundaries",
    "restore",
)
"""What can have made a change."""

JOURNALS: Mapping[str, Layer] = {
    CHANGES: Layer(
        "Lịch sử thay đổi",
        {
            "id": KEY,
            "at": DUE,
            "who": DUE,
            "operation": Column(required=True, among=OPERATIONS),
            "why": TEXT,
            "file": TEXT,
            "file_digest": TEXT,
            "draft": TEXT,
            "undoes": INTEGER,
            "added": KEY,
            "changed": KEY,
            "removed": KEY,
            "version_before": TEXT,
        },
        ("id",),
    ),
    CHANGE_ROWS: Layer(
        "Các dòng của từng thay đổi",
        {
            "change": KEY,
            "layer": DUE,
            "id": DUE,
            "position": KEY,
            "before": TEXT,
            "after": TEXT,
        },
        ("change", "layer", "id"),
    ),
}
"""Every journal a store can have, by name."""
