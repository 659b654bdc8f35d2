"""Polygons from an assignment of points."""

from __future__ import annotations

import numpy as np
import shapely

from geo.boundaries.derivation import tessellation
from geo.boundaries.topology import GRID_DIGITS

LAND = shapely.box(105.0, 20.0, 106.0, 21.0)


def _east_or_west(points: np.ndarray) -> np.ndarray:
    return (points[:, 0] > 105.503).astype(np.intp)


def test_refined_finds_a_border_to_a_few_hundred_metres() -> None:
    centres = np.array([[105.42, 20.5], [105.60, 20.5]])
    seeds = tessellation.seeds_around(centres, np.full((2, 2), 12.0))
    seeds, labels = tessellation.refined(seeds, _east_or_west, LAND)
    found, shapes = tessellation.cells(seeds, labels)
    assert found.tolist() == [0, 1]
    truth = shapely.box(105.503, 20.45, 105.7, 20.55)
    inside = shapely.intersection(shapes[1], shapely.box(105.3, 20.45, 105.7, 20.55))
    assert shapely.symmetric_difference(inside, truth).area / truth.area < 0.04


def test_cells_are_a_coverage() -> None:
    rng = np.random.default_rng(3)
    seeds = rng.uniform([105, 20], [106, 21], (3_000, 2))
    _, shapes = tessellation.cells(seeds, rng.integers(0, 40, 3_000))
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()


def test_with_patches_gives_land_to_each_of_one_centre_and_takes_nobody_s_last() -> None:
    rng = np.random.default_rng(4)
    seeds = rng.uniform([105, 20], [106, 21], (2_000, 2))
    labels = np.zeros(len(seeds), dtype=np.intp)
    labels[np.hypot(*(seeds - [105.5, 20.5]).T).argmin()] = 9  # a label with one seed only
    centres = np.repeat([[105.5, 20.5]], 3, axis=0)
    seeds, labels = tessellation.with_patches(
        seeds, labels, centres=centres, patch_labels=np.array([1, 2, 3]), radius_km=0.5
    )
    found, shapes = tessellation.cells(seeds, labels)
    assert found.tolist() == [0, 1, 2, 3, 9]
    assert (shapely.area(shapes) > 0).all()


def test_on_grid_leaves_a_coverage_whose_borders_are_equal_to_the_bit() -> None:
    rng = np.random.default_rng(6)
    seeds = rng.uniform([105, 20], [105.05, 20.05], (4_000, 2))
    _, shapes = tessellation.cells(seeds, rng.integers(0, 400, 4_000))
    rounded = tessellation.on_grid(shapes)
    coordinates = shapely.get_coordinates(rounded)
    assert np.array_equal(coordinates, coordinates.round(GRID_DIGITS))
    assert shapely.coverage_is_valid(rounded)
    assert shapely.is_valid(rounded).all()
