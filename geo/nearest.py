"""
The k places nearest to each position, by geodesic: exactly, and in microseconds.

A k-d tree over earth-centred coordinates finds candidates by the chord; `chord.reach` proves how
many are enough; the geodesic of those few decides. The answer is that of brute force with
`pyproj.Geod`: the same places in the same order, equal distances in the order of their rows.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from geo import chord, distance
from geo.blocks import Rows, in_threads, neighbour_blocks
from geo.coordinates import LonLat
from geo.distance import Floats
from geo.errors import InvalidParameterError, InvalidPositionError

BLOCK = 8_192
"""Positions that one thread answers at a time, at most."""
CELLS = 1 << 20
"""Candidates held at a time: a block is halved until its own are no more."""
FEW = 24
"""Candidates up to which plain numbers are faster than arrays."""
WALK = 12
"""What the tree takes for one more neighbour, over what one more chord takes."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """
    Places in order of distance; one row for each position when many were asked.

    For many, a row that has fewer than k ends in index -1, distance infinity, bearing not a
    number; for one, the arrays are just shorter.
    """

    index: Rows
    """Rows of the places in what the index was made from."""
    distance_m: Floats
    bearing_deg: Floats
    """Azimuth at the position asked, clockwise from north, in [0, 360)."""


class PlaceIndex:
    """
    n places, ready to be asked which are nearest; `geo.within` asks which are within a radius.

    Parameters
    ----------
    lon, lat
        n degrees each, EPSG:4326. None at all is an index that finds nothing.

    Attributes
    ----------
    lon, lat
        The index's own copies.
    tree
        The places by their earth-centred coordinates, metres; see `geo.chord`.

    Raises
    ------
    InvalidPositionError
        If a row is no position, or there are not as many longitudes as latitudes.

    Examples
    --------
    >>> index = PlaceIndex([105.85, 108.33, 106.70], [21.03, 15.88, 10.78])
    >>> found = index.query(LonLat(108.0, 16.0), 2)
    >>> found.index.tolist(), found.distance_m.round().tolist(), found.bearing_deg.round().tolist()
    ([1, 2], [37745.0, 594416.0], [111.0, 194.0])
    """

    def __init__(self, lon: ArrayLike, lat: ArrayLike) -> None:
        lon, lat = _positions(lon, lat, "place")
        self.lon, self.lat = lon.copy(), lat.copy()  # what the caller does to theirs is theirs
        self._points = chord.at_positions(self.lon, self.lat)
        self.tree = KDTree(self._points)

    def __len__(self) -> int:
        return self.lon.size

    def query(
        self,
        at: LonLat,
        k: int,
        *,
        mask: NDArray[np.bool_] | None = None,
        within_m: float | None = None,
    ) -> Neighbours:
        """
        The k nearest to one position.

        Parameters
        ----------
        at
            Degrees, anywhere on the globe.
        k
            How many, 1 or more; where there are fewer, all of them come.
        mask
            n booleans: the places that count. None: every place.
        within_m
            Only places that far or nearer, metres, >= 0. None: any distance.

        Raises
        ------
        InvalidPositionError
            If `at` is no position.
        InvalidParameterError
            If k, the mask or the radius is none.
        """
        at = LonLat.checked(*at)
        k, within_m = _count(k), _radius(within_m)
        if mask is None:
            rows = self._candidates(at, k, within_m)
        else:
            rows = self._candidates_among(at, k, within_m, self._checked_mask(mask))
        return self._ranked(at, rows, k, within_m)

    def query_many(
        self,
        lon: ArrayLike,
        lat: ArrayLike,
        k: int,
        *,
        mask: NDArray[np.bool_] | None = None,
        within_m: float | None = None,
    ) -> Neighbours:
        """
        The k nearest to each of m positions, on every core.

        Parameters
        ----------
        lon, lat
            m degrees each.
        k, mask, within_m
            As `query` takes them, the same for every position.

        Returns
        -------
        Neighbours
            Arrays of shape (m, min(k, places that count)); short rows end as `Neighbours` says.

        Raises
        ------
        InvalidPositionError, InvalidParameterError
            As `query` does.

        Examples
        --------
        >>> index = PlaceIndex([105.85, 108.33, 106.70], [21.03, 15.88, 10.78])
        >>> index.query_many([105.8, 106.8], [21.0, 10.8], 1).index.tolist()
        [[0], [2]]
        """
        k, within_m = _count(k), _radius(within_m)
        lon, lat = _positions(lon, lat, "position")
        if mask is not None:
            # One tree over what counts costs less than meeting the rest at every position.
            rows = np.flatnonzero(self._checked_mask(mask))
            among = PlaceIndex(self.lon[rows], self.lat[rows])
            found = among.query_many(lon, lat, k, within_m=within_m)
            return replace(found, index=np.append(rows, -1)[found.index])
        shape = (lon.size, min(k, len(self)))
        answer = Neighbours(np.full(shape, -1), np.full(shape, np.inf), np.full(shape, np.nan))

        def answer_block(asked: Rows) -> None:
            self._answer(asked, lon, lat, within_m, answer)

        blocks = neighbour_blocks(lon, lat, most=BLOCK) if shape[1] else []
        for _ in in_threads(answer_block, blocks):
            pass
        return answer

    def _candidates(self, at: LonLat, k: int, within_m: float) -> Rows:
        """Rows among which are the k nearest of those within that distance."""
        n = len(self)
        if k >= n:
            return np.arange(n)
        point, radius = chord.at_position(at), within_m + chord.ROUNDING
        chords, rows = self._walk(point, k + 1, radius)
        if chords[k - 1] == math.inf:
            return rows[rows < n]
        reach = min(chord.reach(float(chords[k - 1])), radius)
        if chords[k] > reach:
            return rows[:k]
        return np.asarray(self.tree.query_ball_point(point, reach), np.intp)

    def _candidates_among(
        self, at: LonLat, k: int, within_m: float, mask: NDArray[np.bool_]
    ) -> Rows:
        """The same, of those that the mask lets count."""
        n, count = len(self), int(np.count_nonzero(mask))
        if k >= count:
            return np.flatnonzero(mask)
        point, radius = chord.at_position(at), within_m + chord.ROUNDING
        # If what counts lies among the rest by chance, twice this share holds k and one more.
        width = 2 * (k + 1) * n // count + 8
        if width * WALK < count:
            chords, rows = self._walk(point, width, radius)
            counts = np.flatnonzero(mask[rows[: np.searchsorted(chords, math.inf)]])
            if chords[-1] == math.inf:
                return rows[counts]
            if counts.size >= k:
                reach = chord.reach(float(chords[counts[k - 1]]))
                if chords[-1] > reach:
                    return rows[counts[chords[counts] <= reach]]
        # Rare, or elsewhere: every chord of what counts.
        rows = np.flatnonzero(mask)
        apart = self._points[rows] - point
        chords = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        reach = chord.reach(float(np.partition(chords, k - 1)[k - 1]))
        return cast("Rows", rows[chords <= min(reach, radius)])

    def _walk(
        self, points: Floats | Sequence[float], width: int, radius: float
    ) -> tuple[Floats, Rows]:
        """
        Chords and rows of the `width` nearest by chord, ascending, along the last axis.

        Where there are fewer within the radius the rest are infinitely far, in row n.
        """
        # A count of one would lose the last axis; a list of counts keeps it.
        wanted = width if width > 1 else [1]
        found = self.tree.query(points, wanted, distance_upper_bound=radius)
        return cast("tuple[Floats, Rows]", found)

    def _ranked(self, at: LonLat, rows: Rows, k: int, within_m: float) -> Neighbours:
        """Of the candidates, the k nearest of those within that distance, in order."""
        lon, lat = self.lon[rows], self.lat[rows]
        if rows.size <= FEW:
            courses = []
            for row, x, y in zip(rows.tolist(), lon.tolist(), lat.tolist(), strict=True):
                far, bearing = distance.course(at.lon, at.lat, x, y)
                if far <= within_m:
                    courses.append((far, row, bearing))
            courses.sort()
            del courses[k:]
            return Neighbours(
                np.array([row for _, row, _ in courses], np.intp),
                np.array([far for far, _, _ in courses]),
                np.array([bearing for _, _, bearing in courses]),
            )
        metres, bearings = distance.inverse(at.lon, at.lat, lon, lat)
        order = np.lexsort((rows, metres))[:k]
        if within_m < math.inf:
            order = order[metres[order] <= within_m]
        return Neighbours(rows[order], metres[order], bearings[order])

    def _answer(
        self, asked: Rows, lon: Floats, lat: Floats, within_m: float, answer: Neighbours
    ) -> None:
        """Write the nearest to each position asked into its row of `answer`, which holds none."""
        n, k = len(self), answer.index.shape[1]
        radius = within_m + chord.ROUNDING
        pending = [(asked, min(k + 1, n))]
        while pending:
            asked, width = pending.pop()
            if asked.size * width > CELLS and asked.size > 1:
                pending += [(half, width) for half in np.array_split(asked, 2)]
                continue
            points = chord.at_positions(lon[asked], lat[asked])
            chords, rows = self._walk(points, width, radius)
            reach = np.minimum(chord.reach(chords[:, k - 1]), radius)
            # Known: nothing beyond what the tree gave can be nearer than the k-th.
            known = (chords[:, -1] > reach) | (width == n)
            if not known.all():
                # Equal or nearly equal chords about the k-th, such as many places on one spot.
                pending.append((asked[~known], min(2 * width, n)))
                asked, chords, rows, reach = asked[known], chords[known], rows[known], reach[known]
            candidate = (chords <= reach[:, None]) & (rows < n)
            used = int(candidate.sum(axis=1).max(initial=0))
            self._rank(lon, lat, asked, rows[:, :used], candidate[:, :used], within_m, answer)

    def _rank(
        self,
        lon: Floats,
        lat: Floats,
        asked: Rows,
        rows: Rows,
        candidate: NDArray[np.bool_],
        within_m: float,
        answer: Neighbours,
    ) -> None:
        """Of the candidates of each position asked, write the nearest into its row of `answer`."""
        rows = np.where(candidate, rows, 0)
        metres, bearings = distance.inverse(
            lon[asked, None], lat[asked, None], self.lon[rows], self.lat[rows]
        )
        metres[~candidate | (metres > within_m)] = np.inf
        missing = metres == np.inf
        rows[missing], bearings[missing] = -1, np.nan
        order = np.lexsort((rows, metres), axis=-1)[:, : answer.index.shape[1]]
        used = slice(order.shape[1])
        answer.index[asked, used] = np.take_along_axis(rows, order, axis=-1)
        answer.distance_m[asked, used] = np.take_along_axis(metres, order, axis=-1)
        answer.bearing_deg[asked, used] = np.take_along_axis(bearings, order, axis=-1)

    def _checked_mask(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        mask = np.asarray(mask)
        if mask.shape != (len(self),) or mask.dtype != np.bool_:
            raise InvalidParameterError(
                f"a mask of {mask.dtype} {mask.shape} came: it takes {len(self)} booleans, "
                "one for each place"
            )
        return mask


def _positions(lon: ArrayLike, lat: ArrayLike, what: str) -> tuple[Floats, Floats]:
    """Longitudes and latitudes as contiguous arrays, every one a position."""
    lon = np.ascontiguousarray(lon, np.float64)
    lat = np.ascontiguousarray(lat, np.float64)
    if lon.ndim != 1 or lon.shape != lat.shape:
        raise InvalidPositionError(
            f"longitudes of shape {lon.shape} and latitudes of shape {lat.shape} came: "
            "they take one dimension and the same length"
        )
    # Written so that a NaN is not good.
    good = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    if not good.all():
        row = int(np.argmin(good))
        raise InvalidPositionError(
            f"{what} {row} of {good.size} has lat={lat[row]}, lon={lon[row]}: "
            "lat is -90 to 90, lon -180 to 180"
        )
    return lon, lat


def _count(k: int) -> int:
    try:
        count = operator.index(k)
    except TypeError:
        count = 0
    if count < 1:
        raise InvalidParameterError(f"k={k!r} came: how many neighbours is a whole number from 1")
    return count


def _radius(within_m: float | None) -> float:
    if within_m is None:
        return math.inf
    if not within_m >= 0:
        raise InvalidParameterError(f"within_m={within_m!r} came: a radius is metres from 0")
    return float(within_m)
