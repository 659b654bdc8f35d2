"""
Vintages and levels: when a boundary held, and how deep in the hierarchy it stands.

A merged province keeps its name and code with a new outline, so a unit's key is always
(vintage, level, code).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from geo.errors import UnknownVintageError


class Level(StrEnum):
    """Depth in the hierarchy, from the top."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


class Vintage(StrEnum):
    """The date from which a set of units held."""

    V2025_03 = "2025-03-01"
    """63 provinces, 696 districts, 10,040 communes: the eve of the reform."""
    V2025_07 = "2025-07-01"
    """34 provinces, 3,321 communes, no districts."""

    @property
    def levels(self) -> tuple[Level, ...]:
        """
        The levels of this vintage, from the top.

        >>> [str(level) for level in Vintage.V2025_07.levels]
        ['province', 'commune']
        """
        if self is Vintage.V2025_07:
            return (Level.PROVINCE, Level.COMMUNE)
        return (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


CURRENT = Vintage.V2025_07
"""The vintage in force."""


class UnitKey(NamedTuple):
    """What names one unit: codes are the General Statistics Office's, text with leading zeros."""

    vintage: Vintage
    level: Level
    code: str


LAYERS: tuple[tuple[Vintage, Level], ...] = tuple(
    (vintage, level) for vintage in Vintage for level in vintage.levels
)
"""Every (vintage, level) there is, each vintage from the top."""


def unit_column(vintage: Vintage, level: Level) -> str:
    """
    The column that carries a position's unit code at that level of that vintage.

    >>> unit_column(Vintage.V2025_03, Level.DISTRICT)
    'district_2025_03_01'
    """
    return f"{level}_{vintage.replace('-', '_')}"


UNIT_COLUMNS: tuple[str, ...] = tuple(unit_column(*layer) for layer in LAYERS)


def layer_from_text(vintage: str, level: str) -> tuple[Vintage, Level]:
    """
    The vintage and level named by two texts.

    Raises
    ------
    UnknownVintageError
        If there is no such vintage, or it has no such level.

    Examples
    --------
    >>> layer_from_text("2025-07-01", "commune")[1].value
    'commune'
    """
    try:
        found = Vintage(vintage)
    except ValueError:
        raise UnknownVintageError(
            f"no vintage {vintage!r}; there are {', '.join(Vintage)}"
        ) from None
    if level not in found.levels:
        raise UnknownVintageError(
            f"vintage {found} has no level {level!r}; it has {', '.join(found.levels)}"
        )
    return found, Level(level)
