"""The chart of distance against share of people, as the numbers an SVG is drawn with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from geo.travel import Radius
from web.reach_words import radius_words
from web.wording import format_decimal, format_percent

Curve = Sequence[tuple[float, float]]
"""(metres or minutes, share of the people who have an outlet within them), both never falling."""

WIDTH, HEIGHT = 640, 236
LEFT, RIGHT, TOP, BOTTOM = 48, 14, 22, 34
TICKS = 6
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
SHOWN = 0.98
"""The axis ends where so many have an outlet: islands far off would press the rest to the left."""


class Tick(NamedTuple):
    """A mark on an axis."""

    at: float
    words: str


class Chart(NamedTuple):
    """What is drawn; positions are in the viewBox `0 0 WIDTH HEIGHT`."""

    line: str
    """Points of a polyline."""
    before: str
    """The same without the outlets tried out; empty without any."""
    area: str
    """A path: the line closed down to the axis, up to the radius."""
    radius_x: float
    radius_words: str
    radius_end: bool
    """Whether the radius's words stand on its left: on its right there is no room."""
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def chart_of(curve: Curve, *, radius: Radius, before: Curve = ()) -> Chart | None:
    """
    The chart; None where nobody lives or no outlet counts.

    Parameters
    ----------
    curve
        As `geo.coverage` gives it.
    radius
        Of the curve's unit; drawn as an upright line.
    before
        The curve without the outlets tried out.
    """
    if len(curve) < 2:
        return None
    reached = next((cost for cost, share in curve if share >= SHOWN), curve[-1][0])
    # The axis counts kilometres or minutes.
    unit = 1.0 if radius.by.timed else 1_000.0
    most = max(reached, 1.15 * radius.size, unit)
    step = _round_step(most / unit / TICKS) * unit
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(cost: float) -> float:
        return round(LEFT + wide * cost / most, 1)

    def y(share: float) -> float:
        return round(TOP + high * (1 - share), 1)

    def points(of: Curve) -> list[tuple[float, float]]:
        kept = [(cost, share) for cost, share in of if cost <= most]
        rest = of[len(kept) : len(kept) + 1]
        if kept and rest:
            # The line goes on to the edge, not only to the last point before it.
            (c0, s0), (c1, s1) = kept[-1], rest[0]
            kept.append((most, s0 + (s1 - s0) * (most - c0) / (c1 - c0)))
        return [(x(cost), y(share)) for cost, share in kept]

    def written(of: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{px:g},{py:g}" for px, py in of)

    line = points(curve)
    within = points(_until(curve, radius.size))
    foot = y(0)
    area = ""
    if within:
        path = "L".join(f"{px:g} {py:g}" for px, py in within)
        area = f"M{within[0][0]:g} {foot:g}L{path}L{within[-1][0]:g} {foot:g}Z"
    marks = range(int(most / step) + 1)
    return Chart(
        line=written(line),
        before=written(points(before)),
        area=area,
        radius_x=x(radius.size),
        radius_words=radius_words(radius),
        radius_end=x(radius.size) > WIDTH - RIGHT - 130,
        across=tuple(
            Tick(x(mark * step), format_decimal(mark * step / unit, format="#,##0.##"))
            for mark in marks
        ),
        up=tuple(Tick(y(share), format_percent(share, "#,##0 %")) for share in QUARTERS),
    )


def _until(curve: Curve, cost: float) -> list[tuple[float, float]]:
    """The curve up to so much, the last point on it made."""
    kept = [point for point in curve if point[0] <= cost]
    if kept and len(kept) < len(curve):
        (c0, s0), (c1, s1) = kept[-1], curve[len(kept)]
        kept.append((cost, s0 + (s1 - s0) * (cost - c0) / (c1 - c0)))
    return kept


def _round_step(rough: float) -> float:
    """
    The least of 1, 2, 5 times a power of ten that is not less.

    >>> _round_step(3.4), _round_step(0.12), _round_step(51)
    (5.0, 0.2, 100.0)
    """
    power = 10.0 ** math.floor(math.log10(rough))
    return round(next(m * power for m in (1, 2, 5, 10) if m * power >= rough), 10)
