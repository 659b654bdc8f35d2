"""`/ogc` as the programs of GIS officers read it, as they come: GDAL, OWSLib, QGIS."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from pyproj import Transformer

from tests.web.ogc.conftest import IDS
from web.ogc.collections import collections
from web.ogc.layer import FeatureLayer, Query
from web.snapshot import Snapshot

HANOI = (105.7, 20.9, 106.0, 21.2)
UTM_48N = "EPSG:3405"


def layer_of(snapshot: Snapshot, name: str) -> FeatureLayer:
    return collections()[name].layer(snapshot)


def within(snapshot: Snapshot, name: str) -> int:
    return len(layer_of(snapshot, name).rows(Query(area=shapely.box(*HANOI))))


# GDAL, by pyogrio's own and by Debian's


def test_gdal_lists_every_collection(served: str) -> None:
    assert [name for name, _ in pyogrio.list_layers(f"OAPIF:{served}")] == list(IDS)


@pytest.mark.parametrize("name", IDS)
def test_gdal_reads_every_collection_to_the_last_item(
    served: str, snapshot: Snapshot, name: str
) -> None:
    found = pyogrio.read_dataframe(f"OAPIF:{served}", layer=name)
    layer = layer_of(snapshot, name)
    assert found["id"].tolist() == layer.ids
    there = [shape for shape in layer.shapes if shape is not None]
    assert shapely.equals(found.geometry.dropna().to_numpy(), np.asarray(there)).all()


@pytest.mark.parametrize("name", IDS)
def test_gdal_honours_a_box(served: str, snapshot: Snapshot, name: str) -> None:
    found = pyogrio.read_dataframe(f"OAPIF:{served}", layer=name, bbox=HANOI)
    assert len(found) == within(snapshot, name) > 0


@pytest.mark.parametrize("name", ["outlets", "provinces-2025-07-01", "routes"])
def test_gdal_in_vn_2000_is_within_a_centimetre_of_pyproj(
    served: str, snapshot: Snapshot, name: str
) -> None:
    found = pyogrio.read_dataframe(f"OAPIF:{served}", layer=name, CRS=UTM_48N)
    assert found.crs.to_epsg() == 3405
    stored = shapely.get_coordinates(layer_of(snapshot, name).shapes)
    convert = Transformer.from_crs("EPSG:4326", UTM_48N, always_xy=True)
    due = np.column_stack(convert.transform(*stored.T))
    assert np.abs(shapely.get_coordinates(found.geometry.to_numpy()) - due).max() < 0.01


def test_gdal_reads_vietnamese_and_types(served: str, snapshot: Snapshot) -> None:
    found = pyogrio.read_dataframe(f"OAPIF:{served}", layer="provinces-2025-07-01")
    assert "Thành phố Hà Nội" in found["name"].tolist()
    assert found["code"].tolist()[0] == "01"
    assert found["area_km2"].dtype == np.float64


@pytest.mark.gdal
@pytest.mark.parametrize("name", IDS)
def test_debians_gdal_counts_every_collection(served: str, snapshot: Snapshot, name: str) -> None:
    command = ["ogrinfo", "-ro", "-so", f"OAPIF:{served}", name]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert f"Feature Count: {len(layer_of(snapshot, name))}\n" in said


@pytest.mark.gdal
def test_debians_gdal_filters_on_the_server(served: str, snapshot: Snapshot) -> None:
    command = ["ogrinfo", "-ro", "-al", "-q", "-where", "province_2025_07_01 = '01'"]
    command += [f"OAPIF:{served}", "outlets"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    due = layer_of(snapshot, "outlets").rows(Query(where={"province_2025_07_01": "01"}))
    assert said.count("OGRFeature(") == len(due) > 0


# OWSLib


def test_owslib_lists_every_collection(served: str) -> None:
    assert Features(served).feature_collections() == list(IDS)


@pytest.mark.parametrize("name", IDS)
def test_owslib_reads_every_collection_to_the_last_item(
    served: str, snapshot: Snapshot, name: str
) -> None:
    service = Features(served)
    found: list[str] = []
    page: dict[str, Any] = {"numberMatched": 1}
    while len(found) < page["numberMatched"]:
        page = service.collection_items(name, limit=1000, offset=len(found))
        found += [feature["id"] for feature in page["features"]]
    assert found == layer_of(snapshot, name).ids
    assert service.collection(name)["id"] == name
    assert service.collection_item(name, found[-1])["id"] == found[-1]


@pytest.mark.parametrize("name", IDS)
def test_owslib_honours_a_box(served: str, snapshot: Snapshot, name: str) -> None:
    page = Features(served).collection_items(name, bbox=list(HANOI), limit=1)
    assert page["numberMatched"] == within(snapshot, name)


# QGIS, Debian's: its Python is the system's, not ours

LOOK = Path(__file__).parent / "in_qgis.py"


@pytest.mark.qgis
def test_qgis_loads_layers_by_address(served: str, snapshot: Snapshot) -> None:
    names = ["outlets", "communes-2025-07-01", "routes"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    done = subprocess.run(
        ["/usr/bin/python3", LOOK, served, *names],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found = json.loads(done.stdout.splitlines()[-1])
    for name in names:
        layer = layer_of(snapshot, name)
        assert found[name]["valid"], found[name]
        assert found[name]["count"] == len(layer)
        assert found[name]["fields"][0] == "id"
        assert found[name]["extent"] == pytest.approx(list(layer.bounds), abs=1e-6)
        assert found[name]["in_box"] == within(snapshot, name)
