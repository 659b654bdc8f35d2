"""
What the outlines are derived from: the address library's table of units, and the country's outline.

Both come from openly licensed packages: `vietnamadminunits` (MIT) knows each commune of
2025-03-01 by its centre and bounding box, each of 2025-07-01 by its centre and area, and which
became which; `world-atlas` (Natural Earth, public domain) has the country at 1:10 million.
"""

from __future__ import annotations

import json
import sqlite3
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import UnreadableFileError

BOX = ("west", "south", "east", "north")
_LIBRARY = "vietnamadminunits"
_SIDES = r"([\d.]+),([\d.]+) – ([\d.]+),([\d.]+)"


def _table(name: str) -> pd.DataFrame:
    with resources.as_file(resources.files(_LIBRARY) / "data" / "dataset.db") as path:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return pd.read_sql_query(f"SELECT * FROM {name}", connection)
        finally:
            connection.close()


def _boxes(texts: pd.Series) -> pd.DataFrame:
    """Boxes written "south,west – north,east", as columns west, south, east, north."""
    south, west, north, east = (texts.str.extract(_SIDES)[i].astype(float) for i in range(4))
    return pd.DataFrame(dict(zip(BOX, (west, south, east, north), strict=True)))


def communes_2025_03() -> pd.DataFrame:
    """
    The 10,040 communes of 2025-03-01, a row each, by code.

    An island district without communes stands for itself, coded `D` and its district code.

    Columns: code, name, short_name, type, district, district_name, district_short, district_type,
    province, province_name, province_short, lon, lat (the centre, degrees), west, south, east,
    north (the box, degrees), and the same five of the district with `district_` before them;
    `key` is the library's own name of the commune.
    """
    raw = _table("admin_units_legacy")
    alone = raw["wardCode"].isna()
    box, district_box = _boxes(raw["wardBounds"]), _boxes(raw["districtBounds"])
    box = box.mask(alone, district_box)
    frame = pd.DataFrame(
        {
            "code": raw["wardCode"].mask(alone, "D" + raw["districtCode"]),
            "name": raw["ward"].mask(alone, raw["district"]),
            "short_name": raw["wardShort"].mask(alone, raw["districtShort"]),
            "type": raw["wardType"].mask(alone, raw["districtType"]),
            "district": raw["districtCode"],
            "district_name": raw["district"],
            "district_short": raw["districtShort"],
            "district_type": raw["districtType"],
            "province": raw["provinceCode"],
            "province_name": raw["province"],
            "province_short": raw["provinceShort"],
            "lon": raw["wardLon"].mask(alone, raw["districtLon"]),
            "lat": raw["wardLat"].mask(alone, raw["districtLat"]),
            "district_lon": raw["districtLon"],
            "district_lat": raw["districtLat"],
            "province_lon": raw["provinceLon"],
            "province_lat": raw["provinceLat"],
            "key": raw["provinceKey"] + "_" + raw["districtKey"] + "_" + raw["wardKey"].fillna(""),
        }
    )
    return frame.join(box).join(district_box.add_prefix("district_"))


def communes_2025_07() -> pd.DataFrame:
    """
    The 3,321 communes of 2025-07-01, a row each.

    Columns: code, name, short_name, type, province, province_name, province_short, lon, lat (the
    centre, degrees), area_km2 (official, missing for two), province_lon, province_lat, key.
    """
    raw = _table("admin_units")
    return pd.DataFrame(
        {
            "code": raw["wardCode"],
            "name": raw["ward"],
            "short_name": raw["wardShort"],
            "type": raw["wardType"],
            "province": raw["provinceCode"],
            "province_name": raw["province"],
            "province_short": raw["provinceShort"],
            "lon": raw["wardLon"],
            "lat": raw["wardLat"],
            "area_km2": raw["wardAreaKm2"],
            "province_lon": raw["provinceLon"],
            "province_lat": raw["provinceLat"],
            "key": raw["provinceKey"] + "_" + raw["wardKey"],
        }
    )


def successions(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """
    Which communes of 2025-07-01 each commune of 2025-03-01 went into.

    Columns: old_code, new_code, default (true for the one the library takes when nothing else
    decides; one for each old code).
    """
    text = (resources.files(_LIBRARY) / "data" / "converter_2025.json").read_text("utf-8")
    converter = json.loads(text)
    whole = [
        (old_key, f"{province}_{key}", True)
        for province, communes in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for key, old_keys in communes.items()
        for old_key in old_keys
    ]
    split = [
        (old_key, f"{province}_{part['newWardKey']}", bool(part["isDefaultNewWard"]))
        for province, communes in converter["DICT_PROVINCE_WARD_DIVIDED"].items()
        for old_key, parts in communes.items()
        for part in parts
    ]
    pairs = pd.DataFrame(whole + split, columns=["old_key", "new_key", "default"])
    pairs["old_code"] = pairs["old_key"].map(old.set_index("key")["code"])
    pairs["new_code"] = pairs["new_key"].map(new.set_index("key")["code"])
    lost = pairs[pairs[["old_code", "new_code"]].isna().any(axis=1)]
    if len(lost) or set(pairs["old_code"]) != set(old["code"]):
        raise UnreadableFileError(
            f"the address library's succession names {len(lost)} units that its tables lack; "
            "the build knows version 1.0.4"
        )
    pairs = pairs.drop_duplicates(["old_code", "new_code"])
    return pairs[["old_code", "new_code", "default"]].sort_values(["old_code", "new_code"])


def country_outlines(path: Path) -> tuple[BaseGeometry, BaseGeometry]:
    """
    Vietnam, and the land of its neighbours, in EPSG:4326.

    Parameters
    ----------
    path
        `countries-10m.json` of the npm package world-atlas.

    Raises
    ------
    UnreadableFileError
        If it is not there; `npm ci` brings it.

    References
    ----------
    Natural Earth, Admin 0, 1:10 million (public domain).
    """
    if not path.exists():
        raise UnreadableFileError(f"{path} is missing; `npm ci` installs world-atlas, which has it")
    countries = pyogrio.read_dataframe(path, layer="countries").set_index("name")["geometry"]
    mended = {
        name: shapely.make_valid(countries[name], method="structure", keep_collapsed=False)
        for name in ("Vietnam", "China", "Laos", "Cambodia", "Thailand")
    }
    vietnam = mended.pop("Vietnam")
    return vietnam, shapely.union_all(np.array(list(mended.values()), dtype=object))
