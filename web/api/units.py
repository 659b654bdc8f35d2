"""`/api/units/<vintage>/<level>`: units with outlines simplified for looking at."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from flask import Response

from geo.boundaries.display import Display, digits_at, geojson_geometry, topojson
from geo.coordinates import BBox
from geo.errors import UnknownUnitError
from geo.vintages import Level, Vintage, layer_from_text
from web import readers
from web.api.blueprint import blueprint
from web.caching import Body, respond
from web.errors import RefusedError
from web.i18n import Text
from web.operations import GEOJSON, JSON, SHARED, as_json, operation
from web.params import Values, shown
from web.records import plain_values
from web.schemas import FLAG, collection, ref
from web.snapshot import Snapshot

TOPOJSON = "application/json"

VINTAGE = readers.text(
    "vintage",
    40,
    Text("Thời điểm: 2025-03-01 hoặc 2025-07-01.", "The vintage: 2025-03-01 or 2025-07-01."),
    in_path=True,
    example="2025-07-01",
)
LEVEL = readers.text(
    "level",
    40,
    Text(
        "Cấp: province, district (chỉ 2025-03-01), commune.",
        "The level: province, district (2025-03-01 only), commune.",
    ),
    in_path=True,
    example="province",
)
CODE = readers.text("code", 40, Text("Mã đơn vị.", "The unit's code."), in_path=True, example="01")
BBOX = readers.box(
    "bbox",
    Text(
        "Chỉ đơn vị chạm khung: tây,nam,đông,bắc.", "Only units meeting it: west,south,east,north."
    ),
    example="105.7,20.9,106.0,21.2",
)
ZOOM = readers.integer(
    "zoom",
    0,
    22,
    Text("Ranh giới vẽ cho mức thu phóng này.", "Outlines as drawn at this zoom."),
    default=8,
    example=8,
)
PROVINCE = readers.matching(
    "province", "[0-9]{2}", Text("Chỉ trong tỉnh này.", "Only of this province."), example="01"
)
FORM = readers.choice(
    "f",
    ("geojson", "topojson"),
    Text(
        "topojson: đường chung chỉ gửi một lần, nhẹ bằng một phần ba.",
        "topojson: a shared border is sent once, a third of the size.",
    ),
    default="geojson",
    example="topojson",
)
NOTE = Text(
    "Ranh giới kèm theo là gần đúng, đã giản lược để vẽ; đường chung của hai đơn vị vẫn là một.",
    "The bundled outlines are approximate, simplified for drawing; borders stay shared.",
)
COLUMNS = (
    *("name", "short_name", "name_en", "type", "parent", "province"),
    *("area_km2", "population", "lon", "lat", "valid_from", "decree"),
)


class UnitLayer:
    """One layer of units: their outlines by zoom, and their properties as plain values."""

    def __init__(self, snapshot: Snapshot, vintage: Vintage, level: Level) -> None:
        layer = snapshot.locator.boundaries.layer(vintage, level)
        self.display = Display(layer)
        self.codes: list[str] = layer.index.tolist()
        self.row = {code: row for row, code in enumerate(self.codes)}
        self.province = layer["province"].to_numpy(dtype=object)
        columns = {name: plain_values(layer[name]) for name in COLUMNS}
        self._properties = [
            {"code": code, "vintage": str(vintage), "level": str(level)}
            | {name: values[row] for name, values in columns.items()}
            for row, code in enumerate(self.codes)
        ]

    def properties(self, row: int) -> dict[str, Any]:
        """What is known of a unit."""
        return self._properties[row]

    def rows(self, box: BBox | None, province: str | None) -> list[int]:
        """The units that meet the box and belong to the province."""
        rows = np.arange(len(self.codes)) if box is None else self.display.within(box)
        if province is not None:
            rows = rows[self.province[rows] == province]
        found: list[int] = rows.tolist()
        return found

    def feature(self, row: int, zoom: int) -> dict[str, Any]:
        """A unit as a GeoJSON Feature."""
        mesh = self.display.at(zoom)
        return {
            "type": "Feature",
            "id": self.codes[row],
            "geometry": geojson_geometry(mesh, row, digits=digits_at(zoom)),
            "properties": self.properties(row),
        }

    def topology(self, rows: list[int], zoom: int) -> dict[str, Any]:
        """Units as a TopoJSON object."""
        return topojson(
            self.display.at(zoom),
            rows,
            [self.codes[row] for row in rows],
            [self.properties(row) for row in rows],
            name="units",
            digits=digits_at(zoom),
        )


def unit_layer(snapshot: Snapshot, vintage: Vintage, level: Level) -> UnitLayer:
    """The layer, made when first asked for."""
    return snapshot.keep(
        "unit layers",
        (vintage, level),
        lambda: UnitLayer(snapshot, vintage, level),
        most=len(Vintage) * len(Level),
    )


@operation(
    blueprint,
    "/api/units/<vintage>/<level>",
    summary=Text("Đơn vị hành chính và ranh giới", "Units and their outlines"),
    details=NOTE,
    parameters=(VINTAGE, LEVEL, BBOX, ZOOM, PROVINCE, FORM),
    answers={GEOJSON: collection("Unit", approximate=FLAG), JSON: ref("Topology")},
    examples=(
        "/api/units/2025-07-01/province?f=topojson&zoom=6",
        "/api/units/2025-03-01/district?province=01&zoom=10",
        "/api/units/2025-07-01/commune?bbox=105.7,20.9,106.0,21.2&zoom=12&f=topojson",
    ),
    statuses=(200, 304, 400, 404),
)
def units(snapshot: Snapshot, values: Values) -> Response:
    """The units of a level."""
    vintage, level = layer_from_text(values[VINTAGE], values[LEVEL])
    layer = unit_layer(snapshot, vintage, level)
    zoom, form, province = values[ZOOM], values[FORM], values.get(PROVINCE)
    if province is not None and province not in unit_layer(snapshot, vintage, Level.PROVINCE).row:
        raise RefusedError(
            "unknown-unit",
            Text(
                f"Không có tỉnh mang mã {province} ở thời điểm {vintage}.",
                f"No province has code {province} in vintage {vintage}.",
            ),
            status=404,
        )
    box = values.get(BBOX)

    def make(effort: int) -> Body:
        rows = layer.rows(box, province)
        content: dict[str, Any]
        if form == "topojson":
            content = layer.topology(rows, zoom)
        else:
            features = [layer.feature(row, zoom) for row in rows]
            content = {"type": "FeatureCollection", "features": features}
        content |= {"approximate": True, "data_version": snapshot.data_version}
        return Body(orjson.dumps(content), effort=effort)

    key = (vintage, level, zoom, form, province, box)
    if box is None:
        # Few addresses that many ask for: kept, and compressed harder.
        body = snapshot.keep("units", key, lambda: make(8), most=96)
    else:
        body = snapshot.keep("units in boxes", key, lambda: make(5), most=256)
    return respond(body, GEOJSON if form == "geojson" else TOPOJSON, cache=SHARED)


@operation(
    blueprint,
    "/api/units/<vintage>/<level>/<code>",
    summary=Text("Một đơn vị hành chính", "One unit"),
    details=Text(
        NOTE.vi + " successors, predecessors: đơn vị xã sau và trước 1/7/2025, kèm tỷ lệ dân.",
        NOTE.en + " successors, predecessors: communes after and before 2025-07-01, with shares.",
    ),
    parameters=(VINTAGE, LEVEL, CODE, ZOOM),
    answers={GEOJSON: ref("Unit")},
    examples=("/api/units/2025-07-01/province/01", "/api/units/2025-03-01/district/018?zoom=11"),
    statuses=(200, 304, 400, 404),
)
def unit(snapshot: Snapshot, values: Values) -> Response:
    """One unit, with what became of it."""
    vintage, level = layer_from_text(values[VINTAGE], values[LEVEL])
    try:
        code = snapshot.locator.boundaries.unit(vintage, level, values[CODE]).key.code
    except UnknownUnitError as error:
        vi = f"Không có {level} mang mã {shown(values[CODE])} ở thời điểm {vintage}."
        raise RefusedError(error.code, Text(vi, f"{error}."), status=404) from None
    layer = unit_layer(snapshot, vintage, level)
    content = layer.feature(layer.row[code], values[ZOOM])
    if level is Level.COMMUNE:
        crosswalk = snapshot.locator.crosswalk
        after = vintage is Vintage.V2025_03
        found = crosswalk.successors(code) if after else crosswalk.predecessors(code)
        content["properties"] = content["properties"] | {
            "successors" if after else "predecessors": [
                {"code": other, "share": round(share, 6)} for other, share in found
            ]
        }
    content["approximate"] = True
    return as_json(snapshot, content, cache=SHARED, mimetype=GEOJSON)
