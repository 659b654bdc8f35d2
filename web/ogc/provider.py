"""The plugin by which pygeoapi reads our collections: in memory, of the request's data version."""

from __future__ import annotations

from typing import Any

from flask import g
from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError

from web import snapshot
from web.ogc.collections import collections
from web.ogc.layer import Query

NAME = f"{__name__}.LayerProvider"
"""By which pygeoapi's configuration names the plugin."""


class LayerProvider(BaseProvider):  # type: ignore[misc]
    """
    A collection as pygeoapi asks it.

    Two things go past pygeoapi, which would do them twice or not as exactly. What is asked was read
    by `web.ogc.reading` and is `g.ogc_query`: pygeoapi hands on texts, and of a box in another
    system two corners. The features of an answer are serialised already and are put into it in the
    end (`g.ogc_features`): to pygeoapi they are a number.
    """

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self._fields: dict[str, dict[str, Any]] = {}
        self._collection = collections()[self.data]
        self._snapshot = snapshot.current()

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """The types of the fields by name, as JSON Schema, in the default language."""
        if not self._fields:
            fields = self._collection.fields(self._snapshot)
            self._fields = {field.name: field.described("vi") for field in fields}
        return self._fields

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """As `get_fields`."""
        return self.get_fields()

    def query(self, offset: int = 0, limit: int = 10, **_: Any) -> dict[str, Any]:
        """The counts of what `g.ogc_query` asks for; the features of the page are set aside."""
        query: Query = g.ogc_query
        layer = self._collection.layer(self._snapshot)
        rows = layer.rows(query)
        page = rows[offset : offset + limit]
        g.ogc_features = layer.features(page, query.crs)
        return {
            "type": "FeatureCollection",
            "features": [],
            "numberMatched": len(rows),
            "numberReturned": len(page),
        }

    def get(self, identifier: str, **_: Any) -> dict[str, Any]:
        """
        The feature of that id; its geometry and properties are set aside.

        Raises
        ------
        ProviderItemNotFoundError
            If there is none.
        """
        query: Query = g.ogc_query
        layer = self._collection.layer(self._snapshot)
        rows = layer.named(identifier)
        if not rows.size:
            raise ProviderItemNotFoundError(identifier)
        g.ogc_features = layer.features(rows, query.crs)
        return {"type": "Feature", "id": identifier, "properties": {}, "geometry": None}
