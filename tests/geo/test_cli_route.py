"""`python -m geo route`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gpxpy
import pytest
from click.testing import CliRunner, Result

from geo.cli import main


@pytest.fixture
def route(built_store: Path) -> Any:
    """Runs the command on the built store."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["route", "--store", str(built_store), *arguments])

    return run


def test_route_through_stops_writes_a_file_and_says_the_way(route: Any, tmp_path: Path) -> None:
    path = tmp_path / "way.gpx"
    asked = ("--stops", "Hà Nội; Bát Tràng; Hạ Long", "--corridor-km", "5", "-o", str(path))
    got = route(*asked)
    assert got.exit_code == 0, got.output
    assert "ước tính" in got.stdout
    read = gpxpy.parse(path.read_text())
    assert "Bát Tràng" in read.routes[0].points[1].name
    assert len(read.waypoints) > 3


@pytest.mark.parametrize("ending", ["gpx", "kml", "geojson", "ics"])
def test_route_published_writes_every_format(route: Any, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"loop.{ending}"
    answer = json.loads(route("--route", "ha-giang-4n3d", "-o", str(path), "--json").stdout)
    assert answer["stops"][0]["name"] == "Thành phố Hà Giang"
    assert answer["data_version"]
    assert "Đồng Văn" in path.read_text()


@pytest.mark.parametrize(
    ("asked", "status", "says"),
    [
        (("--stops", "Hà Nội"), 1, "1 stop came"),
        (("--stops", "Hà Nội; 18.5, 108.5"), 1, "not on land in Vietnam"),
        (("--route", "none"), 1, "no published route has the id 'none'"),
        (("--stops", "Huế; Hội An", "-o", "way.doc"), 1, "gpx, kml, geojson, ics"),
        ((), 2, "give --stops or --route"),
        (("--stops", "Huế; Hội An", "--route", "x"), 2, "one of the two"),
    ],
)
def test_route_that_cannot_be_says_why(
    route: Any, asked: tuple[str, ...], status: int, says: str
) -> None:
    got = route(*asked)
    assert got.exit_code == status
    assert says in got.stderr
    assert "Traceback" not in got.output
