"""
Paths and tables of what they take between positions, over one road graph.

A position is tied to the nearest road of its piece of land: off the road people go `DETOUR` times
the straight line at `ACCESS_MPS`, and two positions nearer to each other than to their roads go
straight to each other in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from shapely import Polygon

from geo import chord
from geo.coordinates import LonLat
from geo.distance import Floats, inverse
from geo.errors import InvalidParameterError, NoRouteError, OffNetworkError
from geo.roads.graph import Indices, RoadGraph
from geo.routing.engine import By, Costs, Engine
from geo.routing.meeting import Meeting, Way, best
from geo.routing.path import ACCESS_MPS, DETOUR, Part, Path, Stub
from geo.routing.snapping import NOWHERE, Snapped, Snapper
from geo.routing.table import Table

SKELETON_LIMIT_M = 50_000.0
"""A skeleton has no lanes: a hamlet may be that far from its nearest road."""
STREET_LIMIT_M = 2_000.0
"""A street network has a road near everybody."""
KEPT = 16_384
"""Positions whose meeting with the network is remembered: every place of the map, and those asked
of a moment ago."""
_BYS = ("duration", "distance")


class Matrix(NamedTuple):
    """What best paths take, (n, m) each; inf where none leads."""

    distance_m: Floats
    duration_s: Floats


class Tied(NamedTuple):
    """n positions and where each meets the network."""

    lon: Floats
    lat: Floats
    road: Snapped

    def take(self, rows: ArrayLike) -> Tied:
        """Those rows of them."""
        rows = np.asarray(rows)
        return Tied(self.lon[rows], self.lat[rows], self.road.take(rows))


class Legs(NamedTuple):
    """How the end of a journey joins the nodes, two ways at most: (n, 2) each."""

    node: Indices
    arc: Indices
    """The arc driven in part; `NOWHERE` when that way is closed."""
    share: Floats
    """Of the arc."""
    cost: Costs


class Network:
    """
    Best paths between positions.

    Parameters
    ----------
    graph
        Roads and ferries of one profile.
    land
        The pieces of land, EPSG:4326; see `Snapper`.
    engine
        Makes what finds the paths by a measure; a `Table` of all pairs when it is not given.
    limit_m
        How far from a road a position may be; by default a skeleton's or a street network's.
    """

    def __init__(
        self,
        graph: RoadGraph,
        land: Sequence[Polygon] = (),
        *,
        engine: Callable[[RoadGraph, By], Engine] | None = None,
        limit_m: float | None = None,
    ) -> None:
        self.graph = graph
        self.estimated = graph.estimated
        """Lengths and times are estimates: say so to the reader."""
        self.limit_m = limit_m or (SKELETON_LIMIT_M if graph.estimated else STREET_LIMIT_M)
        self._make: Callable[[RoadGraph, By], Engine] = engine or Table
        self._land = land
        self._engines: dict[By, Engine] = {}
        self._meeting = lru_cache(KEPT)(self._meet)

    @cached_property
    def snapper(self) -> Snapper:
        """The roads by position."""
        return Snapper(self.graph, self._land)

    def engine(self, by: By) -> Engine:
        """
        What finds paths by that measure, made when first asked for.

        Raises
        ------
        InvalidParameterError
            If there is no such measure.
        """
        if by not in _BYS:
            raise InvalidParameterError(f"by={by!r} is no measure: give duration or distance")
        if by not in self._engines:
            self._engines[by] = self._make(self.graph, by)
        return self._engines[by]

    def matrix(
        self, lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats, *, by: By = "duration"
    ) -> Matrix:
        """
        What it takes from each of n positions to each of m others.

        Parameters
        ----------
        lon, lat
            (n,) where from, EPSG:4326 degrees.
        to_lon, to_lat
            (m,) where to.
        by
            What the paths have the least of; both measures are those of that path.

        Returns
        -------
        (n, m) metres and seconds; inf from or to a position that is off the network, and where
        no road or ferry leads.
        """
        return self.between(self.tie(lon, lat), self.tie(to_lon, to_lat), by=by)

    def tie(self, lon: Floats, lat: Floats) -> Tied:
        """
        Positions tied to the network, for those who ask of the same ones again and again.

        Parameters
        ----------
        lon, lat
            (n,) EPSG:4326 degrees.
        """
        lon, lat = np.asarray(lon, float), np.asarray(lat, float)
        return Tied(lon, lat, self.snapper.snap(lon, lat, limit_m=self.limit_m))

    def between(self, start: Tied, end: Tied, *, by: By = "duration") -> Matrix:
        """As `matrix`, from n tied positions to m others."""
        costs = self._by_road(start.road, end.road, by)
        return Matrix(*_straight(costs, start, end, by))

    def path(self, start: LonLat, end: LonLat, *, by: By = "duration") -> Path:
        """
        The best path between two positions.

        Raises
        ------
        OffNetworkError
            If one of them is too far from any road of its piece of land.
        NoRouteError
            If no road or ferry leads there.
        """
        here, there = self._meeting(start), self._meeting(end)
        for meeting in (here, there):
            if meeting.arc == NOWHERE:
                raise OffNetworkError(
                    f"{meeting.at.lat:.5f}, {meeting.at.lon:.5f} is more than "
                    f"{self.limit_m / 1000:g} km from any road we know on its land: name a place "
                    "on land, near a road or a ferry"
                )
        path = best(self.graph, self.engine(by), here, there, by=by)
        if path is None:
            raise NoRouteError(
                f"no road or ferry that we know leads from {start.lat:.5f}, {start.lon:.5f} "
                f"to {end.lat:.5f}, {end.lon:.5f}"
            )
        return path

    def _by_road(self, start: Snapped, end: Snapped, by: By) -> Costs:
        """Costs by road with both accesses: by either end of either road, or along one arc."""
        out, into = self.leaving(start), self.entering(end)
        sources, from_ = np.unique(out.node, return_inverse=True)
        targets, to = np.unique(into.node, return_inverse=True)
        table = self.engine(by).costs(sources, targets)
        from_, to = from_.reshape(out.node.shape), to.reshape(into.node.shape)
        ways = [
            Costs(
                *(
                    first[:, i, None] + middle[np.ix_(from_[:, i], to[:, j])] + last[None, :, j]
                    for first, middle, last in zip(out.cost, table, into.cost, strict=True)
                )
            )
            for i in (0, 1)
            for j in (0, 1)
        ]
        ways.append(self._along_one_arc(start, end))
        measure = 1 if by == "duration" else 0
        least = np.stack([way[measure] for way in ways]).argmin(axis=0)
        chosen = Costs(
            *(
                np.take_along_axis(np.stack(column), least[None], axis=0)[0]
                for column in zip(*ways, strict=True)
            )
        )
        access_m = DETOUR * (start.access_m[:, None] + end.access_m[None, :])
        return Costs(chosen[0] + access_m, chosen[1] + access_m / ACCESS_MPS)

    def leaving(self, at: Snapped) -> Legs:
        """From the roads to the nodes ahead and behind."""
        arc, back = self._both_ways(at)
        node = np.column_stack([self.graph.target[arc], self.graph.source[arc]])
        share = np.column_stack([1 - at.fraction, at.fraction])
        return self._legs(node, np.column_stack([arc, back]), share, at)

    def entering(self, at: Snapped) -> Legs:
        """From the nodes behind and ahead to the roads."""
        arc, back = self._both_ways(at)
        node = np.column_stack([self.graph.source[arc], self.graph.target[arc]])
        share = np.column_stack([at.fraction, 1 - at.fraction])
        return self._legs(node, np.column_stack([arc, back]), share, at)

    def _both_ways(self, at: Snapped) -> tuple[Indices, Indices]:
        arc = np.maximum(at.arc, 0)
        return arc, self.snapper.reverse[arc]

    def _legs(self, node: Indices, arc: Indices, share: Floats, at: Snapped) -> Legs:
        closed = (arc == NOWHERE) | (at.arc == NOWHERE)[:, None]
        cost = Costs(
            *(
                np.where(closed, np.inf, share * whole[arc])
                for whole in (self.graph.length_m, self.graph.duration_s)
            )
        )
        return Legs(node, np.where(closed, NOWHERE, arc).astype(np.int32), share, cost)

    def _along_one_arc(self, start: Snapped, end: Snapped) -> Costs:
        """Between positions tied to the same arc, without leaving it; inf for all others."""
        ahead = end.fraction[None, :] - start.fraction[:, None]
        arc = np.broadcast_to(start.arc[:, None], ahead.shape)
        same = (arc == end.arc[None, :]) & (arc != NOWHERE)
        driven = np.where(ahead >= 0, arc, self.snapper.reverse[arc])
        possible = same & (driven != NOWHERE)
        return Costs(
            *(
                np.where(possible, np.abs(ahead) * whole[driven], np.inf)
                for whole in (self.graph.length_m, self.graph.duration_s)
            )
        )

    def _meet(self, at: LonLat) -> Meeting:
        """Where one position meets the network."""
        road = self.snapper.snap(np.array([at.lon]), np.array([at.lat]), limit_m=self.limit_m)
        arc, fraction = road.arc.item(0), road.fraction.item(0)
        access_m = road.access_m.item(0)
        back = self.snapper.reverse.item(arc)
        both = ((arc, fraction), (back, 1 - fraction))
        ways = [(of, share) for of, share in both if NOWHERE not in (arc, of)]
        source, target = self.graph.source, self.graph.target
        return Meeting(
            at=at,
            centred=chord.at_position(at),
            stub=Stub(at, LonLat(road.lon.item(0), road.lat.item(0)), DETOUR * access_m),
            access_m=access_m,
            arc=arc,
            fraction=fraction,
            back=back,
            leaving=tuple(self._way(target.item(of), Part(of, to, 1.0)) for of, to in ways),
            entering=tuple(self._way(source.item(of), Part(of, 0.0, to)) for of, to in ways),
        )

    def _way(self, node: int, part: Part) -> Way:
        share, graph = part.stop - part.begin, self.graph
        whole_m, whole_s = graph.length_m.item(part.arc), graph.duration_s.item(part.arc)
        return Way(node, part, share * whole_m, share * whole_s)


def _straight(costs: Costs, start: Tied, end: Tied, by: By) -> Costs:
    """The costs, with those who are nearer to each other than to their roads sent straight."""
    (lon, lat, road), (to_lon, to_lat, to_road) = start, end
    reach_m = road.access_m[:, None] + to_road.access_m[None, :]
    here, there = chord.at_positions(lon, lat), chord.at_positions(to_lon, to_lat)
    near = np.isfinite(reach_m)
    rows, columns = np.nonzero(near)
    close = np.linalg.norm(here[rows] - there[columns], axis=1) <= reach_m[rows, columns]
    rows, columns = rows[close], columns[close]
    straight_m, _ = inverse(lon[rows], lat[rows], to_lon[columns], to_lat[columns])
    metres = DETOUR * straight_m
    seconds = metres / ACCESS_MPS
    new, old = (seconds, costs.duration_s) if by == "duration" else (metres, costs.length_m)
    better = (straight_m <= reach_m[rows, columns]) & (new < old[rows, columns])
    rows, columns = rows[better], columns[better]
    length_m, duration_s = costs.length_m.copy(), costs.duration_s.copy()
    length_m[rows, columns], duration_s[rows, columns] = metres[better], seconds[better]
    return Costs(length_m, duration_s)
