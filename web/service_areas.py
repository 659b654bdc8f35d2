"""Which communes a site serves, where no circle tells: by road."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from geo.coordinates import LonLat
from geo.travel import Radius
from geo.vintages import Level, Vintage
from web.snapshot import Snapshot

Spokes = list[list[tuple[float, float]]]
"""Of each site the (lat, lon) of the communes' centres that it serves."""


def service_areas(
    snapshot: Snapshot, vintage: Vintage, radius: Radius, sites: Sequence[LonLat]
) -> Spokes | None:
    """
    The communes within reach of each site, each with the site that is nearest to it.

    None for straight lines, where a circle says it.
    """
    if not radius.by.road:
        return None
    found: Spokes = [[] for _ in sites]
    if not sites:
        return found
    communes = snapshot.locator.boundaries.layer(vintage, Level.COMMUNE)
    lon, lat = (communes[name].to_numpy(np.float64) for name in ("lon", "lat"))
    at = np.array(sites, np.float64)
    near = snapshot.locator.travels[radius.by].to(at[:, 0], at[:, 1]).nearest(lon, lat)
    for row in np.flatnonzero(near.cost <= radius.size):
        found[near.row[row]].append((round(float(lat[row]), 4), round(float(lon[row]), 4)))
    return found
