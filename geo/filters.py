"""
Which places a question is about: kind, craft, stars, province, open at a moment, and so on.

The rules stand here once, for the command line, the API and the pages: a place passes when it
meets every condition given; where a place's own value is not known, it does not meet it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import DataFrame

from geo.coordinates import LonLat
from geo.errors import InvalidParameterError
from geo.opening import OpeningTable
from geo.places.vocabularies import CATEGORIES, CRAFTS, EVIDENCE, PLACE_KINDS, PRECISIONS, STATUSES
from geo.vintages import LAYERS, UNIT_COLUMNS, UnitKey, unit_column

Mask = NDArray[np.bool_]

WORDS: Mapping[str, Collection[str | int]] = {
    "kind": PLACE_KINDS,
    "category": frozenset().union(*CATEGORIES.values()),
    "craft": CRAFTS,
    "stars": (3, 4, 5),
    "evidence": EVIDENCE,
    "status": STATUSES,
    "precision": PRECISIONS,
}
"""What each condition can ask for."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """
    The conditions of a question; an empty one asks nothing.

    A condition takes a word or several; of several, one will do.

    Raises
    ------
    InvalidParameterError
        If a word is not in its vocabulary.

    Examples
    --------
    >>> Filters(kind="outlet", stars=[4, 5]) == Filters(kind=["outlet"], stars={5, 4})
    True
    """

    kind: str | Collection[str] = frozenset()
    category: str | Collection[str] = frozenset()
    """Kinds of outlet, crafts of villages, kinds of destination."""
    craft: str | Collection[str] = frozenset()
    """Crafts: only villages have one."""
    stars: int | Collection[int] = frozenset()
    evidence: str | Collection[str] = frozenset()
    """What ties an outlet to OCOP: only outlets have it."""
    status: str | Collection[str] = frozenset()
    precision: str | Collection[str] = frozenset()
    unit: UnitKey | Collection[UnitKey] | None = None
    """Only places in that province, district or commune; of several, in all of them."""
    open_at: datetime | None = None
    """Only places known to be open at that moment; with a time zone."""

    def __post_init__(self) -> None:
        for name, words in WORDS.items():
            given = getattr(self, name)
            asked = frozenset([given] if isinstance(given, str | int) else given)
            for word in asked:
                if word not in words:
                    raise InvalidParameterError(
                        f"{name}={word!r:.60} came; there are {', '.join(map(str, sorted(words)))}"
                    )
            object.__setattr__(self, name, asked)

    @property
    def units(self) -> tuple[UnitKey, ...]:
        """The units a place must lie in, as a sequence."""
        if self.unit is None:
            return ()
        return (self.unit,) if isinstance(self.unit, UnitKey) else tuple(self.unit)


class PlaceFilter:
    """
    n places, ready to be filtered.

    Parameters
    ----------
    places
        n rows with the columns that the three kinds of place share; see `geo.schema`.

    Examples
    --------
    >>> places = DataFrame({"kind": ["outlet", "village"], "category": ["market", "pottery"]})
    >>> PlaceFilter(places).mask(Filters(craft=["pottery"])).tolist()
    [False, True]
    """

    def __init__(self, places: DataFrame) -> None:
        self._size = len(places)
        # A column as small numbers: to look a value up in a short table is far less than to
        # compare text.
        self._columns = {
            name: pd.factorize(places[name])
            for name in (*WORDS, *UNIT_COLUMNS)
            if name in places.columns
        }
        self._hours: OpeningTable | None = None
        if "opening_hours" in places.columns:
            hours = places["opening_hours"].astype(object)
            self._hours = OpeningTable(
                hours.where(hours.notna(), None).tolist(),
                [LonLat(*at) for at in zip(places["lon"], places["lat"], strict=True)],
            )

    def mask(self, filters: Filters) -> Mask:
        """
        n booleans: the places that pass.

        Raises
        ------
        InvalidParameterError
            If the moment asked has no time zone.
        """
        return self._all(self._conditions(filters))

    def counts(
        self, filters: Filters, *, among: Mask | None = None
    ) -> dict[str, dict[str | int, int]]:
        """
        For every word of every condition, how many places it would leave.

        Each is counted as if it were all that its own condition asks, with every other condition
        as it is: what a reader gets who ticks that box and no other of its group. A word that
        leaves nothing is not in the answer.

        Parameters
        ----------
        among
            n booleans: only these are counted, such as those within a radius; None for all.

        Returns
        -------
        Condition -> word -> count; a unit column of `geo.vintages.UNIT_COLUMNS` is a condition
        too, counted without the units asked of its level or below.

        Examples
        --------
        >>> places = DataFrame({"kind": ["outlet", "village", "village"], "stars": [3, 4, 4]})
        >>> found = PlaceFilter(places).counts(Filters(kind="village", stars=3))
        >>> found["kind"], found["stars"]
        ({'outlet': 1}, {4: 2})
        """
        conditions = self._conditions(filters)
        if among is not None:
            conditions["among"] = among
        found = {name: self._counted(name, self._all(conditions, but={name})) for name in WORDS}
        found["craft"] = self._counted(
            "category", self._all(conditions, but={"craft"}) & self._among("kind", {"village"})
        )
        for vintage, level in LAYERS:
            column = unit_column(vintage, level)
            # Who picks another province drops the commune.
            lower = vintage.levels[vintage.levels.index(level) :]
            below = {unit_column(vintage, each) for each in lower}
            found[column] = self._counted(column, self._all(conditions, but=below))
        return found

    def _conditions(self, filters: Filters) -> dict[str, Mask]:
        """The places that meet each condition given, by the condition's name."""
        met = {
            name: self._among("category" if name == "craft" else name, words)
            for name in WORDS
            if (words := getattr(filters, name))
        }
        if filters.craft:
            # Some words are both a craft and a kind of destination or outlet.
            met["craft"] = met["craft"] & self._among("kind", {"village"})
        for unit in filters.units:
            column = unit_column(unit.vintage, unit.level)
            inside = self._among(column, {unit.code})
            met[column] = met[column] & inside if column in met else inside
        if filters.open_at is not None:
            met["open_at"] = self._open_at(filters.open_at)
        return met

    def _all(self, conditions: Mapping[str, Mask], but: Collection[str] = ()) -> Mask:
        """The places that meet all the conditions but those."""
        passing = np.ones(self._size, np.bool_)
        for name, met in conditions.items():
            if name not in but:
                passing &= met
        return passing

    def _counted(self, name: str, passing: Mask) -> dict[str | int, int]:
        """How many of those places have each value of a column."""
        if name not in self._columns:
            return {}
        codes, values = self._columns[name]
        counts = np.bincount(codes[passing & (codes >= 0)], minlength=len(values))
        return {
            int(value) if isinstance(value, float) else value: int(count)
            for value, count in zip(values, counts, strict=True)
            if count
        }

    def _among(self, name: str, words: Collection[str | int]) -> Mask:
        """The places that have one of those values in that column."""
        if name not in self._columns:
            return np.zeros(self._size, np.bool_)
        codes, values = self._columns[name]
        # The last entry answers code -1: not known.
        return np.array([*(value in words for value in values), False], np.bool_).take(codes)

    def _open_at(self, moment: datetime) -> Mask:
        """The places whose hours say open, and that have not closed for good."""
        if self._hours is None:
            return np.zeros(self._size, np.bool_)
        return self._hours.open_at(moment) & ~self._among("status", {"closed"})
