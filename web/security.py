"""
The headers that keep a page what it is: a strict Content-Security-Policy with a nonce a request.

No script, style, image or request comes from a third party, but the tiles a tile base map asks
for. No page may stand in a frame, not even in one of ours, but those that call `allow_framing()`.
"""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from web.embedding.origins import frame_ancestors
from web.errors import for_programs

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Tile servers want to know which site asks; which page of it is nobody's business.
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Expose-Headers": "Content-Crs, Content-Disposition, ETag, Link, RateLimit, "
    "RateLimit-Policy, Retry-After",
    # A day in which a browser does not ask again whether it may ask.
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""The API holds nothing secret and takes no cookies: any site may read it."""


SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Files of ours that a page of another site may load."""


def _draw_nonce() -> None:
    """A new nonce, `g.csp_nonce`: `<script nonce="{{ g.csp_nonce }}">`."""
    g.csp_nonce = secrets.token_urlsafe(16)


def allow_framing() -> None:
    """Let the sites of `LOCATOR_EMBED_ORIGINS`, or all, show this answer in an iframe."""
    g.frame_ancestors = frame_ancestors(current_app.config["EMBED_ORIGINS"])


def tile_origins(template: str) -> tuple[str, ...]:
    """
    Where the tiles of a template such as https://{s}.tile.example.org/{z}/{x}/{y}.png come from.

    >>> tile_origins("https://{s}.tile.example.org/{z}/{x}/{y}.png")
    ('https://*.tile.example.org',)
    >>> tile_origins("")
    ()
    """
    if not template:
        return ()
    address = urlsplit(template.replace("{s}", "*"))
    return (f"{address.scheme}://{address.netloc}",)


def policy(nonce: str, *, frame_ancestors: str = "'none'", images: tuple[str, ...] = ()) -> str:
    """
    The policy of one page.

    `data:` images are Leaflet's transparent pixel and the icons in its style sheet.
    """
    sources = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{nonce}'",
        "style-src": f"'self' 'nonce-{nonce}'",
        "img-src": " ".join(("'self'", "data:", *images)),
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "frame-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": frame_ancestors,
    }
    return "; ".join(f"{directive} {allowed}" for directive, allowed in sources.items())


def _secure(response: Response) -> Response:
    if for_programs():
        response.headers.update(OPEN)
    # A page among the answers for programs (`/ogc`) is still a page.
    if response.mimetype == "text/html":
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy(
            g.csp_nonce,
            frame_ancestors=g.get("frame_ancestors", "'none'"),
            images=tile_origins(current_app.config["TILES"]),
        )
        # A page kept by a cache would come back with another answer's nonce.
        response.headers.setdefault("Cache-Control", "private, no-cache")
    elif request.endpoint == "static":
        # A frame in a sandbox, as WordPress makes them, is of no origin: its modules and fonts
        # come as if from another site.
        response.headers.update(SHARED)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def init_app(app: Flask) -> None:
    """Headers on every answer; the nonce at `g.csp_nonce`, in views and in templates."""
    app.before_request(_draw_nonce)
    app.after_request(_secure)
