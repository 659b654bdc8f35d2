"""The blueprint that the API's modules put their operations on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("api", __name__)
