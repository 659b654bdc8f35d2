"""Every page and answer of the blueprint, by being imported."""

from __future__ import annotations

from web.embedding import builder, loader, map_page, oembed  # noqa: F401  each adds its own
from web.embedding.blueprint import blueprint

__all__ = ["blueprint"]
