"""
From an error to an answer: its HTTP status and its words in the reader's language.

Programs get `{"code", "description", "data_version"}`; people get a page (`error.html`).
"""

from __future__ import annotations

from http import HTTPStatus

import orjson
from flask import Flask, Response, current_app, g, render_template, request
from werkzeug.exceptions import HTTPException

from geo import errors as geo_errors
from geo.errors import GeoError
from web import snapshot
from web.i18n import Text, language

STATUS: dict[type[GeoError], int] = {
    geo_errors.InvalidPositionError: 400,
    geo_errors.InvalidBBoxError: 400,
    geo_errors.InvalidParameterError: 400,
    geo_errors.UnknownVintageError: 404,
    geo_errors.UnknownUnitError: 404,
    geo_errors.UnknownPlaceError: 404,
    geo_errors.UnknownRouteError: 404,
    geo_errors.PlaceNotFoundError: 404,
    geo_errors.OffNetworkError: 400,
    geo_errors.NoRouteError: 404,
    geo_errors.StoreError: 503,
}
"""What a caller can put right, and 503 for a store away; any other error is our fault: 500."""

WORDS: dict[str, str] = {
    "invalid-position": "Toạ độ không hợp lệ: lat từ -90 đến 90, lon từ -180 đến 180.",
    "invalid-bbox": "Khung bbox không hợp lệ: cần tây,nam,đông,bắc tính bằng độ, "
    "ví dụ 105.7,20.9,106.0,21.2.",
    "invalid-parameter": "Tham số không hợp lệ.",
    "unknown-vintage": "Không có thời điểm hoặc cấp hành chính này: 2025-03-01 có province, "
    "district, commune; 2025-07-01 có province, commune.",
    "unknown-unit": "Không có đơn vị hành chính mang mã này.",
    "unknown-place": "Không có địa điểm mang mã này.",
    "unknown-route": "Không có tuyến du lịch nào mang mã này.",
    "place-not-found": "Không tìm thấy địa danh này.",
    "off-network": "Vị trí này quá xa mọi con đường mà chúng tôi biết: hãy chọn nơi trên đất liền "
    "hoặc trên đảo có đường hay tàu phà, trong Việt Nam.",
    "no-route": "Không có đường bộ hay tàu phà nào (mà chúng tôi biết) nối hai nơi này.",
    "store": "Dữ liệu tạm thời chưa đọc được; xin thử lại sau ít phút.",
}
"""The Vietnamese of the domain's errors by their code; their own message is English."""

HTTP_WORDS: dict[int, Text] = {
    400: Text("Yêu cầu không hợp lệ.", "The request is not valid."),
    404: Text("Không có trang này.", "There is nothing at this address."),
    405: Text("Địa chỉ này chỉ để đọc (GET).", "This address can only be read (GET)."),
    413: Text("Yêu cầu quá lớn.", "The request is too large."),
    414: Text("Địa chỉ quá dài.", "The address is too long."),
    415: Text(
        "Nội dung gửi phải là biểu mẫu multipart/form-data.",
        "What is sent should be a form, multipart/form-data.",
    ),
    500: Text("Lỗi của máy chủ; chúng tôi đã ghi lại.", "Our error; it has been logged."),
}


class RefusedError(Exception):
    """A request that cannot be answered, in both languages; `code` is stable, for programs."""

    def __init__(self, code: str, words: Text, *, status: int = 400) -> None:
        super().__init__(words.en)
        self.code = code
        self.words = words
        self.status = status


PROGRAMS = ("/api/", "/ogc", "/openapi", "/healthz", "/readyz", "/metrics", "/oembed")
"""How addresses of programs begin."""


def for_programs() -> bool:
    """Whether the current request is to the API rather than to a page."""
    path = request.path
    return path == "/api" or path.startswith(PROGRAMS)


def answer(status: int, code: str, words: Text) -> Response:
    """
    An error as its reader wants it: a page for people, JSON for programs.

    Where programs and people share an address, its view says `g.for_people` when a page is wanted.
    """
    description = words.to(language())
    if not for_programs() or g.get("for_people"):
        page = render_template("error.html", status=status, code=code, description=description)
        return Response(page, status=status, mimetype="text/html")
    version = snapshot.current().data_version
    body = {"code": code, "description": description, "data_version": version}
    response = Response(orjson.dumps(body), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _geo_error(error: GeoError) -> Response:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s at %s", type(error).__name__, request.endpoint, exc_info=error)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer(status, "internal-error", HTTP_WORDS[500])
    return answer(status, error.code, Text(WORDS[error.code], str(error)))


def _refused(error: RefusedError) -> Response:
    return answer(error.status, error.code, error.words)


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error  # a redirect, or an answer somebody made already
    status = error.code or 500
    own = Text(error.description or error.name, error.description or error.name)
    response = answer(status, error.name.lower().replace(" ", "-"), HTTP_WORDS.get(status, own))
    for name, value in error.get_headers():
        if name in {"Allow", "Location", "Retry-After"}:
            response.headers[name] = value
    return response


def _fault(error: Exception) -> Response:
    # The endpoint is logged, never the address: a query string may hold somebody's position.
    current_app.logger.error("fault at %s", request.endpoint, exc_info=error)
    return answer(500, "internal-error", HTTP_WORDS[500])


def init_app(app: Flask) -> None:
    """Every error, also those of unknown addresses, through this table."""
    app.register_error_handler(GeoError, _geo_error)
    app.register_error_handler(RefusedError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    if not app.testing:
        # In tests a fault should fail the test with its own traceback.
        app.register_error_handler(Exception, _fault)
