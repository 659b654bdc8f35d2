"""
Places along a route, in the order of travel, each with what the way there and back adds.

A place belongs to the leg A→B that it lengthens least: cost(A→place) + cost(place→B) − cost(A→B),
two path queries a place and leg, all of them in two tables.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.coordinates import LonLat
from geo.distance import Floats, inverse
from geo.errors import InvalidParameterError, NoRouteError
from geo.routing import Network, Tied
from geo.routing.engine import By
from geo.routing.path import Path

_SHARED = 1e-9
"""Degrees, a tenth of a millimetre: nearer to a line than that is on it."""


class Corridor(NamedTuple):
    """Places along a route, (k,) each, in the order of travel."""

    place: NDArray[np.intp]
    """Rows of the places that were given."""
    leg: NDArray[np.intp]
    """The leg that the place lengthens least; of equal ones the first."""
    leaves_lon: Floats
    leaves_lat: Floats
    """The last point that the leg's path and the path to the place share, EPSG:4326 degrees."""
    offset_m: Floats
    """Metres along the ellipsoid to the nearest point of the route."""
    detour_m: Floats
    detour_s: Floats
    """What going there adds to the leg, over the paths that `by` chose. Below 0 where the stop
    comes to a better road by the place than by the road that is nearest to itself."""
    arrival_s: Floats
    """Seconds of driving from the first stop to the place."""


def corridor(
    network: Network,
    stops: Sequence[LonLat],
    places_lon: Floats,
    places_lat: Floats,
    *,
    by: By = "duration",
    within_m: float | None = None,
    within_s: float | None = None,
) -> Corridor:
    """
    The places along a route.

    Parameters
    ----------
    network
        What is driven.
    stops
        2 or more, in order; best paths join them.
    places_lon, places_lat
        (m,) EPSG:4326 degrees.
    by
        What the paths have the least of, and which detour decides a place's leg.
    within_m
        Only places with an `offset_m` up to that; None for no such bound.
    within_s
        Only places with a `detour_s` up to that; None for no such bound.

    Returns
    -------
    Places that a road leads to and from on a leg, in the order in which one leaves the route.

    Raises
    ------
    InvalidParameterError
        If there are fewer than two stops.
    OffNetworkError, NoRouteError
        If no path joins two stops in a row.
    """
    tied = network.tie(places_lon, places_lat)
    return along(network, stops, tied, by=by, within_m=within_m, within_s=within_s)


def along(
    network: Network,
    stops: Sequence[LonLat],
    places: Tied,
    *,
    by: By = "duration",
    within_m: float | None = None,
    within_s: float | None = None,
    paths: Sequence[Path] | None = None,
) -> Corridor:
    """
    As `corridor`, of places tied to the network already.

    Parameters
    ----------
    paths
        The best paths of the legs, when they are known already.
    """
    if len(stops) < 2:
        raise InvalidParameterError(f"{len(stops)} stops came: a route has 2 or more")
    if paths is None:
        paths = [network.path(a, b, by=by) for a, b in itertools.pairwise(stops)]
    offset_m = offsets(paths, places.lon, places.lat)
    # The offset is the cheaper to know; whoever is beyond it needs no path.
    rows = (
        np.flatnonzero(offset_m <= within_m) if within_m is not None else np.arange(len(offset_m))
    )
    at = network.tie(*np.array(stops, float).T)
    near = places.take(rows)
    there = network.between(at.take(np.arange(len(stops) - 1)), near, by=by)
    back = network.between(near, at.take(np.arange(1, len(stops))), by=by)
    leg_m = np.array([path.distance_m for path in paths])[:, None]
    leg_s = np.array([path.duration_s for path in paths])[:, None]
    added_m = there.distance_m + back.distance_m.T - leg_m
    added_s = there.duration_s + back.duration_s.T - leg_s
    leg = (added_s if by == "duration" else added_m).argmin(axis=0)
    every = np.arange(len(rows))
    detour_m, detour_s = added_m[leg, every], added_s[leg, every]
    keep = np.isfinite(detour_s)
    if within_s is not None:
        keep &= detour_s <= within_s
    kept = np.flatnonzero(keep)
    leg, rows = leg[kept], rows[kept]
    starts_s = np.concatenate([[0.0], np.cumsum(leg_s)])
    arrival_s = starts_s[leg] + there.duration_s[leg, kept]
    leaves = [
        _leaves(network, stops[number], LonLat(float(lon), float(lat)), paths[number], by)
        for number, lon, lat in zip(leg.tolist(), places.lon[rows], places.lat[rows], strict=True)
    ]
    left = np.array(leaves, float).reshape(-1, 3)
    travel = np.lexsort((rows, arrival_s, left[:, 2], leg))
    return Corridor(
        place=rows[travel],
        leg=leg[travel],
        leaves_lon=left[travel, 0],
        leaves_lat=left[travel, 1],
        offset_m=offset_m[rows][travel],
        detour_m=detour_m[kept][travel],
        detour_s=detour_s[kept][travel],
        arrival_s=arrival_s[travel],
    )


