"""Blueprint of the API: everything below /api, `/openapi.json` and `/healthz`."""

from __future__ import annotations

from web.api.blueprint import blueprint

from web.api import about  # noqa: F401  isort: skip  (declares its operations)

__all__ = ["blueprint"]
