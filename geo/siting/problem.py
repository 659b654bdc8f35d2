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
from geo.travel import STRAIGHT, Destinations, Travel

Rows = NDArray[np.intp]
Status = Literal["optimal", "feasible"]


@dataclass(frozen=True, eq=False)
class Problem:
    """
    n places where persons live, m candidate sites, and the outlets that stand.

    Positions are degrees, EPSG:4326. Costs are of the unit of `travel`, metres or minutes; exactly
    on the limit is within.
    """

    lon: Floats
    lat: Floats
    persons: Floats
    site_lon: Floats
    site_lat: Floats
    standing_lon: Floats
    standing_lat: Floats
    limit: float
    """The service radius."""
    travel: Travel = STRAIGHT
    """How far it is."""

    @cached_property
    def sites(self) -> Destinations:
        """The candidates, to be asked how far they are."""
        return self.travel.to(self.site_lon, self.site_lat)

    @cached_property
    def reach(self) -> sparse.csr_array:
        """(n, m) 1 where a site is within the radius of a place, rows sorted by column."""
        pairs = self.sites.pairs(self.lon, self.lat, limit=self.limit)
        return within.matrix(pairs, (len(self.lon), len(self.site_lon)))

    @cached_property
    def standing_cost(self) -> Floats:
        """(n,) to the nearest outlet that stands; infinite where none is reached."""
        return self._nearest(self.standing_lon, self.standing_lat)

    @cached_property
    def reachable(self) -> NDArray[np.bool_]:
        """(n,) who can get to an outlet that stands or to a candidate, however far."""
        known = np.isfinite(self.standing_cost)
        lost = np.flatnonzero(~known)
        if lost.size:
            known[lost] = self.sites.nearest(self.lon[lost], self.lat[lost]).row >= 0
        return known

    @property
    def served(self) -> NDArray[np.bool_]:
        """(n,) who is within the radius of an outlet that stands."""
        return self.standing_cost <= self.limit

    def cost(self, sites: Rows) -> Floats:
        """
        (n,) to the nearest of the outlets that stand and those sites.

        Asked of the places themselves: nothing of it comes from a solver.
        """
        return np.minimum(
            self.standing_cost, self._nearest(self.site_lon[sites], self.site_lat[sites])
        )

    def each_cost(self, sites: Rows) -> Floats:
        """(n, len(sites)) to each of those sites; asked as `cost` is."""
        found = np.full((len(self.lon), len(sites)), np.inf)
        to = self.travel.to(self.site_lon[sites], self.site_lat[sites])
        cost, row = to.ranked(self.lon, self.lat, len(sites)) if len(sites) else (found, None)
        if row is not None:
            place, rank = np.nonzero(row >= 0)
            found[place, row[place, rank]] = cost[place, rank]
        return found

    def counted(self, cost: Floats) -> Floats:
        """Costs as sums have them: who is not reached counts as if it took longer than any way."""
        return np.where(np.isfinite(cost), cost, self.travel.by.never)

    def _nearest(self, lon: Floats, lat: Floats) -> Floats:
        return self.travel.to(lon, lat).nearest(self.lon, self.lat).cost

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
    """Persons newly within the radius, or sites, or persons times metres or minutes."""
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
