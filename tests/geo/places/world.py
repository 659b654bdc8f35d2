"""
A country of five communes in a row, each a square of a fifth of a degree (22 km), from 108°E.

Two old provinces merged into one that kept a name of theirs, as Bình Định and Gia Lai did; one
commune was split between two new ones.

    province      Gia Lai (64)                 Bình Định (52)
    district      Thành phố Pleiku (622)       Thành phố Quy Nhơn (540)   Huyện Vân Canh (551)
    commune       Phường Hoa Lư  Phường Diên Hồng | Phường Quang Trung    Xã Canh Vinh  Xã Canh Hiển
    since 2025-7  Phường Pleiku  ...              | Phường Quy Nhơn (whole) ...
"""

from __future__ import annotations

import geopandas as gpd
import shapely
from geopandas import GeoDataFrame

from geo.text import fold
from geo.vintages import Level, Vintage

OLD, NEW = Vintage.V2025_03, Vintage.V2025_07
_OLD_COMMUNES = [
    ("23575", "Phường Hoa Lư", "622", "64"),
    ("23560", "Phường Diên Hồng", "622", "64"),
    ("21589", "Phường Quang Trung", "540", "52"),
    ("21994", "Xã Canh Vinh", "551", "52"),
    ("21997", "Xã Canh Hiển", "551", "52"),
]
_NEW_COMMUNES = [
    ("23574", "Phường Pleiku", 0, 1.5),
    ("23576", "Phường Hội Phú", 1.5, 2),
    ("21583", "Phường Quy Nhơn", 2, 3),
    ("21994", "Xã Canh Vinh", 3, 5),
]
_SUCCESSORS = {
    "23575": [("23574", 1.0)],
    "23560": [("23574", 0.6), ("23576", 0.4)],
    "21589": [("21583", 1.0)],
    "21994": [("21994", 1.0)],
    "21997": [("21994", 1.0)],
}


SIDE, NORTH = 0.2, 14.5
"""Degrees: the breadth of a commune, and the parallel they lie along."""


def at(communes: float) -> float:
    """The longitude that many communes from the western end."""
    return 108 + SIDE * communes


def _layer(rows: list[tuple[str, str, str | None, str, float, float]]) -> GeoDataFrame:
    code, name, parent, province, west, east = zip(*rows, strict=True)
    shapes = [
        shapely.box(at(w), NORTH - SIDE / 2, at(e), NORTH + SIDE / 2)
        for w, e in zip(west, east, strict=True)
    ]
    frame = GeoDataFrame(
        {
            "name": name,
            "parent": parent,
            "province": province,
            # The populated centre is not the middle: a fifth in from the west.
            "lon": [at(w + (e - w) / 5) for w, e in zip(west, east, strict=True)],
            "lat": NORTH,
        },
        geometry=shapes,
        crs=4326,
    )
    return gpd.GeoDataFrame(frame.set_index(gpd.pd.Index(code, name="code")))


class World:
    """Boundaries, crosswalk and matcher in one."""

    def __init__(self) -> None:
        self._layers = {
            (OLD, Level.PROVINCE): _layer(
                [
                    ("64", "Tỉnh Gia Lai", None, "64", 0, 2),
                    ("52", "Tỉnh Bình Định", None, "52", 2, 5),
                ]
            ),
            (OLD, Level.DISTRICT): _layer(
                [
                    ("622", "Thành phố Pleiku", "64", "64", 0, 2),
                    ("540", "Thành phố Quy Nhơn", "52", "52", 2, 3),
                    ("551", "Huyện Vân Canh", "52", "52", 3, 5),
                ]
            ),
            (OLD, Level.COMMUNE): _layer([(*row, n, n + 1) for n, row in enumerate(_OLD_COMMUNES)]),
            (NEW, Level.PROVINCE): _layer([("52", "Tỉnh Gia Lai", None, "52", 0, 5)]),
            (NEW, Level.COMMUNE): _layer(
                [(code, name, "52", "52", west, east) for code, name, west, east in _NEW_COMMUNES]
            ),
        }

    def layer(self, vintage: Vintage, level: Level) -> GeoDataFrame:
        return self._layers[vintage, level]

    def successors(self, old_code: str) -> list[tuple[str, float]]:
        return _SUCCESSORS[old_code]

    def match_unit(
        self, vintage: Vintage, level: Level, name: str, *, within: str | None = None
    ) -> list[str]:
        """By the folded name, with its type or without."""
        layer = self._layers[vintage, level]
        return [
            str(code)
            for code, row in layer.iterrows()
            if f" {fold(row['name'])}".endswith(f" {fold(name)}")
            and within in (None, row["parent"], row["province"])
        ]
