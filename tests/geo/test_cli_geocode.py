"""`python -m geo geocode`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geo.cli import main


@pytest.fixture
def geocode(built_store: Path) -> Any:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["geocode", "--store", str(built_store), *arguments])

    return run


def test_geocode_as_json_has_the_shape_of_the_interface(geocode: Any) -> None:
    text = "số 5, phường Vạn Phúc, quận Hà Đông, Hà Nội"
    answer = json.loads(geocode(text, "--json").stdout)
    assert answer["query"] == text
    best = answer["results"][0]
    assert {"label", "lat", "lon", "precision", "confidence", "units", "candidates"} <= best.keys()
    assert best["units"]["2025-03-01"] == {"province": "01", "district": "268", "commune": "09544"}


def test_geocode_of_a_split_commune_prints_the_candidates(geocode: Any) -> None:
    result = geocode("phường La Khê, Hà Đông, Hà Nội")
    assert result.exit_code == 0
    assert "09886" in result.stdout
    assert "09556" in result.stdout


def test_geocode_of_nothing_fails_in_one_line_but_as_json_is_an_empty_list(geocode: Any) -> None:
    result = geocode("12 Lê Lợi")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "names no place" in result.stderr
    assert json.loads(geocode("12 Lê Lợi", "--json").stdout)["results"] == []


def test_geocode_near_what_is_no_position_says_so(geocode: Any) -> None:
    result = geocode("Hội An", "--near", "here")
    assert result.exit_code == 1
    assert "not two numbers" in result.stderr
