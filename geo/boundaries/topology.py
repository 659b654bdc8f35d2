"""
Layers to and from one TopoJSON file, in which a border is stored once however many units share it.

Coordinates are whole numbers of the grid (1e-5 degrees), so a border read back is the same to the
bit in every unit and level that has it: nesting stays exact.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from topojson.core.topology import Topology

from geo.crs import WGS84
from geo.errors import UnreadableFileError

GRID_DIGITS = 5
"""Vertices lie on a grid of 1e-5 degrees (a metre): equal borders are then equal to the bit."""
_STEP = 10.0**-GRID_DIGITS


def to_topojson(layers: Mapping[str, GeoDataFrame]) -> dict[str, Any]:
    """
    One topology of several layers, as a TopoJSON object.

    Parameters
    ----------
    layers
        By name; in EPSG:4326, their vertices on the grid, neighbours sharing every vertex.

    References
    ----------
    Bostock & Metcalf, The TopoJSON Format Specification.
    """
    topology = Topology(
        list(layers.values()),
        object_name=list(layers),
        prequantize=False,
        shared_coords=True,
    ).to_dict(options=False)
    topology["arcs"] = [_deltas(arc) for arc in topology["arcs"]]
    topology["transform"] = {"scale": [_STEP, _STEP], "translate": [0, 0]}
    topology.pop("options", None)
    return dict(topology)


def _deltas(arc: list[list[float]]) -> list[list[int]]:
    whole = np.rint(np.asarray(arc) / _STEP).astype(int)
    steps: list[list[int]] = np.diff(whole, axis=0, prepend=0).tolist()
    return steps


def write(path: Path, layers: Mapping[str, GeoDataFrame]) -> None:
    """Write the layers to a TopoJSON file, one object each."""
    text = json.dumps(to_topojson(layers), ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, GeoDataFrame]:
    """
    The layers of a TopoJSON file, by name: the properties and a MultiPolygon each, in EPSG:4326.

    Read here rather than by GDAL, which parses the whole file again for each layer (five times
    as slow).

    Raises
    ------
    UnreadableFileError
        If the file is missing or no TopoJSON.
    """
    try:
        topology = json.loads(path.read_text(encoding="utf-8"))
        # Divided, where the specification multiplies: 10584811 / 100000 is the number nearest to
        # 105.84811, and 10584811 * 1e-05 the one beside it.
        per_degree = np.rint(1 / np.array(topology["transform"]["scale"]))
        arcs = [np.cumsum(arc, axis=0) / per_degree for arc in topology["arcs"]]
        objects = {name: shape["geometries"] for name, shape in topology["objects"].items()}
        return {name: _layer(geometries, arcs) for name, geometries in objects.items()}
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise UnreadableFileError(f"{path} is no TopoJSON of ours: {error!r}") from error


def _layer(geometries: list[dict[str, Any]], arcs: list[NDArray[np.float64]]) -> GeoDataFrame:
    rings: list[NDArray[np.float64]] = []
    polygon_of_ring: list[int] = []
    unit_of_polygon: list[int] = []
    for unit, geometry in enumerate(geometries):
        single = geometry["type"] == "Polygon"
        for polygon in [geometry["arcs"]] if single else geometry["arcs"]:
            for ring in polygon:
                rings.append(_joined(ring, arcs))
                polygon_of_ring.append(len(unit_of_polygon))
            unit_of_polygon.append(unit)
    ring_of_vertex = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    lines = shapely.linearrings(np.concatenate(rings), indices=ring_of_vertex)
    polygons = shapely.polygons(lines, indices=np.array(polygon_of_ring))
    shapes = shapely.multipolygons(polygons, indices=np.array(unit_of_polygon))
    properties = [geometry.get("properties") or {} for geometry in geometries]
    return GeoDataFrame(properties, geometry=shapes, crs=WGS84)


def _joined(ring: list[int], arcs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """A ring's vertices; an arc ~i runs backwards, and arcs meet in a vertex they share."""
    parts = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
