"""The blueprint of everything that embeds."""

from __future__ import annotations

from flask import Blueprint

from web import front

blueprint = Blueprint("embedding", __name__)
blueprint.app_context_processor(front.context)
