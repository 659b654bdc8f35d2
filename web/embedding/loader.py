"""`/embed.js`: puts the map where a page asks for it, and gives it its height."""

from __future__ import annotations

from flask import Response

from web import assets
from web.caching import Body, respond
from web.embedding.blueprint import blueprint
from web.security import SHARED

SCRIPT = "js/embed/loader.js"
CACHE = "public, max-age=3600, stale-while-revalidate=604800"
"""Its address never changes, so what it says must come round: within an hour."""


@blueprint.get("/embed.js")
def loader() -> Response:
    """The loader, for pages of any origin, also of those that isolate themselves."""
    body = Body(assets.read(SCRIPT), effort=9)
    response = respond(body, "text/javascript", cache=CACHE, vary="Accept-Encoding")
    response.headers.update(SHARED)
    return response
