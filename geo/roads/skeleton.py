"""
The national road skeleton of `data/roads`: towns and junctions, and the roads between them.

A road here is a straight line between two towns with the kilometres that the real road has
there. Distances hold up, the drawn line only as far as the towns are dense; whoever shows them
says "ước tính". `data/roads/README.md` tells where the rows come from and how far they are off.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from pandas import DataFrame, Series

from geo.crs import WGS84
from geo.distance import inverse
from geo.errors import SchemaError, UnreadableFileError
from geo.roads.graph import RoadGraph
from geo.schema import conform

ROAD_CLASSES = ("expressway", "national", "provincial", "ferry")
"""What an edge can be, fastest first."""
SPEEDS_KMH = (10, 100)
"""No car averages less on a road of these classes, nor more on the best of them."""
SINUOSITY_AT_MOST = 3.0
"""Kilometres of road to those of the straight line; mountain passes reach 2.8."""
CREDIT = "data/roads; GeoNames (CC BY 4.0)"
"""What whoever shows these roads owes."""
_SLACK_M = 20.0
"""Lengths are written to 10 m: a straight road may come out shorter than the geodesic by that."""


class Roads(NamedTuple):
    """The two layers of a skeleton."""

    nodes: GeoDataFrame
    """Layer `road_nodes`: n points."""
    edges: GeoDataFrame
    """Layer `road_edges`: m straight lines, each drivable both ways."""


def read(folder: Path) -> Roads:
    """
    The skeleton of a folder's `nodes.csv` and `edges.csv`, checked.

    Raises
    ------
    UnreadableFileError
        If a table is missing or broken.
    SchemaError
        If a row cannot be: see `check`.

    Examples
    --------
    >>> roads = read(Path("data/roads"))
    >>> roads.nodes.set_index("node_id").loc["D001", "name"]
    'Ba Đình'
    """
    nodes, edges = _table(folder / "nodes.csv"), _table(folder / "edges.csv")
    lon, lat = _numbers(nodes, "lon"), _numbers(nodes, "lat")
    placed = conform(
        "road_nodes",
        GeoDataFrame(nodes, geometry=gpd.points_from_xy(lon, lat), crs=WGS84),
    )
    position = dict(zip(placed["node_id"], placed.geometry, strict=True))
    for row, ends in enumerate(zip(edges["from_node"], edges["to_node"], strict=True), start=1):
        for node in ends:
            if node not in position:
                raise SchemaError(
                    f"layer 'road_edges': row {row} names the node {node!r}, "
                    "which road_nodes lacks: add it there, or mend its name"
                )
    lines = [
        shapely.LineString([position[start], position[end]])
        for start, end in zip(edges["from_node"], edges["to_node"], strict=True)
    ]
    joined = conform("road_edges", GeoDataFrame(edges, geometry=lines, crs=WGS84))
    assert isinstance(placed, GeoDataFrame)  # noqa: S101 - conform's type does not say so
    assert isinstance(joined, GeoDataFrame)  # noqa: S101 - conform's type does not say so
    check(placed, joined)
    return Roads(placed, joined)


def check(nodes: DataFrame, edges: DataFrame) -> None:
    """
    See that every edge is a road there can be.

    Parameters
    ----------
    nodes, edges
        The layers `road_nodes` and `road_edges`.

    Raises
    ------
    SchemaError
        If an edge names an unknown node or joins one with itself, is shorter than the straight
        line or absurdly longer, faster or slower than its class allows, a ferry without a
        duration or a road with one. It names the first such row.
    """
    for problem in _problems(nodes, edges):
        raise SchemaError(f"layer 'road_edges': {problem}")


def graph(nodes: DataFrame, edges: DataFrame) -> RoadGraph:
    """
    The skeleton as every network is asked: each edge two arcs, straight, and estimated.

    Parameters
    ----------
    nodes, edges
        The layers `road_nodes` and `road_edges`, as `check` passes them.

    Returns
    -------
    A graph whose nodes are the rows of `nodes`. A ferry's seconds are its crossing and its wait.

    Examples
    --------
    >>> graph(*read(Path("data/roads"))).estimated
    True
    """
    rows = Series(np.arange(len(nodes), dtype=np.int32), index=nodes["node_id"])
    start, end = (rows.loc[edges[column]].to_numpy() for column in ("from_node", "to_node"))
    length_m = edges["length_km"].to_numpy(float) * 1000
    driving_s = length_m / (edges["speed_kmh"].to_numpy(float) / 3.6)
    crossing_s = edges["duration_min"].to_numpy(float) * 60
    ferry = (edges["class"] == "ferry").to_numpy(bool)
    name, names = pd.factorize(edges["road"], sort=True)
    return RoadGraph(
        lon=nodes["lon"].to_numpy(float),
        lat=nodes["lat"].to_numpy(float),
        source=np.concatenate([start, end]),
        target=np.concatenate([end, start]),
        length_m=np.tile(length_m, 2),
        duration_s=np.tile(np.where(ferry, crossing_s, driving_s), 2),
        ferry=np.tile(ferry, 2),
        accessible=np.tile(~edges["class"].isin(["ferry", "expressway"]).to_numpy(bool), 2),
        name=np.tile(name.astype(np.int32), 2),
        names=tuple(map(str, names)),
        shape_start=np.zeros(2 * len(edges) + 1, np.int64),
        shape_lon=np.zeros(0),
        shape_lat=np.zeros(0),
        estimated=True,
        source_note=CREDIT,
    )


def _problems(nodes: DataFrame, edges: DataFrame) -> Iterator[str]:
    """What is wrong with the edges, in words; nothing when all is well."""
    known = set(nodes["node_id"])
    for column in ("from_node", "to_node"):
        yield from _where(
            ~edges[column].isin(known), edges, f"names a node in {column} that road_nodes lacks"
        )
    loops = edges["from_node"] == edges["to_node"]
    yield from _where(loops, edges, "leads from a node to itself")
    ferry = edges["class"] == "ferry"
    yield from _where(
        ferry & ~(edges["duration_min"] > 0).fillna(False), edges, "is a ferry without duration_min"
    )
    yield from _where(~ferry & edges["duration_min"].notna(), edges, "is a road with duration_min")
    slowest, fastest = SPEEDS_KMH
    absurd = ~edges["speed_kmh"].between(slowest, fastest).fillna(False)
    yield from _where(
        ~ferry & absurd, edges, f"is driven at no speed_kmh of {slowest} to {fastest}"
    )
    position = nodes.set_index("node_id")[["lon", "lat"]]
    start, end = (position.loc[edges[column]] for column in ("from_node", "to_node"))
    straight_m, _ = inverse(*(side[axis].to_numpy() for side in (start, end) for axis in start))
    length_m = edges["length_km"].to_numpy(float) * 1000
    short = Series(length_m < straight_m - _SLACK_M, index=edges.index)
    yield from _where(short, edges, "is shorter than the straight line: mend length_km or a node")
    winding = Series(length_m > SINUOSITY_AT_MOST * straight_m + _SLACK_M, index=edges.index)
    yield from _where(
        winding, edges, f"is more than {SINUOSITY_AT_MOST:g} times as long as the straight line"
    )


def _where(wrong: Series[Any], edges: DataFrame, what: str) -> Iterator[str]:
    """That the first of those rows is so, with its name."""
    rows = np.flatnonzero(wrong.to_numpy(bool))
    if len(rows):
        edge = edges.iloc[rows[0]]
        yield f"row {rows[0] + 1}, {edge['road']} {edge['from_node']}–{edge['to_node']}, {what}"


def _numbers(table: DataFrame, column: str) -> Series[Any]:
    """A column of coordinates; what is none is said by row."""
    if column not in table:
        raise SchemaError(f"layer 'road_nodes' lacks the columns {column}")
    numbers = pd.to_numeric(table[column], errors="coerce")
    if numbers.isna().any():
        row = int(numbers.isna().to_numpy().argmax())
        raise SchemaError(
            f"layer 'road_nodes': {column} is {table[column].iloc[row]!r} in row {row + 1}; "
            "decimal degrees are due"
        )
    return numbers


def _table(path: Path) -> DataFrame:
    """A committed CSV, every cell a text, an empty one missing."""
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}") from error
