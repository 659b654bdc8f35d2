"""Options of every command that asks who is within reach, and positions as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import click

from geo.coordinates import LonLat, lonlat_from_text
from geo.errors import InvalidPositionError

if TYPE_CHECKING:
    from geo.travel import Radius

T = TypeVar("T", bound=Callable[..., Any])
USUAL_KM, USUAL_MIN = 10.0, 30.0


class Position(click.ParamType[LonLat]):
    """A position: latitude,longitude."""

    name = "LAT,LON"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> LonLat:
        """The position that a text writes; anything else is wrong usage."""
        if isinstance(value, LonLat):
            return value
        try:
            at = lonlat_from_text(str(value))
        except InvalidPositionError as error:
            self.fail(str(error), param, ctx)
        if at is None:
            self.fail(f"{value!r} is no position: give lat,lon such as 21.03,105.85", param, ctx)
        return at


def reach_options(command: T) -> T:
    """`--by`, `--radius-km` and `--radius-min`, for `radius_of`."""
    for option in (
        click.option(
            "--radius-min",
            type=float,
            help=f"Bán kính, phút, khi --by road_time; mặc định {USUAL_MIN:g}. "
            f"/ The radius in minutes, with --by road_time; {USUAL_MIN:g} by default.",
        ),
        click.option(
            "--radius-km",
            type=float,
            help=f"Bán kính phục vụ, km; mặc định {USUAL_KM:g}. "
            f"/ The service radius; {USUAL_KM:g} by default.",
        ),
        click.option(
            "--by",
            type=click.Choice(["distance", "road_distance", "road_time"]),
            default="distance",
            show_default=True,
            help="Đo đường chim bay, theo km hay phút đường bộ (ước tính). "
            "/ What far is measured by: straight, or by road (estimated).",
        ),
    ):
        command = option(command)
    return command


def radius_of(by: str, radius_km: float | None, radius_min: float | None) -> Radius:
    """
    How far is within reach, the usual where none is given.

    Raises
    ------
    InvalidParameterError
        If it is in the unit of another measure, or none.
    """
    from geo.travel import By, Radius

    measure = By.named(by)
    if radius_km is None and radius_min is None:
        radius_km, radius_min = (None, USUAL_MIN) if measure.timed else (USUAL_KM, None)
    metres = None if radius_km is None else radius_km * 1000
    return Radius.of(measure, radius_m=metres, radius_min=radius_min)


def radius_words(parameters: Mapping[str, Any]) -> tuple[str, str]:
    """A radius in Vietnamese and English, out of an answer's parameters."""
    if parameters["by"] == "road_time":
        size = f"{parameters['radius_min']:g}"
        return f"{size} phút đường bộ (ước tính)", f"{size} minutes by road (estimated)"
    size = f"{parameters['radius_km']:g} km"
    if parameters["by"] == "road_distance":
        return f"{size} đường bộ (ước tính)", f"{size} by road (estimated)"
    return size, size
