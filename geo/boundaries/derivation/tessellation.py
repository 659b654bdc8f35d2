"""
Polygons from an assignment of points: seeds, refined where it changes, their Voronoi cells merged.

Seeds lie denser where communes are small. Between two neighbouring seeds that belong to different
communes the midpoint becomes a seed too, some times over, so the border between them is known
to a few per cent of a commune's width.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry.base import BaseGeometry

from geo.boundaries.derivation.assignment import KM_PER_DEGREE, Floats, Integers
from geo.boundaries.topology import GRID_DIGITS

SEEDS_ACROSS = 5
REFINEMENTS = 3
SHORTEST_KM = 0.06
_MARGIN = 0.5


def seeds_around(centres: Floats, half_extents_km: Floats) -> Floats:
    """
    A grid of seeds over each commune's box, (n · SEEDS_ACROSS², 2), in degrees.

    Every other row is shifted by half a step, so that cells are hexagons rather than squares.
    """
    steps = (np.arange(SEEDS_ACROSS) + 0.5) / SEEDS_ACROSS * 2 - 1
    x, y = np.meshgrid(steps, steps)
    x = x + np.where(np.arange(SEEDS_ACROSS) % 2, 0.5, 0.0)[:, None] / SEEDS_ACROSS
    unit = np.column_stack([x.ravel(), y.ravel()])
    spread = np.clip(half_extents_km, 0.2, 12.0) / KM_PER_DEGREE
    seeds: Floats = (centres[:, None] + unit[None] * spread[:, None]).reshape(-1, 2)
    return seeds


def refined(
    seeds: Floats, assign: Callable[[Floats], Integers], land: BaseGeometry
) -> tuple[Floats, Integers]:
    """
    The seeds on or near the land and their labels, with midpoints added along every border.

    Parameters
    ----------
    seeds
        (n, 2) longitude and latitude.
    assign
        From points to labels.
    land
        In EPSG:4326; seeds farther than half a degree from it are dropped.
    """
    near = land.buffer(_MARGIN).simplify(_MARGIN / 10)
    shapely.prepare(near)
    seeds = _distinct(seeds[shapely.contains_xy(near, seeds[:, 0], seeds[:, 1])])
    labels = assign(seeds)
    for _ in range(REFINEMENTS):
        ends = _delaunay_edges(seeds)
        length = np.hypot(*((seeds[ends[:, 0]] - seeds[ends[:, 1]]) * KM_PER_DEGREE).T)
        border = (labels[ends[:, 0]] != labels[ends[:, 1]]) & (length > SHORTEST_KM)
        middles = _distinct(seeds[ends[border]].mean(axis=1))
        seeds = np.vstack([seeds, middles])
        labels = np.concatenate([labels, assign(middles)])
    return seeds, labels


def with_patches(
    seeds: Floats, labels: Integers, *, centres: Floats, patch_labels: Integers, radius_km: float
) -> tuple[Floats, Integers]:
    """
    The seeds, and a small patch of its own around each centre whatever lies there.

    For communes that no point was nearest to: the sources put them where another one is. Patches
    of one centre stand side by side around it.

    Parameters
    ----------
    centres
        (m, 2) longitude and latitude.
    patch_labels
        (m,) the label of each patch.
    radius_km
        Of a patch; other seeds within it give way.
    """
    _, inverse = np.unique(centres.round(4), axis=0, return_inverse=True)
    rank = pd.Series(inverse).groupby(inverse).cumcount().to_numpy()
    turn = rank * 2.4  # the golden angle: no two of a centre's patches meet
    away = np.sqrt(rank)[:, None] * 2 * radius_km
    middle = centres + away * np.column_stack([np.cos(turn), np.sin(turn)]) / KM_PER_DEGREE
    around = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    ring = np.column_stack([np.cos(around), np.sin(around)]) * radius_km / 2
    ring = np.vstack([[0.0, 0.0], ring]) / KM_PER_DEGREE
    patches = (middle[:, None] + ring[None]).reshape(-1, 2)
    distance, _ = cKDTree(middle * KM_PER_DEGREE).query(seeds * KM_PER_DEGREE, k=1)
    keep = distance > radius_km
    keep |= ~np.isin(labels, labels[keep])  # nobody loses all of its own land to a patch
    return (
        np.vstack([seeds[keep], patches]),
        np.concatenate([labels[keep], np.repeat(patch_labels, len(ring))]),
    )


def cells(seeds: Floats, labels: Integers) -> tuple[Integers, NDArray[np.object_]]:
    """
    The Voronoi cells of the seeds, merged by label: the labels and one polygon for each.

    The polygons are a coverage: neighbours share every vertex of their border.
    """
    seeds, kept = np.unique(seeds.round(6), axis=0, return_index=True)
    labels = labels[kept]
    scaled = shapely.multipoints(seeds * KM_PER_DEGREE)
    diagram = np.asarray(shapely.voronoi_polygons(scaled, ordered=True).geoms)
    order = np.argsort(labels, kind="stable")
    found, starts = np.unique(labels[order], return_index=True)
    merged = [shapely.coverage_union_all(group) for group in np.split(diagram[order], starts[1:])]
    degrees = shapely.transform(np.asarray(merged, dtype=object), lambda xy: xy / KM_PER_DEGREE)
    return found, degrees


def on_grid(polygons: NDArray[np.object_]) -> NDArray[np.object_]:
    """
    The polygons as a valid coverage with vertices on the grid: shared borders equal to the bit.

    What rounding would make cross is cleaned, by at most a grid step.
    """
    clean = polygons
    for _ in range(5):
        rounded = shapely.transform(clean, lambda xy: xy.round(GRID_DIGITS))
        if shapely.is_valid(rounded).all() and shapely.coverage_is_valid(rounded):
            return np.asarray(rounded, dtype=object)
        clean = shapely.coverage_clean(rounded, snapping_distance=0)
    raise ValueError("the polygons are no coverage: rounding and cleaning them does not settle")


def _distinct(points: Floats) -> Floats:
    rounded: Floats = np.unique(points.round(6), axis=0)
    return rounded


def _delaunay_edges(points: Floats) -> Integers:
    corners = Delaunay(points * KM_PER_DEGREE).simplices
    ends = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [2, 0]]]), axis=1)
    unique: Integers = np.unique(ends, axis=0)
    return unique
