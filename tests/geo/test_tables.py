"""Exports: types, Vietnamese, formulas that cannot run, parameters that travel."""

import csv
import io
import json

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.coverage import Question, cover
from geo.errors import InvalidParameterError
from geo.tables import Report, Sheet, to_csv, to_geojson, to_xlsx, write
from geo.vintages import Level, Vintage

EVIL = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "Chợ Đông Ba"]


@pytest.fixture
def report():
    frame = pd.DataFrame(
        {
            "code": ["01", "02", "03", "04", "05"],
            "name": EVIL,
            "persons": [1, 2, 3, 4, 5],
            "metres": [1.5, None, 3, 4, -5.5],
        }
    )
    points = gpd.points_from_xy([105, 106, 107, 108, 109], [21, 20, 19, 18, 17])
    layer = gpd.GeoDataFrame(frame, geometry=points, crs=4326)
    about = {"parameters": {"radius_km": 10.0, "evidence": ["direct", "chain"]}, "source": "=1"}
    return Report("test", layer, about, (Sheet("more", pd.DataFrame({"a": ["=1"]})),))


def test_to_csv_starts_with_a_mark_and_defuses_every_cell(report):
    content = to_csv(report)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1] == ["01", '\'=HYPERLINK("http://x")', "1", "1.5"]
    assert [row[1] for row in rows[2:6]] == ["'+1+1", "'-2+3", "'@SUM(A1)", "Chợ Đông Ba"]
    assert rows[2][3] == ""
    assert rows[5][3] == "-5.5"  # a number is not a formula
    assert ["# parameters.evidence", "direct, chain"] in rows
    assert ["# source", "'=1"] in rows


def test_to_csv_is_read_back_past_its_comments(report):
    table = pd.read_csv(io.BytesIO(to_csv(report)), comment="#", dtype={"code": str})
    assert table["code"].tolist() == ["01", "02", "03", "04", "05"]
    assert table["persons"].sum() == 15


def test_to_xlsx_has_types_and_no_formula(report):
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(report)))
    assert book.sheetnames == ["test", "parameters", "more"]
    sheet = book["test"]
    assert [cell.value for cell in sheet[1]] == ["code", "name", "persons", "metres"]
    for row, text in enumerate(EVIL, start=2):
        cell = sheet.cell(row, 2)
        assert cell.value == text
        assert cell.data_type == "s"
    assert sheet["A2"].data_type == "s"
    assert (sheet["C2"].value, sheet["C2"].data_type) == (1, "n")
    assert sheet["D3"].value is None
    assert book["more"]["A2"].data_type == "s"
    about = {row[0].value: row[1].value for row in book["parameters"].iter_rows(min_row=2)}
    assert about["parameters.radius_km"] == 10
    assert about["source"] == "=1"
    assert all(cell.data_type != "f" for each in book for row in each.iter_rows() for cell in row)


def test_to_geojson_carries_the_parameters(report):
    answer = json.loads(to_geojson(report))
    assert answer["parameters"]["evidence"] == ["direct", "chain"]
    first = answer["features"][0]
    assert first["geometry"] == {"type": "Point", "coordinates": [105.0, 21.0]}
    assert first["properties"]["name"] == EVIL[0]
    assert answer["features"][1]["properties"]["metres"] is None


def test_write_gpkg_opens_through_gdal_with_its_parameters(report, tmp_path):
    path = tmp_path / "out.gpkg"
    path.write_text("older")
    write(report, path)
    layers = {name for name, _ in pyogrio.list_layers(path)}
    assert layers == {"test", "parameters", "more"}
    back = gpd.read_file(path, layer="test")
    assert back.crs == 4326
    assert back["name"].tolist() == EVIL
    about = pyogrio.read_dataframe(path, layer="parameters", read_geometry=False)
    assert dict(zip(about["name"], about["value"], strict=True))["parameters.radius_km"] == "10.0"
    assert [each.name for each in tmp_path.iterdir()] == ["out.gpkg"]


@pytest.mark.parametrize("name", ["a.pdf", "a", "a.xls"])
def test_write_other_endings_are_refused(report, tmp_path, name):
    with pytest.raises(InvalidParameterError, match="ends in none of our formats"):
        write(report, tmp_path / name)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg"])
def test_coverage_command_writes_what_cover_answers(locator, built_store, tmp_path, ending):
    path = tmp_path / f"out.{ending}"
    ran = CliRunner().invoke(
        main,
        [
            *("coverage", "--level", "district", "--vintage", "2025-03-01", "--province", "46"),
            *("--radius-km", "7.5", "-o", str(path), "--store", str(built_store)),
        ],
    )
    assert ran.exit_code == 0, ran.output
    due = cover(
        locator,
        Question(vintage=Vintage.V2025_03, level=Level.DISTRICT, province="46", radius_m=7_500),
    ).table
    if ending == "csv":
        found = pd.read_csv(path, comment="#", dtype={"code": str})
    elif ending == "xlsx":
        found = pd.read_excel(path, dtype={"code": str})
    else:
        found = gpd.read_file(path, layer="coverage")
    assert found["code"].tolist() == due["code"].tolist()
    assert found["name"].tolist() == due["name"].tolist()
    assert found["population_beyond"].tolist() == due["population_beyond"].tolist()
    assert found["completeness"].tolist() == due["completeness"].tolist()


def test_site_command_answers_json_alone(built_store):
    ran = CliRunner().invoke(
        main, ["site", "--province", "22", "--count", "3", "--json", "--store", str(built_store)]
    )
    answer = json.loads(ran.stdout)
    assert len(answer["sites"]) == 3
    assert answer["status"] == "optimal"
    assert answer["sites"][-1]["cumulative_population"] == (
        answer["population_within"] - answer["baseline_population_within"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["coverage", "--radius-km", "0"], "a radius of 0 m came"),
        (["coverage", "--radius-km", "1000000"], "a radius of 1e+09 m came"),
        (["coverage", "--province", "26"], "no province has code '26' in vintage 2025-07-01"),
        (["coverage", "--level", "district"], "vintage 2025-07-01 has no level 'district'"),
        (["coverage", "-o", "x.pdf"], "ends in none of our formats"),
        (["site", "--province", "22", "--count", "99"], "99 sites were asked for among 54"),
        (["site"], "mclp needs count"),
    ],
)
def test_commands_of_bad_input_say_one_line(built_store, arguments, said):
    ran = CliRunner().invoke(main, [*arguments, "--store", str(built_store)])
    assert ran.exit_code == 1
    assert said in ran.stderr
    assert ran.stderr.count("\n") == 1
