"""
A country cut along every line of several layers: faces that each layer's units are made of.

Where two sets of outlines must nest in each other, cutting one by the other piece by piece leaves
hairs and gaps: each cut rounds on its own. Here all lines are noded together, once; whatever is
then put together from the faces shares its borders to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.boundaries.codes import Codes, Floats, Integers, Mask, known
from geo.boundaries.compare import located

GRID_DEG = 1e-7
"""Corners are put on a grid this fine: a centimetre, below any survey of these borders."""


class Mosaic(NamedTuple):
    """Faces that cover the land without overlap, corner on corner."""

    faces: npt.NDArray[np.object_]
    """Polygons in EPSG:4326."""
    lon: Floats
    lat: Floats
    """A position within each face."""
    borders: pd.DataFrame
    """`face`, `other`, `length`: each border twice, once from either side; lengths in degrees of
    latitude, near enough to tell a long border from a short one."""

    def rows_of(self, layer: Any) -> Integers:
        """The row of the layer (EPSG:4326) that each face lies in; -1 where in none."""
        return located(layer, self.lon, self.lat)

    def areas(self) -> Floats:
        """The faces' areas in km², by the sphere: for shares, not for print."""
        return np.asarray(shapely.area(self.faces) * np.cos(np.radians(self.lat)) * 111.2**2)

    def spread(self, labels: Codes, orphans: Mask, *, groups: Codes | None = None) -> Codes:
        """
        Labels for the orphans too: of the neighbour with the longest border, ring by ring.

        Parameters
        ----------
        labels
            A code a face, None where there is none.
        orphans
            Faces to be labelled, where they have no label yet.
        groups
            A label only passes between faces of the same group.

        Returns
        -------
        The labels; an orphan that no labelled face of its group reaches stays None.
        """
        labels = labels.copy()
        borders = self.borders
        if groups is not None:
            borders = borders[groups[borders["face"]] == groups[borders["other"]]]
        while True:
            waiting = orphans & ~known(labels)
            edge = borders[waiting[borders["face"]] & known(labels)[borders["other"]]]
            if edge.empty:
                return labels
            shared = edge.assign(label=labels[edge["other"]])
            totals = shared.groupby(["face", "label"])["length"].sum().reset_index()
            # Equal lengths go to the lower code, so that the outcome never depends on the order.
            best = totals.sort_values(["length", "label"], ascending=[False, True])
            best = best.drop_duplicates("face")
            labels[best["face"].to_numpy()] = best["label"].to_numpy(object)

    def dissolved(self, labels: Codes) -> pd.Series[Any]:
        """The MultiPolygon of the faces with each label, by label."""
        return dissolved(self.faces, labels)


def mosaic(layers: Iterable[Any]) -> Mosaic:
    """
    The faces between all lines of the layers.

    Parameters
    ----------
    layers
        Arrays of polygons or lines in EPSG:4326; polygons may overlap and leave gaps.
    """
    lines = [
        np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
        for shapes in (np.asarray(layer, dtype=object) for layer in layers)
    ]
    noded = shapely.union_all(np.concatenate(lines), grid_size=GRID_DEG)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    within = shapely.point_on_surface(faces)
    return Mosaic(faces, shapely.get_x(within), shapely.get_y(within), _borders(faces))


def dissolved(shapes: npt.NDArray[np.object_], labels: Codes) -> pd.Series[Any]:
    """The MultiPolygon of the shapes (of one coverage) with each label, by label."""
    having = np.flatnonzero(known(labels))
    rows = pd.Series(having).groupby(pd.Series(labels[having])).groups
    merged = {
        label: shapely.coverage_union_all(shapes[having[positions.to_numpy()]])
        for label, positions in rows.items()
    }
    return pd.Series(
        {
            label: shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
            for label, shape in merged.items()
        },
        dtype=object,
    ).sort_index()


def _borders(faces: npt.NDArray[np.object_]) -> pd.DataFrame:
    """The borders between faces: every segment that two of them have."""
    rings, face = shapely.get_rings(faces, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    start = np.flatnonzero(ring[:-1] == ring[1:])
    one, two = corners[start], corners[start + 1]
    # A segment runs one way round one face and the other way round the other: put them alike.
    turned = (one[:, 0] > two[:, 0]) | ((one[:, 0] == two[:, 0]) & (one[:, 1] > two[:, 1]))
    one[turned], two[turned] = two[turned], one[turned].copy()
    segments = np.hstack([one, two])
    order = np.lexsort(segments.T)
    same = np.flatnonzero((segments[order[:-1]] == segments[order[1:]]).all(axis=1))
    left, right = face[ring[start[order[same]]]], face[ring[start[order[same + 1]]]]
    step = (two - one)[order[same]]
    length = np.hypot(step[:, 0] * np.cos(np.radians(one[order[same], 1])), step[:, 1])
    both = pd.DataFrame(
        {
            "face": np.concatenate([left, right]),
            "other": np.concatenate([right, left]),
            "length": np.concatenate([length, length]),
        }
    )
    return both.groupby(["face", "other"])["length"].sum().reset_index()
