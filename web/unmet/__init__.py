"""
Searches that found nothing, counted where the site wants it: demand that no place meets.

Off unless `UNMET` names a file. `docs/privacy.md` says what is kept.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app, request

from geo.coordinates import LonLat
from web.params import Values
from web.snapshot import Snapshot
from web.unmet.counts import UnmetCounts
from web.unmet.wants import COUNTRY, UNKNOWN_NAME, unit_of, want_of

__all__ = ["counts", "init_app", "name_not_found", "nothing_found"]


def init_app(app: Flask) -> None:
    """Count from now on, if the settings say where."""
    path: str = app.config["UNMET"]
    app.extensions["unmet"] = UnmetCounts(Path(path)) if path else None


def counts() -> UnmetCounts | None:
    """Where it is counted; None where it is not."""
    kept: UnmetCounts | None = current_app.extensions["unmet"]
    return kept


def nothing_found(current: Snapshot, at: LonLat | None, values: Values) -> None:
    """Count a search with these filters, near a point or without one, that found no place."""
    kept = counts()
    if kept is None or request.method != "GET":
        return
    unit = unit_of(current, at, values)
    if unit is not None:
        kept.add(unit, want_of(values))


def name_not_found() -> None:
    """Count a search whose words name nothing we know; which words they were is not kept."""
    kept = counts()
    if kept is not None and request.method == "GET":
        kept.add(COUNTRY, UNKNOWN_NAME)
