"""The layers a store is built with: units, places, products, routes, roads, published counts."""

from __future__ import annotations

from collections.abc import Mapping

from geo.schema.columns import (
    DUE,
    FLAG,
    FLAG_DUE,
    INTEGER,
    NUMBER,
    NUMBER_DUE,
    STARS,
    TEXT,
    Column,
    Layer,
)
from geo.vintages import LAYERS, UNIT_COLUMNS, unit_column

_UNIT = {
    "code": DUE,
    "name": DUE,
    "short_name": DUE,
    "name_en": DUE,
    "type": DUE,
    "parent": TEXT,
    "province": DUE,
    "area_km2": NUMBER_DUE,
    "population": NUMBER,
    "lon": NUMBER_DUE,
    "lat": NUMBER_DUE,
    "valid_from": DUE,
    "decree": TEXT,
}
_UNIT_NAMES = {
    "vintage": DUE,
    "level": DUE,
    "code": DUE,
    "parent": TEXT,
    "province": DUE,
    "type": DUE,
    "name": DUE,
    "short_name": DUE,
    "name_en": DUE,
    "lon": NUMBER_DUE,
    "lat": NUMBER_DUE,
    "valid_from": DUE,
    "valid_to": TEXT,
    "decree": TEXT,
}


def _place(kind: str, **more: Column) -> dict[str, Column]:
    """The columns of a layer of places: those of every kind, its own, then the units'."""
    return {
        "id": DUE,
        "kind": Column(required=True, among=(kind,)),
        "name": DUE,
        "name_en": TEXT,
        "category": DUE,
        "address": TEXT,
        "lon": NUMBER_DUE,
        "lat": NUMBER_DUE,
        "precision": Column(
            required=True, among=("exact", "street", "commune", "district", "province")
        ),
        "stars": STARS,
        "status": Column(required=True, among=("open", "closed", "unknown")),
        "source_url": TEXT,
        "source_weak": FLAG_DUE,
        "opening_hours": TEXT,
        **more,
        **dict.fromkeys(UNIT_COLUMNS, TEXT),
        "commune_2025_07_01_candidates": TEXT,
        "imported": FLAG,
    }


PLACE_LAYERS = {"outlet": "outlets", "village": "villages", "destination": "destinations"}
"""The layer of each kind of place."""

SCHEMA: Mapping[str, Layer] = {
    **{
        unit_column(vintage, level): Layer(
            f"{title} từ {vintage:s}", _UNIT, key=("code",), geometry="MultiPolygon"
        )
        for vintage, level in LAYERS
        for title in [
            {"province": "Tỉnh, thành phố", "district": "Quận, huyện", "commune": "Xã, phường"}[
                level
            ]
        ]
    },
    "unit_names": Layer(
        "Tên các đơn vị theo thời gian", _UNIT_NAMES, ("vintage", "level", "code", "valid_from")
    ),
    "unit_aliases": Layer(
        "Tên cũ và tên khác của các đơn vị",
        {
            "vintage": DUE,
            "level": DUE,
            "code": DUE,
            "type": TEXT,
            "name": DUE,
            "until": TEXT,
            "source": TEXT,
        },
    ),
    "crosswalk": Layer(
        "Xã trước và sau 2025-07-01",
        {
            "old_code": DUE,
            "new_code": DUE,
            "share": NUMBER_DUE,
            "default": FLAG_DUE,
        },
        ("old_code", "new_code"),
    ),
    "outlets": Layer(
        "Điểm bán OCOP",
        _place(
            "outlet",
            operator=TEXT,
            chain=TEXT,
            evidence=Column(required=True, among=("direct", "chain", "indirect")),
            ministry_criteria=FLAG,
            opened=TEXT,
            confirmed_on=TEXT,
            products=TEXT,
            source_note=TEXT,
        ),
        ("id",),
        "Point",
    ),
    "villages": Layer(
        "Làng nghề", _place("village", confirmed_on=TEXT, products=TEXT), ("id",), "Point"
    ),
    "destinations": Layer(
        "Điểm du lịch", _place("destination", confirmed_on=TEXT, same_as=TEXT), ("id",), "Point"
    ),
    "products": Layer(
        "Sản phẩm OCOP",
        {
            "id": DUE,
            "name": DUE,
            "category": DUE,
            "stars": STARS,
            "producer": TEXT,
            "producer_kind": TEXT,
            "year": INTEGER,
            "decided_on": TEXT,
            "expires_on": TEXT,
            "source_url": TEXT,
            "source_weak": FLAG_DUE,
            **dict.fromkeys(UNIT_COLUMNS, TEXT),
        },
        ("id",),
    ),
    "routes": Layer(
        "Tuyến du lịch",
        {
            "route_id": DUE,
            "route_name": DUE,
            "route_name_en": TEXT,
            "theme": TEXT,
            "days": INTEGER,
            "seq": Column("integer", required=True),
            "stop_name": DUE,
            "stop_kind": TEXT,
            "place_id": TEXT,
            "lon": NUMBER,
            "lat": NUMBER,
            "source_url": TEXT,
            "source_weak": FLAG_DUE,
            **dict.fromkeys(UNIT_COLUMNS, TEXT),
        },
        ("route_id", "seq"),
    ),
    "road_nodes": Layer(
        "Điểm nút của mạng đường khung",
        {
            "node_id": DUE,
            "name": DUE,
            "district_code": DUE,
            "province_code": DUE,
            "lat": NUMBER_DUE,
            "lon": NUMBER_DUE,
            "kind": Column(
                required=True,
                among=("city", "town", "commune", "junction", "pass", "port", "border", "airport"),
            ),
            "seat_of": TEXT,
        },
        ("node_id",),
        "Point",
    ),
    "road_edges": Layer(
        "Mạng đường khung",
        {
            "from_node": DUE,
            "to_node": DUE,
            "road": DUE,
            "class": Column(required=True, among=("expressway", "national", "provincial", "ferry")),
            "length_km": NUMBER_DUE,
            "length_basis": Column(required=True, among=("section", "class")),
            "speed_kmh": NUMBER,
            "duration_min": NUMBER,
            "source": DUE,
            "confidence": Column(required=True, among=("high", "medium", "low")),
        },
        ("from_node", "to_node", "road"),
        "LineString",
    ),
    "ocop_reference": Layer(
        "Số liệu OCOP đã công bố",
        {
            "vintage": DUE,
            "province": DUE,
            "province_code": DUE,
            "measure": DUE,
            "value": NUMBER_DUE,
            "as_of": TEXT,
            "source_url": TEXT,
            "source_weak": FLAG_DUE,
        },
    ),
}
"""Every layer a store can have, by name."""
