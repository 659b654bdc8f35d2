"""
`/openapi.json`: the API described from the operations' own declarations.

One document a language, valid OpenAPI 3.1.
"""

from __future__ import annotations

from typing import Any

from web.i18n import Language, Text
from web.operations import Operation
from web.params import Parameter
from web.schemas import SCHEMAS, ref

TITLE = Text("API bản đồ OCOP Việt Nam", "API of the map of Vietnam's OCOP programme")
ABOUT = Text(
    "Điểm bán OCOP, làng nghề và điểm du lịch gần một nơi bất kỳ ở Việt Nam. Chỉ đọc, không cần "
    "khoá, gọi được từ trang khác. Toạ độ theo EPSG:4326, GeoJSON là kinh độ trước, vĩ độ sau; "
    "khoảng cách là mét trên ellipsoid WGS84. Ranh giới kèm theo là gần đúng.",
    "OCOP outlets, craft villages and destinations near any place in Vietnam. Read only, without "
    "a key, from any site. Positions are EPSG:4326, longitude first in GeoJSON; distances are "
    "metres over the WGS84 ellipsoid. The bundled outlines are approximate.",
)
STATUS_WORDS = {
    200: Text("Câu trả lời", "The answer"),
    304: Text("Như lần trước (ETag)", "Unchanged (ETag)"),
    400: Text("Tham số sai, thừa hoặc lặp", "A parameter is bad, unknown or repeated"),
    404: Text("Không có", "There is none"),
    503: Text("Dữ liệu tạm thời chưa đọc được", "The data cannot be read for now"),
}


def document(
    operations: dict[str, Operation], language: Language, *, address: str, version: str
) -> dict[str, Any]:
    """The OpenAPI document in one language, served from `address`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE.to(language),
            "description": ABOUT.to(language),
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": address}],
        "paths": {path: _methods(entry, language) for path, entry in operations.items()},
        "components": {"schemas": SCHEMAS},
    }


def _methods(entry: Operation, language: Language) -> dict[str, Any]:
    get = _operation(entry, language)
    if entry.body is None:
        return {"get": get}
    sent = {"required": True, "content": {"multipart/form-data": {"schema": entry.body}}}
    post = {**get, "operationId": f"post{entry.id.removeprefix('get')}", "requestBody": sent}
    return {"get": get, "post": post}


def _operation(entry: Operation, language: Language) -> dict[str, Any]:
    return {
        "operationId": entry.id,
        "summary": entry.summary.to(language),
        "description": entry.details.to(language),
        "parameters": [_parameter(p, language) for p in entry.parameters.values()],
        "responses": {str(status): _response(entry, status, language) for status in entry.statuses},
        "x-examples": list(entry.examples),
    }


def _parameter(parameter: Parameter[Any], language: Language) -> dict[str, Any]:
    schema = dict(parameter.schema)
    entry: dict[str, Any] = {
        "name": parameter.name,
        "in": "path" if parameter.in_path else "query",
        "description": parameter.about.to(language),
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
            of = float if schema["items"]["type"] == "number" else str
            example = [of(part) for part in str(example).split(",")]
        entry["example"] = example
    return entry


def _response(entry: Operation, status: int, language: Language) -> dict[str, Any]:
    response: dict[str, Any] = {"description": STATUS_WORDS[status].to(language)}
    if status == 200:
        response["content"] = {kind: {"schema": schema} for kind, schema in entry.answers.items()}
    elif status >= 400:
        response["content"] = {"application/json": {"schema": ref("Error")}}
    return response
