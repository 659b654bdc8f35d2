"""
What a store keeps about its data: `schema_version`, `data_version`, `built_at`, what it is built
from, and `content:<layer>`, a digest of each layer.

The data version is the digest of those digests, so that the same data has the same version on
every machine and in every kind of store.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from pandas import DataFrame

from geo import schema
from geo.errors import StoreError
from geo.storage.versions import content_digest, data_version

TABLE = "metadata"
"""The table, in every kind of store, with the columns `key` and `value`."""
_CONTENT = "content:"


def contents(known: Mapping[str, str]) -> dict[str, str]:
    """
    The digest of each layer there is, by its name.

    >>> contents({"content:villages": "ab12", "built_at": "2026-01-01"})
    {'villages': 'ab12'}
    """
    return {
        key.removeprefix(_CONTENT): value
        for key, value in known.items()
        if key.startswith(_CONTENT)
    }


def described(known: Mapping[str, str], url: str) -> dict[str, str]:
    """
    What readers are told of the store at that address: all but the layers' digests.

    Raises
    ------
    StoreError
        If it is of another schema version.
    """
    if known.get("schema_version") != str(schema.VERSION):
        raise StoreError(
            f"the store {url} has schema version {known.get('schema_version')}, this "
            f"program reads {schema.VERSION}: build it again with `python -m geo build`"
        )
    return {key: value for key, value in known.items() if not key.startswith(_CONTENT)}


def after_write(
    known: Mapping[str, str],
    written: Mapping[str, DataFrame],
    entries: Mapping[str, str | None],
) -> dict[str, str]:
    """
    What is known once these layers, conforming to their schema, have been written.

    Parameters
    ----------
    known
        What was known before; nothing for a new store.
    written
        The layers by name.
    entries
        Set beside them, or with None taken away.
    """
    if known.get("schema_version", str(schema.VERSION)) != str(schema.VERSION):
        known = {}  # of another schema version: nothing in it can be kept
    now = dict(known) | {_CONTENT + name: content_digest(frame) for name, frame in written.items()}
    for key, value in entries.items():
        if value is None:
            now.pop(key, None)
        else:
            now[key] = value
    return now | {
        "schema_version": str(schema.VERSION),
        "data_version": data_version(contents(now)),
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
