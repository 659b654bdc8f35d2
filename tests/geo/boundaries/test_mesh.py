"""Outlines taken apart and put together: nothing lost, borders shared, islands kept."""

import numpy as np
import pytest
import shapely

from geo.boundaries.display import Display, geojson_geometry, topojson
from geo.boundaries.mesh import mesh_of, simplified
from geo.vintages import LAYERS, Level, Vintage


def rebuilt(mesh, row):
    return shapely.MultiPolygon(
        [
            (mesh.points(shell), [mesh.points(hole) for hole in holes])
            for shell, *holes in mesh.units[row]
        ]
    )


def tiles(side=6, seed=3):
    """Squares of a grid whose inner corners were pushed about, and a hole with a tile in it."""
    random = np.random.default_rng(seed)
    corners = np.stack(np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0)), axis=-1)
    corners[1:-1, 1:-1] += random.uniform(-0.3, 0.3, (side - 1, side - 1, 2))
    made = [
        shapely.Polygon(
            [corners[r, c], corners[r, c + 1], corners[r + 1, c + 1], corners[r + 1, c]]
        )
        for r in range(side)
        for c in range(side)
    ]
    inner = shapely.box(0.4, 0.4, 0.6, 0.6)
    return [shapely.Polygon(made[0].exterior, [inner.exterior.coords]), *made[1:], inner]


def test_mesh_of_tiles_gives_them_back():
    shapes = tiles()
    mesh = mesh_of(shapes)
    for row, whole in enumerate(shapes):
        assert rebuilt(mesh, row).equals(whole)


def test_mesh_of_tiles_has_every_border_once():
    shapes = tiles()
    mesh = mesh_of(shapes)
    length = sum(shapely.LineString(arc).length for arc in mesh.arcs)
    assert length == pytest.approx(shapely.union_all([s.boundary for s in shapes]).length)


@pytest.mark.parametrize("layer", LAYERS)
def test_mesh_of_units_gives_them_back(locator, layer):
    shapes = locator.boundaries.layer(*layer).geometry.to_numpy()[:300]
    mesh = mesh_of(shapes)
    for row in range(0, len(shapes), 7):
        assert rebuilt(mesh, row).equals(shapes[row])


def test_simplified_units_leave_neither_gap_nor_overlap(locator):
    layer = locator.boundaries.layer(Vintage.V2025_07, Level.PROVINCE)
    mesh = simplified(mesh_of(layer.geometry.to_numpy()), 0.005)
    # Where two units meet they have the same arc, so what is drawn between them is one line.
    users = np.zeros(len(mesh.arcs), int)
    for unit in mesh.units:
        for arc in (arc for polygon in unit for ring in polygon for arc in ring):
            users[arc if arc >= 0 else ~arc] += 1
    assert users.max() == 2
    drawn = shapely.make_valid([rebuilt(mesh, row) for row in range(len(mesh.units))])
    whole = shapely.union_all(layer.geometry.to_numpy()).area
    assert shapely.area(drawn).sum() == pytest.approx(whole, rel=0.005)


def test_simplified_moves_no_border_farther_than_the_tolerance(locator):
    layer = locator.boundaries.layer(Vintage.V2025_07, Level.PROVINCE)
    mesh = mesh_of(layer.geometry.to_numpy())
    fewer = simplified(mesh, 0.02)
    assert sum(map(len, fewer.arcs)) < sum(map(len, mesh.arcs)) / 2
    for before, after in zip(mesh.arcs, fewer.arcs, strict=True):
        if len(after) > 3 or before[0].tolist() != before[-1].tolist():
            line = shapely.LineString(after)
            assert shapely.distance(shapely.points(before), line).max() <= 0.02 + 1e-9


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("zoom", [3, 6, 9, 12])
def test_display_of_a_layer_draws_every_unit_at_every_zoom(locator, layer, zoom):
    units = locator.boundaries.layer(*layer)
    mesh = Display(units).at(zoom)
    assert all(unit for unit in mesh.units)
    # An archipelago is of one unit, and far from it: it must be seen with the unit.
    bounds = units.geometry.bounds
    for row in np.flatnonzero((bounds["maxx"] - bounds["minx"]).to_numpy() > 2):
        drawn = shapely.MultiPoint(
            np.concatenate([mesh.points(polygon[0]) for polygon in mesh.units[row]])
        ).bounds
        whole = bounds.iloc[row].to_numpy()
        assert np.abs(np.asarray(drawn) - whole).max() <= 17 * 360 / 256 / 2**zoom


def test_display_within_a_box_finds_units_by_their_parts(locator):
    from geo.coordinates import BBox

    units = locator.boundaries.layer(Vintage.V2025_07, Level.PROVINCE)
    display = Display(units)
    # The sea between the coast and Hoàng Sa is in Đà Nẵng's box, but no part of it is there.
    assert display.within(BBox(109.5, 15.5, 110.5, 16.5)).tolist() == []
    hoang_sa = units.index[display.within(BBox(111.0, 15.7, 113.0, 17.2))].tolist()
    assert hoang_sa == ["48"]


def test_topojson_of_some_units_is_geojson_of_them(locator):
    units = locator.boundaries.layer(Vintage.V2025_03, Level.DISTRICT)
    mesh = Display(units).at(9)
    rows = [5, 17, 300]
    made = topojson(mesh, rows, ["a", "b", "c"], [{}, {}, {}], name="units", digits=4)
    arcs = [np.cumsum(arc, axis=0) * 1e-4 for arc in map(np.asarray, made["arcs"])]
    for row, unit in zip(rows, made["objects"]["units"]["geometries"], strict=True):
        numbers = unit["arcs"] if unit["type"] == "MultiPolygon" else [unit["arcs"]]
        ends = np.array(
            [
                (arcs[n] if n >= 0 else arcs[~n][::-1])[0]
                for p in numbers
                for ring in p
                for n in ring
            ]
        )
        outline = geojson_geometry(mesh, row, digits=4)["coordinates"]
        known = {tuple(at) for polygon in outline for ring in polygon for at in ring}
        assert {tuple(at) for at in ends.round(4).tolist()} <= known
