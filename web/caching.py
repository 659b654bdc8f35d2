"""
Bodies with their ETag and their compressed forms, and the negotiation of both.

A `Body` that many requests share is compressed once for each encoding. ETags are weak: the same
content in another encoding is the same answer.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from typing import Literal

import brotli
from flask import Flask, Response, request

Encoding = Literal["br", "gzip"]

SMALLEST_WORTH_IT = 1_024
"""Bytes below which compressing costs more than it saves: a packet is 1.4 kB."""
COMPRESSIBLE = frozenset(
    {
        "application/geo+json",
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "application/openapi+json",
        "application/vnd.mapbox-vector-tile",
        "application/xml",
        "image/svg+xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/xml",
    }
)


class Body:
    """
    Bytes to send, their weak ETag, and their compressed forms made when first asked for.

    `effort` is brotli's quality: 4 for what is sent once (as fast as gzip -6 and smaller), up to
    11 for what is sent many times.
    """

    __slots__ = ("_forms", "effort", "etag", "plain")

    def __init__(self, plain: bytes, *, effort: int = 4) -> None:
        self.plain = plain
        self.effort = effort
        self.etag = f'W/"{hashlib.blake2b(plain, digest_size=12).hexdigest()}"'
        self._forms: dict[Encoding, bytes] = {}

    def encoded(self, encoding: Encoding) -> bytes:
        """
        The bytes in that encoding.

        >>> gzip.decompress(Body(b"OCOP" * 99).encoded("gzip")) == b"OCOP" * 99
        True
        """
        # Two threads may both compress; they write the same bytes.
        form = self._forms.get(encoding)
        if form is None:
            if encoding == "br":
                form = brotli.compress(self.plain, quality=self.effort)
            else:
                form = gzip.compress(self.plain, compresslevel=min(self.effort + 2, 9), mtime=0)
            self._forms[encoding] = form
        return form


@lru_cache(maxsize=256)
def accepted_encoding(header: str) -> Encoding | None:
    """
    The better of brotli and gzip that an Accept-Encoding header allows.

    >>> accepted_encoding("gzip, deflate, br"), accepted_encoding("br;q=0, gzip;q=0.5")
    ('br', 'gzip')
    >>> accepted_encoding("identity") is None
    True
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, rest = part.strip().partition(";")
        _, _, weight = rest.strip().partition("q=")
        try:
            weights[name.strip()] = float(weight) if weight else 1.0
        except ValueError:
            weights[name.strip()] = 0.0
    other = weights.get("*", 0.0)
    brotli_weight, gzip_weight = weights.get("br", other), weights.get("gzip", other)
    if brotli_weight > 0 and brotli_weight >= gzip_weight:
        return "br"
    return "gzip" if gzip_weight > 0 else None


def _matches(etag: str, if_none_match: str) -> bool:
    """Whether an If-None-Match header names this ETag (weakly, as RFC 9110 has it)."""
    if if_none_match.strip() == "*":
        return True
    return etag.removeprefix("W/") in (
        candidate.strip().removeprefix("W/") for candidate in if_none_match.split(",")
    )


def respond(
    body: Body,
    mimetype: str,
    *,
    cache: str,
    vary: str = "Accept-Encoding, Accept-Language",
    status: int = 200,
) -> Response:
    """The body as the current request wants it: 304 when it has it, compressed when it may be."""
    headers = {"ETag": body.etag, "Cache-Control": cache, "Vary": vary}
    known = request.environ.get("HTTP_IF_NONE_MATCH")
    if known and status == 200 and _matches(body.etag, known):
        return Response(status=304, headers=headers)
    content = body.plain
    if len(content) >= SMALLEST_WORTH_IT and mimetype in COMPRESSIBLE:
        encoding = accepted_encoding(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
        if encoding is not None:
            content = body.encoded(encoding)
            headers["Content-Encoding"] = encoding
    return Response(content, status=status, headers=headers, mimetype=mimetype)


def _compress(response: Response) -> Response:
    """Compress what a view answered without `respond`: pages, mostly."""
    if (
        response.direct_passthrough
        or response.is_streamed
        or response.mimetype not in COMPRESSIBLE
        or response.status_code in (204, 304)
        or "Content-Encoding" in response.headers
        or "ETag" in response.headers
    ):
        return response
    response.vary.update(("Accept-Encoding", "Accept-Language"))
    content = response.get_data()
    encoding = accepted_encoding(request.environ.get("HTTP_ACCEPT_ENCODING", ""))
    if len(content) >= SMALLEST_WORTH_IT and encoding is not None:
        response.set_data(Body(content).encoded(encoding))
        response.headers["Content-Encoding"] = encoding
    return response


def init_app(app: Flask) -> None:
    """Compress every answer that is worth it."""
    app.after_request(_compress)
