"""
The links of pygeoapi's documents, put right: none to what is not here, words in the reader's
language, and an address that keeps all that was asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from flask import request

from web.front import asked_language
from web.i18n import Text, language

Link = dict[str, Any]

_OGC = "http://www.opengis.net/def/rel/ogc/1.0/"
_NOT_HERE = frozenset(f"{_OGC}{name}" for name in ("processes", "job-list", "tiling-schemes"))
"""What pygeoapi links to whether or not there is any."""
_FORMS = frozenset({"application/ld+json"})
"""Forms that its documents are not answered in here."""

WORDS: Mapping[str, Text] = {
    "self": Text("Tài liệu này", "This document"),
    "alternate": Text("Tài liệu này ở dạng khác", "This document in another form"),
    "about": Text("Nguồn, giấy phép, độ chính xác", "Sources, licences, accuracy"),
    "license": Text("Nguồn và giấy phép", "Sources and licences"),
    "service-desc": Text("Mô tả OpenAPI", "The OpenAPI description"),
    "service-doc": Text("Tài liệu API", "The documentation of the API"),
    "conformance": Text("Các lớp tuân thủ", "Conformance classes"),
    "data": Text("Các tập dữ liệu", "Collections"),
    "root": Text("Trang đầu", "The landing page"),
    "items": Text("Các đối tượng", "The features"),
    "collection": Text("Tập dữ liệu", "The collection"),
    "next": Text("Trang sau", "The next page"),
    "prev": Text("Trang trước", "The previous page"),
    f"{_OGC}queryables": Text("Các trường lọc được", "What can be filtered by"),
    f"{_OGC}schema": Text("Cấu trúc dữ liệu", "The schema"),
    f"{_OGC}tilesets-vector": Text("Mảnh bản đồ véc-tơ", "Vector tiles"),
}
_FORM_WORDS = {
    "text/html": "HTML",
    "application/geo+json": "GeoJSON",
    "application/json": "JSON",
    "application/schema+json": "JSON Schema",
    "application/vnd.oai.openapi+json;version=3.0": "OpenAPI 3.0",
}
_OF_REQUEST = frozenset({"self", "alternate", "next", "prev"})
"""Links to the same resource: all that was asked stays."""


def put_right(links: Iterable[Link], form: str) -> list[Link]:
    """
    The links of a document.

    Parameters
    ----------
    links
        As pygeoapi has them, for a document in JSON.
    form
        What this request is answered in, `json` or `html`: the link to that form is `self`.
    """
    return [
        _put_right(link, form)
        for link in links
        if link["rel"] not in _NOT_HERE and link.get("type") not in _FORMS
    ]


def _put_right(link: Link, form: str) -> Link:
    rel, kind = link["rel"], link.get("type", "")
    if rel in ("self", "alternate"):
        rel = "self" if (kind == "text/html") == (form == "html") else "alternate"
    right = {**link, "rel": rel, "href": _address(link["href"], rel)}
    if rel in ("next", "prev") and form == "html":
        right["type"] = "text/html"
    if rel in WORDS:
        said = _FORM_WORDS.get(right.get("type", ""))
        words = WORDS[rel].to(language())
        right["title"] = f"{words} ({said})" if said else words
    if right.get("type") == "text/html":
        right["hreflang"] = language()
    return right


def _address(href: str, rel: str) -> str:
    """The address with what the request asked for, where it leads to the same resource."""
    parts = urlsplit(href)
    query: dict[str, str] = dict(parse_qsl(parts.query, keep_blank_values=True))
    query.pop("lang", None)
    if rel in _OF_REQUEST:
        own = {name: value for name, value in query.items() if name in ("f", "offset")}
        query = {**request.args.to_dict(), **own}
    elif asked := asked_language():
        query["lang"] = asked
    # Commas, colons and slashes may stand in a query: boxes and systems stay readable.
    return urlunsplit(parts._replace(query=urlencode(query, safe=",:/", quote_via=quote)))
