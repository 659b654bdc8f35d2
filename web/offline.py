"""
What the page needs to open without a network: its service worker, and the app's manifest.

The worker's script lies at the root, so that its scope is the whole site. Pages register it by an
address with the digest of all static files, and it is checked again each time: one new file makes
a new worker, which begins with an empty cache and so never mixes old files with new pages.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, render_template, url_for

from web import assets
from web.caching import Body, respond
from web.front import asked_language, static
from web.i18n import language
from web.operations import SHARED
from web.wording import gettext

SCRIPT = "js/service-worker.js"
POLICY = "default-src 'none'; connect-src 'self'"
"""All that the worker does is to ask this site."""
CHECKED = "no-cache"

blueprint = Blueprint("offline", __name__)


@blueprint.get("/service-worker.js")
def worker() -> Response:
    """The service worker, for the whole site."""
    body = Body(assets.read(SCRIPT), effort=9)
    response = respond(body, "text/javascript", cache=CHECKED, vary="Accept-Encoding")
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the app is called and looks like where a reader puts it on the home screen."""
    content = {
        "name": gettext("OCOP map of Vietnam"),
        "short_name": "OCOP",
        "lang": language(),
        "id": "/",
        "start_url": url_for("pages.home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": "#ffffff",
        "background_color": "#ffffff",
        "icons": [{"src": static("icon.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
    return respond(Body(orjson.dumps(content)), "application/manifest+json", cache=SHARED)


@blueprint.get("/offline")
def unkept() -> Response:
    """What the worker shows in place of a page that it has not kept."""
    response = Response(render_template("offline.html"), mimetype="text/html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def context() -> dict[str, Any]:
    """Where a page finds the worker, and the page that stands for those not kept."""
    return {
        "worker": lambda: url_for("offline.worker", v=assets.digest()),
        "unkept_page": lambda: url_for("offline.unkept", lang=asked_language()),
    }


blueprint.app_context_processor(context)
