"""Searches that find nothing, counted where the site says so: by unit and want, nothing else."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web.unmet.counts import FEWEST_SHOWN

NOWHERE = "at=22.3,102.5&within_km=20"
TA_TONG = "03463"
"""The commune around there."""
NONE_THERE = "province=01&stars=5"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "unmet.sqlite"


@pytest.fixture
def counting(made: Callable[..., Flask], kept: Path) -> FlaskClient:
    return made(UNMET=str(kept)).test_client()


def rows(kept: Path) -> list[tuple[str, str, int]]:
    if not kept.exists():
        return []
    with closing(sqlite3.connect(kept)) as database:
        return database.execute("SELECT unit, want, searches FROM unmet ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize(
    ("path", "row"),
    [
        (f"/?{NOWHERE}", (TA_TONG, "kind=outlet%2Cvillage&within_km=20", 1)),
        (f"/results?{NOWHERE}", (TA_TONG, "kind=outlet%2Cvillage&within_km=20", 1)),
        (
            "/api/nearest?lat=22.3&lon=102.5&within_km=12.5&kind=village&craft=pottery",
            (TA_TONG, "kind=village&craft=pottery&within_km=20", 1),
        ),
        ("/api/nearest?lat=22.3&lon=102.5&within_km=12.5", (TA_TONG, "within_km=20", 1)),
        (f"/?{NONE_THERE}", ("01", "kind=outlet%2Cvillage&stars=5", 1)),
        ("/?province=49&vintage=2025-03-01&stars=5&kind=outlet", ("48", "kind=outlet&stars=5", 1)),
        ("/?q=zzqqxx+wwkk", ("", "name=unknown", 1)),
        ("/api/nearest?at=zzqqxx+wwkk", ("", "name=unknown", 1)),
    ],
)
def test_search_that_finds_nothing_is_counted_by_unit_and_want(
    counting: FlaskClient, kept: Path, path: str, row: tuple[str, str, int]
) -> None:
    counting.get(path)
    assert rows(kept) == [row]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=hoi+an",
        "/?at=north",
        "/?at=40.7,-74.0&within_km=5",
        "/api/nearest?at=hoi+an",
        "/api/nearest?lat=22.3&lon=102.5",
        "/api/nearest?lat=95&lon=102.5",
    ],
)
def test_search_that_finds_something_or_cannot_be_read_is_not_counted(
    counting: FlaskClient, kept: Path, path: str
) -> None:
    counting.get(path)
    assert rows(kept) == []


def test_head_request_is_not_counted(counting: FlaskClient, kept: Path) -> None:
    counting.head(f"/?{NOWHERE}")
    assert rows(kept) == []


def test_search_is_not_counted_unless_the_site_says_so(
    made: Callable[..., Flask], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    client = made().test_client()
    client.get(f"/?{NOWHERE}")
    assert list(tmp_path.iterdir()) == []
    got = client.get("/api/unmet").get_json()
    assert (got["counted"], got["unmet"]) == (False, [])
    assert "Tìm mà không thấy" not in client.get("/coverage?lang=vi").text


def test_file_holds_neither_words_nor_position_nor_address(
    counting: FlaskClient, kept: Path
) -> None:
    client = {"REMOTE_ADDR": "203.0.113.77"}
    counting.get("/?q=Nguyen+Van+Kin+zzqq", environ_base=client)
    counting.get("/?at=22.31234,102.51234&within_km=20", environ_base=client)
    content = kept.read_bytes()
    for word in (b"Kin", b"Nguyen", b"nguyen", b"zzqq", b"31234", b"51234", b"203.0", b"Werkzeug"):
        assert word not in content, word


def test_api_unmet_names_units_and_wants(counting: FlaskClient) -> None:
    for _ in range(FEWEST_SHOWN + 1):
        counting.get(f"/?{NOWHERE}")
    for _ in range(FEWEST_SHOWN):
        counting.get("/?q=zzqqxx+wwkk")
    got = counting.get("/api/unmet?lang=vi").get_json()
    assert got["counted"] is True
    assert got["unmet"] == [
        {
            "code": TA_TONG,
            "level": "commune",
            "name": "Xã Tà Tổng",
            "want": {"kind": ["outlet", "village"], "within_km": ["20"]},
            "searches": FEWEST_SHOWN + 1,
        },
        {
            "code": None,
            "level": None,
            "name": None,
            "want": {"name": ["unknown"]},
            "searches": FEWEST_SHOWN,
        },
    ]


def test_planner_sees_what_was_sought_in_the_province_chosen(counting: FlaskClient) -> None:
    for _ in range(FEWEST_SHOWN):
        counting.get(f"/?{NOWHERE}")
        counting.get("/?q=zzqqxx+wwkk")
    everywhere = counting.get("/coverage?lang=vi").text
    assert "Tìm mà không thấy" in everywhere
    assert "Điểm bán OCOP, Làng nghề; trong vòng 20 km" in everywhere
    assert "một tên mà bản đồ không biết" in everywhere
    for query in ("vintage=2025-07-01&province=12&level=commune", "province=12"):
        there = counting.get(f"/coverage/figures?lang=vi&{query}").text
        assert "trong vòng 20 km" in there
        assert "một tên mà" not in there
    assert "Chưa có." in counting.get("/coverage?lang=vi&province=01").text


def test_counts_of_a_unit_that_the_data_no_longer_has_are_left_out(
    counting: FlaskClient, kept: Path
) -> None:
    for _ in range(FEWEST_SHOWN):
        counting.get(f"/?{NOWHERE}")
    with closing(sqlite3.connect(kept)) as database, database:
        database.execute("UPDATE unmet SET unit = '99999'")
    assert counting.get("/api/unmet").get_json()["unmet"] == []
    assert counting.get("/coverage").status_code == 200
