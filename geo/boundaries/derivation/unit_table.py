"""The table of units: names in both languages, types, parents, centres, and when they held."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd

from geo.text import nfc, without_marks
from geo.vintages import Level, Vintage

COLUMNS = (
    "vintage",
    "level",
    "code",
    "parent",
    "province",
    "type",
    "name",
    "short_name",
    "name_en",
    "lon",
    "lat",
    "valid_from",
    "valid_to",
    "decree",
)

_TYPE_EN = {
    ("tỉnh", Level.PROVINCE): "Province",
    ("thành phố", Level.PROVINCE): "City",
    ("quận", Level.DISTRICT): "District",
    ("huyện", Level.DISTRICT): "District",
    ("huyện", Level.COMMUNE): "District",
    ("thị xã", Level.DISTRICT): "Town",
    ("thành phố", Level.DISTRICT): "City",
    ("phường", Level.COMMUNE): "Ward",
    ("xã", Level.COMMUNE): "Commune",
    ("thị trấn", Level.COMMUNE): "Township",
    ("đặc khu", Level.COMMUNE): "Special Zone",
}
_NUMBER_FIRST = {"District", "Ward"}
_EXONYMS = {
    "Hà Nội": "Hanoi",
    "Hồ Chí Minh": "Ho Chi Minh City",
    "Hải Phòng": "Hai Phong City",
    "Đà Nẵng": "Da Nang City",
    "Cần Thơ": "Can Tho City",
    "Huế": "Hue City",
}
_TYPE = re.compile(r"(tỉnh|thành phố|quận|huyện|thị xã|phường|xã|thị trấn|đặc khu) ", re.I)

_DECREES = {
    (Vintage.V2025_03, Level.PROVINCE): "124/2004/QĐ-TTg",
    (Vintage.V2025_03, Level.DISTRICT): "124/2004/QĐ-TTg",
    (Vintage.V2025_03, Level.COMMUNE): "124/2004/QĐ-TTg",
    (Vintage.V2025_07, Level.PROVINCE): "202/2025/QH15; 19/2025/QĐ-TTg",
    (Vintage.V2025_07, Level.COMMUNE): "19/2025/QĐ-TTg",
}
"""The decision that lists each level's codes, as amended; the reform's own resolution before it."""

_COMMON = {"trường"}
"""Words of names that are written small: nông trường, a state farm."""

_LAST_DAY = {Vintage.V2025_03: "2025-06-30", Vintage.V2025_07: ""}


def name_parts(name: str) -> tuple[str, str]:
    """
    The type of a full name, in lower case, and the name without it.

    A name that is only a number keeps its type: nobody says "5" for a ward.

    >>> name_parts("Thị xã Việt Yên"), name_parts("Phường 5")
    (('thị xã', 'Việt Yên'), ('phường', 'Phường 5'))
    """
    match = _TYPE.match(name)
    if match is None:
        raise ValueError(f"{name!r} begins with no type of unit")
    short = name[match.end() :]
    return match[1].lower(), name if short.isdigit() else short


def name_in_english(name: str, level: Level) -> str:
    """
    The English form of a full name: without diacritics, its type behind or, if numbered, before.

    >>> name_in_english("Quận Hà Đông", Level.DISTRICT), name_in_english("Quận 1", Level.DISTRICT)
    ('Ha Dong District', 'District 1')
    """
    kind, short = name_parts(name)
    if level is Level.PROVINCE and short in _EXONYMS:
        return _EXONYMS[short]
    kind_en = _TYPE_EN[kind, level]
    if short == name and kind_en in _NUMBER_FIRST:
        return f"{kind_en} {name.split()[-1]}"
    return f"{without_marks(short)} {kind_en}"


def units(old: pd.DataFrame, new: pd.DataFrame, renamings: pd.DataFrame) -> pd.DataFrame:
    """
    A row for each unit of both vintages and each period of its name, with `COLUMNS`.

    `lon`, `lat` are the centre, in degrees (EPSG:4326); a date is ISO text, `valid_to` empty while
    the name holds.

    Parameters
    ----------
    old, new
        As `sources.communes_2025_03` and `communes_2025_07` give them.
    renamings
        Names that changed while their vintage held: vintage, level, code, name, valid_from, decree.
    """
    frames = [
        _level(Vintage.V2025_03, Level.PROVINCE, old, code="province", prefix="province_"),
        _level(Vintage.V2025_03, Level.DISTRICT, old, code="district", prefix="district_"),
        _level(Vintage.V2025_03, Level.COMMUNE, old, code="code", parent="district"),
        _level(Vintage.V2025_07, Level.PROVINCE, new, code="province", prefix="province_"),
        _level(Vintage.V2025_07, Level.COMMUNE, new, code="code", parent="province"),
    ]
    table = _with_renamings(pd.concat(frames, ignore_index=True), renamings)
    return table[list(COLUMNS)].sort_values(["vintage", "level", "code", "valid_from"])


def _level(
    vintage: Vintage,
    level: Level,
    communes: pd.DataFrame,
    *,
    code: str,
    prefix: str = "",
    parent: str = "province",
) -> pd.DataFrame:
    """One level's units from the table of communes, whose columns for it carry `prefix`."""
    rows = communes.drop_duplicates(code)
    names = rows[f"{prefix}name"].map(_tidy)
    top = level is Level.PROVINCE
    return pd.DataFrame(
        {
            "vintage": vintage,
            "level": level,
            "code": rows[code],
            "parent": "" if top else rows[parent],
            "province": rows["province"],
            "type": names.map(lambda name: name_parts(name)[0]),
            "name": names,
            "short_name": names.map(lambda name: name_parts(name)[1]),
            "name_en": names.map(lambda name: name_in_english(name, level)),
            "lon": rows[f"{prefix}lon"],
            "lat": rows[f"{prefix}lat"],
            "valid_from": str(vintage),
            "valid_to": _LAST_DAY[vintage],
            "decree": _DECREES[vintage, level],
        }
    )


def _tidy(name: str) -> str:
    """The name in NFC, its capitals mended: the source has "Thị Xã" and "Đại áng"."""
    kind, _ = name_parts(nfc(name))
    words = nfc(name)[len(kind) :].split()
    mended = [word if word in _COMMON else word[0].upper() + word[1:] for word in words]
    return " ".join([kind.capitalize(), *mended])


def _with_renamings(table: pd.DataFrame, renamings: pd.DataFrame) -> pd.DataFrame:
    later = []
    for change in renamings.to_dict("records"):
        vintage, level, code, name = (change[key] for key in ("vintage", "level", "code", "name"))
        same = (table[["vintage", "level", "code"]] == [vintage, level, code]).all(axis=1)
        last_day = date.fromisoformat(change["valid_from"]) - timedelta(days=1)
        table.loc[same, "valid_to"] = last_day.isoformat()
        kind, short = name_parts(name)
        renamed = table[same].assign(
            type=kind,
            name=name,
            short_name=short,
            name_en=name_in_english(name, Level(level)),
            valid_from=change["valid_from"],
            valid_to="",
            decree=change["decree"],
        )
        later.append(renamed)
    return pd.concat([table, *later], ignore_index=True)
