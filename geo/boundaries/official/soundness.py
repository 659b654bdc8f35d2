"""What an official layer must be before anything is done with it; a broken one is refused whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from geopandas import GeoDataFrame

from geo.crs import to_equal_area
from geo.errors import ImportRefusedError

_AMBIGUOUS = 0.01
"""Share of an outline's area that two ways of repairing it may differ by."""
_PAIR = 0.25
"""Share of the smaller outline that another may overlap: a river drawn on either bank, not a unit
drawn twice."""
_TOTAL = 0.005
"""Share of the whole that may be under two outlines."""
_ABROAD = 0.5
"""Share of the whole that may lie off our land."""
_SHOWN = 5
Shapes = npt.NDArray[Any]


def sound(
    official: GeoDataFrame, ours: GeoDataFrame, labels: Sequence[str] | None = None
) -> GeoDataFrame:
    """
    The layer with its outlines valid, all polygons.

    Parameters
    ----------
    official
        n outlines in EPSG:4326, rows numbered from 0.
    ours
        Our outlines in EPSG:4326: the land that they must more or less be on.
    labels
        What the rows call themselves, for messages.

    Raises
    ------
    ImportRefusedError
        If a row has no polygon or one that cannot be repaired in one way only, if outlines overlap
        or mostly lie outside Vietnam. All rows are looked at; the message names the first few.
    """
    if official.empty:
        raise ImportRefusedError("the file has no outlines")
    called = [
        f"row {row} ({label})" if label else f"row {row}"
        for row, label in enumerate(labels or [""] * len(official), start=1)
    ]
    shapes = np.array(official.geometry.to_numpy())
    none = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    flat = ~none & (shapely.get_dimensions(shapes) != 2)
    problems = [f"{called[row]} has no outline" for row in np.flatnonzero(none).tolist()]
    problems += [
        f"{called[row]} is a {shapes[row].geom_type}" for row in np.flatnonzero(flat).tolist()
    ]
    if not problems:
        shapes, problems = _repaired(shapes, called)
    _refuse(problems, "give each row the polygon of its unit")
    layer = official.set_geometry(shapes)
    _refuse_elsewhere(layer, ours)
    _refuse_overlaps(layer, called)
    return layer


def _repaired(shapes: Shapes, called: Sequence[str]) -> tuple[Shapes, list[str]]:
    """The shapes valid, and what could not be made so."""
    problems, shapes = [], shapes.copy()
    for row in np.flatnonzero(~shapely.is_valid(shapes)).tolist():
        why = shapely.is_valid_reason(shapes[row])
        # What self-touching rings enclose is read in two ways; where they agree, it is clear.
        one = _polygons(shapely.make_valid(shapes[row], method="structure", keep_collapsed=False))
        other = _polygons(shapely.make_valid(shapes[row], method="linework"))
        small, large = sorted([one.area, other.area])
        if small < (1 - _AMBIGUOUS) * large or large == 0:
            problems.append(f"{called[row]} cannot be repaired ({why})")
        shapes[row] = one
    empty = np.flatnonzero(shapely.area(shapes) == 0).tolist()
    return shapes, problems or [f"{called[row]} has no area" for row in empty]


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """What of a shape is polygons."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _refuse_elsewhere(layer: GeoDataFrame, ours: GeoDataFrame) -> None:
    """Refuse a file of another country, or with its coordinates swapped."""
    shapes = layer.geometry.to_numpy()
    land = shapely.STRtree(ours.geometry.to_numpy())
    # Points, not areas: whether half of a file is abroad does not hang on the third digit.
    points = shapely.point_on_surface(shapes)
    here = np.zeros(len(shapes), dtype=bool)
    here[land.query(points, predicate="dwithin", distance=0.05)[0]] = True
    areas = shapely.area(shapes)
    if areas[here].sum() >= _ABROAD * areas.sum():
        return
    west, south, east, north = layer.total_bounds
    swapped = south > 100 and north < 120 and west > 5 and east < 25
    raise ImportRefusedError(
        f"{1 - areas[here].sum() / areas.sum():.0%} of the outlines lie outside Vietnam (they span "
        f"{west:.2f}, {south:.2f} to {east:.2f}, {north:.2f})"
        + (": longitude and latitude are swapped" if swapped else "; is it the right file?")
    )


def _refuse_overlaps(layer: GeoDataFrame, called: Sequence[str]) -> None:
    flat = to_equal_area(layer).geometry.to_numpy()
    one, other = shapely.STRtree(flat).query(flat, predicate="intersects")
    one, other = one[one < other], other[one < other]
    common = shapely.area(shapely.intersection(flat[one], flat[other]))
    areas = shapely.area(flat)
    share = common / np.minimum(areas[one], areas[other])
    twice = [
        f"{called[a]} and {called[b]} overlap by {part:.0%} of the smaller"
        for a, b, part in zip(one.tolist(), other.tolist(), share.tolist(), strict=True)
        if part > _PAIR
    ]
    _refuse(twice, "keep one outline a unit, of one level and one date")
    total = common.sum() / areas.sum()
    if total > _TOTAL:
        raise ImportRefusedError(
            f"{total:.1%} of the land is under two outlines (at most {_TOTAL:.1%} is taken): "
            "snap the borders to each other first"
        )


def _refuse(problems: list[str], remedy: str) -> None:
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise ImportRefusedError(f"{'; '.join(problems[:_SHOWN])}{more}: {remedy}")
