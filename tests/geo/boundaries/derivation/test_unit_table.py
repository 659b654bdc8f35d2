"""The table of units."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.boundaries.derivation.unit_table import name_in_english, name_parts
from geo.vintages import Level

UNITS = Path(__file__).parents[4] / "data" / "boundaries" / "units.csv"


@pytest.mark.parametrize(
    ("name", "level", "english"),
    [
        ("Thành phố Hồ Chí Minh", Level.PROVINCE, "Ho Chi Minh City"),
        ("Tỉnh Bà Rịa - Vũng Tàu", Level.PROVINCE, "Ba Ria - Vung Tau Province"),
        ("Quận Đống Đa", Level.DISTRICT, "Dong Da District"),
        ("Thành phố Huế", Level.DISTRICT, "Hue City"),
        ("Phường 14", Level.COMMUNE, "Ward 14"),
        ("Đặc khu Trường Sa", Level.COMMUNE, "Truong Sa Special Zone"),
    ],
)
def test_name_in_english_puts_the_type_where_english_has_it(
    name: str, level: Level, english: str
) -> None:
    assert name_in_english(name, level) == english


def test_name_parts_of_a_name_without_a_type_is_an_error() -> None:
    with pytest.raises(ValueError, match="'Hội An' begins with no type"):
        name_parts("Hội An")


def test_units_have_one_name_at_a_time() -> None:
    units = pd.read_csv(UNITS, dtype=str, keep_default_na=False)
    in_force = units[units["valid_to"].eq("") | units["valid_to"].eq("2025-06-30")]
    assert not in_force.duplicated(["vintage", "level", "code"]).any()
    dong_nai = units[(units["vintage"] == "2025-07-01") & (units["code"] == "75")]
    periods = dong_nai[dong_nai["level"] == "province"].sort_values("valid_from")
    assert periods["valid_to"].tolist() == ["2026-04-29", ""]
    assert periods["valid_from"].tolist() == ["2025-07-01", "2026-04-30"]
