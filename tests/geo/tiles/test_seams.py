"""Lines get a vertex wherever they pass from tile to tile, and are otherwise left alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from geo.tiles.grid import BUFFER, EXTENT
from geo.tiles.seams import seamed

SEAMS = np.sort([tile * EXTENT + off for tile in range(-1, 6) for off in (-BUFFER, 0, BUFFER)])


@pytest.mark.parametrize("seed", range(20))
def test_seamed_has_every_crossing_and_stays_on_the_line(seed: int) -> None:
    random = np.random.default_rng(seed)
    arcs = [random.integers(0, 3 * EXTENT, (random.integers(2, 6), 2)) for _ in range(5)]
    for arc, made in zip(arcs, seamed(arcs), strict=True):
        for axis in (0, 1):
            low, high = np.minimum(made[:-1], made[1:]), np.maximum(made[:-1], made[1:])
            strictly = (low[:, axis, None] < SEAMS) & (high[:, axis, None] > SEAMS)
            assert not strictly.any()
        # The vertices there were are still there, in their order.
        places = [np.flatnonzero((made == point).all(axis=1)) for point in arc]
        assert all(len(place) for place in places)
        assert made[0].tolist() == arc[0].tolist()
        assert made[-1].tolist() == arc[-1].tolist()
        for point in made:
            assert min(_off(point, *ends) for ends in pairwise(arc)) < 1.5


def _off(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> float:
    """How far a position is from a line, steps."""
    along = end - start
    length = float(along @ along)
    share = 0.0 if length == 0 else float(np.clip((point - start) @ along / length, 0, 1))
    return float(np.hypot(*(start + share * along - point)))


def test_seamed_runs_the_same_both_ways() -> None:
    arc = np.array([[10, 20], [9_000, 7_777]])
    (there,) = seamed([arc])
    (back,) = seamed([arc[::-1]])
    assert np.abs(there - back[::-1]).max() <= 1


def test_seamed_leaves_out_what_repeats() -> None:
    (made,) = seamed([np.array([[1, 1], [1, 1], [2, 2]])])
    assert made.tolist() == [[1, 1], [2, 2]]
