"""Extracts written as OpenStreetMap's are, and answers worked out from the same rows by hand."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import osmium
from osmium.osm.mutable import Node, Way

from geo.distance import course

Position = tuple[float, float]


class Drawn(NamedTuple):
    """A way of an extract."""

    nodes: Sequence[int]
    tags: Mapping[str, str]


class World(NamedTuple):
    """Positions by node id, and ways by way id."""

    nodes: dict[int, Position]
    ways: dict[int, Drawn]


def write(world: World, path: Path, *, absent: Sequence[int] = ()) -> Path:
    """The extract as a PBF, without the absent nodes."""
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for number in sorted(world.nodes.keys() - set(absent)):
            writer.add_node(Node(id=number, version=1, location=world.nodes[number]))
        for number in sorted(world.ways):
            way = world.ways[number]
            writer.add_way(Way(id=number, version=1, nodes=way.nodes, tags=dict(way.tags)))
    return path


COLUMNS, ROWS = 14, 12
FERRY, BROKEN, ISLAND, MOTORWAY, ROUNDABOUT, LOOP = 900, 901, 902, 903, 904, 905


def town(seed: int = 7) -> World:
    """
    A town grid of bent streets, some one-way either way; a motorway over it, a roundabout, a loop
    street; an island by ferry, another without; a way whose node is missing (see `absent`).
    """
    random = np.random.default_rng(seed)
    nodes: dict[int, Position] = {}
    for row in range(ROWS):
        for column in range(COLUMNS):
            shift = random.normal(0, 0.0006, 2)
            nodes[1 + row * COLUMNS + column] = (
                round(106.0 + 0.004 * column + shift[0], 7),
                round(10.0 + 0.004 * row + shift[1], 7),
            )
    ways: dict[int, Drawn] = {}
    bend = 1000
    kinds = ["primary", "secondary", "tertiary", "residential", "unclassified", "living_street"]
    for row in range(ROWS):
        for column in range(COLUMNS):
            here = 1 + row * COLUMNS + column
            for there, exists in (
                (here + 1, column + 1 < COLUMNS),
                (here + COLUMNS, row + 1 < ROWS),
            ):
                if not exists:
                    continue
                start, end = np.array(nodes[here]), np.array(nodes[there])
                inner = []
                for share in np.linspace(0, 1, int(random.integers(2, 6)))[1:-1]:
                    at = start + share * (end - start) + random.normal(0, 0.0003, 2)
                    nodes[bend] = (round(float(at[0]), 7), round(float(at[1]), 7))
                    inner.append(bend)
                    bend += 1
                tags = {"highway": str(random.choice(kinds))}
                if random.random() < 0.3:
                    tags["oneway"] = str(random.choice(["yes", "-1", "1", "no"]))
                if random.random() < 0.3:
                    tags["maxspeed"] = str(random.choice(["30", "50", "20 mph", "60"]))
                ways[len(ways) + 1] = Drawn([here, *inner, there], tags)
    # The motorway of two carriageways' worth in one: one-way without a tag that says so.
    ways[MOTORWAY] = Drawn(
        [1, 2 + 2 * COLUMNS + 2, ROWS * COLUMNS], {"highway": "motorway", "ref": "CT.01"}
    )
    for offset, at in enumerate(
        [(106.02, 9.99), (106.021, 9.989), (106.02, 9.988), (106.019, 9.989)]
    ):
        nodes[5000 + offset] = at
    ways[ROUNDABOUT] = Drawn(
        [5000, 5001, 5002, 5003, 5000], {"highway": "tertiary", "junction": "roundabout"}
    )
    ways[ROUNDABOUT + 100] = Drawn([5, 5000], {"highway": "tertiary"})
    nodes |= {
        5100 + i: at for i, at in enumerate([(106.03, 9.989), (106.032, 9.987), (106.03, 9.985)])
    }
    ways[LOOP] = Drawn(
        [5002, 5100, 5101, 5102, 5100], {"highway": "residential", "name": "Đường Vòng"}
    )
    nodes |= {6000 + i: (106.2 + 0.003 * i, 10.02 + 0.002 * (i % 2)) for i in range(6)}
    ways[ISLAND + 100] = Drawn([6000, 6001, 6002, 6003], {"highway": "residential"})
    ways[FERRY] = Drawn(
        [COLUMNS, 6000],
        {"route": "ferry", "duration": "00:45", "name": "Phà Đảo", "motor_vehicle": "yes"},
    )
    nodes |= {7000 + i: (106.4 + 0.003 * i, 10.2) for i in range(4)}
    ways[ISLAND] = Drawn([7000, 7001, 7002, 7003], {"highway": "residential"})
    nodes[8000] = (106.05, 10.05)
    ways[BROKEN] = Drawn([3, 8000, 4 + COLUMNS], {"highway": "primary"})
    ways[906] = Drawn([1, ROWS * COLUMNS // 2], {"highway": "footway"})
    ways[907] = Drawn([2, ROWS * COLUMNS - 3], {"highway": "trunk", "access": "no"})
    ways[908] = Drawn([9, ROWS * COLUMNS - 1], {"building": "yes"})
    return World(nodes, ways)


ABSENT = (8000,)
"""Nodes of `town` that are to be missing from its extract."""

Arcs = dict[int, list[tuple[int, float, float]]]


def arcs_by_hand(world: World, speed: Callable[[Mapping[str, str]], tuple[float, float]]) -> Arcs:
    """Every two nodes in succession as an arc: no junctions, no shapes."""
    arcs: Arcs = {}
    for number, way in world.ways.items():
        forward, backward = speed(way.tags)
        if number == BROKEN or not (forward or backward):
            continue
        steps = [course(*world.nodes[a], *world.nodes[b])[0] for a, b in pairwise(way.nodes)]
        for (a, b), metres in zip(pairwise(way.nodes), steps, strict=True):
            if way.tags.get("route") == "ferry":
                taken = (45 * 60 * metres / sum(steps),) * 2
            else:
                taken = tuple(metres / (kmh / 3.6) if kmh else 0.0 for kmh in (forward, backward))
            if forward:
                arcs.setdefault(a, []).append((b, metres, taken[0]))
            if backward:
                arcs.setdefault(b, []).append((a, metres, taken[1]))
    return arcs


def dijkstra(arcs: Arcs, source: int, by: int) -> dict[int, tuple[float, float]]:
    """Metres and seconds along the best paths from a node; by 0 the least metres, by 1 seconds."""
    done: dict[int, tuple[float, float]] = {}
    queue = [(0.0, source, 0.0, 0.0)]
    while queue:
        _, node, metres, seconds = heapq.heappop(queue)
        if node in done:
            continue
        done[node] = metres, seconds
        for there, more_m, more_s in arcs.get(node, ()):
            if there not in done:
                cost = metres + more_m, seconds + more_s
                heapq.heappush(queue, (cost[by], there, *cost))
    return done
