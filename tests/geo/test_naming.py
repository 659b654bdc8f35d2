"""Structured names to codes, on a handful of real units."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.gazetteer import Gazetteer
from geo.vintages import Level, Vintage

UNITS = [
    ("2025-03-01", "province", "87", "", "87", "Tỉnh", "Tỉnh Đồng Tháp", ""),
    ("2025-03-01", "district", "866", "87", "87", "Thành phố", "Thành phố Cao Lãnh", ""),
    ("2025-03-01", "district", "873", "87", "87", "Huyện", "Huyện Cao Lãnh", ""),
    ("2025-03-01", "commune", "29869", "866", "87", "Phường", "Phường 1", ""),
    ("2025-03-01", "commune", "29878", "866", "87", "Phường", "Phường 11", ""),
    ("2025-03-01", "province", "10", "", "10", "Tỉnh", "Tỉnh Lào Cai", ""),
    ("2025-03-01", "district", "088", "10", "10", "Thị xã", "Thị xã Sa Pa", ""),
    ("2025-03-01", "commune", "03001", "088", "10", "Phường", "Phường Sa Pa", ""),
    ("2025-03-01", "commune", "03002", "088", "10", "Phường", "Phường Sa Pả", ""),
    ("2025-03-01", "province", "24", "", "24", "Tỉnh", "Tỉnh Bắc Giang", ""),
    ("2025-03-01", "district", "222", "24", "24", "Thị xã", "Thị xã Việt Yên", ""),
    ("2025-03-01", "province", "46", "", "46", "Thành phố", "Thành phố Huế", ""),
    ("2025-03-01", "district", "474", "46", "46", "Quận", "Quận Thuận Hóa", ""),
    ("2025-03-01", "district", "475", "46", "46", "Quận", "Quận Phú Xuân", ""),
    ("2025-07-01", "province", "75", "", "75", "Tỉnh", "Tỉnh Đồng Nai", "2025-07-01"),
    ("2025-07-01", "province", "75", "", "75", "Thành phố", "Thành phố Đồng Nai", "2026-04-30"),
]
COLUMNS = ["vintage", "level", "code", "parent", "province", "type", "name", "valid_from"]


def units() -> pd.DataFrame:
    """The table, its other columns filled with what this file does not ask about."""
    return pd.DataFrame(UNITS, columns=COLUMNS).assign(name_en="", lon="105.8", lat="21.0")


ALIASES = pd.DataFrame(
    [
        ("2025-03-01", "province", "46", "Tỉnh", "Thừa Thiên Huế"),
        ("2025-03-01", "district", "475", "Thành phố", "hue"),
        ("2025-03-01", "district", "474", "Thành phố", "hue"),
    ],
    columns=["vintage", "level", "code", "type", "name"],
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(units(), ALIASES)


@pytest.mark.parametrize(
    ("level", "name", "within", "codes"),
    [
        pytest.param("district", "Thành phố Cao Lãnh", "87", ["866"], id="type-decides"),
        pytest.param("district", "H. Cao Lãnh", "87", ["873"], id="abbreviated-type"),
        pytest.param("district", "TP.Cao Lãnh", None, ["866"], id="no-space-after-dot"),
        pytest.param("district", "cao lanh", "87", ["866", "873"], id="no-type-leaves-both"),
        pytest.param("district", "Cao Lanh District", "87", ["873"], id="english"),
        pytest.param("commune", "P.01", "866", ["29869"], id="leading-zero"),
        pytest.param("commune", "Phường 1", "87", ["29869"], id="within-any-ancestor"),
        pytest.param("commune", "Phường 12", "866", [], id="another-number-is-no-slip"),
        pytest.param("commune", "Phường Sa Pa", "088", ["03001"], id="marks-decide"),
        pytest.param("commune", "Phường Sa Pả", "088", ["03002"], id="marks-decide-other"),
        pytest.param("district", "Huyện Việt Yên", "24", ["222"], id="type-since-changed"),
        pytest.param("district", "Thị xã Viêt Yen", "24", ["222"], id="half-marked"),
        pytest.param("district", "Thị xã Việt Yênn", "24", ["222"], id="slip"),
        pytest.param("district", "Việt Yên", "10", [], id="not-within"),
        pytest.param("province", "Thừa Thiên Huế", None, ["46"], id="alias"),
        pytest.param("province", "Huế", None, ["46"], id="no-type"),
        pytest.param("district", "Thành phố Huế", "46", ["474", "475"], id="alias-of-two"),
        pytest.param("district", "", "46", [], id="empty"),
        pytest.param("district", "huyện", "46", [], id="type-alone"),
    ],
)
def test_match_unit_as_tables_write_it_finds_the_units_it_can_mean(
    gazetteer: Gazetteer, level: str, name: str, within: str | None, codes: list[str]
) -> None:
    assert gazetteer.match_unit("2025-03-01", level, name, within=within) == codes


def test_match_unit_by_name_of_another_period_finds_the_same_code(gazetteer: Gazetteer) -> None:
    for name in ("Tỉnh Đồng Nai", "Thành phố Đồng Nai"):
        assert gazetteer.match_unit(Vintage.V2025_07, Level.PROVINCE, name) == ["75"]


def test_match_unit_of_another_vintage_finds_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.match_unit(Vintage.V2025_07, Level.PROVINCE, "Đồng Tháp") == []
