"""
The features of a collection in memory: chosen by a tree over their geometries and by the values
of their columns, and serialised once each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from web.ogc.crs import CRS84, transformed
from web.ogc.fields import Field
from web.records import plain_values

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Query:
    """What is asked of a collection, read."""

    area: shapely.Geometry | None = None
    """Only features that meet it, in CRS84; None: anywhere."""
    where: Mapping[str, object] = field(default_factory=dict)
    """Only features whose fields have these values."""
    outside_time: bool = False
    """Whether the time asked for is outside that of the collection: then there are none."""
    crs: str = CRS84
    """The system the answer is in."""


class FeatureLayer:
    """
    The features of one collection, of one data version.

    Parameters
    ----------
    frame
        n rows, EPSG:4326; a geometry may be missing.
    id_column
        Whose texts name a feature, no two alike.
    fields
        The properties, in their order; columns of the frame.
    """

    def __init__(self, frame: GeoDataFrame, id_column: str, fields: Sequence[Field]) -> None:
        self.ids: list[str] = frame[id_column].astype(str).tolist()
        self._row = {name: row for row, name in enumerate(self.ids)}
        # Right-hand rule, as RFC 7946 has it.
        self.shapes: NDArray[np.object_] = shapely.orient_polygons(frame.geometry.to_numpy())
        shapely.prepare(self.shapes)
        self._tree = shapely.STRtree(self.shapes)
        self._columns = {each.name: plain_values(frame[each.name]) for each in fields}
        self._values = {
            name: np.asarray(values, dtype=object) for name, values in self._columns.items()
        }
        self._properties: list[bytes | None] = [None] * len(self.ids)
        self._geometries: list[bytes | None] = [None] * len(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The box that holds every feature, in CRS84."""
        west, south, east, north = shapely.total_bounds(self.shapes).tolist()
        return west, south, east, north

    def named(self, feature: str) -> Rows:
        """The row of the feature of that id; none when there is no such feature."""
        row = self._row.get(feature)
        return np.asarray([] if row is None else [row], dtype=np.int64)

    def rows(self, query: Query) -> Rows:
        """The rows of the features asked for, in their order."""
        if query.outside_time:
            return np.empty(0, dtype=np.int64)
        if query.area is None:
            found = np.arange(len(self.ids))
        else:
            found = np.sort(self._tree.query(query.area, predicate="intersects"))
        for name, value in query.where.items():
            found = found[self._values[name][found] == value]
        return found

    def properties(self, row: int) -> dict[str, Any]:
        """What is known of a feature."""
        return {name: values[row] for name, values in self._columns.items()}

    def features(self, rows: Rows, crs: str = CRS84) -> list[bytes]:
        """Those features as serialised GeoJSON, in a system of `web.ogc.crs`."""
        if crs == CRS84:
            geometries = self._stored(rows)
        else:
            geometries = serialised(transformed(self.shapes[rows], crs))
        return [
            b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}'
            % (orjson.dumps(self.ids[row]), geometry, self._described(row))
            for row, geometry in zip(rows.tolist(), geometries, strict=True)
        ]

    def _stored(self, rows: Rows) -> list[bytes]:
        """Geometries as they are stored, serialised when first asked for."""
        kept = self._geometries
        missing = [row for row in rows.tolist() if kept[row] is None]
        for row, geometry in zip(missing, serialised(self.shapes[missing]), strict=True):
            kept[row] = geometry
        return [kept[row] or b"null" for row in rows.tolist()]

    def _described(self, row: int) -> bytes:
        known = self._properties[row]
        if known is None:
            known = self._properties[row] = orjson.dumps(self.properties(row))
        return known


def serialised(shapes: NDArray[np.object_]) -> list[bytes]:
    """
    Geometries as GeoJSON; null where there is none.

    >>> serialised(np.array([shapely.Point(105.5, 21), None]))
    [b'{"type":"Point","coordinates":[105.5,21.0]}', b'null']
    """
    return [b"null" if text is None else text.encode() for text in shapely.to_geojson(shapes)]
