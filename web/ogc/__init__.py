"""
OGC API Features at `/ogc`: pygeoapi mounted over the data that the site answers from.

`collections` says what is published, `layer` finds features in memory, `provider` is how pygeoapi
reads them, and `documents` puts its answers right; `views` are the addresses.
"""

from __future__ import annotations

from web.ogc.views import blueprint

__all__ = ["blueprint"]
