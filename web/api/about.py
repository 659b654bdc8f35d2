"""`/openapi.json`, `/healthz`, `/readyz`: what the service is, whether it answers, and is warm."""

from __future__ import annotations

import orjson
from flask import Response, current_app, request

from web.api.blueprint import blueprint
from web.caching import Body, respond
from web.errors import RefusedError
from web.i18n import Text, language
from web.openapi import DOCUMENT, document
from web.operations import JSON, OPERATIONS, SHARED, as_json, operation
from web.params import Values
from web.schemas import COUNT, TEXT, thing
from web.snapshot import Snapshot, Snapshots


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


@operation(
    blueprint,
    "/readyz",
    summary=Text("Dịch vụ có sẵn sàng nhận khách", "Whether the service is ready for visitors"),
    details=Text(
        "503 cho đến khi dữ liệu đã nạp và các chỉ mục đã dựng; dùng cho bộ cân bằng tải.",
        "503 until the data is loaded and its indexes are made; for load balancers.",
    ),
    parameters=(),
    answers={JSON: thing({"status": TEXT, "data_version": TEXT})},
    examples=("/readyz",),
)
def readyz(snapshot: Snapshot, values: Values) -> Response:
    """Warm: the first visitor waits no longer than the next."""
    snapshots: Snapshots = current_app.extensions["snapshots"]
    if not snapshots.ready:
        raise RefusedError(
            "not-ready",
            Text("Đang khởi động; xin thử lại sau ít giây.", "Starting; try again in seconds."),
            status=503,
        )
    return as_json(snapshot, {"status": "ready"}, cache="no-store")
