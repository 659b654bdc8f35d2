"""What makes data the same data: digests of layers, and the version of a set of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import geopandas as gpd
import orjson
import shapely
from pandas import DataFrame

from geo import schema


def canonical(frame: DataFrame) -> Iterator[bytes]:
    """
    A layer in bytes: its geometries as little-endian WKB, then its values as CSV, in their order.

    Two layers are the same to the bit when these are.

    Parameters
    ----------
    frame
        As `schema.conform` returns it: equal data is then equal to the bit.
    """
    if isinstance(frame, gpd.GeoDataFrame):
        yield from shapely.to_wkb(frame.geometry.to_numpy(), byte_order=1)
        frame = DataFrame(frame.drop(columns=frame.geometry.name))
    yield frame.to_csv(index=False, lineterminator="\n").encode()


def content_digest(frame: DataFrame) -> str:
    """A digest of a layer's content, as `canonical` writes it."""
    digest = hashlib.blake2b(digest_size=16)
    for part in canonical(frame):
        digest.update(part)
    return digest.hexdigest()


def journal_digest(rows: DataFrame, before: str = "") -> str:
    """
    The digest of a journal after these rows.

    Each row is hashed with the digest before it: rows added one by one and all at once give the
    same, and no earlier row can be altered without the digest saying so.

    Parameters
    ----------
    rows
        Conforming to the journal.
    before
        The digest of the rows that stand there already; empty for none.

    Examples
    --------
    >>> rows = DataFrame({"id": [1, 2], "who": ["An", None]})
    >>> journal_digest(rows) == journal_digest(rows[1:], journal_digest(rows[:1]))
    True
    """
    digest = before
    columns = [
        [None if missing else value for value, missing in zip(values, values.isna(), strict=True)]
        for values in (rows[column] for column in rows.columns)
    ]
    for row in zip(*columns, strict=True):
        digest = hashlib.blake2b(digest.encode() + _line(row), digest_size=16).hexdigest()
    return digest


def _line(row: tuple[object, ...]) -> bytes:
    return orjson.dumps(row, option=orjson.OPT_SERIALIZE_NUMPY)


def data_version(contents: Mapping[str, str]) -> str:
    """
    The version of the data whose layers have those digests, by name.

    Examples
    --------
    >>> data_version({"a": "1", "b": "2"}) == data_version({"b": "2", "a": "1"})
    True
    """
    listed = "\n".join(f"{name} {digest}" for name, digest in sorted(contents.items()))
    content = f"{schema.VERSION}\n{listed}"
    return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()
