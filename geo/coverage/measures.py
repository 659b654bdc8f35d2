"""Every measure of every unit at once: numbers in, numbers out, no layer and no loop over units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.coverage.catchment import two_step
from geo.coverage.weighted import Groups
from geo.distance import Floats
from geo.errors import InvalidParameterError
from geo.nearest import PlaceIndex

LEAST_RADIUS_M, MOST_RADIUS_M = 1.0, 500_000.0
"""Outside these a service radius is a slip: a metre, and what half the country is long."""
CURVE = np.linspace(0.0, 1.0, 51)
"""Shares of the people at which the curve of distances is given."""

Rows = NDArray[np.intp]


def checked_radius(radius_m: float) -> float:
    """
    The radius, when it can be one.

    Raises
    ------
    InvalidParameterError
        If it is not from 1 m to 500 km.

    Examples
    --------
    >>> checked_radius(0)
    Traceback (most recent call last):
    geo.errors.InvalidParameterError: a radius of 0 m came: it is from 0.001 to 500 km
    """
    if not LEAST_RADIUS_M <= radius_m <= MOST_RADIUS_M:
        raise InvalidParameterError(
            f"a radius of {radius_m:g} m came: it is from {LEAST_RADIUS_M / 1000:g} to "
            f"{MOST_RADIUS_M / 1000:g} km"
        )
    return float(radius_m)


@dataclass(frozen=True, eq=False)
class Access:
    """
    How persons and outlets lie to each other, by groups of the points where persons stand.

    (groups,) arrays. Persons of a group sum up; distances are geodesic metres weighted by
    persons, NaN where nobody lives or there is no outlet at all.
    """

    population: Floats
    population_within: Floats
    outlets_within_mean: Floats
    """Outlets within the radius of the average person."""
    accessibility: Floats
    """2SFCA: outlets per 100,000 persons that the average person can count on."""
    distance_mean_m: Floats
    distance_median_m: Floats
    distance_p90_m: Floats
    distance_max_m: Floats

    @property
    def population_beyond(self) -> Floats:
        """Who lives beyond the radius of every outlet."""
        return self.population - self.population_within


@dataclass(frozen=True, eq=False)
class Reach:
    """What the (n,) points where persons stand have within reach, before it is grouped."""

    persons: Floats
    distance_m: Floats
    """To the nearest outlet; infinite where there is none."""
    outlets_within: Floats
    accessibility: Floats
    """2SFCA: outlets per person."""
    radius_m: float

    @classmethod
    def of(
        cls,
        lon: Floats,
        lat: Floats,
        persons: Floats,
        outlets: PlaceIndex,
        *,
        radius_m: float,
    ) -> Reach:
        """
        Parameters
        ----------
        lon, lat, persons
            (n,) where how many live.
        outlets
            The m outlets.
        radius_m
            The service radius; exactly on it is within.
        """
        distance_m = np.full(len(lon), np.inf)
        if len(outlets):
            distance_m = outlets.query_many(lon, lat, 1).distance_m[:, 0]
        parts, count = two_step(lon, lat, persons, outlets, radius_m=radius_m)
        return cls(persons, distance_m, count, parts, radius_m)

    def by(self, group: Rows, count: int) -> Access:
        """
        The measures of each group.

        Parameters
        ----------
        group
            (n,) 0 to count - 1; -1 for points that are in none.
        count
            How many groups there are.
        """
        chosen = np.flatnonzero(group >= 0)
        group, persons = group[chosen], self.persons[chosen]
        metres = self.distance_m[chosen]

        def total(values: Floats) -> Floats:
            return np.bincount(group, values, count).astype(np.float64)

        population = total(persons)
        with np.errstate(invalid="ignore"):
            outlets_within = total(persons * self.outlets_within[chosen]) / population
            accessibility = total(persons * self.accessibility[chosen]) / population * 100_000
        # Without an outlet anywhere no distance is a number.
        known = np.isfinite(metres)
        groups = Groups(metres[known], persons[known], group[known], count)
        return Access(
            population,
            total(persons * (metres <= self.radius_m)),
            outlets_within,
            accessibility,
            groups.mean(),
            groups.quantile(0.5),
            groups.quantile(0.9),
            groups.maximum(),
        )

    def curve(self, group: Rows) -> list[tuple[float, float]]:
        """Metres within which each share of the people of all groups has an outlet: (m, share)."""
        chosen = (group >= 0) & np.isfinite(self.distance_m)
        one = np.zeros(int(chosen.sum()), np.intp)
        groups = Groups(self.distance_m[chosen], self.persons[chosen], one, 1)
        metres = groups.quantile(CURVE)[:, 0].tolist()
        return [
            (round(metre, 1), round(share, 4))
            for metre, share in zip(metres, CURVE.tolist(), strict=True)
            if not np.isnan(metre)
        ]
