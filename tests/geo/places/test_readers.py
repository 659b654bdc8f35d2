"""Files as tables: the four formats, and files made to mislead or exhaust a reader."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest

from geo.errors import UnreadableFileError
from geo.places.columns import known_headings
from geo.places.readers import read_table
from geo.places.table import LIMITS, Table

KNOWN = known_headings()
ROWS = [["Chợ Bắc Hà", "chợ", "Lào Cai"], ["Co.opmart La Gi", "siêu thị", "Bình Thuận"]]
HEADINGS = ["Tên", "Loại", "Tỉnh"]


def read(path: Path, content: bytes, **limits: int) -> Table:
    path.write_bytes(content)
    return read_table(path, KNOWN, LIMITS._replace(**limits))


def csv_of(separator: str) -> bytes:
    return "\n".join(separator.join(row) for row in [HEADINGS, *ROWS]).encode()


def workbook_of(*rows: list[Any], title: str = "Sheet") -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = title
    for row in rows:
        workbook.active.append(row)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def geojson_of(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features} | more).encode()


def feature(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": properties, "geometry": point}


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_read_table_of_csv_finds_the_separator(tmp_path: Path, separator: str) -> None:
    table = read(tmp_path / "a.csv", csv_of(separator))
    assert cells(table) == ROWS
    assert [row.number for row in table.rows] == [2, 3]


def test_read_table_believes_excels_own_separator_line(tmp_path: Path) -> None:
    table = read(tmp_path / "a.csv", b"sep=;\n" + csv_of(";"))
    assert cells(table) == ROWS
    assert [row.number for row in table.rows] == [3, 4]


def test_read_table_finds_headings_below_a_title(tmp_path: Path) -> None:
    table = read(tmp_path / "a.csv", "DANH SÁCH ĐIỂM BÁN 2026,,\n,,\n".encode() + csv_of(","))
    assert cells(table) == ROWS
    assert table.rows[0].number == 4


def test_read_table_keeps_line_breaks_and_separators_within_quotes(tmp_path: Path) -> None:
    table = read(tmp_path / "a.csv", 'Tên,Địa chỉ\n"Chợ, ""đêm""","số 5\nTạ Hiện"\n'.encode())
    assert cells(table) == [['Chợ, "đêm"', "số 5\nTạ Hiện"]]


def test_read_table_of_xlsx_gives_what_was_typed(tmp_path: Path) -> None:
    content = workbook_of(
        ["Tên", "Số sao", "Khai trương", "Vĩ độ"], ["Chợ", 4.0, date(2024, 9, 27), 22.53]
    )
    table = read(tmp_path / "a.xlsx", content)
    assert cells(table) == [["Chợ", "4", "2024-09-27", "22.53"]]
    assert table.read_as == "XLSX, sheet Sheet"


def test_read_table_of_xlsx_passes_over_hidden_and_headless_sheets(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Ghi chép nội bộ"])
    hidden = workbook.create_sheet("Ẩn")
    hidden.append(HEADINGS)
    hidden.sheet_state = "hidden"
    shown = workbook.create_sheet("Điểm bán")
    for row in [HEADINGS, *ROWS]:
        shown.append(row)
    workbook.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx", KNOWN)
    assert table.read_as == "XLSX, sheet Điểm bán"
    assert cells(table) == ROWS


def test_read_table_of_geojson_gives_lat_and_lon_of_the_geometry(tmp_path: Path) -> None:
    point = feature(104.29, 22.53, name="Chợ", Lat=1, longitude=2)
    table = read(tmp_path / "a.json", geojson_of(point))
    assert table.rows[0].cells == {"name": "Chợ", "lon": "104.29", "lat": "22.53"}


def test_read_table_of_geojson_line_refuses_that_row_only(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[104, 22], [105, 22]]}
    content = geojson_of(
        {"type": "Feature", "properties": {"name": "a"}, "geometry": line},
        feature(104.29, 22.53, name="Chợ"),
    )
    table = read(tmp_path / "a.geojson", content)
    assert [(problem.row, problem.column) for problem in table.problems] == [(2, "geometry")]
    assert len(table.rows) == 2


def test_read_table_of_geopackage_reprojects(tmp_path: Path) -> None:
    at = gpd.points_from_xy([105.85], [21.03], crs=4326)
    layer = gpd.GeoDataFrame({"Tên": ["Chợ"], "Số sao": [None]}, geometry=at).to_crs(3405)
    layer.to_file(tmp_path / "a.gpkg", layer="chợ")
    row = read_table(tmp_path / "a.gpkg", KNOWN).rows[0].cells
    assert row["Tên"] == "Chợ"
    assert "Số sao" not in row
    assert float(row["lon"]) == pytest.approx(105.85)
    assert float(row["lat"]) == pytest.approx(21.03)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\n ", "is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"PK\x03\x04 cut off", "workbook is broken"),
        (b"SQLite format 3\0 and no more", "no layer of points"),
        (b'{"type": "Feature', "not JSON"),
        (b'{"type": "Point"}', "'Point' came"),
        (b"[1, 2]", "'list' came"),
        (b'{"type": "FeatureCollection"}', "no list of features"),
        (b"alpha,beta\n1,2\n", "no headings"),
        ("Tên,Tên\na,b\n".encode(), "'Tên' stands twice"),
        ('Tên,Tỉnh\n"Chợ,Lào Cai\n'.encode(), "line .* is broken"),
        ('Tên,Tỉnh\n"Chợ"x,Lào Cai\n'.encode(), "line .* is broken"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a":' * 50_000, "not JSON"),
    ],
)
def test_read_table_of_a_malformed_file_says_what_it_is(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path / "a.csv", content)


