"""
What a store keeps about its data: `schema_version`, `data_version`, `built_at`, what it is built
from, `content:<layer>`, a digest of each layer, and `journal:<name>`, one of each journal.

The data version is the digest of the layers' digests, so that the same data has the same version
on every machine and in every kind of store, whatever its journals say.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from pandas import DataFrame

from geo import schema
from geo.storage.migrations import check_version, is_older, version_in
from geo.storage.versions import content_digest, data_version, journal_digest

TABLE = "metadata"
"""The table, in every kind of store, with the columns `key` and `value`."""
_CONTENT, _JOURNAL = "content:", "journal:"


def contents(known: Mapping[str, str]) -> dict[str, str]:
    """
    The digest of each layer there is, by its name.

    >>> contents({"content:villages": "ab12", "built_at": "2026-01-01"})
    {'villages': 'ab12'}
    """
    return _below(_CONTENT, known)


def journals(known: Mapping[str, str]) -> dict[str, str]:
    """The digest of each journal that anything was ever written to, by its name."""
    return _below(_JOURNAL, known)


def _below(prefix: str, known: Mapping[str, str]) -> dict[str, str]:
    return {
        key.removeprefix(prefix): value for key, value in known.items() if key.startswith(prefix)
    }


def digests(known: Mapping[str, str]) -> dict[str, str]:
    """The entries that are digests of layers and journals."""
    return {key: value for key, value in known.items() if key.startswith((_CONTENT, _JOURNAL))}


def described(known: Mapping[str, str], url: str) -> dict[str, str]:
    """
    What readers are told of the store at that address: all but the digests.

    Raises
    ------
    StoreError
        If it is of a schema version that this program does not read.
    """
    check_version(known, url)
    hidden = digests(known)
    return {key: value for key, value in known.items() if key not in hidden}


def after_write(
    known: Mapping[str, str],
    written: Mapping[str, DataFrame],
    appended: Mapping[str, DataFrame],
    entries: Mapping[str, str | None],
) -> dict[str, str]:
    """
    What is known once these frames, conforming to their schema, have been written.

    Parameters
    ----------
    known
        What was known before; nothing for a new store.
    written
        Layers and journals by name, in place of those there were.
    appended
        Rows added to journals.
    entries
        Set beside them, or with None taken away.
    """
    if known and version_in(known) != schema.VERSION and not is_older(known):
        known = {}  # of a version that no step leads from: nothing in it can be kept
    now = dict(known)
    for name, frame in written.items():
        if name in schema.JOURNALS:
            now[_JOURNAL + name] = journal_digest(frame)
        else:
            now[_CONTENT + name] = content_digest(frame)
    for name, frame in appended.items():
        now[_JOURNAL + name] = journal_digest(frame, now.get(_JOURNAL + name, ""))
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
