"""What far is measured by, and how far is within reach."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geo.errors import InvalidParameterError

LEAST_RADIUS_M, MOST_RADIUS_M = 1.0, 500_000.0
"""Outside these a service radius is a slip: a metre, and what half the country is long."""
LEAST_RADIUS_MIN, MOST_RADIUS_MIN = 1.0, 600.0
"""A minute, and what a day's drive is."""
_STATISTICS = ("mean", "median", "p90", "max")


class By(StrEnum):
    """
    What far is measured by.

    Examples
    --------
    >>> By("road_time").column("mean"), By("road_distance").column("mean")
    ('time_mean_min', 'distance_mean_m')
    """

    DISTANCE = "distance"
    """Metres straight over the ellipsoid."""
    ROAD_DISTANCE = "road_distance"
    """Metres along the shortest way by road."""
    ROAD_TIME = "road_time"
    """Minutes along the quickest way by road."""

    @classmethod
    def named(cls, text: str) -> By:
        """
        The measure of that name.

        Raises
        ------
        InvalidParameterError
            If there is none.
        """
        try:
            return cls(text)
        except ValueError:
            raise InvalidParameterError(
                f"by={text[:40]!r} came; there are {', '.join(cls)}"
            ) from None

    @property
    def road(self) -> bool:
        """Whether a road network is needed."""
        return self is not By.DISTANCE

    @property
    def timed(self) -> bool:
        """Whether costs are minutes; else they are metres."""
        return self is By.ROAD_TIME

    @property
    def never(self) -> float:
        """More than any way in the country takes: what stands for none in a sum."""
        return 6_000.0 if self.timed else 20_000_000.0

    def column(self, statistic: str) -> str:
        """The column of a statistic of what it takes: mean, median, p90, max."""
        return f"time_{statistic}_min" if self.timed else f"distance_{statistic}_m"

    @property
    def columns(self) -> tuple[str, ...]:
        """Those of all statistics."""
        return tuple(map(self.column, _STATISTICS))

    @property
    def nearest(self) -> str:
        """The column of what it takes to the nearest outlet of a unit or a place."""
        return "nearest_outlet_time_min" if self.timed else "nearest_outlet_distance_m"

    def own(self, column: str) -> str:
        """
        A column by this measure: one of another's minutes is one of our metres.

        >>> By.ROAD_TIME.own("distance_p90_m"), By.ROAD_TIME.own("outlets")
        ('time_p90_min', 'outlets')
        """
        for other in By:
            for theirs, ours in zip(
                (*other.columns, other.nearest), (*self.columns, self.nearest), strict=True
            ):
                if column == theirs:
                    return ours
        return column


@dataclass(frozen=True)
class Radius:
    """
    How far is within reach; exactly on it is within.

    Examples
    --------
    >>> Radius.of(By.ROAD_TIME, radius_min=30)
    Radius(by=<By.ROAD_TIME: 'road_time'>, size=30.0)
    """

    by: By
    size: float
    """Metres or minutes."""

    @classmethod
    def of(
        cls, by: By, *, radius_m: float | None = None, radius_min: float | None = None
    ) -> Radius:
        """
        The radius, when it can be one.

        Raises
        ------
        InvalidParameterError
            If it is missing, not of the measure's unit, or not from 1 m to 500 km or from 1 to
            600 minutes.

        Examples
        --------
        >>> Radius.of(By.DISTANCE, radius_m=0)
        Traceback (most recent call last):
        geo.errors.InvalidParameterError: a radius of 0 m came: it is from 0.001 to 500 km
        """
        size, other = (radius_min, radius_m) if by.timed else (radius_m, radius_min)
        if other is not None or size is None:
            due, unit, wrong = (
                ("radius_min", "minutes", "km") if by.timed else ("radius_m", "metres", "minutes")
            )
            came = f"one in {wrong} came" if other is not None else "none came"
            raise InvalidParameterError(f"by {by} the radius is {due}, in {unit}; {came}")
        if by.timed and not LEAST_RADIUS_MIN <= size <= MOST_RADIUS_MIN:
            raise InvalidParameterError(
                f"a radius of {size:g} minutes came: it is from {LEAST_RADIUS_MIN:g} to "
                f"{MOST_RADIUS_MIN:g}"
            )
        if not by.timed and not LEAST_RADIUS_M <= size <= MOST_RADIUS_M:
            raise InvalidParameterError(
                f"a radius of {size:g} m came: it is from {LEAST_RADIUS_M / 1000:g} to "
                f"{MOST_RADIUS_M / 1000:g} km"
            )
        return cls(by, float(size))

    @property
    def radius_m(self) -> float | None:
        """Metres; None where it is minutes."""
        return None if self.by.timed else self.size

    @property
    def radius_min(self) -> float | None:
        """Minutes; None where it is metres."""
        return self.size if self.by.timed else None

    def parameters(self) -> dict[str, Any]:
        """As it is asked for: by, and radius_km or radius_min."""
        if self.by.timed:
            return {"by": str(self.by), "radius_min": self.size}
        return {"by": str(self.by), "radius_km": self.size / 1000}
