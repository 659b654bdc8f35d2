"""`geo coverage` and `geo site` by road, with outlets tried out, positions and spread people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from geo.cli import main
from geo.coverage import Question, cover
from geo.locator import Locator
from geo.travel import By


def run(store: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--store", str(store)])


def answer(store: Path, *words: str) -> dict[str, Any]:
    result = run(store, *words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_coverage_by_road_time_gives_what_is_counted(built_store: Path, locator: Locator) -> None:
    said = answer(built_store, "coverage", "--by", "road_time", "--radius-min", "25")
    due = cover(locator, Question(by=By.ROAD_TIME, radius_min=25))
    assert said["summary"]["population_within"] == due.summary["population_within"]
    assert said["parameters"]["radius_min"] == 25
    assert [unit["time_mean_min"] for unit in said["units"]] == due.table["time_mean_min"].tolist()
    assert said["sources"]["estimated"] is True


def test_coverage_by_road_without_a_radius_takes_the_usual_and_says_it_is_estimated(
    built_store: Path,
) -> None:
    result = run(built_store, "coverage", "--by", "road_time")
    assert "30 phút đường bộ (ước tính)" in result.stdout
    assert "30 minutes by road (estimated)" in result.stdout
    assert "không có đường nào đã biết" in result.stdout
    assert "P90 phút" in result.stdout
    result = run(built_store, "coverage", "--by", "road_distance")
    assert "10 km by road (estimated)" in result.stdout
    assert "P90 km" in result.stdout


def test_coverage_by_road_written_to_a_file_carries_what_it_rests_on(
    built_store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "by-road.csv"
    words = ("coverage", "--by", "road_time", "--radius-min", "25", "-o", str(path))
    assert run(built_store, *words).exit_code == 0
    text = path.read_text(encoding="utf-8-sig")
    assert "# parameters.by,road_time" in text
    assert "# parameters.radius_min,25" in text
    assert "ước tính" in text
    table = pd.read_csv(path, comment="#", dtype={"code": str}, encoding="utf-8-sig")
    assert table["time_p90_min"].notna().all()
    assert "distance_p90_m" not in table


def test_coverage_tries_out_an_outlet(built_store: Path) -> None:
    words = ("coverage", "--province", "22", "--radius-km", "10")
    before = answer(built_store, *words)["summary"]
    after = answer(built_store, *words, "--also", "21.33,107.40")["summary"]
    assert after["outlets_tried"] == 1
    assert after["population_within"] > before["population_within"]


def test_site_by_road_time_among_own_positions_counts_with_outlets_tried_out(
    built_store: Path,
) -> None:
    words = ("site", "--province", "22", "--by", "road_time", "--radius-min", "45", "--count", "1")
    own = ("--at", "21.33,107.40", "--at", "21.01,107.29")
    first = answer(built_store, *words, *own)
    assert (first["sites"][0]["lat"], first["sites"][0]["lon"]) in {(21.33, 107.4), (21.01, 107.29)}
    at = f"{first['sites'][0]['lat']},{first['sites'][0]['lon']}"
    then = answer(built_store, *words, *own, "--also", at)
    assert then["baseline_population_within"] == first["population_within"]
    assert then["sites"][0]["lat"] != first["sites"][0]["lat"]


def test_site_takes_positions_from_a_file_and_spreads_the_people(
    built_store: Path, tmp_path: Path
) -> None:
    file = tmp_path / "candidates.txt"
    file.write_text("06793\n21.33,107.40\n06913, 07132\n", encoding="utf-8")
    words = ("site", "--province", "22", "--count", "4", "--candidates-file", str(file))
    said = answer(built_store, *words, "--spread", "4")
    assert said["candidates"] == 4
    assert {"06793", "06913", "07132"} < {site["code"] for site in said["sites"]}
    assert said["parameters"]["spread"] == 4
    assert said["population"] == answer(built_store, *words)["population"]


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["coverage", "--by", "road_time", "--radius-km", "3"], "one in km came", 1),
        (["coverage", "--radius-min", "30"], "one in minutes came", 1),
        (["coverage", "--by", "road_time", "--radius-min", "0"], "a radius of 0 minutes", 1),
        (["site", "--count", "1", "--by", "road_time", "--radius-min", "1e6"], "1e+06 minutes", 1),
        (["coverage", "--by", "crow"], "Invalid value for '--by'", 2),
        (["coverage", "--also", "Hội An"], "is no position", 2),
        (["site", "--count", "1", "--at", "105,21"], "lat is -90 to 90", 2),
        (["site", "--count", "1", "--at", "0,0"], "lies in no commune", 1),
    ],
)
def test_coverage_and_site_refuse_what_cannot_be(
    built_store: Path, words: list[str], said: str, code: int
) -> None:
    result = run(built_store, *words)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output
