"""
A commune's persons spread over its polygon, for a finer look than its centre alone.

Where in a commune people live is not known; that they live evenly over it is an assumption, better
than one point where communes are wide, and said in every export.
"""

from __future__ import annotations

import numpy as np
import shapely

from geo.boundaries import Boundaries
from geo.demand import Demand, census
from geo.distance import Floats
from geo.errors import InvalidParameterError
from geo.vintages import Level, Vintage

MOST_POINTS = 200
_STEPS = np.array([0.7548776662466927, 0.5698402909980532])
"""1/ρ and 1/ρ² of the plastic number ρ: the sequence that fills a square most evenly."""
_TRIED = 40
"""Points tried for each one wanted: a commune of islands may fill a fortieth of its box."""


def census_over(boundaries: Boundaries, vintage: Vintage, points: int | None) -> Demand:
    """The census, each commune's persons over so many positions of it; None: at its centre."""
    whole = census(boundaries, vintage)
    return whole if points is None else spread(whole, boundaries, points=points)


def spread(demand: Demand, boundaries: Boundaries, *, points: int) -> Demand:
    """
    The demand with each commune's persons in equal parts at positions inside its polygon.

    The total and each commune's persons stay. The same polygon always has the same positions. A
    commune where fewer are found has its persons on those; one where none is, at its centre.

    Parameters
    ----------
    demand
        One point a commune, as `demand.census` and `demand.from_table` give it.
    points
        How many positions a commune gets, 1 to 200.

    Raises
    ------
    InvalidParameterError
        If `points` is out of range, or the demand is finer than communes already.

    References
    ----------
    Roberts (2018), The unreasonable effectiveness of quasirandom sequences.
    """
    if not 1 <= points <= MOST_POINTS:
        raise InvalidParameterError(
            f"{points} points a commune came: it is from 1 to {MOST_POINTS}"
        )
    if len(np.unique(demand.commune)) != len(demand.commune):
        raise InvalidParameterError(
            "this demand is finer than communes already: spread takes one point a commune"
        )
    shapes = boundaries.layer(demand.vintage, Level.COMMUNE).geometry.to_numpy()[demand.commune]
    centres = np.column_stack([demand.lon, demand.lat])
    inside = [_inside(shape, centre, points) for shape, centre in zip(shapes, centres, strict=True)]
    counts = np.array([len(found) for found in inside])
    at = np.concatenate(inside)
    return Demand(
        demand.vintage,
        np.repeat(demand.commune, counts),
        at[:, 0],
        at[:, 1],
        np.repeat(demand.persons / counts, counts),
        demand.source,
        {**demand.notes, "spread": f"evenly over {points} points of each commune's polygon"},
    )


def _inside(shape: shapely.Geometry, centre: Floats, points: int) -> Floats:
    """(k, 2) positions spread evenly over the polygon; its centre when none is found."""
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    found: Floats = np.empty((0, 2))
    # Most communes fill half of their box: the many tries are for the few that do not.
    for tries in (4 * points, points * _TRIED):
        tried = (0.5 + np.arange(1, tries + 1)[:, None] * _STEPS) % 1.0
        at = np.array([west, south]) + tried * [east - west, north - south]
        found = at[shapely.contains_xy(shape, at[:, 0], at[:, 1])][:points]
        if len(found) == points:
            break
    return found if len(found) else centre[None]
