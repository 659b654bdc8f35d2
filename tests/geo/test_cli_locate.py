"""`python -m geo locate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import main
from geo.coordinates import LonLat
from geo.locator import Locator


def test_locate_as_json_gives_units_and_their_names(built_store: Path, locator: Locator) -> None:
    result = CliRunner().invoke(
        main, ["locate", "--at", "15.8801, 108.3380", "--json", "--store", str(built_store)]
    )
    answer = json.loads(result.stdout)
    assert answer["units"] == locator.boundaries.locate(LonLat(108.3380, 15.8801))
    assert answer["names"]["2025-03-01"]["district"] == "Thành phố Hội An"
    assert answer["names"]["2025-07-01"]["province"] == "Thành phố Đà Nẵng"
    assert answer["data_version"] == locator.data_version


@pytest.mark.parametrize(("at", "rows"), [("21.03, 105.85", 5), ("13.75, 100.5", 0)])
def test_locate_prints_a_row_for_each_unit(built_store: Path, at: str, rows: int) -> None:
    result = CliRunner().invoke(main, ["locate", "--at", at, "--store", str(built_store)])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2 + rows