def test_read_table_of_a_missing_file_or_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="cannot be read: No such file"):
        read_table(tmp_path / "none.csv", KNOWN)
    with pytest.raises(UnreadableFileError, match="is not a file"):
        read_table(tmp_path, KNOWN)


def test_read_table_of_geojson_in_another_crs_is_refused(tmp_path: Path) -> None:
    said = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}
    with pytest.raises(UnreadableFileError, match="3405; reproject"):
        read(tmp_path / "a.json", geojson_of(feature(1, 2, name="a"), crs=said))


def test_read_table_of_geopackage_without_crs_is_refused(tmp_path: Path) -> None:
    at = gpd.points_from_xy([105.85], [21.03])
    with pytest.warns(UserWarning, match="crs"):
        gpd.GeoDataFrame({"name": ["a"]}, geometry=at).to_file(tmp_path / "a.gpkg")
    with pytest.raises(UnreadableFileError, match="no CRS"):
        read_table(tmp_path / "a.gpkg", KNOWN)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"file_bytes": 40}, "at most 40"),
        ({"rows": 1}, "more than 1 rows"),
        ({"columns": 2}, "at most 2 are taken"),
        ({"cell_characters": 9}, "row 2, Tên: 10 characters"),
    ],
)
def test_read_table_of_too_much_says_how_much_is_taken(
    tmp_path: Path, limits: dict[str, int], message: str
) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        read(tmp_path / "a.csv", csv_of(","), **limits)


def test_read_table_of_a_line_of_commas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="at most 200 are taken"):
        read(tmp_path / "a.csv", csv_of(",") + b"\n" + b"," * 1_000_000)


def test_read_table_of_a_wide_row_is_a_problem_of_that_row(tmp_path: Path) -> None:
    table = read(tmp_path / "a.csv", "Tên,Tỉnh\nChợ, Bắc Hà,Lào Cai\n".encode())
    assert [(problem.row, problem.came) for problem in table.problems] == [
        (2, "3 cells under 2 headings")
    ]


def zip_of(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return buffer.getvalue()


def test_read_table_of_a_zip_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    bomb = zip_of(xl__workbook_xml=b"<workbook/>", xl__sheet_xml=b"0" * 300_000_000)
    assert len(bomb) < 400_000
    with pytest.raises(UnreadableFileError, match="unpacks to 300,0"):
        read(tmp_path / "a.xlsx", bomb)


def test_read_table_of_a_part_packed_too_well_is_refused(tmp_path: Path) -> None:
    bomb = zip_of(xl__workbook_xml=b"<workbook/>", xl__sheet_xml=b"0" * 20_000_000)
    with pytest.raises(UnreadableFileError, match="no part over 200 times"):
        read(tmp_path / "a.xlsx", bomb)


def test_read_table_of_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="no workbook; give the file inside"):
        read(tmp_path / "a.zip", zip_of(outlets_csv=csv_of(",")))


def test_read_table_of_xml_entities_is_refused(tmp_path: Path) -> None:
    """The billion laughs: entities of entities, in the sheet of a real workbook."""
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    source = zipfile.ZipFile(io.BytesIO(workbook_of(HEADINGS, *ROWS)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = (
                    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "ha">' + laughs + b"]>"
                    + content.replace(b"<sheetData>", b"<sheetData>&l9;")
                )  # fmt: skip
            archive.writestr(name, content)
    with pytest.raises(UnreadableFileError, match="workbook is broken"):
        read(tmp_path / "a.xlsx", buffer.getvalue())


def test_read_table_of_xlsx_with_a_far_cell_is_refused(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(HEADINGS)
    workbook.active["XFD2"] = "x"
    workbook.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFileError, match="past column 200"):
        read_table(tmp_path / "a.xlsx", KNOWN)


def test_read_table_of_xlsx_in_a_legacy_font_is_refused(tmp_path: Path) -> None:
    content = workbook_of(["name", "kind"], ["Cöa hµng ®Æc s¶n thµnh phè Hµ Néi", "shop"])
    with pytest.raises(UnreadableFileError, match="TCVN3"):
        read(tmp_path / "a.xlsx", content)


def test_read_of_a_workbook_with_a_cell_in_its_last_row_passes_over_the_million_before(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    for row in [HEADINGS, *ROWS]:
        book.active.append(row)
    book.active["A1048576"] = "Chợ cuối"
    buffer = io.BytesIO()
    book.save(buffer)
    table = read(tmp_path / "a.xlsx", buffer.getvalue())
    assert [row.number for row in table.rows] == [2, 3, 1_048_576]


def test_read_of_a_geojson_property_nested_deep_is_refused_in_words(tmp_path: Path) -> None:
    deep = json.loads("[" * 400 + "]" * 400)
    with pytest.raises(UnreadableFileError, match="nested too deep"):
        read(tmp_path / "a.geojson", geojson_of(feature(105.8, 21.0, name=deep)))
