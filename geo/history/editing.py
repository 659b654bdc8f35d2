"""Rows put into a layer and taken out of it, without disturbing the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
from pandas import DataFrame

from geo import schema
from geo.errors import SchemaError
from geo.history.rows import row_texts


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to become of one layer."""

    put: DataFrame | None = None
    """Rows conforming to the layer: those of a known id in its stead, new ones at the end."""
    remove: Sequence[str] = ()
    """Ids of rows to take out."""
    positions: Mapping[str, int] = field(default_factory=dict)
    """Where new rows go, counted from 0 in the layer as it becomes; the others go to the end."""


def key_of(layer: str) -> str:
    """
    The one column that names a row of the layer.

    Raises
    ------
    SchemaError
        If its rows are named by several columns, or by none.
    """
    key = schema.layer_named(layer).key
    if len(key) != 1:
        raise SchemaError(f"layer {layer!r} is not edited row by row: no one column is its key")
    return key[0]


def edited(layer: str, before: DataFrame, edit: Edit) -> DataFrame:
    """
    The layer after the edit: rows that stay keep their order.

    Raises
    ------
    SchemaError
        If a row to take out is not there, or what results does not conform.
    """
    key = key_of(layer)
    ids = before[key].tolist()
    out = set(edit.remove)
    unknown = out - set(ids)
    if unknown:
        raise SchemaError(f"layer {layer!r} has no row {min(unknown)!r} to take out")
    put = before.iloc[:0] if edit.put is None else schema.conform(layer, edit.put)
    known = put[key].isin(ids)
    stead = put[known].set_index(key, drop=False)
    order = [one for one in ids if one not in out]
    new = put.loc[~known, key].tolist()
    placed = sorted((edit.positions[one], one) for one in new if one in edit.positions)
    for position, one in placed:
        order.insert(position, one)
    order += [one for one in new if one not in edit.positions]
    base = before[~before[key].isin(stead.index)]
    parts = [part for part in (base, put) if len(part)]
    together = pd.concat(parts) if parts else before.iloc[:0]
    result = together.set_index(key, drop=False).loc[order]
    return schema.conform(layer, result.reset_index(drop=True))


def difference(layer: str, before: DataFrame, after: DataFrame) -> DataFrame:
    """
    The rows in which two states of a layer differ, as the journal of rows has them.

    Returns
    -------
    Columns layer, id, position (in `after`; of what was removed, in `before`), before, after.
    """
    key = key_of(layer)
    old = dict(zip(before[key], row_texts(before), strict=True))
    new = dict(zip(after[key], row_texts(after), strict=True))
    at = {one: position for position, one in enumerate(new)}
    was = {one: position for position, one in enumerate(old)}
    ids = [one for one in {**old, **new} if old.get(one) != new.get(one)]
    return DataFrame(
        {
            "layer": layer,
            "id": ids,
            "position": [at.get(one, was.get(one)) for one in ids],
            "before": [old.get(one) for one in ids],
            "after": [new.get(one) for one in ids],
        },
        columns=["layer", "id", "position", "before", "after"],
    )