def offsets(paths: Sequence[Path], lon: Floats, lat: Floats) -> Floats:
    """
    Metres along the ellipsoid from positions to the nearest point of a route.

    The nearest point is looked for in Mercator's projection, whose scale is the same in every
    direction and changes by under 0.1 % within 10 km; the distance to it is the geodesic.

    Parameters
    ----------
    paths
        The route, path after path.
    lon, lat
        (m,) EPSG:4326 degrees.
    """
    x, y = _mercator(
        np.concatenate([path.lon for path in paths]), np.concatenate([path.lat for path in paths])
    )
    route = shapely.linestrings(np.column_stack([x, y]))
    shapely.prepare(route)
    px, py = _mercator(lon, lat)
    # The end of the shortest line on the route, not a length along it: a route may pass twice.
    shortest = shapely.shortest_line(route, shapely.points(px, py))
    on = shapely.get_coordinates(shortest)[::2]
    near_lon, near_lat = np.degrees(on[:, 0]), np.degrees(np.arctan(np.sinh(on[:, 1])))
    metres, _ = inverse(lon, lat, near_lon, near_lat)
    return metres


def _mercator(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Mercator's projection of the unit sphere."""
    return np.radians(lon), np.arcsinh(np.tan(np.radians(lat)))


def _leaves(
    network: Network, start: LonLat, place: LonLat, leg: Path, by: By
) -> tuple[float, float, float]:
    """Longitude and latitude where the way to a place leaves a leg, and metres along the leg."""
    try:
        way = network.path(start, place, by=by)
    except NoRouteError:  # the table said that there is one
        raise AssertionError("the network has a cost but no path") from None
    here, there = (np.column_stack([path.lon, path.lat]) for path in (leg, way))
    size = min(len(here), len(there))
    apart = np.flatnonzero(np.abs(here[:size] - there[:size]).max(axis=1) > _SHARED)
    last = int(apart[0]) - 1 if len(apart) else size - 1
    lon, lat = here[last]
    at_m = float(leg.at_m[last])
    if last + 1 < size:
        # The way may go on along the same stretch of road and leave it between two vertices.
        along_it, share = _on_segment(here[last], here[last + 1], there[last + 1])
        if along_it:
            lon, lat = there[last + 1]
            at_m += share * float(leg.at_m[last + 1] - leg.at_m[last])
        else:
            beyond, _ = _on_segment(there[last], there[last + 1], here[last + 1])
            if beyond:  # the leg ends on the way to the place
                lon, lat = here[last + 1]
                at_m = float(leg.at_m[last + 1])
    return float(lon), float(lat), at_m


def _on_segment(a: Floats, b: Floats, point: Floats) -> tuple[bool, float]:
    """Whether a point is on a segment, and how far along it, 0 to 1."""
    along, to = b - a, point - a
    length = float(np.hypot(*along))
    if length <= _SHARED:
        return False, 0.0
    share = float(along @ to) / length**2
    off = abs(float(along[0] * to[1] - along[1] * to[0])) / length
    return off <= _SHARED and 0 <= share <= 1, share
