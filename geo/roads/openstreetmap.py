"""
Roads and ferries of an OpenStreetMap extract (.osm.pbf), read once from front to back.

pyosmium looks up where the nodes are in a file on disk, mapped into memory; of the ways there
stay 24 bytes a vertex until the graphs are made. A country of 25 million vertices so takes about
3 GB while it is read; what comes of it is mapped from disk again.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
import osmium
import osmium.filter
import osmium.geom
from numpy.typing import NDArray

from geo.distance import Floats
from geo.errors import UnreadableFileError
from geo.roads.graph import Indices, RoadGraph
from geo.roads.noding import Segments, node
from geo.roads.parts import Lost, largest
from geo.roads.profiles import CLOSED, KEYS, Profile, Use, seconds_from_text

T = TypeVar("T")
Watch: TypeAlias = Callable[[Iterable[T], str], Iterable[T]]
"""Lets items through and shows how far they are, under a label."""

CREDIT = "© OpenStreetMap contributors, ODbL 1.0"
BROKEN_SHOWN = 10
_WKB_HEAD = 9
"""Bytes before a line's coordinates: byte order, type and count."""


class Ways(NamedTuple):
    """The w ways of an extract that some profile may use, v vertices in all."""

    start: NDArray[np.int64]
    """(w + 1,) where each one's vertices begin."""
    node: NDArray[np.int64]
    """(v,) OpenStreetMap's ids."""
    lon: Floats
    lat: Floats
    """(v,) degrees."""
    use: Indices
    """(w,) row of `uses`."""
    uses: Sequence[tuple[Use, ...]]
    """What ways are to each profile."""
    crossing_s: Floats
    """(w,) what a ferry takes from end to end as tagged, else NaN."""
    name: Indices
    """(w,) index into `names`."""
    names: tuple[str, ...]
    broken: tuple[int, ...]
    """Ids of ways left out because a node of theirs is not in the file, or has no position."""
    note: str
    """Whose data, of when."""


class Extract(NamedTuple):
    """What an extract holds."""

    graphs: Mapping[str, RoadGraph]
    """By profile, each of one strongly connected part: its roads, and what its ferries reach."""
    lost: Mapping[str, Lost]
    """What else there was, by profile."""
    ways: int
    broken: tuple[int, ...]


def _unwatched(items: Iterable[T], _: str) -> Iterable[T]:
    return items


def read(path: Path, profiles: Sequence[Profile], *, watch: Watch[Any] = _unwatched) -> Extract:
    """
    The graphs of an extract.

    Parameters
    ----------
    path
        .osm.pbf (or any other format of OSM) whose nodes come before its ways, as those of
        Geofabrik do.
    profiles
        A graph is made for each.
    watch
        Shows progress.

    Raises
    ------
    UnreadableFileError
        If it is missing, broken, not sorted, or has no road for some profile.
    """
    ways = read_ways(path, profiles, watch=watch)
    segments = node(ways.start, ways.node, ways.lon, ways.lat, watch=watch)
    graphs, lost = {}, {}
    for number, profile in enumerate(watch(profiles, "graph")):
        whole = _graph(ways, segments, number)
        if not whole.arcs:
            raise UnreadableFileError(f"{path} has no road that a {profile.name} may use")
        graphs[profile.name], lost[profile.name] = largest(whole)
    return Extract(graphs, lost, len(ways.use), ways.broken)


def read_ways(path: Path, profiles: Sequence[Profile], *, watch: Watch[Any] = _unwatched) -> Ways:
    """
    The ways that some of the profiles may use, with the positions of their vertices.

    Raises
    ------
    UnreadableFileError
        If the file is missing, broken or not sorted.
    """
    if not path.is_file():
        raise UnreadableFileError(f"{path} is not there: `python -m geo roads fetch` gets it")
    reader = _Reader(profiles)
    try:
        with tempfile.TemporaryDirectory(prefix="roads-") as folder:
            where = f"sparse_file_array,{folder}/nodes"
            stream = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY)
            stream.with_locations(where)
            stream.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY))
            stream.with_filter(osmium.filter.KeyFilter("highway", "route"))
            for way in watch(stream, "ways"):
                reader.take(way)
            date = stream.header.get("osmosis_replication_timestamp", "")[:10]
    except (RuntimeError, ValueError, OSError) as error:
        raise UnreadableFileError(
            f"{path} is no OpenStreetMap extract, or a broken one ({str(error)[:120]}): "
            "fetch it again"
        ) from error
    if reader.broken and not reader.use:
        raise UnreadableFileError(
            f"none of the {len(reader.broken):,} roads of {path} has all its nodes before it: "
            "put them in order with `osmium sort`, or take an extract with complete ways"
        )
    return reader.ways(f"{CREDIT}, {date}" if date else CREDIT)


