"""Two-step floating catchment areas: outlets within reach, shared with all who reach them."""

from __future__ import annotations

import numpy as np

from geo.distance import Floats
from geo.nearest import PlaceIndex
from geo.within import pairs

KEPT = 20_000_000
"""Pairs held for the second step; beyond that they are found twice, which needs no memory."""


def two_step(
    lon: Floats, lat: Floats, persons: Floats, outlets: PlaceIndex, *, radius_m: float
) -> tuple[Floats, Floats]:
    """
    Outlets per person that each of n positions can count on, and how many it has within reach.

    First each outlet is divided among the persons within the radius of it; then each position adds
    up the parts of the outlets within the radius of it. An outlet that nobody reaches is
    divided among nobody and adds nothing. The sum over persons is the number of outlets reached.

    Parameters
    ----------
    lon, lat, persons
        (n,) where how many live.
    outlets
        m outlets, each a supply of 1.
    radius_m
        The catchment, metres over the ellipsoid; exactly on it is within.

    Returns
    -------
    (n,) outlets per person; (n,) outlets within reach.

    References
    ----------
    Luo & Wang (2003), Measures of spatial accessibility to health care in a GIS environment,
    Environment and Planning B 30, 865-884.

    Examples
    --------
    >>> at = np.array([105.8, 105.81]), np.array([21.0, 21.0])
    >>> parts, count = two_step(*at, np.array([300.0, 100.0]), PlaceIndex(*at), radius_m=5_000)
    >>> parts.tolist(), count.tolist()
    ([0.005, 0.005], [2.0, 2.0])
    """
    reached, kept, held = np.zeros(len(outlets)), [], 0
    for block in pairs(lon, lat, outlets, radius_m=radius_m):
        reached += np.bincount(block.place, persons[block.position], len(outlets))
        held += len(block.place)
        if held <= KEPT:
            kept.append(block)
    part = np.divide(1.0, reached, out=np.zeros_like(reached), where=reached > 0)
    again = kept if held <= KEPT else pairs(lon, lat, outlets, radius_m=radius_m)
    parts, count = np.zeros(len(lon)), np.zeros(len(lon))
    for block in again:
        parts += np.bincount(block.position, part[block.place], len(lon))
        count += np.bincount(block.position, minlength=len(lon))
    return parts, count
