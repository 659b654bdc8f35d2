"""`check` and `import` as people call them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from geo.storage import open_store
from tests.conftest import ROOT

GOOD = (
    "Tên cửa hàng;Loại;Địa chỉ;Quận/Huyện;Tỉnh/Thành;Nguồn\n"
    "Gian hàng OCOP chợ Bến Thành;chợ;Lê Lợi;Quận 1;TP.HCM;https://nld.com.vn/1\n"
    "Cửa hàng quê;cửa hàng;72 Nguyễn Thái Học;TP Hội An;Quảng Nam;https://qrt.vn/2\n"
)
BAD = GOOD + "Tiệm lạ;tàu ngầm;;Quận 99;Hà Nội;\n"


def run(store: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--store", str(store)])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "diem-ban.csv"
    path.write_text(GOOD, encoding="utf-16")
    return path


def test_check_of_a_good_file_says_so_and_exits_0(built_store: Path, file: Path) -> None:
    result = run(built_store, "check", str(file))
    assert result.exit_code == 0, result.output
    assert "outlets, CSV, utf-16, semicolon: 2 rows, 2 good, 0 refused" in result.output


def test_check_of_a_bad_file_names_row_and_column_and_exits_1(
    built_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "outlets.csv").write_text(BAD, encoding="utf-8")
    result = run(built_store, "check", str(tmp_path / "outlets.csv"))
    assert result.exit_code == 1
    assert "lỗi: dòng 4, Loại: gặp 'tàu ngầm'; chọn một trong: ocop_centre (Trung" in result.output
    assert "error: row 4, Loại: 'tàu ngầm' came; it is one of: ocop_centre (" in result.output
    assert "3 rows, 2 good, 1 refused" in result.output


def test_check_in_json_gives_the_report(built_store: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(BAD.replace("tàu ngầm", "chợ"), encoding="utf-8")
    result = run(built_store, "check", "--json", str(tmp_path / "a.csv"))
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert (report["kind"], report["rows"], report["refused"]) == ("outlets", 3, 1)
    (problem,) = [one for one in report["problems"] if one["severity"] == "error"]
    assert (problem["row"], problem["column"]) == (4, "Quận/Huyện")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfe\xff"])
def test_check_of_no_table_is_one_line_and_exits_1(
    built_store: Path, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    result = run(built_store, "check", str(tmp_path / "a.csv"))
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.output


def test_import_takes_a_file_once(store_copy: Path, file: Path) -> None:
    before = len(open_store(store_copy).read("outlets"))
    dry = run(store_copy, "import", "outlets", str(file), "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "would be added 2, changed 0, unchanged 0" in dry.output
    assert len(open_store(store_copy).read("outlets")) == before
    assert "added 2, changed 0" in run(store_copy, "import", "outlets", str(file)).output
    again = json.loads(run(store_copy, "import", "outlets", str(file), "--json").stdout)
    assert (again["added"], again["changed"], len(again["unchanged"])) == ([], [], 2)
    assert len(open_store(store_copy).read("outlets")) == before + 2


def test_import_of_a_bad_file_writes_nothing_and_exits_1(store_copy: Path, tmp_path: Path) -> None:
    version = open_store(store_copy).version()
    (tmp_path / "a.csv").write_text(BAD, encoding="utf-8")
    result = run(store_copy, "import", "outlets", str(tmp_path / "a.csv"))
    assert result.exit_code == 1
    assert "nothing was written: error: row 4" in result.stderr
    assert open_store(store_copy).version() == version


def test_import_of_the_committed_table_changes_nothing(store_copy: Path) -> None:
    version = open_store(store_copy).version()
    result = run(
        store_copy, "import", "villages", str(ROOT / "data" / "places" / "villages.csv"), "--json"
    )
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.stdout)["unchanged"]) == 341
    assert open_store(store_copy).version() == version


def test_import_of_an_unknown_kind_is_wrong_usage(built_store: Path, file: Path) -> None:
    assert run(built_store, "import", "shops", str(file)).exit_code == 2


@pytest.mark.parametrize("command", ["check", "import"])
def test_help_has_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"python -m geo {command}" in result.output
