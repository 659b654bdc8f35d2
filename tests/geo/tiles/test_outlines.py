"""
Vector tiles of outlines: what GDAL reads in them, which did not write them.

GDAL's MVT driver gives positions in EPSG:3857; put back on the tile's grid they are whole numbers
again, and what is shared must be shared to the bit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.boundaries.display import Display
from geo.locator import Locator
from geo.tiles import EXTENT, Cut, Outlines, Points, Tile, encoded
from geo.tiles.grid import BUFFER, on_grid, tiles_within
from geo.tiles.outlines import counted
from geo.tiles.points import MOST
from geo.vintages import CURRENT, Level, Vintage

VIETNAM = (102.0, 7.0, 118.0, 24.0)
HALF_M = 20_037_508.342789244
LARGEST = 500_000
LAYERS = {
    "provinces": (CURRENT, Level.PROVINCE, 0),
    "districts": (Vintage.V2025_03, Level.DISTRICT, 4),
    "communes": (CURRENT, Level.COMMUNE, 7),
    "old communes": (Vintage.V2025_03, Level.COMMUNE, 7),
}
COLUMNS = ("code", "name", "name_en", "type", "parent", "province", "population")


@pytest.fixture(scope="module", params=LAYERS)
def layer(request: pytest.FixtureRequest, locator: Locator) -> tuple[GeoDataFrame, Display, int]:
    vintage, level, first = LAYERS[request.param]
    frame = locator.boundaries.layer(vintage, level).reset_index()
    return frame, Display(frame), first


def cut(frame: GeoDataFrame, display: Display, zoom: int) -> Cut:
    columns = frame[list(COLUMNS)].astype(object).where(frame[list(COLUMNS)].notna(), None)
    rows: list[dict[str, Any]] = columns.to_dict("records")
    return Cut("units", Outlines(display, zoom), rows.__getitem__)


def read(folder: Path, content: bytes, tile: Tile) -> GeoDataFrame:
    """What GDAL finds, on the grid of the zoom, where y runs south."""
    path = folder / f"{tile.zoom}-{tile.x}-{tile.y}.mvt"
    path.write_bytes(content)
    found = pyogrio.read_dataframe(path, layer="units", X=tile.x, Y=tile.y, Z=tile.zoom, CLIP="NO")
    step_m = 2 * HALF_M / (EXTENT * 2**tile.zoom)

    def back(points: Any) -> Any:
        x, y = points.T
        placed = np.column_stack(((x + HALF_M) / step_m, (HALF_M - y) / step_m))
        whole = np.rint(placed)
        assert np.abs(placed - whole).max() < 1e-3
        return whole

    return found.set_geometry(shapely.transform(found.geometry.to_numpy(), back))


def busiest(frame: GeoDataFrame, zoom: int, most: int) -> list[Tile]:
    positions = shapely.get_coordinates(frame.geometry.to_numpy())
    return [tile for tile, _ in counted(positions, zoom).most_common(most)]


def test_tiles_of_the_whole_pyramid_are_under_the_limit(
    layer: tuple[GeoDataFrame, Display, int], record_property: Any
) -> None:
    frame, display, first = layer
    largest = 0
    for zoom in range(first, 13):
        cuts = [cut(frame, display, zoom)]
        low = zoom <= max(first, 5)
        tiles = list(tiles_within(VIETNAM, zoom)) if low else busiest(frame, zoom, 2)
        largest = max(largest, *(len(encoded(cuts, tile)) for tile in tiles))
    record_property("largest_bytes", largest)
    assert 0 < largest <= LARGEST


@pytest.mark.parametrize("deeper", [0, 3])
def test_borders_in_a_tile_are_shared_to_the_bit(
    layer: tuple[GeoDataFrame, Display, int], deeper: int, tmp_path: Path
) -> None:
    frame, display, first = layer
    zoom = max(first, 5) + deeper
    (tile,) = busiest(frame, zoom, 1)
    found = read(tmp_path, encoded([cut(frame, display, zoom)], tile), tile)
    shapes = found.geometry.to_numpy()
    assert len(shapes) > 1
    # Edges along which two units meet without having the same vertices: only where two different
    # borders are nearer to each other than either may move when simplified, and so cross.
    wrong = shapely.length(shapely.coverage_invalid_edges(shapes)).sum()
    assert wrong <= 0.003 * shapely.length(shapes).sum()
    overlap = shapely.area(shapes).sum() - shapely.area(shapely.union_all(shapes))
    assert overlap <= 1e-5 * shapely.area(shapes).sum()


def test_borders_of_adjacent_tiles_meet_at_the_seam(
    layer: tuple[GeoDataFrame, Display, int], tmp_path: Path
) -> None:
    frame, display, first = layer
    zoom = max(first, 5) + 3
    (tile,) = busiest(frame, zoom, 1)
    east, south = Tile(zoom, tile.x + 1, tile.y), Tile(zoom, tile.x, tile.y + 1)
    cuts = [cut(frame, display, zoom)]
    x, y = tile.origin
    for other, axis, at in ((east, 0, x + EXTENT), (south, 1, y + EXTENT)):
        crossings = []
        for each in (tile, other):
            found = read(tmp_path, encoded(cuts, each), each)
            corners = {
                (code, *point)
                for code, shape in zip(found["code"], found.geometry, strict=True)
                for point in shapely.get_coordinates(shape).tolist()
                if point[axis] == at
            }
            low, high = each.origin[1 - axis], each.origin[1 - axis] + EXTENT
            crossings.append({c for c in corners if low <= c[2 - axis] <= high})
        # Not within a step: the same positions, of the same units.
        assert crossings[0] == crossings[1] != set()


def test_what_adjacent_tiles_both_hold_is_the_same(
    layer: tuple[GeoDataFrame, Display, int], tmp_path: Path
) -> None:
    frame, display, first = layer
    zoom = max(first, 5) + 2
    (tile,) = busiest(frame, zoom, 1)
    east = Tile(zoom, tile.x + 1, tile.y)
    x, y = east.origin
    both = shapely.box(x - BUFFER, y - BUFFER, x + BUFFER, y + EXTENT + BUFFER)
    cuts = [cut(frame, display, zoom)]
    held = []
    for each in (tile, east):
        found = read(tmp_path, encoded(cuts, each), each).set_index("code")
        inside = found.geometry.intersection(both)
        held.append(inside[inside.area > 0].normalize())
    assert held[0].index.tolist() == held[1].index.tolist() != []
    apart = held[0].symmetric_difference(held[1]).area
    # All but a unit whose outline crosses itself on the grid, and is mended as each tile cuts it.
    assert (apart > 0).sum() <= 1
    assert apart.max() <= 4


def test_tiles_together_cover_what_the_layer_covers(locator: Locator, tmp_path: Path) -> None:
    frame = locator.boundaries.layer(CURRENT, Level.PROVINCE).reset_index()
    display, zoom = Display(frame), 6
    cuts = [cut(frame, display, zoom)]
    area = 0.0
    for tile in tiles_within(VIETNAM, zoom):
        if content := encoded(cuts, tile):
            x, y = tile.origin
            own = shapely.box(x, y, x + EXTENT, y + EXTENT)
            area += read(tmp_path, content, tile).geometry.intersection(own).area.sum()
    grid = shapely.transform(
        frame.geometry.to_numpy(), lambda points: on_grid(points, zoom).astype(float)
    )
    assert area == pytest.approx(shapely.area(grid).sum(), rel=2e-3)


def test_tiles_have_every_unit_with_its_vietnamese_name(locator: Locator, tmp_path: Path) -> None:
    frame = locator.boundaries.layer(CURRENT, Level.PROVINCE).reset_index()
    tile = Tile(0, 0, 0)
    found = read(tmp_path, encoded([cut(frame, Display(frame), 0)], tile), tile)
    assert sorted(found["code"]) == sorted(frame["code"])
    assert set(found["name"]) == set(frame["name"])
    persons = dict(zip(found["code"], found["population"], strict=True))
    assert persons == dict(zip(frame["code"], frame["population"], strict=True))


@pytest.mark.parametrize("zoom", [0, 3, 5, 8])
def test_archipelagos_are_there_at_every_zoom(locator: Locator, tmp_path: Path, zoom: int) -> None:
    frame = locator.boundaries.layer(CURRENT, Level.PROVINCE).reset_index()
    cuts = [cut(frame, Display(frame), zoom)]
    for province, lon, lat in (("48", 112.34, 16.83), ("56", 111.92, 8.65)):
        x, y = (on_grid(np.array([[lon, lat]]), zoom) // EXTENT)[0].tolist()
        tile = Tile(zoom, x, y)
        found = read(tmp_path, encoded(cuts, tile), tile).set_index("code")
        shapes = shapely.get_parts(found.geometry[province])
        at = shapely.Point(on_grid(np.array([[lon, lat]]), zoom)[0])
        # Small islands near others are left out when one looks from afar; an archipelago is not.
        step_km = 40_075 / (EXTENT * 2**zoom)
        assert shapely.distance(shapes, at).min() <= 60 / step_km


def test_points_are_in_the_tiles_they_lie_in() -> None:
    positions = np.array([[105.85, 21.03], [np.nan, np.nan], [106.7, 10.78]])
    points = Points(positions, 6)
    (found,) = points.within(Tile(6, 50, 28))
    x, y = on_grid(positions[:1], 6)[0] - np.array(Tile(6, 50, 28).origin)
    assert found[0] == 0
    assert found[1].equals(shapely.Point(x, y))
    assert [row for row, _ in Points(positions, 0).within(Tile(0, 0, 0))] == [0, 2]


def test_encoded_without_features_is_empty() -> None:
    nowhere = Points(np.empty((0, 2)), 3)
    assert encoded([Cut("units", nowhere, lambda _: {})], Tile(3, 0, 0)) == b""


def test_points_too_many_for_a_tile_are_spread_out() -> None:
    random = np.random.default_rng(1)
    positions = np.column_stack((random.uniform(102, 109, 30_000), random.uniform(8, 23, 30_000)))
    kept = [row for row, _ in Points(positions, 0).within(Tile(0, 0, 0))]
    assert 300 < len(kept) <= MOST
    assert kept == sorted(set(kept))
    # From near, none is left out.
    tile, count = counted(positions, 11).most_common(1)[0]
    assert len(list(Points(positions, 11).within(tile))) >= count
