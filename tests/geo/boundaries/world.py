"""
A small country on a grid, in both vintages: what official outlines are put into in these tests.

Three provinces of 2025-03-01 side by side, a degree wide, each of two districts (south, north) of
two communes (west, east). On 2025-07-01 provinces 01 and 02 became 01, each district a commune.
An island far out belongs to commune 00012.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from geopandas import GeoDataFrame
from shapely import box

from geo.crs import to_equal_area
from geo.storage import Store, open_store
from geo.vintages import Level, Vintage, unit_column

WEST, SOUTH = 105.0, 20.0
ISLAND = box(110.0, 19.0, 110.1, 19.1)
NAMES = {
    "001": "Quận Ba Đình", "002": "Huyện Đông Anh", "003": "Huyện Tân Yên",
    "004": "Thị xã Đông Triều", "005": "Huyện Tân Lạc", "006": "Huyện Đông Sơn",
}  # fmt: skip
PROVINCES = {"01": "Thành phố Hà Nội", "02": "Tỉnh Bắc Giang", "03": "Tỉnh Hòa Bình"}


def district_box(district: int) -> Any:
    """The square of district 1 to 6."""
    column, row = divmod(district - 1, 2)
    return box(WEST + column, SOUTH + row, WEST + column + 1, SOUTH + row + 1)


def world(path: Path) -> Store:
    """A store with that country, and three places."""
    rows = []
    for number in range(1, 13):
        district = (number + 1) // 2
        province = f"{(district + 1) // 2:02d}"
        west, south, east, north = district_box(district).bounds
        middle = (west + east) / 2
        shape = box(west, south, middle, north) if number % 2 else box(middle, south, east, north)
        if number == 12:
            shape = shapely.MultiPolygon([shape, ISLAND])
        rows.append((f"{number:05d}", f"{district:03d}", province, shape))
    old = GeoDataFrame(rows, columns=["code", "district", "province", "geometry"], crs=4326)
    old["new"] = "1" + old["district"].str.zfill(4)
    old["new_province"] = old["province"].replace("02", "01")
    layers: dict[str, pd.DataFrame] = {}
    for vintage, level, code, parent, province in (
        (Vintage.V2025_03, Level.PROVINCE, "province", None, "province"),
        (Vintage.V2025_03, Level.DISTRICT, "district", "province", "province"),
        (Vintage.V2025_03, Level.COMMUNE, "code", "district", "province"),
        (Vintage.V2025_07, Level.PROVINCE, "new_province", None, "new_province"),
        (Vintage.V2025_07, Level.COMMUNE, "new", "new_province", "new_province"),
    ):
        layers[unit_column(vintage, level)] = _layer(old, level, code, parent, province).assign(
            valid_from=vintage.value, decree=None
        )
    names = [
        frame.drop(columns=["geometry", "area_km2", "population"]).assign(
            vintage=vintage.value, level=level.value, valid_to=None
        )
        for vintage in Vintage
        for level in vintage.levels
        for frame in [layers[unit_column(vintage, level)]]
    ]  # fmt: skip
    crosswalk = pd.DataFrame({"old_code": old["code"], "new_code": old["new"]})
    store = open_store(path)
    store.write(
        {
            **layers,
            "unit_names": pd.concat(names, ignore_index=True),
            "crosswalk": crosswalk.assign(share=1.0, default=True),
        }
    )
    return store


def _layer(
    old: GeoDataFrame, level: Level, code: str, parent: str | None, province: str
) -> GeoDataFrame:
    units = old.dissolve(code, as_index=False)
    # The column a layer is dissolved by may be its province too.
    keys = units[code].to_numpy()
    named = {Level.PROVINCE: PROVINCES, Level.DISTRICT: NAMES}.get(level, {})
    name = [named.get(key, f"Xã Số {int(key)}") for key in keys]
    short = [text.partition(" ")[2] for text in name]
    centre = shapely.point_on_surface(units.geometry.to_numpy())
    layer = GeoDataFrame(
        {
            "code": keys,
            "name": name,
            "short_name": short,
            "name_en": short,
            "type": [text.partition(" ")[0] for text in name],
            "parent": units[parent].to_numpy() if parent else None,
            "province": units[province].to_numpy(),
            "population": 100.0,
            "lon": shapely.get_x(centre),
            "lat": shapely.get_y(centre),
        },
        geometry=units.geometry.to_numpy(),
        crs=4326,
    )
    return layer.assign(area_km2=to_equal_area(layer).area / 1e6)


def official_districts(shift: float = 0.1) -> GeoDataFrame:
    """Districts as an official file has them: their inner borders `shift` degrees further east."""

    def moved(corners: Any) -> Any:
        inner = (corners[:, 0] > WEST + 0.5) & (corners[:, 0] < WEST + 2.5)
        corners[inner, 0] += shift
        return corners

    shapes = shapely.transform([district_box(number) for number in range(1, 7)], moved)
    return GeoDataFrame(
        {
            "ma_huyen": [f"{number:03d}" for number in range(1, 7)],
            "ten": list(NAMES.values()),
            "tinh": ["Hà Nội", "Hà Nội", "Bắc Giang", "Bắc Giang", "Hoà Bình", "Hoà Bình"],
        },
        geometry=list(shapes),
        crs=4326,
    )
