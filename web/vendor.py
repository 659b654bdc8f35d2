"""
The front end's parts that others wrote, put where the pages serve them.

`npm ci` fetches the packages that `package-lock.json` names; `python -m web.vendor` then copies the
few files the pages load into `web/static/vendor` (Leaflet, the TopoJSON reader, the typeface in
its Latin and Vietnamese subsets), with their licences, draws the neighbouring countries' land from
the world atlas, and compiles the translation catalogues. Nothing of it is committed.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from topojson.core.topology import Topology

ROOT = Path(__file__).parent.parent
PACKAGES = ROOT / "node_modules"
VENDOR = Path(__file__).parent / "static" / "vendor"
TRANSLATIONS = Path(__file__).parent / "translations"

_FONT = "@fontsource/be-vietnam-pro"
_FACES = tuple(
    f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
    for subset in ("latin", "vietnamese")
    for weight in (400, 600)
)
FILES: dict[str, str] = {
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/LICENSE": "leaflet/LICENSE",
    "topojson-client/dist/topojson-client.min.js": "topojson/topojson-client.js",
    "topojson-client/LICENSE": "topojson/LICENSE",
    **{f"{_FONT}/files/{face}": f"fonts/{face}" for face in _FACES},
    f"{_FONT}/LICENSE": "fonts/LICENSE",
    "world-atlas/LICENSE": "world/LICENSE",
}
"""A file in node_modules -> where it is served from, below static/vendor."""

ATLAS = "world-atlas/countries-50m.json"
NEIGHBOURS = "world/neighbours.json"
WINDOW = (80.0, -12.0, 140.0, 48.0)
"""What a map of Vietnam can show around it: west, south, east, north, in degrees."""
NEIGHBOUR_IDS = {"156", "344", "446", "116", "418", "764", "104", "458", "608", "096", "360", "158"}
"""ISO 3166 numbers, as in the atlas, of the land that a map of Vietnam shows around it."""
VIETNAM_ID = "704"
OVERLAP_DEGREES = 0.12
"""How far the land around reaches under ours: no seam shows where the outlines differ."""
SMALLEST_KM2 = 400.0
"""
Neighbouring islands smaller than this are left out: the land around is for orientation, and what
lies in Hoàng Sa and Trường Sa is drawn by our own units alone.
"""


class MissingPackageError(OSError):
    """A package's file is not in node_modules."""


def copy_packages(packages: Path = PACKAGES, vendor: Path = VENDOR) -> int:
    """
    Copy `FILES`; returns the bytes copied.

    Raises
    ------
    MissingPackageError
        If a file is not there: the packages are not installed, or another version is.
    """
    copied = 0
    for source, target in FILES.items():
        if not (packages / source).is_file():
            raise MissingPackageError(f"{packages / source} is missing: run `npm ci` first")
        destination = vendor / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(packages / source, destination)
        copied += destination.stat().st_size
    return copied


def neighbours(atlas: dict[str, Any]) -> Topology:
    """
    The land around Vietnam as a topology with one object, `land`, in EPSG:4326.

    Parameters
    ----------
    atlas
        The world atlas's countries (Natural Earth 1:50 million, public domain), as TopoJSON.
    """
    countries = geometries(atlas, "countries")
    ours = shapely.make_valid(countries[VIETNAM_ID])
    shapes = []
    for number in sorted(NEIGHBOUR_IDS & countries.keys()):
        land = shapely.make_valid(countries[number])
        land = land.union(land.buffer(OVERLAP_DEGREES).intersection(ours))
        parts = gpd.GeoSeries(shapely.get_parts(land.intersection(shapely.box(*WINDOW))), crs=4326)
        parts = parts[parts.geom_type == "Polygon"]
        kept = parts[parts.to_crs(6933).area / 1e6 >= SMALLEST_KM2]
        if len(kept):
            shapes.append(shapely.union_all(kept.to_numpy()))
    frame = gpd.GeoDataFrame(geometry=shapes, crs=4326)
    # 0.015 degrees are a pixel at zoom 6, where a reader looks at the country; on a closer look the
    # land around is at the edge of the window. Steps of 1/20,000 of the window are below a pixel.
    return Topology(frame, prequantize=20_000, toposimplify=0.015, object_name="land")


@lru_cache(maxsize=1)
def land_around() -> tuple[BaseGeometry, ...]:
    """The neighbouring land as it was made, EPSG:4326; none where the packages are not there."""
    path = VENDOR / NEIGHBOURS
    if not path.exists():
        return ()
    topology = json.loads(path.read_text())
    for number, each in enumerate(topology["objects"]["land"]["geometries"]):
        each["id"] = number
    return tuple(geometries(topology, "land").values())


def geometries(topology: dict[str, Any], name: str) -> dict[str, BaseGeometry]:
    """The (multi)polygons of one object of a quantised topology by their id."""
    scale, offset = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        positions = np.cumsum(np.asarray(deltas, dtype=float), axis=0)
        arcs.append((positions * scale + offset).tolist())

    def ring(indices: list[int]) -> list[list[float]]:
        points: list[list[float]] = []
        for index in indices:
            line = arcs[index] if index >= 0 else arcs[~index][::-1]
            points.extend(line[1:] if points else line)
        return points

    found = {}
    for geometry in topology["objects"][name]["geometries"]:
        single = geometry["type"] == "Polygon"
        polygons = [geometry["arcs"]] if single else geometry["arcs"]
        rings = [[ring(part) for part in polygon] for polygon in polygons]
        found[str(geometry.get("id"))] = shape({"type": "MultiPolygon", "coordinates": rings})
    return found


def compile_catalogues(folder: Path = TRANSLATIONS) -> list[str]:
    """Write each catalogue's `messages.mo` beside its `messages.po`; returns the languages."""
    languages = []
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        language = source.parent.parent.name
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        languages.append(language)
    return languages


def main() -> int:
    """Copy, draw, compile; says on stderr what would do when a package is missing."""
    try:
        copied = copy_packages()
        atlas = json.loads((PACKAGES / ATLAS).read_text())
    except (MissingPackageError, FileNotFoundError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    (VENDOR / NEIGHBOURS).write_text(json.dumps(neighbours(atlas).to_dict(), separators=(",", ":")))
    languages = compile_catalogues()
    sys.stdout.write(
        f"{len(FILES)} files, {copied // 1000} kB; catalogues: {', '.join(languages)}\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
