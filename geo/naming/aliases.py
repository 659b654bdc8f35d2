"""
Earlier names of units, and units merged into others before their vintage.

`data/boundaries/aliases.csv` holds them, one row per name and unit that answers to it: vintage,
level, code, type, name (without the type), until (the last day it held, empty when unknown) and
source. Most rows are read from the address library's keyword tables (`library_aliases`), which
know names without diacritics only; rows with any other source are written by hand and kept.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pandas as pd

from geo.naming.names import text_rows
from geo.naming.types import TYPES, typed_name
from geo.text import fold, glued
from geo.vintages import Level, Vintage

LIBRARY = "vietnamadminunits"
COLUMNS = ["vintage", "level", "code", "type", "name", "until", "source"]

_KEY_OF = {
    "thanhpho": "Thành phố", "thitran": "Thị trấn", "thixa": "Thị xã", "phuong": "Phường",
    "huyen": "Huyện", "quan": "Quận", "xa": "Xã",
}  # fmt: skip
"""How the library's keys start, longest first, so that "thixa" is not read as "thi" + "xa"."""
_NUMBERED = re.compile(r"(phuong|quan)0*(\d+)")


def read_aliases(path: Path) -> pd.DataFrame:
    """The alias table, all columns text; empty cells are empty text."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def build_aliases(units: pd.DataFrame, kept: pd.DataFrame | None = None) -> pd.DataFrame:
    """
    The whole table anew: the library's rows, then those of `kept` with another source.

    Parameters
    ----------
    units
        `data/boundaries/units.csv`.
    kept
        The table as it stands, for its hand-written rows.
    """
    tables = [library_aliases(units)]
    if kept is not None:
        tables.append(kept[~kept["source"].str.startswith(LIBRARY)])
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def library_aliases(units: pd.DataFrame) -> pd.DataFrame:
    """
    What the address library knows of the names before 2025-03-01.

    Its keys are words run together ("phuongnguyentrungtruc"); `Spacer` parts them again.
    """
    spacer = Spacer(units["name"])
    own = _own_keys(units)
    source = f"{LIBRARY} {version(LIBRARY)}"
    rows = []
    for level, code, key in _library_keys():
        kind, bare = _typed(key, level)
        if kind is None or (level, code, kind, glued(bare)) in own:
            continue
        name = bare if bare.isdecimal() else spacer.spaced(bare)
        rows.append([Vintage.V2025_03.value, level.value, code, kind, name, "", source])
    return pd.DataFrame(rows, columns=COLUMNS).drop_duplicates(ignore_index=True)


def _own_keys(units: pd.DataFrame) -> set[tuple[Level, str, str, str]]:
    """The names that the units of 2025-03-01 bear themselves: (level, code, type, glued name)."""
    mine = units[units["vintage"] == Vintage.V2025_03]
    own = set()
    for level, code, full in text_rows(mine, "level", "code", "name"):
        kind, name = typed_name(full, Level(level))
        own.add((Level(level), code, kind, glued(name)))
    return own


def _library_keys() -> Iterator[tuple[Level, str, str]]:
    """(level, code, key) of the library's aliases, and of the districts that were divided."""
    data = files(LIBRARY) / "data"
    query = (
        "SELECT DISTINCT districtCode, districtAlias FROM admin_units_legacy"
        " WHERE districtAlias IS NOT NULL",
        "SELECT wardCode, wardAlias FROM admin_units_legacy WHERE wardAlias IS NOT NULL",
    )
    with closing(sqlite3.connect(f"file:{data / 'dataset.db'}?mode=ro", uri=True)) as database:
        for level, sql in zip((Level.DISTRICT, Level.COMMUNE), query, strict=True):
            for code, keys in database.execute(sql):
                for key in _full_keys(json.loads(keys)):
                    yield level, str(code), key
    tables = json.loads((data / "parser_legacy.json").read_text("utf-8"))
    for province, divided in tables["DICT_PROVINCE_DISTRICT_DIVIDED"].items():
        districts = tables["DICT_PROVINCE_DISTRICT"][province]
        for parts in divided.values():
            # The default part first: it is the larger one.
            for part in sorted(parts["districts"], key=lambda p: not _is_default(parts, p)):
                for key in _full_keys(parts["dividedDistrictKeywords"]):
                    yield Level.DISTRICT, districts[part]["districtCode"], key


def _full_keys(keys: list[str]) -> list[str]:
    """Without the keys that only repeat another one's name without its type."""
    return [
        key
        for key in keys
        if not any(other == prefix + key for other in keys for prefix in _KEY_OF)
    ]


def _is_default(parts: dict[str, dict[str, dict[str, bool]]], part: str) -> bool:
    return parts["districts"][part]["districtDefault"]


def _typed(key: str, level: Level) -> tuple[str | None, str]:
    """
    The type and the bare name in one of the library's keys; None for a key without a full type.

    The library lists each alias with its type, and again without and abbreviated; the first says
    all that the others do.
    """
    if not key.isascii():
        return None, key
    numbered = _NUMBERED.fullmatch(key)
    if numbered:
        return _KEY_OF[numbered[1]], str(int(numbered[2]))
    for prefix, kind in _KEY_OF.items():
        if key.startswith(prefix) and len(key) > len(prefix) and kind in TYPES[level]:
            return kind, key[len(prefix) :]
    return None, key


class Spacer:
    """
    Parts words run together, by how often each syllable stands in the names it has seen.

    >>> Spacer(["Nguyễn Trung Trực", "Trung Tú"]).spaced("trungtruc")
    'trung truc'
    """

    def __init__(self, names: Iterable[str]) -> None:
        counts = Counter(word for name in names for word in fold(name).split())
        total = sum(counts.values())
        self._cost = {word: math.log(total / count) for word, count in counts.items()}
        self._longest = max(map(len, self._cost), default=0)
        self._unknown = 2 * math.log(total + 1)
        for letter in filter(lambda word: len(word) == 1, list(self._cost)):
            self._cost[letter] += self._unknown / 2  # as in "Vĩnh Lộc A": real, yet a last resort

    def spaced(self, run: str) -> str:
        """The likeliest words; letters that no known syllable covers stay together as one."""
        best: list[tuple[float, list[str]]] = [(0.0, [])]
        for end in range(1, len(run) + 1):
            options = []
            for start in range(max(0, end - self._longest), end):
                word = run[start:end]
                cost = self._cost.get(word, self._unknown + len(word))
                before, words = best[start]
                options.append((before + cost, [*words, word]))
            best.append(min(options, key=lambda option: (option[0], len(option[1]))))
        return " ".join(best[-1][1])
