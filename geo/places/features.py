"""GeoJSON and GeoPackage: points with properties, as rows with lat and lon."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas as gpd
import orjson
import pyogrio
import pyogrio.errors

from geo import crs
from geo.errors import MissingCrsError, UnreadableFileError
from geo.places.encodings import refuse_legacy_fonts
from geo.places.report import Problem, Severity, said
from geo.places.table import LIMITS, Limits, Row, Table

_COPIES = {"lat", "lon", "lng", "latitude", "longitude"}
_WGS84_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84", "WGS 84")


def read_geojson(content: bytes, limits: Limits = LIMITS) -> Table:
    """
    The features of a GeoJSON FeatureCollection as rows; a point becomes `lat` and `lon`.

    Row numbers count features from 2, as if their properties stood under one line of headings.

    Raises
    ------
    UnreadableFileError
        If it is no JSON, is nested too deep, is no FeatureCollection, or says a CRS other than
        WGS 84 (RFC 7946 knows no other).
    """
    try:
        data = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableFileError(
            f"the file is not JSON ({error}); check it with a validator"
        ) from None
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        found = data.get("type") if isinstance(data, dict) else type(data).__name__
        raise UnreadableFileError(f"a JSON {found!r} came; a GeoJSON FeatureCollection is due")
    said = data.get("crs")
    name = str(said.get("properties", {}).get("name", "")) if isinstance(said, dict) else ""
    if name and not any(known in name for known in _WGS84_NAMES):
        raise UnreadableFileError(f"the GeoJSON is in {name}; reproject it to EPSG:4326")
    features = data.get("features")
    if not isinstance(features, list):
        raise UnreadableFileError("the FeatureCollection has no list of features")
    return _table(_from_json(features), "GeoJSON", limits)


def read_geopackage(path: Path, limits: Limits = LIMITS) -> Table:
    """
    The first layer of points of a GeoPackage as rows, in EPSG:4326.

    Raises
    ------
    UnreadableFileError
        If it is no GeoPackage, has no layer of points, or says no CRS.
    """
    try:
        layers = [
            str(name) for name, shape in pyogrio.list_layers(path) if shape and "Point" in shape
        ]
        if not layers:
            raise UnreadableFileError("the GeoPackage has no layer of points")
        _refuse_view(path, layers[0])
        info = pyogrio.read_info(path, layer=layers[0])
        if info["features"] > limits.rows:
            raise UnreadableFileError(f"{info['features']:,} features; at most {limits.rows:,}")
        layer = crs.to_wgs84(gpd.read_file(path, layer=layers[0]))
    except UnreadableFileError:
        raise
    except MissingCrsError as error:
        raise UnreadableFileError(f"the GeoPackage says no CRS: {error}") from None
    except Exception as error:  # noqa: BLE001 - GDAL and PROJ raise what a broken file leads them to
        raise UnreadableFileError(f"the GeoPackage is broken ({str(error)[:100]})") from None
    properties = layer.drop(columns=layer.geometry.name).to_dict("records")
    shapes = [_shape(point) for point in layer.geometry]
    features = [
        {"properties": values, "geometry": shape}
        for values, shape in zip(properties, shapes, strict=True)
    ]
    return _table(_from_json(features), f"GeoPackage, layer {layers[0]}", limits)


def _refuse_view(path: Path, layer: str) -> None:
    """A view computes its rows, without end if its writer so wishes: only a table is read."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as db:
        kinds = db.execute("SELECT type FROM sqlite_master WHERE name = ?", (layer,)).fetchall()
    if ("table",) not in kinds:
        raise UnreadableFileError(
            f"layer {layer!r} of the GeoPackage is a view; export it as a layer of its own"
        )


def _shape(point: Any) -> dict[str, Any] | None:
    """A geometry as GeoJSON writes it, coordinates only for a point; None for none."""
    if point is None or point.is_empty:
        return None
    return {
        "type": point.geom_type,
        "coordinates": list(point.coords[0]) if point.geom_type == "Point" else None,
    }


def _from_json(features: Sequence[Any]) -> Iterator[tuple[int, dict[str, str], Problem | None]]:
    for number, feature in enumerate(features, start=2):
        feature = feature if isinstance(feature, dict) else {}
        properties = feature.get("properties")
        cells = {
            str(key): text
            for key, value in (properties.items() if isinstance(properties, dict) else ())
            if (text := _text(value))
        }
        if "id" not in cells and isinstance(feature.get("id"), str | int):
            cells["id"] = str(feature["id"])
        yield number, cells, _position(feature.get("geometry"), number, cells)


def _position(geometry: Any, number: int, cells: dict[str, str]) -> Problem | None:
    """Put a point's coordinates among the cells; a problem when there is another geometry."""
    if geometry is None:
        return None
    shape = geometry.get("type") if isinstance(geometry, dict) else None
    pair: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    numbers = (
        isinstance(pair, list)
        and len(pair) >= 2
        and all(isinstance(part, int | float) and not isinstance(part, bool) for part in pair[:2])
    )
    if shape != "Point" or not numbers:
        return Problem(
            Severity.ERROR,
            number,
            "geometry",
            said(f"gặp {shape or 'dòng không có hình'}", f"{shape or 'no geometry'} came"),
            said("cần một Point có kinh độ và vĩ độ", "a Point with longitude and latitude is due"),
        )
    # The geometry is the position; properties named lat and lon are at best a copy of it.
    for copy in [key for key in cells if key.casefold() in _COPIES]:
        del cells[copy]
    cells["lon"], cells["lat"] = repr(pair[0]), repr(pair[1])
    return None


def _table(
    rows: Iterator[tuple[int, dict[str, str], Problem | None]], read_as: str, limits: Limits
) -> Table:
    headings: dict[str, None] = {}
    problems: list[Problem] = []
    taken: list[Row] = []
    for number, cells, problem in rows:
        headings.update(dict.fromkeys(cells))
        if problem:
            problems.append(problem)
        taken.append(Row(number, cells))
        if len(taken) > limits.rows:
            raise UnreadableFileError(f"more than {limits.rows:,} features; split the file")
        if len(headings) > limits.columns:
            raise UnreadableFileError(
                f"more than {limits.columns} properties; keep those of a place"
            )
        longest = max(map(len, cells.values()), default=0)
        if longest > limits.cell_characters:
            raise UnreadableFileError(
                f"feature {number - 1} has a property of {longest:,} characters; "
                f"at most {limits.cell_characters:,} are taken"
            )
    refuse_legacy_fonts("\n".join(" ".join(row.cells.values()) for row in taken))
    return Table(tuple(headings), tuple(taken), read_as, tuple(problems))


def _text(value: Any) -> str:
    if value is None or value != value:  # NaN is what a missing number reads as
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | dict):
        try:
            return orjson.dumps(value).decode()
        except TypeError:
            raise UnreadableFileError(
                "a property is nested too deep; give the properties as plain values"
            ) from None
    return str(value).strip()
