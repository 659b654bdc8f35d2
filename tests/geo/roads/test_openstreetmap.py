from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from geo.errors import UnreadableFileError
from geo.roads.openstreetmap import Extract, read
from geo.roads.profiles import CAR, MOTORBIKE
from geo.routing.engine import By
from geo.routing.hierarchy import Hierarchy
from tests.geo.roads import extracts
from tests.geo.roads.extracts import Drawn, World

PAIRS = 1_000


@pytest.fixture(scope="module")
def world() -> World:
    return extracts.town()


@pytest.fixture(scope="module")
def extract(world: World, tmp_path_factory: pytest.TempPathFactory) -> Extract:
    path = tmp_path_factory.mktemp("extract") / "town.osm.pbf"
    return read(extracts.write(world, path, absent=extracts.ABSENT), [CAR, MOTORBIKE])


def by_hand(tags: Mapping[str, str], *, motorbike: bool = False) -> tuple[float, float]:
    """The rules for the town's tags, written down a second time."""
    if tags.get("route") == "ferry":
        return 1.0, 1.0
    if tags.get("access") == "no":
        return 0.0, 0.0
    car = {
        "primary": 52,
        "secondary": 45,
        "tertiary": 40,
        "residential": 25,
        "unclassified": 30,
        "living_street": 12,
        "motorway": 95,
    }
    bike = {
        "primary": 45,
        "secondary": 42,
        "tertiary": 38,
        "residential": 25,
        "unclassified": 30,
        "living_street": 15,
    }
    kmh = float((bike if motorbike else car).get(tags.get("highway", ""), 0))
    limits = {"30": 27.0, "50": 45.0, "60": 54.0, "20 mph": 20 * 1.609344 * 0.9}
    kmh = min(kmh, limits.get(tags.get("maxspeed", ""), kmh))
    oneway = tags.get("oneway", "")
    if tags.get("highway") == "motorway" or tags.get("junction") == "roundabout":
        oneway = "yes"
    return {"yes": (kmh, 0.0), "1": (kmh, 0.0), "-1": (0.0, kmh)}.get(oneway, (kmh, kmh))


@pytest.mark.parametrize("by", ["duration", "distance"])
@pytest.mark.parametrize("profile", ["car", "motorbike"])
def test_read_of_a_town_gives_the_costs_of_a_dijkstra_by_hand(
    extract: Extract, world: World, profile: str, by: By
) -> None:
    graph = extract.graphs[profile]
    arcs = extracts.arcs_by_hand(
        world, lambda tags: by_hand(tags, motorbike=profile == "motorbike")
    )
    named = {at: number for number, at in world.nodes.items()}
    ids = [named[at] for at in zip(graph.lon.tolist(), graph.lat.tolist(), strict=True)]
    random = np.random.default_rng(1)
    pairs = random.integers(graph.nodes, size=(PAIRS, 2)).astype(np.int32)
    tree = cache(lambda source: extracts.dijkstra(arcs, source, 1 if by == "duration" else 0))
    engine = Hierarchy(graph, by)
    for source, target in pairs.tolist():
        due = tree(ids[source])[ids[target]]
        found = engine.costs(np.array([source], np.int32), np.array([target], np.int32))
        assert found.length_m[0, 0] == pytest.approx(due[0], rel=1e-9, abs=1e-6)
        assert found.duration_s[0, 0] == pytest.approx(due[1], rel=1e-9, abs=1e-6)
        path = engine.path(source, target)
        assert path is not None
        assert graph.length_m[path].sum() == pytest.approx(due[0], rel=1e-9, abs=1e-6)


def test_read_has_nodes_at_junctions_alone_and_the_rest_as_shapes(
    extract: Extract, world: World
) -> None:
    graph = extract.graphs["car"]
    corners = {world.nodes[number] for number in range(1, extracts.ROWS * extracts.COLUMNS + 1)}
    nodes = set(zip(graph.lon.tolist(), graph.lat.tolist(), strict=True))
    assert len(nodes) == graph.nodes
    assert len(nodes - corners) < 12
    along = np.zeros(graph.arcs)
    for arc in range(graph.arcs):
        lon, lat = graph.vertices(arc)
        along[arc] = sum(
            extracts.course(*a, *b)[0]
            for a, b in zip(
                zip(lon[:-1], lat[:-1], strict=True),
                zip(lon[1:], lat[1:], strict=True),
                strict=True,
            )
        )
    np.testing.assert_allclose(along, graph.length_m, rtol=1e-9, atol=1e-6)


