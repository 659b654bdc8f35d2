"""Who is to be served, from where, and what is there already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo import within
from geo.distance import Floats
from geo.errors import InvalidParameterError
from geo.nearest import PlaceIndex

Rows = NDArray[np.intp]
Status = Literal["optimal", "feasible"]


@dataclass(frozen=True, eq=False)
class Problem:
    """
    n places where persons live, m candidate sites, and the outlets that stand.

    Positions are degrees, EPSG:4326; within the radius is by geodesic, exactly on it included.
    """

    lon: Floats
    lat: Floats
    persons: Floats
    site_lon: Floats
    site_lat: Floats
    standing_lon: Floats
    standing_lat: Floats
    radius_m: float

    @cached_property
    def reach(self) -> sparse.csr_array:
        """(n, m) 1 where a site is within the radius of a place."""
        sites = PlaceIndex(self.site_lon, self.site_lat)
        return within.matrix(self.lon, self.lat, sites, radius_m=self.radius_m)

    @cached_property
    def standing_m(self) -> Floats:
        """(n,) metres to the nearest outlet that stands; infinite where there is none."""
        return self._nearest(self.standing_lon, self.standing_lat)

    @property
    def served(self) -> NDArray[np.bool_]:
        """(n,) who is within the radius of an outlet that stands."""
        return self.standing_m <= self.radius_m

    def distance_m(self, sites: Rows) -> Floats:
        """
        (n,) metres to the nearest of the outlets that stand and those sites.

        Asked of the index of the nearest: nothing of it comes from a solver.
        """
        return np.minimum(
            self.standing_m, self._nearest(self.site_lon[sites], self.site_lat[sites])
        )

    def _nearest(self, lon: Floats, lat: Floats) -> Floats:
        if not len(lon) or not len(self.lon):
            return np.full(len(self.lon), np.inf)
        return PlaceIndex(lon, lat).query_many(self.lon, self.lat, 1).distance_m[:, 0]

    def checked_count(self, count: int) -> int:
        """
        How many sites, when that many can be chosen.

        Raises
        ------
        InvalidParameterError
            If it is not from 1 to the number of candidates.
        """
        if not 1 <= count <= len(self.site_lon):
            raise InvalidParameterError(
                f"{count} sites were asked for among {len(self.site_lon)} candidates: "
                f"ask for 1 to {len(self.site_lon)}"
            )
        return count


class Choice(NamedTuple):
    """Sites chosen, and how good that is proven to be."""

    sites: Rows
    """Rows of the candidates, ascending."""
    objective: float
    """Persons newly within the radius, or sites, or person-metres."""
    bound: float
    """No choice is better than this."""
    status: Status
    """optimal: the gap asked for is proven; feasible: the time was up before."""

    @property
    def gap(self) -> float | None:
        """How far the best could be, as a share of the objective; None when nothing is proven."""
        if not np.isfinite(self.bound):
            return None
        apart = abs(self.bound - self.objective)
        return 0.0 if apart == 0 else apart / max(abs(self.objective), 1e-9)
