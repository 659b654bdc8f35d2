"""
Stores of earlier schema versions, brought forward layer by layer.

A step is a function from one version's layer to the next one's. An older store is read through the
steps; the first write puts all of it in the present form, and keeps what it was beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pandas import DataFrame

from geo import schema
from geo.errors import StoreError

Step = Callable[[str, DataFrame], DataFrame]


def _confirmed_on(name: str, frame: DataFrame) -> DataFrame:
    """1 to 2: villages and destinations, too, say when they were last confirmed."""
    if name in ("villages", "destinations"):
        return frame.assign(confirmed_on=None)
    return frame


STEPS: Mapping[int, Step] = {1: _confirmed_on}
"""By the version that a step starts from; the one after it is where it leads."""


def version_in(known: Mapping[str, str]) -> int:
    """The schema version in a store's metadata; 0 when it says none."""
    stated = known.get("schema_version", "")
    return int(stated) if stated.isdecimal() else 0


def is_older(known: Mapping[str, str]) -> bool:
    """
    Whether a store with that metadata is of an earlier version, from which steps lead here.

    >>> is_older({"schema_version": "1"}), is_older({"schema_version": str(schema.VERSION)})
    (True, False)
    """
    return version_in(known) < schema.VERSION and version_in(known) in STEPS


def check_version(known: Mapping[str, str], url: str) -> None:
    """
    Nothing, when a store with that metadata can be read.

    Raises
    ------
    StoreError
        If it is newer than this program, or older than the first step.
    """
    stated = known.get("schema_version")
    if version_in(known) > schema.VERSION:
        raise StoreError(
            f"the store {url} has schema version {stated}, this program knows up to "
            f"{schema.VERSION}: run the newer program that wrote it, or restore a backup"
        )
    if version_in(known) != schema.VERSION and not is_older(known):
        raise StoreError(
            f"the store {url} has schema version {stated}, this program reads "
            f"{min(STEPS)} to {schema.VERSION}: build it again with `python -m geo build`"
        )


def upgraded(name: str, frame: DataFrame, known: Mapping[str, str]) -> DataFrame:
    """
    A layer as the present schema has it.

    Parameters
    ----------
    frame
        As a store with the metadata `known` holds it.
    """
    for version in range(version_in(known), schema.VERSION):
        frame = STEPS[version](name, frame)
    return frame
