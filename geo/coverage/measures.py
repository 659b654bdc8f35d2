"""Every measure of every unit at once: numbers in, numbers out, no layer and no loop over units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.coverage.catchment import two_step
from geo.coverage.weighted import Groups
from geo.distance import Floats
from geo.travel import Destinations

CURVE = np.linspace(0.0, 1.0, 51)
"""Shares of the people at which the curve of distances is given."""

Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Access:
    """
    How persons and outlets lie to each other, by groups of the points where persons stand.

    (groups,) arrays. Persons of a group sum up. Costs, weighted by persons, are metres or
    minutes to the nearest outlet, as the outlets were asked; NaN where nobody lives or reaches
    any. Who reaches none is no part of a mean and of a maximum, and farther than everybody in a
    quantile.
    """

    population: Floats
    population_within: Floats
    population_unreached: Floats
    """Who reaches no outlet at all, however far."""
    outlets_within_mean: Floats
    """Outlets within the radius of the average person."""
    accessibility: Floats
    """2SFCA: outlets per 100,000 persons that the average person can count on."""
    cost_mean: Floats
    cost_median: Floats
    cost_p90: Floats
    cost_max: Floats

    @property
    def population_beyond(self) -> Floats:
        """Who lives beyond the radius of every outlet."""
        return self.population - self.population_within


@dataclass(frozen=True, eq=False)
class Reach:
    """What the (n,) points where persons stand have within reach, before it is grouped."""

    persons: Floats
    cost: Floats
    """Metres or minutes to the nearest outlet; infinite where none is reached."""
    outlets_within: Floats
    accessibility: Floats
    """2SFCA: outlets per person."""
    limit: float

    @classmethod
    def of(
        cls,
        lon: Floats,
        lat: Floats,
        persons: Floats,
        outlets: Destinations,
        *,
        limit: float,
    ) -> Reach:
        """
        Parameters
        ----------
        lon, lat, persons
            (n,) where how many live.
        outlets
            The m outlets.
        limit
            The service radius, in the outlets' metres or minutes; exactly on it is within.
        """
        parts, count = two_step(lon, lat, persons, outlets, limit=limit)
        return cls(persons, outlets.nearest(lon, lat).cost, count, parts, limit)

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
        cost = self.cost[chosen]

        def total(values: Floats) -> Floats:
            return np.bincount(group, values, count).astype(np.float64)

        population = total(persons)
        with np.errstate(invalid="ignore"):
            outlets_within = total(persons * self.outlets_within[chosen]) / population
            accessibility = total(persons * self.accessibility[chosen]) / population * 100_000
        groups = Groups(cost, persons, group, count)
        return Access(
            population,
            total(persons * (cost <= self.limit)),
            total(persons * np.isinf(cost)),
            outlets_within,
            accessibility,
            groups.mean(),
            groups.quantile(0.5),
            groups.quantile(0.9),
            groups.maximum(),
        )

    def curve(self, group: Rows) -> list[tuple[float, float]]:
        """What each share of the people of all groups needs no more than: (cost, share)."""
        chosen = group >= 0
        one = np.zeros(int(chosen.sum()), np.intp)
        costs = Groups(self.cost[chosen], self.persons[chosen], one, 1).quantile(CURVE)[:, 0]
        return [
            (round(cost, 1), round(share, 4))
            for cost, share in zip(costs.tolist(), CURVE.tolist(), strict=True)
            if not np.isnan(cost)
        ]
