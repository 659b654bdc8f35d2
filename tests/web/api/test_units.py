"""`/api/units`: every unit of a level, its outline in both forms, and what is refused."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geo.vintages import LAYERS, Level, Vintage
from web.caching import Body

COUNTS = {
    ("2025-03-01", "province"): 63,
    ("2025-03-01", "district"): 696,
    ("2025-07-01", "province"): 34,
    ("2025-07-01", "commune"): 3321,
}


def decoded(topology):
    """The arcs of a topology as positions, undone as its specification has it."""
    scale = topology["transform"]["scale"]
    return [np.cumsum(np.asarray(arc), axis=0) * scale for arc in topology["arcs"]]


def turning(ring):
    """Twice the area a closed ring encloses, above 0 when it runs counterclockwise."""
    x, y = (np.asarray(ring) - ring[0]).T
    return np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])


def outline(geometry, arcs):
    """A TopoJSON geometry as a shapely one."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]

    def ring(numbers):
        parts = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
        for before, after in pairwise(parts):
            assert before[-1].tolist() == after[0].tolist()
        joined = np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
        assert joined[0].tolist() == joined[-1].tolist()
        return joined

    return shapely.MultiPolygon([(ring(p[0]), [ring(h) for h in p[1:]]) for p in polygons])


@pytest.mark.parametrize(("layer", "count"), COUNTS.items())
def test_units_of_a_level_are_all_there(ask, layer, count):
    answer = ask(f"/api/units/{layer[0]}/{layer[1]}", zoom=5)
    assert len(answer["features"]) == count
    known = answer["features"][0]["properties"]
    for name in ("code", "name", "name_en", "type", "parent", "province", "area_km2", "valid_from"):
        assert name in known
    assert (known["vintage"], known["level"]) == layer
    assert all(one["geometry"]["coordinates"] for one in answer["features"])


def test_units_as_geojson_follow_the_right_hand_rule(ask):
    for feature in ask("/api/units/2025-07-01/province", zoom=8)["features"]:
        for shell, *holes in feature["geometry"]["coordinates"]:
            assert turning(shell) >= 0
            assert all(turning(hole) <= 0 for hole in holes)


@pytest.mark.parametrize("zoom", [5, 8, 11])
def test_units_as_topojson_are_those_as_geojson(ask, zoom):
    path = "/api/units/2025-03-01/district"
    plain = ask(path, zoom=zoom, province="48")["features"]
    topology = ask(path, zoom=zoom, province="48", f="topojson")
    arcs = decoded(topology)
    units = topology["objects"]["units"]["geometries"]
    assert [unit["id"] for unit in units] == [feature["id"] for feature in plain]
    step = topology["transform"]["scale"][0]
    for unit, feature in zip(units, plain, strict=True):
        assert unit["properties"] == feature["properties"]
        ours, theirs = outline(unit, arcs), shape(feature["geometry"])
        assert shapely.hausdorff_distance(ours, theirs) <= 2 * step


def test_units_share_the_arcs_of_their_borders(ask):
    topology = ask("/api/units/2025-07-01/province", zoom=7, f="topojson")
    users: dict[int, int] = {}
    for unit in topology["objects"]["units"]["geometries"]:
        polygons = [unit["arcs"]] if unit["type"] == "Polygon" else unit["arcs"]
        for arc in (arc for polygon in polygons for ring in polygon for arc in ring):
            users[arc if arc >= 0 else ~arc] = users.get(arc if arc >= 0 else ~arc, 0) + 1
    assert set(users) == set(range(len(topology["arcs"])))
    assert set(users.values()) == {1, 2}
    assert sum(count == 2 for count in users.values()) >= 60


def test_units_in_a_box_are_those_whose_parts_meet_it(ask, locator):
    box = (105.7, 20.9, 106.0, 21.2)
    answer = ask("/api/units/2025-07-01/commune", bbox=",".join(map(str, box)), zoom=12)
    layer = locator.boundaries.layer(Vintage.V2025_07, Level.COMMUNE)
    due = set(layer.index[layer.geometry.intersects(shapely.box(*box))])
    found = {feature["id"] for feature in answer["features"]}
    assert due <= found
    assert len(found) < 2 * len(due)


def test_units_at_every_zoom_reach_the_islands(ask):
    for zoom in (4, 8):
        units = ask("/api/units/2025-07-01/province", zoom=zoom)["features"]
        boxes = {unit["id"]: shape(unit["geometry"]).bounds for unit in units}
        assert boxes["48"][2] > 111
        assert boxes["56"][2] > 114


def test_units_are_fewer_bytes_the_farther_off(client):
    def size(zoom):
        address = f"/api/units/2025-03-01/district?f=topojson&zoom={zoom}"
        return len(Body(client.get(address).data).encoded("br"))

    sizes = [size(zoom) for zoom in (5, 7, 9)]
    assert sizes == sorted(sizes)
    assert sizes[0] < 100_000


@pytest.mark.parametrize("layer", LAYERS)
def test_unit_of_every_level_answers(ask, locator, layer):
    code = locator.boundaries.layer(*layer).index[-1]
    answer = ask(f"/api/units/{layer[0]}/{layer[1]}/{code}")
    assert answer["id"] == answer["properties"]["code"] == code
    assert answer["approximate"] is True


def test_unit_of_a_commune_says_what_became_of_it(ask, locator):
    before = ask("/api/units/2025-03-01/commune/00577")["properties"]["successors"]
    assert before == [
        {"code": code, "share": pytest.approx(share, abs=1e-6)}
        for code, share in locator.crosswalk.successors("00577")
    ]
    after = before[0]["code"]
    came = ask(f"/api/units/2025-07-01/commune/{after}")["properties"]["predecessors"]
    assert "00577" in [one["code"] for one in came]


@pytest.mark.parametrize("code", ["D318", "D471", "D498", "D536", "D755"])
def test_unit_of_an_island_district_answers_as_commune(ask, code):
    answer = ask(f"/api/units/2025-03-01/commune/{code}")
    assert answer["geometry"]["coordinates"]
    assert answer["properties"]["successors"]


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/api/units/2020-01-01/province", {}, 404, "unknown-vintage"),
        ("/api/units/2025-07-01/district", {}, 404, "unknown-vintage"),
        ("/api/units/2025-03-01/hamlet", {}, 404, "unknown-vintage"),
        ("/api/units/2025-03-01/province/99", {}, 404, "unknown-unit"),
        ("/api/units/2025-03-01/province/1", {}, 404, "unknown-unit"),
        ("/api/units/2025-07-01/commune", {"province": "02"}, 404, "unknown-unit"),
        ("/api/units/2025-07-01/commune", {"bbox": "1,2,3"}, 400, "invalid-bbox"),
        ("/api/units/2025-07-01/commune", {"zoom": 99}, 400, "invalid-parameter"),
        ("/api/units/2025-07-01/commune", {"f": "shp"}, 400, "invalid-parameter"),
        ("/api/units/2025-07-01/commune", {"vintage": "x"}, 400, "unknown-parameter"),
        ("/api/units/2025-07-01", {}, 404, "not-found"),
    ],
)
def test_units_with_bad_input_are_refused(ask, path, query, status, code):
    assert ask(path, answers=status, **query)["code"] == code
