"""What describes a layer: its columns, their types, and short names for the usual ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Type = Literal["text", "integer", "number", "flag"]
DTYPES: Mapping[Type, str] = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "flag": "boolean",
}
"""pandas' types; what is missing is NaN in texts and numbers, NA in integers and flags."""


class Column(NamedTuple):
    """One column of a layer."""

    type: Type = "text"
    required: bool = False
    """Whether every row must have a value."""
    among: tuple[object, ...] = ()
    """The values it may have; empty when any will do."""


class Layer(NamedTuple):
    """What a layer of that name looks like."""

    title: str
    """What people read in QGIS."""
    columns: Mapping[str, Column]
    """By name, in their order; `geometry` is not among them."""
    key: tuple[str, ...] = ()
    """The columns whose values together name one row; empty for lists without a key."""
    geometry: Literal["Point", "LineString", "MultiPolygon"] | None = None
    """The type of every geometry, in EPSG:4326; None for an attribute table."""


TEXT, DUE = Column(), Column(required=True)
NUMBER, NUMBER_DUE = Column("number"), Column("number", required=True)
INTEGER, FLAG, FLAG_DUE = Column("integer"), Column("flag"), Column("flag", required=True)
STARS = Column("integer", among=(3, 4, 5))
KEY = Column("integer", required=True)
