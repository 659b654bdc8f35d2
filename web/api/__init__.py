"""Blueprint of the API: everything below /api, `/openapi.json` and `/healthz`."""

from __future__ import annotations

from web.api.blueprint import blueprint

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
)  # noqa: F401  isort: skip

__all__ = ["blueprint"]
