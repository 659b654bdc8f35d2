"""Many positions at once: a block of neighbours at a time, and every core with its share."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from geo.distance import Floats
from geo.morton import morton_order

Rows: TypeAlias = NDArray[np.intp]
Answer = TypeVar("Answer")

LEAST = 512
"""Positions below which a thread costs more than it brings."""


def neighbour_blocks(lon: Floats, lat: Floats, *, most: int) -> list[Rows]:
    """
    The n rows in Morton order, cut into blocks of one size for every core to have its share.

    Who walks a tree with the positions of a block finds in the processor's caches what the next
    position needs: that takes two thirds of the time of any order.

    Parameters
    ----------
    lon, lat
        n degrees each, on the globe.
    most
        Rows in a block, at most.

    Examples
    --------
    >>> lon, lat = np.array([105.8, 106.7, 105.9]), np.array([21.0, 10.8, 21.1])
    >>> [block.tolist() for block in neighbour_blocks(lon, lat, most=2)]
    [[1, 0], [2]]
    """
    n, cores = len(lon), os.cpu_count() or 1
    if not n:
        return []
    rounds = math.ceil(n / (most * cores))
    count = max(min(rounds * cores, n // LEAST), math.ceil(n / most))
    return np.array_split(morton_order(lon, lat), count)


def in_threads(work: Callable[[Rows], Answer], blocks: list[Rows]) -> Iterator[Answer]:
    """
    What the work makes of each block, in order: a block a core at a time, and none further ahead.

    It is for work that lets go of the interpreter: k-d trees, geodesics, large arrays.
    """
    if len(blocks) <= 1:
        yield from map(work, blocks)
        return
    cores = os.cpu_count() or 1
    with ThreadPoolExecutor(cores) as pool:
        for first in range(0, len(blocks), cores):
            yield from pool.map(work, blocks[first : first + cores])
