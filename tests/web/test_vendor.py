from __future__ import annotations

import gettext
import itertools
from pathlib import Path
from typing import Any

import pytest
import shapely

from web import vendor


def atlas(**countries: tuple[float, float, float, float]) -> dict[str, Any]:
    """A world atlas of boxes, each country's given as west, south, east, north, whole degrees."""
    arcs, shapes = [], []
    for number, (west, south, east, north) in countries.items():
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        deltas = [corners[0]] + [(x - a, y - b) for (a, b), (x, y) in itertools.pairwise(corners)]
        shapes.append({"type": "Polygon", "id": number.strip("_"), "arcs": [[len(arcs)]]})
        arcs.append([list(delta) for delta in deltas])
    return {
        "type": "Topology",
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": arcs,
    }


def test_copy_packages_puts_every_file_with_its_content(tmp_path: Path) -> None:
    packages, target = tmp_path / "node_modules", tmp_path / "vendor"
    for number, name in enumerate(vendor.FILES):
        (packages / name).parent.mkdir(parents=True, exist_ok=True)
        (packages / name).write_bytes(b"x" * number)
    assert vendor.copy_packages(packages, target) == sum(range(len(vendor.FILES)))
    for number, name in enumerate(vendor.FILES.values()):
        assert (target / name).read_bytes() == b"x" * number


def test_copy_packages_without_the_packages_says_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(vendor.MissingPackageError, match="npm ci"):
        vendor.copy_packages(tmp_path, tmp_path / "vendor")


def test_files_carry_the_licence_of_every_package() -> None:
    folders = {Path(target).parts[0] for target in vendor.FILES.values()}
    licences = {Path(t).parts[0] for t in vendor.FILES.values() if t.endswith("LICENSE")}
    assert licences == folders


def test_geometries_of_a_topology_are_the_boxes_it_codes() -> None:
    found = vendor.geometries(atlas(_418=(100, 14, 107, 22)), "countries")
    assert found["418"].equals(shapely.box(100, 14, 107, 22))


def test_neighbours_reach_under_our_land_but_leave_the_rest_of_it() -> None:
    laos, vietnam = (100, 14, 107, 22), (107, 10, 109, 22)
    made = vendor.neighbours(atlas(_418=laos, _704=vietnam)).to_gdf()
    land = shapely.union_all(made.geometry.to_numpy())
    assert land.contains(shapely.Point(107 + vendor.OVERLAP_DEGREES / 2, 18))
    assert not land.intersects(shapely.Point(108, 18))


def test_neighbours_leave_out_small_islands_and_other_countries() -> None:
    made = vendor.neighbours(
        atlas(
            _156=(100, 25, 110, 30),
            _250=(104, 3, 106, 6),
            _704=(107, 10, 109, 22),
        )
    ).to_gdf()
    land = shapely.union_all(made.geometry.to_numpy())
    assert land.intersects(shapely.Point(105, 27))
    assert not land.intersects(shapely.Point(105, 5))


def test_compile_catalogues_makes_what_gettext_reads(tmp_path: Path) -> None:
    folder = tmp_path / "vi" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Find"\nmsgstr "Tìm"\n'
    )
    assert vendor.compile_catalogues(tmp_path) == ["vi"]
    with (folder / "messages.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Find") == "Tìm"
