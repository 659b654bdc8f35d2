"""
Keeping the places right: imports under review, doubles, confirmations, certificates that lapse.

Everything takes and gives plain values and knows no web: a page, a command or a program stands on
it alike. What is published goes through `geo.history`, so whoever did it is known and it can be
taken back.
"""

from __future__ import annotations

from geo.stewardship.certificates import Certificate, lapsing
from geo.stewardship.confirming import Unconfirmed, confirm_places, to_confirm
from geo.stewardship.desk import Desk
from geo.stewardship.draft import Draft, DraftRow, draft_named, draft_row, draft_rows, drafts
from geo.stewardship.merging import Double, doubles, merge
from geo.stewardship.publishing import Comparison, compare, publish_draft
from geo.stewardship.reviewing import (
    confirm,
    correct,
    discard,
    match,
    move,
    open_draft,
    reject,
    reopen,
)

__all__ = [
    "Certificate",
    "Comparison",
    "Desk",
    "Double",
    "Draft",
    "DraftRow",
    "Unconfirmed",
    "compare",
    "confirm",
    "confirm_places",
    "correct",
    "discard",
    "doubles",
    "draft_named",
    "draft_row",
    "draft_rows",
    "drafts",
    "lapsing",
    "match",
    "merge",
    "move",
    "open_draft",
    "publish_draft",
    "reject",
    "reopen",
    "to_confirm",
]
