"""`python -m geo nearest`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from web import create_app


@pytest.fixture
def nearest(built_store: Path) -> Any:
    """Runs the command on the built store."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["nearest", "--store", str(built_store), *arguments])

    return run


def test_nearest_as_json_has_the_shape_of_the_api(nearest: Any, built_store: Path) -> None:
    answer = json.loads(nearest("--at", "15.88, 108.34", "-k", "4", "--json").stdout)
    client = create_app({"STORE": str(built_store)}).test_client()
    asked = client.get("/api/nearest?lat=15.88&lon=108.34&k=4").get_json()
    assert answer.keys() == asked.keys()
    assert answer["data_version"] == asked["data_version"]
    assert len(answer["features"]) == len(asked["features"]) == 4
    for ours, theirs in zip(answer["features"], asked["features"], strict=True):
        assert ours["id"] == theirs["id"]
        assert ours["geometry"] == theirs["geometry"]
        for name in (
            "kind",
            "name",
            "units",
            "stars",
            "precision",
            "distance_m",
            "bearing_deg",
            "travel_time_s",
            "travel_distance_m",
        ):
            assert ours["properties"][name] == theirs["properties"][name], name
        assert {*INTERFACE} <= ours["properties"].keys()


INTERFACE = (
    "kind", "name", "name_en", "category", "address", "precision", "units", "stars", "source_url",
    "status",
)  # fmt: skip


def test_nearest_of_a_name_prints_a_table_in_order(nearest: Any) -> None:
    result = nearest("--at", "hoi an", "-k", "3", "--kind", "village")
    assert result.exit_code == 0
    label, blank, headings, rule, *rows = result.stdout.splitlines()
    assert "Hội An" in label
    assert blank == ""
    assert "Tên" in headings
    assert set(rule) == {"─", " "}
    distances = [float(row.split()[0]) for row in rows]
    assert len(distances) == 3
    assert distances == sorted(distances)


@pytest.mark.parametrize(
    ("option", "value", "name"), [("--kind", "outlet", "kind"), ("--stars", "4", "stars")]
)
def test_nearest_with_filter_has_only_those(
    nearest: Any, option: str, value: str, name: str
) -> None:
    result = nearest("--at", "21.03,105.85", option, value, "--json")
    found = {str(each["properties"][name]) for each in json.loads(result.stdout)["features"]}
    assert found == {value}


def test_nearest_within_small_radius_in_the_sea_is_an_empty_answer(nearest: Any) -> None:
    result = nearest("--at", "12.0, 112.0", "--within-km", "0.5", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["features"] == []


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["--at", "105.85, 21.03"], 1, "swapped"),
        (["--at", "zzzz qqqq"], 1, "another spelling"),
        (["--at", ""], 1, "another spelling"),
        (["--at", "x" * 10_000], 1, "10000 characters"),
        (["--at", "21,105", "--province", "99"], 1, "no province has code '99'"),
        (["--at", "21,105", "--craft", "flying"], 1, "flying"),
        (["--at", "21,105", "-k", "0"], 2, "1<=x<=1000"),
        (["--at", "21,105", "-k", "1000000000"], 2, "1<=x<=1000"),
        (["--at", "21,105", "--within-km", "-1"], 2, "0<=x<="),
        (["--at", "21,105", "--kind", "shop"], 2, "'shop' is not one of"),
        ([], 2, "--at"),
    ],
)
def test_nearest_of_bad_input_says_what_came(
    nearest: Any, arguments: list[str], exit_code: int, message: str
) -> None:
    result = nearest(*arguments)
    assert result.exit_code == exit_code
    assert message in result.stderr
    assert result.stdout == ""
    if exit_code == 1:
        assert result.stderr.count("\n") == 1
