"""
The OpenAPI 3.0 document of `/ogc`, from the parameters that are read and the collections there are.

pygeoapi writes one too, but of schemas elsewhere on the network, and of what it does not do here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from geo.tiles import MIMETYPE
from web.i18n import Language, Text
from web.ogc.collections import Collection, collections
from web.ogc.configuration import ABOUT, TITLE
from web.ogc.reading import COMMON, CRS, PAGE, F, filters_of
from web.ogc.schemas import SCHEMAS, feature, page_of
from web.ogc.tile_paths import tile_paths
from web.openapi import STATUS_WORDS
from web.operations import GEOJSON, JSON, LANG
from web.params import Parameter, Schema
from web.schemas import ref
from web.sharing import base_address
from web.snapshot import Snapshot

Entry = dict[str, Any]

_ERRORS = {
    **STATUS_WORDS,
    204: Text("Ở đó không có gì", "There is nothing there"),
    429: Text("Hỏi nhiều quá; xem Retry-After", "Too many; see Retry-After"),
}
FEATURE = Parameter(
    "featureId",
    lambda _, text: text,
    {"type": "string"},
    Text("Mã đối tượng.", "The id of the feature."),
    required=True,
    in_path=True,
)
_SPEC = Text("Tài liệu này", "This document")


def document(snapshot: Snapshot, language: Language) -> dict[str, Any]:
    """The document in one language; kept for each."""
    address = f"{base_address()}/ogc"
    return snapshot.keep(
        "ogc openapi", (address, language), lambda: _document(snapshot, language, address), most=16
    )


def _document(snapshot: Snapshot, language: Language, address: str) -> dict[str, Any]:
    fixed: list[tuple[str, str, Text, str]] = [
        ("/", "getLandingPage", Text("Trang đầu", "The landing page"), "Landing"),
        ("/conformance", "getConformance", Text("Tuân thủ", "Conformance"), "Conformance"),
        ("/collections", "getCollections", Text("Các tập dữ liệu", "Collections"), "Collections"),
    ]
    paths = {
        path: {"get": _entry(name, summary, COMMON, {JSON: ref(of)}, language)}
        for path, name, summary, of in fixed
    }
    specified = {"application/vnd.oai.openapi+json": {"type": "object"}}
    paths["/openapi"] = {"get": _entry("getOpenapi", _SPEC, COMMON, specified, language)}
    schemas = dict(SCHEMAS)
    for each in collections().values():
        name = _name_of(each)
        schemas[f"{name}Feature"] = feature(each, each.fields(snapshot), language)
        schemas[f"{name}Page"] = page_of(f"{name}Feature")
        filters = filters_of(each, snapshot)
        paths |= {path: {"get": entry} for path, entry in _paths(each, name, filters, language)}
    paths |= {path: {"get": entry} for path, entry in tile_paths(language, _tile_entry)}
    return {
        "openapi": "3.0.3",
        "info": {
            "title": TITLE.to(language),
            "description": ABOUT.to(language),
            "version": "1.0.0",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
            "x-data_version": snapshot.data_version,
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _paths(
    each: Collection, name: str, filters: tuple[Parameter[Any], ...], language: Language
) -> Iterable[tuple[str, Entry]]:
    """The addresses of a collection."""
    root = f"/collections/{each.id}"
    words, tag = each.title, each.id

    def entry(
        kind: str, about: Text, declared: Iterable[Parameter[Any]], answers: dict[str, Schema]
    ) -> Entry:
        summary = Text(f"{words.vi}: {about.vi}", f"{words.en}: {about.en}")
        return _entry(
            f"get{name}{kind}", summary, declared, answers, language, tag=tag, missing=True
        )

    described = {"application/schema+json": ref("Schema")}
    yield root, entry("", Text("mô tả", "description"), COMMON, {JSON: ref("Collection")})
    fields = Text("cấu trúc", "schema")
    yield f"{root}/schema", entry("Schema", fields, COMMON, described)
    filtered = Text("trường lọc được", "queryables")
    yield f"{root}/queryables", entry("Queryables", filtered, COMMON, described)
    pages = {GEOJSON: ref(f"{name}Page")}
    found = Text("các đối tượng", "features")
    yield f"{root}/items", entry("Features", found, (*PAGE, *filters), pages)
    single = Text("một đối tượng", "one feature")
    one = {GEOJSON: ref(f"{name}Feature")}
    yield f"{root}/items/{{featureId}}", entry("Feature", single, (FEATURE, F, CRS), one)


def _entry(
    name: str,
    summary: Text,
    declared: Iterable[Parameter[Any]],
    answers: dict[str, Schema],
    language: Language,
    *,
    tag: str = "ogc",
    missing: bool = False,
) -> Entry:
    content = {**answers, "text/html": {"type": "string"}}
    statuses = (200, 304, 400, *((404,) if missing else ()), 429, 503)
    return {
        "operationId": name,
        "summary": summary.to(language),
        "tags": [tag],
        "parameters": [parameter(each, language) for each in (*declared, LANG)],
        "responses": {str(status): _response(status, content, language) for status in statuses},
    }


def _tile_entry(
    name: str,
    summary: Text,
    declared: Iterable[Parameter[Any]],
    content: dict[str, Schema],
    language: Language,
) -> Entry:
    """An address that is for programs alone; a tile may hold nothing."""
    declared = list(declared)
    missing = any(each.in_path for each in declared)
    empty = (204,) if MIMETYPE in content else ()
    statuses = (200, *empty, 304, 400, *((404,) if missing else ()), 429, 503)
    return {
        "operationId": name,
        "summary": summary.to(language),
        "tags": ["tiles"],
        "parameters": [parameter(each, language) for each in (*declared, LANG)],
        "responses": {str(status): _response(status, content, language) for status in statuses},
    }


def parameter(declared: Parameter[Any], language: Language) -> Entry:
    """A parameter as OpenAPI 3.0 has it; lists are parted by commas, as OGC API asks."""
    schema = dict(declared.schema)
    if declared.default is not None:
        schema["default"] = declared.default
    entry: Entry = {
        "name": declared.name,
        "in": "path" if declared.in_path else "query",
        "description": declared.about.to(language),
        "required": declared.required,
        "schema": schema,
    }
    return entry if declared.in_path else entry | {"style": "form", "explode": False}


def _response(status: int, content: dict[str, Schema], language: Language) -> Entry:
    said = {"description": _ERRORS[status].to(language)}
    if status in (204, 304):
        return said
    if status >= 400:
        content = {JSON: ref("Error"), "text/html": {"type": "string"}}
    return said | {"content": {kind: {"schema": schema} for kind, schema in content.items()}}


def _name_of(collection: Collection) -> str:
    """
    A name for client generators.

    >>> _name_of(collections()["coverage-districts-2025-03-01"])
    'CoverageDistricts20250301'
    """
    return "".join(word.title() for word in re.findall(r"\w+", collection.id))
