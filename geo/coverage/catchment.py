"""Two-step floating catchment areas: outlets within reach, shared with all who reach them."""

from __future__ import annotations

import numpy as np

from geo.distance import Floats
from geo.travel import Destinations

KEPT = 20_000_000
"""Pairs held for the second step; beyond that they are found twice, which needs no memory."""


def two_step(
    lon: Floats, lat: Floats, persons: Floats, outlets: Destinations, *, limit: float
) -> tuple[Floats, Floats]:
    """
    Outlets per person that each of n positions can count on, and how many it has within reach.

    First each outlet is divided among the persons who reach it; then each position adds up the
    parts of the outlets that it reaches. An outlet that nobody reaches is
    divided among nobody and adds nothing. The sum over persons is the number of outlets reached.

    Parameters
    ----------
    lon, lat, persons
        (n,) where how many live.
    outlets
        m outlets, each a supply of 1.
    limit
        The catchment, in the outlets' metres or minutes; exactly on it is within.

    Returns
    -------
    (n,) outlets per person; (n,) outlets within reach.

    References
    ----------
    Luo & Wang (2003), Measures of spatial accessibility to health care in a GIS environment,
    Environment and Planning B 30, 865-884.

    Examples
    --------
    >>> from geo.travel import STRAIGHT
    >>> at = np.array([105.8, 105.81]), np.array([21.0, 21.0])
    >>> parts, count = two_step(*at, np.array([300.0, 100.0]), STRAIGHT.to(*at), limit=5_000)
    >>> parts.tolist(), count.tolist()
    ([0.005, 0.005], [2.0, 2.0])
    """
    reached, kept, held = np.zeros(len(outlets)), [], 0
    for block in outlets.pairs(lon, lat, limit=limit):
        reached += np.bincount(block.place, persons[block.position], len(outlets))
        held += len(block.place)
        if held <= KEPT:
            kept.append(block)
    part = np.divide(1.0, reached, out=np.zeros_like(reached), where=reached > 0)
    again = kept if held <= KEPT else outlets.pairs(lon, lat, limit=limit)
    parts, count = np.zeros(len(lon)), np.zeros(len(lon))
    for block in again:
        parts += np.bincount(block.position, part[block.place], len(lon))
        count += np.bincount(block.position, minlength=len(lon))
    return parts, count
