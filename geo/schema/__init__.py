"""
Columns, key and CRS a layer must have, checked once at the door.

Stores check what they are given and what they read, so measures need not. `conform` brings a
frame to its layer's types, which is also what makes equal data equal: a column that came back from
a file as floats with gaps is again the integers with gaps it was.

`SCHEMA` has the layers, `JOURNALS` the tables that say what became of them.
"""

from __future__ import annotations

from geo.schema.columns import DTYPES, Column, Layer, Type
from geo.schema.conforming import conform, layer_named
from geo.schema.journals import JOURNALS
from geo.schema.layers import PLACE_LAYERS, SCHEMA

__all__ = [
    "DTYPES",
    "JOURNALS",
    "PLACE_LAYERS",
    "SCHEMA",
    "VERSION",
    "Column",
    "Layer",
    "Type",
    "conform",
    "layer_named",
]

VERSION = 2
"""Raised, with a step in `geo.storage.migrations`, when layers come to look otherwise."""
