"""
`/openapi.json`: the API described from the operations' own declarations.

One document a language, valid OpenAPI 3.1, of the API's version: `1.x` adds, and never takes away
or narrows (docs/api.md says what that means).
"""

from __future__ import annotations

from typing import Any

from web.i18n import Language, Text
from web.operations import MEDIA_TYPES, Operation
from web.params import Parameter, Schema
from web.schemas import COUNT, SCHEMAS, TEXT, listed, mapped, ref, thing

VERSION = "1.0.0"
"""SemVer of what the document promises; its first number is the `v1` in `/api/v1/`."""

TITLE = Text("API bản đồ OCOP Việt Nam", "API of the map of Vietnam's OCOP programme")
ABOUT = Text(
    "Điểm bán OCOP, làng nghề và điểm du lịch gần một nơi bất kỳ ở Việt Nam. Chỉ đọc, không cần "
    "khoá, gọi được từ trang khác. Toạ độ theo EPSG:4326, GeoJSON là kinh độ trước, vĩ độ sau; "
    "khoảng cách là mét trên ellipsoid WGS84. Ranh giới kèm theo là gần đúng. Mọi địa chỉ GET đều "
    "trả lời HEAD và OPTIONS. /api/v1/… là cùng những địa chỉ ấy, và sẽ vẫn như thế khi có v2.",
    "OCOP outlets, craft villages and destinations near any place in Vietnam. Read only, without "
    "a key, from any site. Positions are EPSG:4326, longitude first in GeoJSON; distances are "
    "metres over the WGS84 ellipsoid. The bundled outlines are approximate. Every address of GET "
    "answers HEAD and OPTIONS. /api/v1/… are the same addresses, and stay so when there is a v2.",
)

_ERRORS: dict[int, tuple[str, Text]] = {
    400: (
        "BadRequest",
        Text("Tham số sai, thừa hoặc lặp", "A parameter is bad, unknown, repeated"),
    ),
    404: ("NotFound", Text("Không có", "There is none")),
    413: ("TooLarge", Text("Nội dung gửi quá lớn", "What was sent is too large")),
    415: ("NoForm", Text("Cần multipart/form-data", "What is sent should be multipart/form-data")),
    429: ("TooMany", Text("Hết hạn mức; hỏi lại sau", "The budget is spent; come back later")),
    500: ("OurError", Text("Lỗi của máy chủ", "Our error")),
    503: ("Away", Text("Dữ liệu tạm thời chưa đọc được", "The data cannot be read for now")),
}
"""Status to its name in the document and what it means."""
STATUS_WORDS = {
    200: Text("Câu trả lời", "The answer"),
    304: Text("Như lần trước (If-None-Match)", "Unchanged (If-None-Match)"),
    **{status: words for status, (_, words) in _ERRORS.items()},
}

_HEADERS: dict[str, tuple[Schema, Text]] = {
    "ETag": (TEXT, Text("Gửi lại ở If-None-Match", "To be sent back in If-None-Match")),
    "Cache-Control": (TEXT, Text("Giữ được bao lâu", "For how long the answer may be kept")),
    "Content-Disposition": (TEXT, Text("Tên tệp", "A file's name")),
    "Link": (TEXT, Text("Trang tiếp (rel=next)", "The next page (rel=next)")),
    "RateLimit": (
        TEXT,
        Text(
            'Còn lại: "client";r=điểm;t=giây tới hạn mức mới',
            'What is left: "client";r=points;t=seconds to the next budget',
        ),
    ),
    "RateLimit-Policy": (
        TEXT,
        Text('Hạn mức: "client";q=điểm;w=giây', 'The budget: "client";q=points;w=seconds'),
    ),
    "Retry-After": (COUNT, Text("Hỏi lại sau chừng ấy giây", "Come back after so many seconds")),
}
ALWAYS = ("ETag", "Cache-Control")
"""Headers of every answer of 200."""
SOMETIMES = ("RateLimit", "RateLimit-Policy")
"""Headers where clients are counted."""

DOCUMENT: Schema = thing(
    {
        "openapi": {"const": "3.1.0"},
        "info": thing(
            {"title": TEXT, "description": TEXT, "version": TEXT, "license": mapped(TEXT)}
        ),
        "servers": listed(thing({"url": TEXT})),
        "externalDocs": thing({"url": TEXT, "description": TEXT}),
        "paths": mapped({"type": "object", "$comment": "a Path Item of OpenAPI 3.1"}),
        "components": mapped(mapped({"type": "object", "$comment": "as OpenAPI 3.1 has it"})),
        "x-data_version": TEXT,
    }
)
"""The document itself, roughly: the whole of it is OpenAPI's own schema."""


