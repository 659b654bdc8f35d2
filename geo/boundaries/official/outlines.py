"""Files of outlines: GeoJSON, TopoJSON, GeoPackage, Shapefile, and any of them zipped."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import orjson
import pyogrio
import pyogrio.errors
import shapely
from geopandas import GeoDataFrame

from geo.crs import WGS84, to_wgs84
from geo.errors import MissingCrsError, UnreadableFileError
from geo.files import unpack

MAX_BYTES = 1 << 30
MAX_FEATURES = 50_000
"""Five times the communes there have ever been."""

_SIDE_FILES = (".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx")
_READABLE = (".shp", ".gpkg", ".geojson", ".json", ".topojson")


def read_outlines(path: Path, *, layer: str | None = None) -> GeoDataFrame:
    """
    The outlines in a file, told by what it holds rather than by its name.

    Parameters
    ----------
    path
        GeoJSON, TopoJSON, GeoPackage or Shapefile (`.shp` with its side files beside it), or a ZIP
        archive with one of them.
    layer
        Which layer, where a file has several with polygons.

    Returns
    -------
    n rows numbered from 0, in the file's order and with its columns, in EPSG:4326.

    Raises
    ------
    UnreadableFileError
        If it is missing, in no such format, broken, too large, empty, has no polygons or several
        layers of them, or has coordinates that are off the globe.
    MissingCrsError
        If it does not say the CRS of its coordinates; GeoJSON and TopoJSON are in EPSG:4326.
    """
    try:
        with path.open("rb") as file:
            start = file.read(64)
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror}") from None
    if size > MAX_BYTES:
        raise UnreadableFileError(
            f"{path.name} has {size:,} bytes; at most {MAX_BYTES:,} are taken"
        )
    if start.startswith(b"PK"):
        return _read_zipped(path, layer)
    if start.startswith(b"SQLite format 3\0"):
        found = _read(path, layer)
    elif start.startswith(b"\x00\x00\x27\x0a"):
        found = _read_shapefile(path)
    elif start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        found = _read_json(path, layer)
    else:
        raise UnreadableFileError(
            f"{path.name} is {'empty' if not size else 'in no format known here'}: give GeoJSON, "
            "TopoJSON, GeoPackage or Shapefile, or a ZIP archive with one of them"
        )
    return _checked(found, path)


def _read_zipped(path: Path, layer: str | None) -> GeoDataFrame:
    """The one file of outlines in an archive."""

    def wanted(name: str) -> bool:
        inside = PurePosixPath(name)
        hidden = inside.name.startswith(".") or inside.parts[0] == "__MACOSX"
        return inside.suffix.lower() in (*_READABLE, *_SIDE_FILES) and not hidden

    with tempfile.TemporaryDirectory() as folder:
        files = unpack(path, Path(folder), wanted)
        outlines = [file for file in files if file.suffix.lower() in _READABLE]
        if len(outlines) != 1:
            names = ", ".join(file.name for file in outlines[:5]) or "none"
            raise UnreadableFileError(
                f"{path.name} should have one file of outlines and has {len(outlines)} ({names}): "
                "give one of them by itself"
            )
        return read_outlines(outlines[0], layer=layer)


def _read_shapefile(path: Path) -> GeoDataFrame:
    missing = [
        ending
        for ending in (".shx", ".dbf")
        if not any(path.with_suffix(case).exists() for case in (ending, ending.upper()))
    ]
    if missing:
        raise UnreadableFileError(
            f"{path.name} lacks {' and '.join(missing)} beside it: a Shapefile is several files, "
            "best sent as one ZIP archive"
        )
    return _read(path, None)


def _read_json(path: Path, layer: str | None) -> GeoDataFrame:
    """GeoJSON and TopoJSON, checked to be one of the two before GDAL tries its other readers."""
    try:
        data = orjson.loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableFileError(
            f"{path.name} is not JSON ({error}): check it with a validator"
        ) from None
    kind = data.get("type") if isinstance(data, dict) else None
    if kind == "FeatureCollection":
        # What no `crs` says is WGS 84, by RFC 7946; the older member is honoured by GDAL.
        return _read(path, None, prefix="GeoJSON:")
    if kind != "Topology":
        raise UnreadableFileError(
            f"{path.name} is a JSON {str(kind)[:40]!r}: a FeatureCollection or Topology is due"
        )
    _refuse_bad_arcs(data, path)
    found = _read(path, layer, prefix="TopoJSON:")
    # TopoJSON has no member for it; its specification means positions as GeoJSON does.
    return found.set_crs(WGS84) if found.crs is None else found


def _refuse_bad_arcs(data: dict[str, Any], path: Path) -> None:
    """GDAL draws an arc that is not there as nothing, without a word."""
    arcs = data.get("arcs")
    objects = data.get("objects")
    if not isinstance(arcs, list) or not isinstance(objects, dict):
        raise UnreadableFileError(f"{path.name} is a Topology without arcs or objects")
    waiting: list[Any] = list(objects.values())
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend([item.get("arcs"), item.get("geometries")])
        elif isinstance(item, int) and not -len(arcs) <= item < len(arcs):
            raise UnreadableFileError(
                f"{path.name} refers to arc {item}, but has {len(arcs)}: make it again"
            )


def _read(path: Path, layer: str | None, *, prefix: str = "") -> GeoDataFrame:
    """The polygons of one layer, as GDAL reads them."""
    source = f"{prefix}{path}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            name = layer or _only_layer(source, path)
            count = pyogrio.read_info(source, layer=name)["features"]
            if count > MAX_FEATURES:
                raise UnreadableFileError(
                    f"{path.name} has {count:,} features: not units of Vietnam"
                )
            found: GeoDataFrame = gpd.read_file(source, layer=name)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise UnreadableFileError(f"{path.name} is broken ({str(error)[:200]})") from None
    except (ValueError, shapely.errors.ShapelyError, UnicodeDecodeError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(f"{path.name} cannot be read ({str(error)[:200]})") from None
    return found


def _only_layer(source: str, path: Path) -> str:
    layers = [
        str(name)
        for name, kind in pyogrio.list_layers(source)
        if kind and (kind == "Unknown" or "Polygon" in kind or "Geometry" in kind)
    ]
    if len(layers) != 1:
        raise UnreadableFileError(
            f"{path.name} has {len(layers)} layers that may hold polygons "
            f"({', '.join(layers[:8])}): say which with --layer"
        )
    return layers[0]


def _checked(found: GeoDataFrame, path: Path) -> GeoDataFrame:
    """The rows in EPSG:4326, on the globe."""
    if not isinstance(found, GeoDataFrame) or found.empty:
        raise UnreadableFileError(f"{path.name} has no outlines")
    if found.crs is None:
        raise MissingCrsError(
            f"{path.name} does not say the CRS of its coordinates (a Shapefile says it in its "
            ".prj): it is not guessed; add it, or save the file as GeoPackage with its CRS"
        )
    with np.errstate(invalid="ignore"):
        placed = to_wgs84(found).reset_index(drop=True)
    bounds = placed.geometry.bounds.to_numpy()
    bounds = bounds[~np.isnan(bounds).all(axis=1)]
    if not (np.isfinite(bounds).all() and (np.abs(bounds) <= [180, 90, 180, 90]).all()):
        raise UnreadableFileError(
            f"{path.name} has coordinates that are no degrees of EPSG:4326 although it says "
            f"{found.crs.to_string()[:60]}: save it again with the CRS that they are in"
        )
    return GeoDataFrame(placed.set_geometry(shapely.force_2d(placed.geometry.to_numpy())))
