"""Rows to records: what is taken, what is refused, and the ids of rows without one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places.checking import MAX_PROBLEMS, Record, check_table, id_from_content
from geo.places.report import Report, Severity
from geo.places.table import Row, Table

GOOD = {"Tên": "Chợ Bắc Hà", "Loại": "Chợ", "Tỉnh": "Lào Cai", "Nguồn": "https://nhandan.vn/1"}


def check(*rows: dict[str, str], kind: str = "outlets") -> tuple[list[Record], Report]:
    report = Report("a.csv", kind)
    headings = tuple(dict.fromkeys(heading for row in rows for heading in row))
    table = Table(headings, tuple(Row(n, row) for n, row in enumerate(rows, start=2)), "CSV")
    return check_table(kind, table, report), report


def errors(report: Report) -> list[tuple[int | None, str | None]]:
    return [
        (problem.row, problem.column)
        for problem in report.problems
        if problem.severity is Severity.ERROR
    ]


def test_check_table_of_vietnamese_columns_gives_fields() -> None:
    (record,), report = check(
        GOOD | {"Số sao": "4 sao", "Vĩ độ": "22,53", "KINH ĐỘ": "104.29", "Tình trạng": "Đang mở"}
    )
    assert report.accepted
    assert not report.problems
    assert (record["name"], record["kind"], record["province"]) == (
        "Chợ Bắc Hà",
        "market",
        "Lào Cai",
    )
    assert (record["stars"], record["lat"], record["lon"]) == (4, 22.53, 104.29)
    assert record["status"] == "open"


@pytest.mark.parametrize(
    ("column", "cell", "remedy"),
    [
        ("Vĩ độ", "104.29", "swap lat and lon"),
        ("Vĩ độ", "48.85", "between 6 and 24 north"),
        ("Vĩ độ", "NaN", "a number in degrees"),
        ("Vĩ độ", "inf", "a number in degrees"),
        ("Vĩ độ", "1e400", "a number in degrees"),
        ("Vĩ độ", "hai mươi", "a number in degrees"),
        ("Kinh độ", "22.5", "swap lat and lon"),
        ("Số sao", "6", "3, 4 or 5"),
        ("Số sao", "2", "3, 4 or 5"),
        ("Số sao", "bốn", "3, 4 or 5"),
        ("Loại", "tàu ngầm", "it is one of: .*supermarket \\(Siêu thị\\)"),
        ("Tình trạng", "có lẽ", "it is one of: open"),
        ("Khai trương", "31/2/2024", "a date is due"),
        ("Khai trương", "hôm qua", "a date is due"),
        ("Đạt tiêu chí", "có thể", "yes or no"),
        ("Nguồn", "javascript:alert(1)", "only http and https"),
        ("Nguồn", "xem DATA:text/html;base64,AA", "only http and https"),
        ("Tên", "Chợ\u202egnort", "without it"),
        ("Tên", "Chợ\x07", "without it"),
        ("Tên", "x" * 201, "at most 200"),
        ("Tên", "★ ★ ★", "a name has letters"),
        ("Mã", "../../etc", "make an id"),
        ("Mã", "<b>", "make an id"),
    ],
)
def test_check_table_of_a_bad_cell_names_row_column_and_remedy(
    column: str, cell: str, remedy: str
) -> None:
    position = {"Vĩ độ": "22.5", "Kinh độ": "104.3"}
    records, report = check(GOOD | position, GOOD | position | {"Tên": "Khác", column: cell})
    assert len(records) == 1
    assert report.refused_rows == {3}
    (problem,) = report.problems
    assert problem.row == 3
    assert problem.vi.startswith(f"lỗi: dòng 3, {column}: ")
    assert problem.vi.isascii() is False
    assert problem.remedy.vi != problem.remedy
    assert re.search(remedy, problem.remedy)


def test_check_table_of_several_bad_cells_tells_all_of_them() -> None:
    _, report = check(GOOD | {"Số sao": "9", "Khai trương": "?"}, {"Tên": "x", "Loại": "?"})
    assert errors(report) == [(2, "Số sao"), (2, "Khai trương"), (3, "Loại")]


@pytest.mark.parametrize("blank", ["Tên", "Loại"])
def test_check_table_of_a_blank_required_cell_refuses_the_row(blank: str) -> None:
    _, report = check(
        GOOD | {"Ghi chú": "x"}, {k: v for k, v in (GOOD | {"Địa chỉ": "1"}).items() if k != blank}
    )
    assert [row for row, _ in errors(report)] == [3]


def test_check_table_without_a_required_column_names_it() -> None:
    records, report = check({"Tên": "Chợ", "Tỉnh": "Lào Cai"})
    assert not records
    assert errors(report) == [(1, "kind")]
    assert "Loại điểm bán" in report.problems[0].remedy


def test_check_table_with_two_headings_for_one_field_refuses() -> None:
    _, report = check(GOOD | {"Name": "Bac Ha"})
    assert errors(report) == [(1, "Name")]


def test_check_table_with_only_one_of_lat_and_lon_refuses() -> None:
    _, report = check(GOOD | {"Vĩ độ": "22.5"})
    assert errors(report) == [(1, None)]
    _, report = check(
        GOOD | {"Vĩ độ": "22.5", "Kinh độ": "104.3"}, GOOD | {"Tên": "b", "Vĩ độ": "22"}
    )
    assert errors(report) == [(3, "Vĩ độ, Kinh độ")]


def test_check_table_with_an_unknown_column_warns_and_goes_on() -> None:
    records, report = check(GOOD | {"Zalo": "0912"})
    assert len(records) == 1
    assert report.accepted
    assert [problem.column for problem in report.problems] == ["Zalo"]


def test_check_table_with_no_place_to_put_it_refuses() -> None:
    _, report = check({k: v for k, v in GOOD.items() if k != "Tỉnh"})
    assert errors(report) == [(2, None)]


def test_check_table_of_an_outlet_named_script_keeps_the_name_as_text() -> None:
    name = "<script>alert('OCOP')</script>"
    (record,), report = check(GOOD | {"Tên": name})
    assert record["name"] == name
    assert report.accepted
    assert "shown as text" in report.problems[0].remedy
    assert str(record["id"]).startswith("o-script-alert-ocop-script-")


def test_check_table_of_one_id_twice_refuses_the_second() -> None:
    records, report = check(GOOD | {"Mã": "a"}, GOOD | {"Mã": "b"}, GOOD | {"Mã": "a"})
    assert [record["id"] for record in records] == ["a", "b"]
    assert errors(report) == [(4, "Mã")]


def test_check_table_of_the_same_place_twice_without_ids_refuses_the_second() -> None:
    _, report = check(GOOD, GOOD | {"Tên": "CHỢ BẮC HÀ"})
    assert errors(report) == [(3, "id")]


def test_check_table_without_rows_is_not_accepted() -> None:
    report = Report("a.csv", "outlets")
    assert check_table("outlets", Table(("Tên", "Loại"), (), "CSV"), report) == []
    assert not report.accepted


def test_check_table_without_sources_warns_once_and_without_one_of_its_row() -> None:
    bare = {k: v for k, v in GOOD.items() if k != "Nguồn"}
    _, report = check(bare, bare | {"Tên": "Khác"})
    assert report.accepted
    assert [(problem.row, problem.column) for problem in report.problems] == [(1, "source_url")]
    _, report = check(GOOD, bare | {"Tên": "Khác"})
    assert [(problem.row, problem.column) for problem in report.problems] == [(3, "Nguồn")]


def test_check_table_of_a_file_in_the_wrong_shape_stops_telling() -> None:
    rows = [GOOD | {"Tên": f"Chợ {n}", "Số sao": "sáu"} for n in range(MAX_PROBLEMS * 2)]
    records, report = check(*rows)
    assert len(report.problems) == MAX_PROBLEMS + 1
    assert report.problems[0].came == f"more than {MAX_PROBLEMS:,} problems"
    assert not records
    assert not report.accepted


@given(st.dictionaries(st.sampled_from(["name", "address", "province"]), st.text(max_size=30)))
def test_id_from_content_is_an_id_and_stays_when_only_marks_change(parts: dict[str, Any]) -> None:
    first = id_from_content("outlets", parts)
    assert first.isascii()
    assert len(first) <= 80
    again = {
        key: f"  {value.swapcase() if value.isascii() else value} " for key, value in parts.items()
    }
    assert id_from_content("outlets", again) == first


def test_id_from_content_tells_kinds_and_addresses_apart() -> None:
    place = {"name": "WinMart", "province": "Hà Nội", "address": "1 Láng"}
    ids = {
        id_from_content("outlets", place),
        id_from_content("villages", place),
        id_from_content("outlets", place | {"address": "2 Láng"}),
    }
    assert len(ids) == 3
