"""Positions made for measuring: as many as wanted, where people of Vietnam live."""

from __future__ import annotations

import csv

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness import ROOT

SPREAD_DEG = 0.03
"""About 3 km: a commune and its hamlets."""


def positions(count: int, *, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """
    Longitudes and latitudes about communes drawn by lot.

    Parameters
    ----------
    count
        How many.
    seed
        The same seed, the same positions.
    """
    with (ROOT / "data" / "boundaries" / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            (float(unit["lon"]), float(unit["lat"]))
            for unit in csv.DictReader(file)
            if unit["level"] == "commune" and unit["vintage"] == "2025-07-01"
        ]
    random = np.random.default_rng(seed)
    centres = np.array(rows)[random.integers(len(rows), size=count)]
    lon, lat = (centres + random.normal(0, SPREAD_DEG, (count, 2))).T
    return np.ascontiguousarray(lon), np.ascontiguousarray(lat)
