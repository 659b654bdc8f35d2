"""Every collection in every format: what GDAL and pandas find in the files, and their terms."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest
from defusedxml.ElementTree import parse  # type: ignore[import-untyped]
from flask import Flask
from flask.testing import FlaskClient
from geopandas import GeoDataFrame
from werkzeug.test import TestResponse

from geo.downloads import FORMATS, Dataset
from geo.downloads.formats import COMPANIONS
from web.downloads.datasets import dataset_of, downloads
from web.downloads.offers import in_language

KML, ATOM = "{http://www.opengis.net/kml/2.2}", "{http://www.w3.org/2005/Atom}"
AUTHOR = "Bản đồ OCOP Việt Nam / OCOP map of Vietnam"
NAMES = tuple(downloads())
HUGE = ("coverage-communes-2025-03-01", "kml")
"""40 MB of the same kind as the others: left out."""
OPENED = ("outlets", "provinces-2025-07-01", "routes")
"""Points, areas and lines, some of them without a geometry."""
DTYPES = {"text": "OSM", "integer": "if", "number": "f", "flag": "bifO"}
"""
numpy's kinds of a column of each type: integers and flags with gaps are read as floats, and texts
that are all dates as dates (GeoJSON).
"""


@pytest.fixture(scope="module")
def site(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with a folder of its own for files."""
    kept = app.config["DOWNLOADS"]
    app.config["DOWNLOADS"] = str(tmp_path_factory.mktemp("downloads"))
    yield app
    app.config["DOWNLOADS"] = kept


