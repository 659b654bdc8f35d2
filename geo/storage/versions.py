"""What makes data the same data: digests of layers, and the version of a set of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import geopandas as gpd
import shapely
from pandas import DataFrame

from geo import schema


def content_digest(frame: DataFrame) -> str:
    """
    A digest of a layer's content: its values and geometries, in their order.

    Parameters
    ----------
    frame
        As `schema.conform` returns it: equal data is then equal to the bit.
    """
    digest = hashlib.blake2b(digest_size=16)
    if isinstance(frame, gpd.GeoDataFrame):
        for shape in shapely.to_wkb(frame.geometry.to_numpy(), byte_order=1):
            digest.update(shape)
        frame = DataFrame(frame.drop(columns=frame.geometry.name))
    digest.update(frame.to_csv(index=False, lineterminator="\n").encode())
    return digest.hexdigest()


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
