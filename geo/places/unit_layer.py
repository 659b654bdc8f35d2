"""One level of the units, laid out for looking up by code and by position."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyproj
import shapely

from geo.places.names import Layers
from geo.vintages import Level, Vintage

_GEOD = pyproj.Geod(ellps="WGS84")


class UnitLayer:
    """
    The units of one level of one vintage.

    Parameters
    ----------
    boundaries
        Holds the layer: indexed by code, with name, parent, lon, lat and outlines in EPSG:4326.
    """

    def __init__(self, boundaries: Layers, vintage: Vintage, level: Level) -> None:
        layer = boundaries.layer(vintage, level)
        self.shapes = layer.geometry.to_numpy()
        self.row = {str(code): row for row, code in enumerate(layer.index)}
        self.codes = layer.index.to_numpy(dtype=str)
        self.lon, self.lat = layer["lon"].to_numpy(float), layer["lat"].to_numpy(float)
        self.names = layer["name"].to_numpy(dtype=str)
        self.children: dict[str, list[str]] = {}
        if level is not Level.PROVINCE:
            for code, parent in layer["parent"].items():
                self.children.setdefault(str(parent), []).append(str(code))
        self.tree = shapely.STRtree(self.shapes)

    def centre(self, code: str) -> tuple[float, float]:
        """Longitude and latitude of where its people are."""
        row = self.row[code]
        return float(self.lon[row]), float(self.lat[row])

    def name(self, code: str) -> str:
        """Its full name, with its type."""
        return str(self.names[self.row[code]])

    def nearest(
        self, point: shapely.Point, among: Sequence[str] | None = None
    ) -> tuple[str, float]:
        """The unit that holds the point or lies nearest to it, and its distance in metres."""
        if among is None:
            row = int(self.tree.nearest(point))
        else:
            rows = np.array([self.row[code] for code in among])
            row = int(rows[np.argmin(shapely.distance(self.shapes[rows], point))])
        line = shapely.get_coordinates(shapely.shortest_line(point, self.shapes[row]))
        *_, metres = _GEOD.inv(*line[0], *line[-1])
        return str(self.codes[row]), float(metres)
