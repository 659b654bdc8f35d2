"""The parameters of tiles, declared once, as those of features are in `reading`."""

from __future__ import annotations

from typing import Any

from geo.tiles import MOST_ZOOM
from web import readers
from web.i18n import Text
from web.ogc.tile_documents import SCHEME
from web.ogc.tilesets import tilesets
from web.params import Parameter

_FORM = Text("Dạng trả về.", "The answer's form.")
IN_JSON = readers.choice("f", ("json",), _FORM, example="json")
TILESET_FORMS = readers.choice("f", ("json", "tilejson"), _FORM, example="tilejson")
TILE_FORMS = readers.choice("f", ("mvt",), _FORM, example="mvt")


def _in_path(name: str, schema: dict[str, Any], about: Text, example: str | int) -> Parameter[Any]:
    """Part of an address: routing reads it, so that what it cannot be is 404."""
    return Parameter(
        name, lambda _, text: text, schema, about, required=True, in_path=True, example=example
    )


COLLECTION = _in_path(
    "collectionId",
    {"type": "string", "enum": list(tilesets())},
    Text("Tập dữ liệu có mảnh.", "A collection that has tiles."),
    "provinces-2025-07-01",
)
SCHEME_ID = _in_path(
    "tileMatrixSetId",
    {"type": "string", "enum": [SCHEME]},
    Text("Lưới mảnh.", "The tile matrix set."),
    SCHEME,
)
_NUMBER = {"type": "integer", "minimum": 0, "maximum": 2**MOST_ZOOM - 1}
ZOOM = _in_path(
    "tileMatrix",
    {"type": "integer", "minimum": 0, "maximum": MOST_ZOOM},
    Text("Mức thu phóng.", "The zoom."),
    6,
)
ROW = _in_path("tileRow", _NUMBER, Text("Hàng, từ bắc xuống.", "The row, from the north."), 28)
COLUMN = _in_path("tileCol", _NUMBER, Text("Cột, từ tây sang.", "The column, from the west."), 50)
