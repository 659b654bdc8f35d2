"""A data set whose names mean harm, in every format."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from defusedxml.ElementTree import parse  # type: ignore[import-untyped]

from geo.downloads import FORMATS, Column, Dataset, Terms
from geo.meanings import Meaning
from tests.geo.itinerary.schemas import faults

WORDS = Meaning("Lời", "Words")
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "<script>alert(1)</script>",
    "]]><script>x</script>",
    'Bát "Tràng", Hà Nội\nhai dòng',
    "Huế\x00\x0b",
    "Đặc khu Hoàng Sa",
]


@pytest.fixture
def dataset() -> Dataset:
    count = len(HOSTILE)
    frame = gpd.GeoDataFrame(
        {
            "id": [str(number).zfill(3) for number in range(count)],
            "name": HOSTILE,
            "stars": pd.array([5, None, *[3] * (count - 2)], dtype="Int64"),
            "weak": pd.array([True, None, *[False] * (count - 2)], dtype="boolean"),
            "area": [1.5, None, *[2.0] * (count - 2)],
            "secret": "not written",
        },
        geometry=[shapely.Point(105, 21), None, *[shapely.Point(106, 10)] * (count - 2)],
        crs=4326,
    )
    columns = tuple(
        Column(name, kind, WORDS)
        for name, kind in (
            ("id", "text"),
            ("name", "text"),
            ("stars", "integer"),
            ("weak", "flag"),
            ("area", "number"),
        )
    )
    terms = Terms(WORDS, WORDS, WORDS, datetime(2026, 11, 24, tzinfo=UTC), "abc")
    return Dataset("things", WORDS, Meaning("Mô tả <b>", "About"), frame, columns, terms)


@pytest.fixture(params=FORMATS)
def written(request: pytest.FixtureRequest, dataset: Dataset, tmp_path: Path) -> Path:
    path = tmp_path / f"things.{request.param}"
    FORMATS[request.param].write(dataset, path)
    return path


def test_write_keeps_hostile_names_as_text(written: Path, dataset: Dataset) -> None:
    found = pyogrio.read_dataframe(written).rename(columns={"Name": "name"})
    due = dataset.layer["name"].tolist()
    if written.suffix == ".csv":
        due = [f"'{name}" if name[0] in "=@" else name for name in due]
    if written.suffix == ".kml":
        due = [name.replace("]]>", "]] >") for name in due]
    assert found["name"].tolist() == due
    assert "\x00" not in "".join(found["name"])
    assert found["id"].tolist()[1] == "001"
    assert "secret" not in found


def test_write_keeps_what_is_missing_missing(written: Path) -> None:
    found = pyogrio.read_dataframe(written)
    assert found["stars"].isna().tolist()[:3] == [False, True, False] or written.suffix == ".csv"
    if written.suffix != ".csv":
        assert found.geometry.isna().tolist()[:3] == [False, True, False]


def test_kml_is_sound_xml_and_holds_no_markup_from_names(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "things.kml"
    FORMATS["kml"].write(dataset, path)
    tags = {element.tag.rpartition("}")[2] for element in parse(path).iter()}
    assert "script" not in tags
    assert "b" not in tags


def test_kml_is_valid_by_ogcs_schema(dataset: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "things.kml"
    # The key of places is the id of their marks, and no such id begins with a digit.
    named = dataset.frame.assign(id="p-" + dataset.frame["id"])
    FORMATS["kml"].write(replace(dataset, frame=named), path)
    assert faults("kml", path.read_bytes()) == []