class _Reader:
    """Takes one way after the other."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._profiles = profiles
        self._wkb = osmium.geom.WKBFactory()
        self._rows: dict[tuple[str | None, ...], int] = {}
        """Row of `_uses` by what the tags that count say; ways are alike by the thousand."""
        self._uses: list[tuple[Use, ...]] = []
        self._names: dict[str, int] = {"": 0}
        self._start, self._node, self._xy = array("q", [0]), array("q"), array("d")
        self.use, self._crossing_s, self._name = array("i"), array("d"), array("i")
        self.broken: list[int] = []

    def take(self, way: osmium.osm.Way) -> None:
        """Keep the way if some profile may use it and it is whole."""
        get = way.tags.get
        row = self._row(tuple([get(key) for key in KEYS]))
        if all(use == CLOSED for use in self._uses[row]):
            return
        try:
            line = bytes.fromhex(self._wkb.create_linestring(way, osmium.geom.ALL))
        except (osmium.InvalidLocationError, RuntimeError):
            self.broken.append(way.id)
            return
        ferry = self._uses[row][0].ferry or self._uses[row][-1].ferry
        self._xy.frombytes(line[_WKB_HEAD:])
        self._node.extend([node.ref for node in way.nodes])
        self._start.append(len(self._node))
        self.use.append(row)
        seconds = seconds_from_text(get("duration") or "") if ferry else None
        self._crossing_s.append(float("nan") if seconds is None else seconds)
        first, second = ("name", "ref") if ferry else ("ref", "name")
        name = get(first) or get(second) or ""
        self._name.append(self._names.setdefault(name, len(self._names)))

    def ways(self, note: str) -> Ways:
        """All that was kept; the reader is empty afterwards."""
        xy = np.frombuffer(self._xy, dtype=np.float64).reshape(-1, 2)
        lon, lat = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
        del xy
        self._xy = array("d")
        return Ways(
            start=np.array(self._start, dtype=np.int64),
            node=np.array(self._node, dtype=np.int64),
            lon=lon,
            lat=lat,
            use=np.array(self.use, dtype=np.int32),
            uses=self._uses,
            crossing_s=np.array(self._crossing_s, dtype=np.float64),
            name=np.array(self._name, dtype=np.int32),
            names=tuple(self._names),
            broken=tuple(self.broken),
            note=note,
        )

    def _row(self, said: tuple[str | None, ...]) -> int:
        row = self._rows.get(said)
        if row is None:
            tags = {key: value for key, value in zip(KEYS, said, strict=True) if value is not None}
            row = self._rows[said] = len(self._uses)
            self._uses.append(tuple(profile.use(tags) for profile in self._profiles))
        return row


def _graph(ways: Ways, segments: Segments, profile: int) -> RoadGraph:
    """The graph of one profile: each segment an arc in the directions that are open to it."""
    columns = np.array([uses[profile] for uses in ways.uses], dtype=float).reshape(-1, 4)
    forward, backward, ferry, accessible = columns[ways.use[segments.way]].T
    whole_m = np.bincount(segments.way, segments.length_m, minlength=len(ways.use))
    share = segments.length_m / whole_m[segments.way]
    crossing_s = np.where(ferry > 0, ways.crossing_s[segments.way] * share, np.nan)
    ahead, back = np.flatnonzero(forward), np.flatnonzero(backward)
    rows = np.concatenate([ahead, back])
    kmh = np.concatenate([forward[ahead], backward[back]])
    taken_s = np.where(
        np.isnan(crossing_s[rows]), segments.length_m[rows] / (kmh / 3.6), crossing_s[rows]
    )
    shape_start, vertices = _shapes(segments, ahead, back)
    return RoadGraph(
        lon=ways.lon[segments.vertex],
        lat=ways.lat[segments.vertex],
        source=np.concatenate([segments.source[ahead], segments.target[back]]),
        target=np.concatenate([segments.target[ahead], segments.source[back]]),
        length_m=segments.length_m[rows],
        duration_s=taken_s,
        ferry=ferry[rows] > 0,
        accessible=accessible[rows] > 0,
        name=ways.name[segments.way[rows]],
        names=ways.names,
        shape_start=shape_start,
        shape_lon=segments.lon[vertices],
        shape_lat=segments.lat[vertices],
        estimated=False,
        source_note=ways.note,
    )


def _shapes(
    segments: Segments, ahead: NDArray[np.int64], back: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each arc's inner vertices start, and which of the segments' vertices they are."""
    inner = segments.last - segments.first - 1
    count = np.concatenate([inner[ahead], inner[back]])
    start = np.concatenate([[0], np.cumsum(count)])
    begin = np.concatenate([segments.first[ahead] + 1, segments.last[back] - 1])
    step = np.repeat([1, -1], [len(ahead), len(back)])
    along = np.arange(start[-1]) - np.repeat(start[:-1], count)
    return start, np.repeat(begin, count) + np.repeat(step, count) * along
