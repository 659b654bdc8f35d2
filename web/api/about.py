"""`/openapi.json` and `/healthz`: what the service is, and whether it answers."""

from __future__ import annotations

import orjson
from flask import Response, current_app, request

from web.api.blueprint import blueprint
from web.caching import Body, respond
from web.i18n import Text, language
from web.openapi import DOCUMENT, document
from web.operations import JSON, OPERATIONS, SHARED, as_json, operation
from web.params import Values
from web.schemas import COUNT, TEXT, thing
from web.snapshot import Snapshot


@operation(
    blueprint,
    "/openapi.json",
    summary=Text("Mô tả API", "This description"),
    details=Text("Tài liệu OpenAPI 3.1.", "The OpenAPI 3.1 document."),
    parameters=(),
    answers={JSON: DOCUMENT},
    examples=("/openapi.json", "/openapi.json?lang=en"),
)
def openapi(snapshot: Snapshot, values: Values) -> Response:
    """The document, made once for each language and address."""
    address = current_app.config["BASE_URL"] or request.root_url.rstrip("/")
    words = language()

    def make() -> Body:
        content = document(OPERATIONS, words, address=address)
        # OpenAPI takes other members only when they begin with x-.
        content["x-data_version"] = snapshot.data_version
        return Body(orjson.dumps(content), effort=9)

    return respond(snapshot.keep("openapi", (words, address), make, most=8), JSON, cache=SHARED)


@operation(
    blueprint,
    "/healthz",
    summary=Text("Dịch vụ có đang chạy", "Whether the service answers"),
    details=Text(
        "Trả lời khi dữ liệu đã nạp; dùng cho máy giám sát.",
        "Answers once the data is loaded; for monitors.",
    ),
    parameters=(),
    answers={JSON: thing({"status": TEXT, "places": COUNT, "data_version": TEXT})},
    examples=("/healthz",),
)
def healthz(snapshot: Snapshot, values: Values) -> Response:
    """Alive, and with how much."""
    content = {"status": "ok", "places": len(snapshot.locator.places)}
    return as_json(snapshot, content, cache="no-store")
