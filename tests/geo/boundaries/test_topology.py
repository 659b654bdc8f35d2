"""TopoJSON read as GDAL reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pyogrio
import pytest
import shapely
from geopandas import GeoDataFrame

from geo.boundaries import topology
from geo.errors import UnreadableFileError


def squares() -> GeoDataFrame:
    """Two neighbours, one with a hole that a third fills and an island of its own."""
    hole = shapely.box(105.25, 21.25, 105.5, 21.5)
    west = shapely.MultiPolygon(
        [shapely.box(105, 21, 106, 22).difference(hole), shapely.box(110, 15, 110.1, 15.2)]
    )
    east = shapely.MultiPolygon([shapely.box(106, 21, 107, 22)])
    shapes = shapely.orient_polygons([west, east, shapely.MultiPolygon([hole])])
    return GeoDataFrame({"code": ["01", "02", "03"]}, geometry=shapes, crs="EPSG:4326")


def test_read_equals_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "units.topojson"
    topology.write(path, {"province": squares(), "other": squares().iloc[:1]})
    layers = topology.read(path)
    assert list(layers) == ["province", "other"]
    read = layers["province"]
    assert read.crs == "EPSG:4326"
    assert read["code"].tolist() == ["01", "02", "03"]
    assert shapely.equals(read.geometry.values, squares().geometry.values).all()


@pytest.mark.parametrize("layer", ["province", "other"])
def test_read_equals_what_gdal_reads(tmp_path: Path, layer: str) -> None:
    path = tmp_path / "units.topojson"
    topology.write(path, {"province": squares(), "other": squares().iloc[:1]})
    ours, gdals = topology.read(path)[layer], pyogrio.read_dataframe(path, layer=layer)
    assert ours["code"].tolist() == gdals["code"].tolist()
    assert shapely.equals_exact(ours.geometry.values, gdals.geometry.values, 1e-9).all()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", json.dumps({"arcs": [[[0, 0]]], "transform": {}, "objects": {}})]
)
def test_read_of_other_file_says_so(tmp_path: Path, content: str) -> None:
    path = tmp_path / "units.topojson"
    path.write_text(content)
    with pytest.raises(
        UnreadableFileError, match=r"units\.topojson (cannot be read|is no TopoJSON)"
    ):
        topology.read(path)