def test_read_counts_what_is_broken_and_what_hangs_on_nothing(extract: Extract) -> None:
    assert extract.broken == (extracts.BROKEN,)
    lost = extract.lost["car"]
    assert lost.arcs >= 2
    assert any(abs(lon - 106.4) < 0.01 for _, lon, _ in lost.largest)
    assert not np.any(extract.graphs["car"].lon > 106.3)


def test_read_keeps_the_island_that_a_ferry_serves(extract: Extract) -> None:
    graph = extract.graphs["car"]
    ferries = np.flatnonzero(graph.ferry)
    assert len(ferries) == 2
    assert graph.duration_s[ferries].tolist() == pytest.approx([2700, 2700])
    assert {graph.names[graph.name[arc]] for arc in ferries} == {"Phà Đảo"}
    assert not graph.accessible[ferries].any()
    assert np.any((graph.lon > 106.19) & (graph.lon < 106.3))


def test_read_bars_motorbikes_from_the_expressway(extract: Extract) -> None:
    def roads(profile: str) -> set[str]:
        graph = extract.graphs[profile]
        return {graph.names[name] for name in graph.name}

    assert "CT.01" in roads("car")
    assert "CT.01" not in roads("motorbike")
    car = extract.graphs["car"]
    expressway = car.name == car.names.index("CT.01")
    assert not car.accessible[expressway].any()
    assert car.accessible[~expressway & ~car.ferry].all()


def test_read_shows_progress(world: World, tmp_path: Path) -> None:
    seen: dict[str, int] = {}

    def watch(items: Iterable[object], label: str) -> Iterable[object]:
        for item in items:
            seen[label] = seen.get(label, 0) + 1
            yield item

    read(extracts.write(world, tmp_path / "a.osm.pbf"), [CAR], watch=watch)
    assert seen["ways"] >= len(world.ways) - 1
    assert seen["metres"] >= 1
    assert seen["graph"] == 1


def test_read_of_a_node_twice_in_succession_makes_no_loop(tmp_path: Path) -> None:
    nodes = {1: (106.0, 10.0), 2: (106.01, 10.0), 3: (106.02, 10.0), 4: (106.02, 10.0)}
    ways = {
        1: Drawn([1, 2, 2, 3], {"highway": "primary"}),
        2: Drawn([3, 4], {"highway": "primary"}),
    }
    graph = read(extracts.write(World(nodes, ways), tmp_path / "a.osm.pbf"), [CAR]).graphs["car"]
    engine = Hierarchy(graph, "distance")
    ends = np.array([graph.lon.argmin()], np.int32), np.arange(graph.nodes, dtype=np.int32)
    far = extracts.course(*nodes[1], *nodes[3])[0]
    # The last two nodes share a position: what lies between them is the least there is, 1 cm.
    assert engine.costs(*ends).length_m.max() == pytest.approx(far + 0.01, abs=1e-6)


def test_read_of_what_is_no_extract_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(b"<html>sorry</html>" * 100)
    with pytest.raises(UnreadableFileError, match="no OpenStreetMap extract"):
        read(tmp_path / "a.osm.pbf", [CAR])
    with pytest.raises(UnreadableFileError, match="roads fetch"):
        read(tmp_path / "none.osm.pbf", [CAR])


def test_read_of_an_extract_cut_short_says_so(world: World, tmp_path: Path) -> None:
    path = extracts.write(world, tmp_path / "a.osm.pbf")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(UnreadableFileError, match="broken one"):
        read(path, [CAR])


def test_read_of_ways_without_any_node_says_how_to_sort(world: World, tmp_path: Path) -> None:
    path = extracts.write(world, tmp_path / "a.osm.pbf", absent=[*world.nodes])
    with pytest.raises(UnreadableFileError, match="osmium sort"):
        read(path, [CAR])


def test_read_without_a_road_for_the_profile_names_it(tmp_path: Path) -> None:
    world = World({1: (106.0, 10.0), 2: (106.1, 10.0)}, {1: Drawn([1, 2], {"highway": "motorway"})})
    path = extracts.write(world, tmp_path / "a.osm.pbf")
    with pytest.raises(UnreadableFileError, match="motorbike"):
        read(path, [CAR, MOTORBIKE])
