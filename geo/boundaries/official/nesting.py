"""Faces to the children of the unit that each lies in, so that children nest in new parents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely
from geopandas import GeoDataFrame
from scipy.spatial import cKDTree

from geo.boundaries.codes import Codes, Floats, Integers, Mask, codes_of, known, taken
from geo.boundaries.official.mosaic import Mosaic

_STRETCH = np.array([np.cos(np.radians(16.0)), 1.0])
"""Degrees of longitude in those of latitude, in the middle of the country."""
_ROOM_KM2 = 0.1
"""The smallest face to make room in for a child without land, when there is a larger one."""


class Children(NamedTuple):
    """Units that have to nest in groups, such as communes in districts."""

    layer: GeoDataFrame
    """As they were, in EPSG:4326, rows numbered from 0: `code`, `lon`, `lat` (their centres)."""
    groups: Codes
    """The group each belongs to."""


class Carving(NamedTuple):
    """How a child shares its land with others that have none: by the nearest seed."""

    host: str
    codes: Codes
    """The host's code, then those of the children that come in."""
    seeds: Floats
    """Their positions on the host's land, in degrees alike both ways."""
    lines: Any
    """The borders between them."""


def nested(mosaic: Mosaic, groups: Codes, children: Children) -> Codes:
    """
    The child that each face belongs to: always a child of the group that the face is in.

    A face stays with the child it was in when that child is of the face's group. A face that its
    group has won from another goes to the child with the longest border; a detached one to the
    nearest child.

    Parameters
    ----------
    groups
        The group of each face; None where it is nobody's, and so no child's.
    """
    codes = codes_of(children.layer["code"])
    row = mosaic.rows_of(children.layer)
    labels = taken(codes, row)
    labels[taken(children.groups, row) != groups] = None
    labels[~known(groups)] = None
    labels = mosaic.spread(labels, known(groups), groups=groups)
    for group in sorted(set(groups[known(groups) & ~known(labels)])):
        labels = _to_nearest(mosaic, labels, groups == group, codes[children.groups == group])
    return labels


def carvings(mosaic: Mosaic, groups: Codes, labels: Codes, children: Children) -> list[Carving]:
    """
    Room for the children that got no land though their group has some.

    Such a child's outline lay wholly outside its parent's new one. It gets a share of the land of
    the child that holds its centre; a centre outside is first moved to the group's nearest land.
    """
    present = set(groups[known(groups)])
    having = set(labels[known(labels)])
    guests: dict[str, list[tuple[str, Floats]]] = {}
    for code, group, lon, lat in zip(
        children.layer["code"],
        children.groups,
        children.layer["lon"],
        children.layer["lat"],
        strict=True,
    ):
        if code not in having and group in present:
            face, seed = _seat(mosaic, np.flatnonzero(groups == group), lon, lat)
            guests.setdefault(labels[face], []).append((code, seed))
    centre = children.layer.set_index("code")[["lon", "lat"]]
    return [
        _carving(mosaic, np.flatnonzero(labels == host), host, centre.loc[host], found)
        for host, found in sorted(guests.items())
    ]


def carved(mosaic: Mosaic, labels: Codes, made: Sequence[Carving]) -> Codes:
    """The labels with the hosts' faces shared out; `mosaic` has the carvings' lines."""
    labels = labels.copy()
    for carving in made:
        inside = labels == carving.host
        at = np.column_stack([mosaic.lon[inside], mosaic.lat[inside]]) * _STRETCH
        labels[inside] = carving.codes[cKDTree(carving.seeds).query(at)[1]]
    return labels


def _seat(mosaic: Mosaic, faces: Integers, lon: float, lat: float) -> tuple[int, Floats]:
    """A face of those to seat a child in that has its centre there, and where in it."""
    roomy = faces[mosaic.areas()[faces] >= _ROOM_KM2]
    faces = roomy if len(roomy) else faces
    point = shapely.Point(lon, lat)
    gaps = shapely.distance(mosaic.faces[faces], point)
    face = int(faces[gaps.argmin()])
    if gaps.min() == 0:
        return face, np.array([lon, lat])
    edge = shapely.get_coordinates(shapely.shortest_line(mosaic.faces[face], point))[0]
    heart = np.array([mosaic.lon[face], mosaic.lat[face]])
    way = edge + (heart - edge) / 3
    return face, way if shapely.contains_xy(mosaic.faces[face], *way) else heart


def _carving(
    mosaic: Mosaic,
    faces: Integers,
    host: str,
    centre: Any,
    guests: Sequence[tuple[str, Floats]],
) -> Carving:
    """The division of a host's faces among it and its guests."""
    land = shapely.coverage_union_all(mosaic.faces[faces])
    seats = [seed for _, seed in guests]
    own = np.array([centre["lon"], centre["lat"]], dtype=float)
    if not shapely.contains_xy(land, *own) or any(np.allclose(own, seat) for seat in seats):
        heart = faces[shapely.area(mosaic.faces[faces]).argmax()]
        own = np.array([mosaic.lon[heart], mosaic.lat[heart]])
    seeds = np.array([own, *seats]) * _STRETCH
    # Two centres on one spot would share nothing: a metre apart, they share it evenly.
    seeds += np.arange(len(seeds))[:, None] * 1e-5
    around = shapely.box(*(np.array(land.buffer(0.1).bounds) * np.tile(_STRETCH, 2)))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=around, only_edges=True)
    edges = shapely.transform(cells, lambda corners: corners / _STRETCH)
    codes = codes_of([host, *(code for code, _ in guests)])
    return Carving(host, codes, seeds, shapely.intersection(edges, land))


def _to_nearest(mosaic: Mosaic, labels: Codes, inside: Mask, codes: Codes) -> Codes:
    """The labels of a group, its detached faces labelled as the nearest labelled one."""
    labels = labels.copy()
    have = np.flatnonzero(inside & known(labels))
    lack = np.flatnonzero(inside & ~known(labels))
    if len(have):
        lacking, nearest = shapely.STRtree(mosaic.faces[have]).query_nearest(
            mosaic.faces[lack], all_matches=False
        )
        labels[lack[lacking]] = labels[have[nearest]]
    elif len(codes):
        # None of the group's children has land in it: one takes all, and `carvings` shares it out.
        labels[lack] = codes[0]
    return labels
