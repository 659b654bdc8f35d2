"""Blueprint of the planner of one's own journey: everything in the address, a form without scripts."""

from __future__ import annotations

from flask import Blueprint

from web import front

blueprint = Blueprint("plan", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)


@blueprint.get("/plan")
def planned() -> str:
    """One's own journey."""
    return ""
