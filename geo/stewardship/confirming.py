"""Which places nobody has confirmed for longest, and confirming them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple

from pandas import DataFrame

from geo.errors import InvalidParameterError, UnknownPlaceError
from geo.history import Change, Edit, publish
from geo.schema import PLACE_LAYERS
from geo.storage import Store

_COLUMNS = ["id", "name", "province_2025_07_01", "status", "confirmed_on", "source_url"]


class Unconfirmed(NamedTuple):
    """A place that somebody should look after."""

    kind: str
    """The layer it is in: `outlets`, `villages` or `destinations`."""
    id: str
    name: str
    province: str | None
    """Its code since 2025-07-01."""
    status: str
    confirmed_on: str | None
    """ISO 8601, to the day, the month or the year; None when nobody ever did."""
    source_url: str | None


def to_confirm(
    store: Store,
    *,
    kinds: Sequence[str] = ("outlets",),
    provinces: Sequence[str] | None = None,
    before: date | None = None,
) -> list[Unconfirmed]:
    """
    The queue "confirm that this still exists": never confirmed first, then oldest first.

    Places known to be closed are not in it.

    Parameters
    ----------
    kinds
        Layers of places.
    provinces
        Codes of vintage 2025-07-01; None for all.
    before
        Only places last confirmed before that day, or never.
    """
    queue = []
    for kind in _checked(kinds):
        frame = store.read(kind)
        frame = frame[frame["status"] != "closed"]
        if provinces is not None:
            frame = frame[frame["province_2025_07_01"].isin(provinces)]
        queue += [Unconfirmed(kind, **row) for row in _plain(frame)]
    if before is not None:
        queue = [one for one in queue if (one.confirmed_on or "") < before.isoformat()]
    # A year sorts before the days in it: what is known less exactly is asked first.
    return sorted(queue, key=lambda one: one.confirmed_on or "")


def confirm_places(
    store: Store,
    kind: str,
    ids: Sequence[str],
    *,
    who: str,
    status: Literal["open", "closed", "unknown"] = "open",
    on: date | None = None,
    why: str | None = None,
) -> Change | None:
    """
    Write down that somebody found these places open, or closed, as one change.

    Parameters
    ----------
    on
        The day; today when None.

    Returns
    -------
    The change; None when that was known already.

    Raises
    ------
    UnknownPlaceError
        If there is no such place.
    """
    _checked([kind])
    day = (on or datetime.now(UTC).date()).isoformat()
    with store.locked():
        frame = store.read(kind)
        unknown = set(ids) - set(frame["id"])
        if unknown:
            raise UnknownPlaceError(f"no place {min(unknown)!r} among the {kind}")
        rows = frame[frame["id"].isin(ids)]
        known = (rows["status"] == status) & (rows["confirmed_on"] == day)
        rows = rows[~known].assign(status=status, confirmed_on=day, imported=True)
        if rows.empty:
            return None
        return publish(store, {kind: Edit(rows)}, operation="confirm", who=who, why=why)


def _checked(kinds: Sequence[str]) -> Sequence[str]:
    for kind in kinds:
        if kind not in PLACE_LAYERS.values():
            raise InvalidParameterError(
                f"no kind of place is called {kind!r}; try {', '.join(PLACE_LAYERS.values())}"
            )
    return kinds


def _plain(frame: DataFrame) -> list[dict[Any, Any]]:
    plain = DataFrame(frame[_COLUMNS]).astype(object)
    rows: list[dict[Any, Any]] = (
        plain.where(plain.notna(), None)
        .rename(columns={"province_2025_07_01": "province"})
        .to_dict("records")
    )
    return rows
