"""
The conformance classes that `/ogc` declares: those whose abstract tests pass in `tests/web/ogc`.

pygeoapi would also declare what it can do elsewhere, such as Part 4 (create, replace, delete).
"""

from __future__ import annotations

_SPEC = "http://www.opengis.net/spec/"

CLASSES: tuple[str, ...] = (
    *(f"{_SPEC}ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "html", "geojson")),
    f"{_SPEC}ogcapi-features-2/1.0/conf/crs",
    f"{_SPEC}ogcapi-features-3/1.0/conf/queryables",
    f"{_SPEC}ogcapi-features-3/1.0/conf/queryables-query-parameters",
    *(
        f"{_SPEC}ogcapi-tiles-1/1.0/conf/{name}"
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")
    ),
)