class Reader(FlaskClient):
    """Reads every answer to its end, which closes its file."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return super().open(*args, **{**kwargs, "buffered": True})


@pytest.fixture
def reader(site: Flask) -> FlaskClient:
    return Reader(site, site.response_class)


@pytest.fixture
def dataset(site: Flask) -> Callable[[str], Dataset]:
    current = site.extensions["snapshots"].current()

    def of(name: str) -> Dataset:
        with site.app_context():
            return dataset_of(downloads()[name], current)

    return of


@pytest.fixture
def saved(reader: FlaskClient, tmp_path: Path) -> Callable[[str, str], Path]:
    def save(name: str, ending: str) -> Path:
        path = tmp_path / f"{name}.{ending}"
        path.write_bytes(reader.get(f"/downloads/{name}.{ending}").data)
        if ending == "csv":
            beside = tmp_path / f"{name}.csvt"
            beside.write_bytes(reader.get(f"/downloads/{name}.csvt").data)
        return path

    return save


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        (name, ending)
        for name in NAMES
        for ending in [*FORMATS, *COMPANIONS]
        if (name, ending) != HUGE
    ],
)
def test_file_answers_for_every_collection_and_format(
    reader: FlaskClient, name: str, ending: str
) -> None:
    got = reader.head(f"/downloads/{name}.{ending}")
    written = {**FORMATS, **COMPANIONS}[ending]
    assert got.status_code == 200
    assert got.mimetype == written.mimetype
    assert int(got.headers["Content-Length"]) > 20
    assert got.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", OPENED)
def test_file_opens_in_gdal_with_counts_types_and_vietnamese(
    saved: Callable[[str, str], Path], dataset: Callable[[str], Dataset], name: str, ending: str
) -> None:
    due = dataset(name)
    found = pyogrio.read_dataframe(saved(name, ending))
    assert len(found) == len(due.frame) > 30
    # KML's own element for a name goes by its own name.
    found = found.rename(columns={"Name": "name"})
    key = "code" if "code" in found else "id"
    # FlatGeobuf has rows in the order of its index.
    found = found.sort_values(key, ignore_index=True)
    layer = due.layer.sort_values(key, ignore_index=True)
    for column in due.columns:
        kinds = DTYPES[column.type] + ("O" if layer[column.name].isna().all() else "")
        assert found[column.name].dtype.kind in kinds, column
    assert found["name"].tolist() == layer["name"].tolist()
    assert found[key].tolist() == layer[key].tolist()
    if ending != "csv":
        assert isinstance(found, GeoDataFrame)
        assert found.crs.to_epsg() == 4326 or ending == "kml"
        there = layer.geometry.notna()
        assert found.geometry.notna().tolist() == there.tolist()
        flat = found.geometry.force_2d()
        # KML has fifteen digits, and areas whose rings begin elsewhere.
        same = flat.geom_equals_exact(layer.geometry, 1e-9, align=False)
        same |= flat.geom_equals(layer.geometry, align=False)
        assert same[there].all()


@pytest.mark.parametrize("name", OPENED)
def test_csv_opens_in_pandas_as_it_is(
    saved: Callable[[str, str], Path], dataset: Callable[[str], Dataset], name: str
) -> None:
    due = dataset(name)
    found = pd.read_csv(saved(name, "csv"), dtype={"code": str})
    assert found.columns.tolist() == [column.name for column in due.table_columns]
    assert found["name"].tolist() == due.layer["name"].tolist()
    if name == "outlets":
        assert found["lon"].tolist() == pytest.approx(due.layer.geometry.x.tolist())


# Terms


def _geojson(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {name: document[name] for name in document if name != "features"}


def _ogr(path: Path) -> dict[str, Any]:
    return dict(pyogrio.read_info(path)["layer_metadata"])


def _kml(path: Path) -> dict[str, Any]:
    document = parse(path).getroot()[0]
    assert document.find(f"{ATOM}author/{ATOM}name").text == AUTHOR
    lines = document.find(f"{KML}description").text.splitlines()
    return dict(line.split(": ", 1) for line in lines)


TERMS = {"geojson": _geojson, "gpkg": _ogr, "fgb": _ogr, "kml": _kml}


@pytest.mark.parametrize("ending", TERMS)
@pytest.mark.parametrize("name", OPENED)
def test_file_has_licence_source_date_and_version_inside(
    saved: Callable[[str, str], Path],
    dataset: Callable[[str], Dataset],
    name: str,
    ending: str,
) -> None:
    found, due = TERMS[ending](saved(name, ending)), dataset(name).about
    for told in ("licence", "source", "date", "data_version"):
        assert found[told] == due[told] != ""


def test_geopackage_says_what_it_is_where_gis_look(
    saved: Callable[[str, str], Path], dataset: Callable[[str], Dataset]
) -> None:
    with sqlite3.connect(saved("outlets", "gpkg")) as opened:
        ((identifier, description),) = opened.execute(
            "SELECT identifier, description FROM gpkg_contents"
        )
    assert identifier == "Điểm bán OCOP / OCOP outlets"
    assert dataset("outlets").about["licence"] in description


@pytest.mark.parametrize("name", OPENED)
def test_csv_has_its_terms_beside_it(
    reader: FlaskClient, dataset: Callable[[str], Dataset], name: str
) -> None:
    got = reader.head(f"/downloads/{name}.csv")
    assert f'/downloads/{name}.csv-metadata.json>; rel="describedby"' in got.headers["Link"]
    document = reader.get(f"/downloads/{name}.csv-metadata.json").get_json(force=True)
    due = dataset(name)
    assert document["url"] == f"{name}.csv"
    assert [each["@value"] for each in document["dc:rights"]] == list(due.terms.licence)
    assert document["dc:issued"]["@value"] == due.about["date"]
    columns = [each["name"] for each in document["tableSchema"]["columns"]]
    table = pd.read_csv(io.BytesIO(reader.get(f"/downloads/{name}.csv").data), nrows=1)
    assert columns == table.columns.tolist()


# HTTP


def test_file_is_not_sent_again_to_who_has_it(reader: FlaskClient) -> None:
    first = reader.get("/downloads/villages.geojson")
    again = reader.get(
        "/downloads/villages.geojson", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert reader.get("/downloads/villages.geojson", headers=since).status_code == 304


def test_file_is_compressed_for_who_takes_it(reader: FlaskClient) -> None:
    plain = reader.get("/downloads/villages.geojson")
    packed = reader.get("/downloads/villages.geojson", headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert len(packed.data) < len(plain.data) / 3


def test_file_is_saved_under_a_name_with_its_title_and_day(reader: FlaskClient) -> None:
    said = reader.head("/downloads/villages.gpkg?lang=vi").headers["Content-Disposition"]
    assert "filename*=UTF-8''OCOP%20-%20L%C3%A0ng%20ngh%E1%BB%81%20-%20" in said


@pytest.mark.parametrize("path", ["nothing.csv", "outlets", "outlets.xlsx", "outlets.csv.gz"])
def test_file_that_there_is_none_of_is_404(reader: FlaskClient, path: str) -> None:
    assert reader.get(f"/downloads/{path}").status_code == 404


def test_page_lists_everything_with_counts_and_licence(
    reader: FlaskClient, dataset: Callable[[str], Dataset]
) -> None:
    page = reader.get("/downloads?lang=en").text
    for name in NAMES:
        for ending in FORMATS:
            assert f'href="/downloads/{name}.{ending}"' in page
    assert f"{len(dataset('communes-2025-03-01').frame):,} rows" in page
    assert "GeoNames (CC BY 4.0)" in page
    assert "Ranh giới là gần đúng" in reader.get("/downloads?lang=vi").text


def test_page_is_data_sets_to_search_engines(reader: FlaskClient) -> None:
    text = reader.get("/downloads?lang=en").text
    script = text.partition('<script type="application/ld+json"')[2].partition(">")[2]
    graph = json.loads(script.partition("</script>")[0])["@graph"]
    sets = {each["identifier"]: each for each in graph if each["@type"] == "Dataset"}
    assert tuple(sets) == NAMES
    for each in sets.values():
        assert 50 <= len(each["description"]) <= 5_000
        assert each["license"] == "http://localhost/about#sources"
        kinds = [one["encodingFormat"] for one in each["distribution"]]
        assert kinds == [written.mimetype for written in FORMATS.values()]


def test_in_language_is_the_readers(site: Flask) -> None:
    with site.test_request_context("/?lang=en"):
        assert in_language(FORMATS["gpkg"].use) == "for QGIS, ArcGIS"