def document(
    operations: dict[str, Operation], language: Language, *, address: str
) -> dict[str, Any]:
    """The OpenAPI document in one language, served from `address`."""
    content = {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "description": ABOUT,
            "version": VERSION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "externalDocs": {"url": f"{address}/docs/api", "description": TITLE},
        "paths": {path: _methods(entry, address) for path, entry in operations.items()},
        "components": {
            "schemas": SCHEMAS,
            "headers": {
                name: {"description": words, "schema": schema}
                for name, (schema, words) in _HEADERS.items()
            },
            "responses": {
                name: {
                    "description": words,
                    "headers": _headers((), (*SOMETIMES, *(["Retry-After"] * (status == 429)))),
                    "content": {"application/json": {"schema": ref("Error")}},
                }
                for status, (name, words) in _ERRORS.items()
            },
        },
    }
    written: dict[str, Any] = in_words(content, language)
    return written


def in_words(value: Any, language: Language) -> Any:
    """
    A declaration with each `Text` in it in one language.

    >>> in_words({"description": Text("xã", "commune"), "enum": ["a"]}, "en")
    {'description': 'commune', 'enum': ['a']}
    """
    if isinstance(value, Text):
        return value.to(language)
    if isinstance(value, dict):
        return {name: in_words(part, language) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [in_words(part, language) for part in value]
    return value


def _methods(entry: Operation, address: str) -> dict[str, Any]:
    get = {
        "operationId": entry.id,
        "summary": entry.summary,
        "description": entry.details,
        "parameters": [_parameter(p) for p in entry.parameters.values()],
        "responses": {
            str(status): _response(entry, status, address) for status in entry.answered("GET")
        },
    }
    if entry.body is None:
        return {"get": get}
    post = {
        **get,
        "operationId": f"post{entry.id.removeprefix('get')}",
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": entry.body}},
        },
        "responses": {
            str(status): _response(entry, status, address) for status in entry.answered("POST")
        },
    }
    return {"get": get, "post": post}


def _parameter(parameter: Parameter[Any]) -> dict[str, Any]:
    schema = dict(parameter.schema)
    entry: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "description": parameter.about,
        "required": parameter.required or parameter.in_path,
        "schema": schema,
    }
    if schema["type"] == "array":
        # a,b rather than name=a&name=b
        entry |= {"style": "form", "explode": False}
    if parameter.default is not None:
        default = parameter.default
        schema["default"] = list(default) if schema["type"] == "array" else default
    if parameter.example is not None:
        example: Any = parameter.example
        if schema["type"] == "array":
            numbers = "prefixItems" in schema or schema["items"]["type"] == "number"
            example = [(float if numbers else str)(part) for part in str(example).split(",")]
        entry["example"] = example
    return entry


def _headers(always: tuple[str, ...], sometimes: tuple[str, ...]) -> dict[str, Any]:
    """Headers by name; one that is always there is required."""
    required = {
        name: {"description": _HEADERS[name][1], "schema": _HEADERS[name][0], "required": True}
        for name in always
    }
    return required | {name: {"$ref": f"#/components/headers/{name}"} for name in sometimes}


def _response(entry: Operation, status: int, address: str) -> dict[str, Any]:
    if status in _ERRORS:
        return {"$ref": f"#/components/responses/{_ERRORS[status][0]}"}
    if status == 304:
        return {"description": STATUS_WORDS[304], "headers": _headers(ALWAYS, SOMETIMES)}
    sometimes = [*SOMETIMES]
    if len(entry.answers) > 1:
        sometimes.append("Content-Disposition")
    if "cursor" in entry.parameters:
        sometimes.append("Link")
    content: dict[str, Any] = {kind: {"schema": schema} for kind, schema in entry.answers.items()}
    for number, example in enumerate(entry.asked(), start=1):
        media = MEDIA_TYPES.get(example.form, next(iter(entry.answers)))
        content[media].setdefault("examples", {})[str(number)] = {
            "summary": example.path,
            "externalValue": address + example.path,
        }
    return {
        "description": STATUS_WORDS[200],
        "headers": _headers(ALWAYS, tuple(sometimes)),
        "content": content,
    }
