"""What every way to measure "far" can be asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from geo.blocks import Rows
from geo.distance import Floats
from geo.travel.measure import By
from geo.within import Pairs


class Nearest(NamedTuple):
    """Of n positions, (n,) each."""

    cost: Floats
    """What the place takes that takes least; infinite where none is reached."""
    row: Rows
    """Its row; -1 where none is reached."""


class Destinations(Protocol):
    """m places to go to. Costs are metres or minutes, as the `Travel` that made them says."""

    def __len__(self) -> int:
        """How many."""
        ...

    def nearest(self, lon: Floats, lat: Floats) -> Nearest:
        """
        The nearest place to each position.

        Parameters
        ----------
        lon, lat
            n positions, degrees, EPSG:4326.
        """
        ...

    def ranked(self, lon: Floats, lat: Floats, k: int) -> tuple[Floats, Rows]:
        """
        The k nearest places to each position, nearest first.

        Returns
        -------
        (n, min(k, m)) costs and rows of the places; infinite and -1 where fewer are reached.
        """
        ...

    def pairs(self, lon: Floats, lat: Floats, *, limit: float) -> Iterator[Pairs]:
        """The pairs of a position and a place within a limit, in blocks; on it is within."""
        ...


class Travel(Protocol):
    """A way to measure how far it is."""

    @property
    def by(self) -> By:
        """What costs are of."""
        ...

    @property
    def estimated(self) -> bool:
        """Whether costs are estimates: say so to the reader."""
        ...

    @property
    def source(self) -> str:
        """What costs rest on, for every export."""
        ...

    def to(self, lon: Floats, lat: Floats) -> Destinations:
        """
        Places to go to.

        Parameters
        ----------
        lon, lat
            m positions, degrees, EPSG:4326; there may be none.
        """
        ...
