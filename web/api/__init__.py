"""Blueprint of the API: everything below /api, `/openapi.json`, `/healthz`, `/readyz`."""

# Each module puts its operations on the blueprint when it is imported.
# ruff: noqa: F401

from __future__ import annotations

from web.api import (
    about,
    clusters,
    coverage,
    finding,
    nearest,
    places,
    plan,
    routes,
    sites,
    units,
    unmet,
)
from web.api.blueprint import blueprint

__all__ = ["blueprint"]
