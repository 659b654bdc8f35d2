"""Rows of an official file to our units: by code, or without codes by name within the parent."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.boundaries.codes import Codes, codes_of, known, taken
from geo.boundaries.compare import located
from geo.errors import ImportRefusedError
from geo.naming.names import UnitNames
from geo.text import fold
from geo.vintages import Level, Vintage

_AGREE = 0.5
"""Share of the rows that a column must put where we have the units it names, or it is not that
column: a running number that happens to look like codes puts hardly any."""
_SAMPLE = 300
"""Rows that decide which column holds the names."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Which unit each row of a file is."""

    codes: Codes
    """The code of each row's unit; None where none of ours matched."""
    provinces: Codes
    """The code of each row's province; None where neither the file nor its place says it."""
    by: str
    """How: "code (column district_code)"."""
    labels: tuple[str, ...]
    """What each row calls itself, for messages."""
    reasons: dict[int, str]
    """Why a row did not match, by row number from 0."""

    @property
    def matched(self) -> int:
        """How many rows matched."""
        return len(self.codes) - len(self.reasons)


def match(
    official: GeoDataFrame,
    ours: GeoDataFrame,
    names: UnitNames,
    *,
    vintage: Vintage,
    level: Level,
) -> Matching:
    """
    Match the rows of an official layer to our units of one level.

    Which column holds what is told by what it holds, so that "ma_xa", "WARD_CODE" and "field_7"
    do alike: codes are a column whose values, padded with the zeros that spreadsheets drop, are
    ours for units at about that place; names are a column that names units within the parent.

    Parameters
    ----------
    official
        n outlines in EPSG:4326, rows numbered from 0, and whatever columns the file has.
    ours
        Our units of that level in EPSG:4326: `code`, `province`, and `parent`.

    Raises
    ------
    ImportRefusedError
        If no column holds codes or names of such units, or a code is there twice.
    """
    columns = [c for c in official.columns if c != official.geometry.name]
    texts = {str(column): _texts(official[column]) for column in columns}
    here = _here(official, ours)
    width = int(ours["code"].str.len().mode().iloc[0])
    province_of = dict(zip(ours["code"], ours["province"], strict=True))
    provinces = _provinces(texts, _mapped(here, province_of), names, vintage, province_of)
    labels = _labels(texts, len(official))

    column = _code_column(texts, here, set(ours["code"]), width)
    if column is not None:
        written = [_padded(text, width) for text in texts[column]]
        _refuse_twice(written, labels, column)
        codes = codes_of(code if code in province_of else None for code in written)
        reasons = {
            int(row): f"no {level} of {vintage} has the code {written[row]!r}"
            for row in np.flatnonzero(~known(codes))
        }
        by = f"code (column {column})"
        column = _name_column(texts, names, vintage, level, provinces)
        if reasons and column is not None:
            taken_over = _by_name(texts[column], here, names, vintage, level, provinces)[0]
            by += _fill(codes, reasons, taken_over, column)
    else:
        column = _name_column(texts, names, vintage, level, provinces)
        if column is None:
            raise ImportRefusedError(
                f"no column of {', '.join(texts) or 'none'} holds codes or names of a {level} of "
                f"{vintage}: check --level and --vintage, or add a column `code` with the codes of "
                "the General Statistics Office"
            )
        codes, reasons = _by_name(texts[column], here, names, vintage, level, provinces)
        _keep_one_each(codes, reasons, official, ours)
        by = f"name (column {column}) within the province"
    found = (p or province_of.get(c) for p, c in zip(provinces, codes, strict=True))
    return Matching(codes, codes_of(found), by, labels, reasons)


def _here(official: GeoDataFrame, ours: GeoDataFrame) -> Codes:
    """The code of our unit at a point inside each row's outline."""
    within = shapely.point_on_surface(official.geometry.to_numpy())
    row = located(ours, shapely.get_x(within), shapely.get_y(within))
    return taken(codes_of(ours["code"]), row)


def _code_column(
    texts: dict[str, list[str]], here: Codes, ours: set[str], width: int
) -> str | None:
    """The column of codes: the one that agrees best with where the outlines lie."""
    best, score = None, 0.0
    placed = max(1, int(known(here).sum()))
    for column, values in texts.items():
        written = [_padded(text, width) for text in values]
        hits = sum(code in ours for code in written) / max(1, len(written))
        agree = sum(a == b for a, b in zip(written, here, strict=True)) / placed
        # A column that calls itself the code, and holds ours, may disagree with our outlines.
        said = re.search(r"\b(code|ma|gso)\b", fold(_words(column))) is not None
        trusted = said and hits > 0.9 and len(set(written)) == len(written)
        if (agree >= _AGREE or trusted) and agree + hits > score:
            best, score = column, agree + hits
    return best


def _words(column: str) -> str:
    """A column name as words: "maXa_2" is "ma Xa 2"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", column)


def _provinces(
    texts: dict[str, list[str]],
    here: Codes,
    names: UnitNames,
    vintage: Vintage,
    province_of: dict[str, str],
) -> Codes:
    """The province of each row: what a column says, else where it lies."""
    all_provinces = set(province_of.values())
    placed = max(1, int(known(here).sum()))
    best, score = here, _AGREE
    for values in texts.values():
        meanings = {text: _province(text, names, vintage, all_provinces) for text in set(values)}
        said = codes_of(meanings[text] for text in values)
        agree = sum(a is not None and a == b for a, b in zip(said, here, strict=True)) / placed
        if agree > score:
            best, score = codes_of(a or b for a, b in zip(said, here, strict=True)), agree
    return best


def _province(text: str, names: UnitNames, vintage: Vintage, known: set[str]) -> str | None:
    """The province that a cell means by code or name."""
    if _padded(text, 2) in known:
        return _padded(text, 2)
    if not text or text[0].isdecimal():
        return None
    found = names.match(vintage, Level.PROVINCE, text)
    return found[0] if len(found) == 1 else None


def _name_column(
    texts: dict[str, list[str]],
    names: UnitNames,
    vintage: Vintage,
    level: Level,
    provinces: Codes,
) -> str | None:
    """The column that names the most units of that level, each within its province."""
    best, score = None, _AGREE
    for column, values in texts.items():
        some = np.linspace(0, len(values) - 1, min(len(values), _SAMPLE)).astype(int)
        found = [tuple(_named(names, vintage, level, values[row], provinces[row])) for row in some]
        # A district's column in a commune's file also names communes, but ever the same ones.
        share = len({codes for codes in found if codes}) / len(some)
        if share > score:
            best, score = column, share
    return best


def _by_name(
    values: list[str],
    here: Codes,
    names: UnitNames,
    vintage: Vintage,
    level: Level,
    provinces: Codes,
) -> tuple[Codes, dict[int, str]]:
    codes: list[str | None] = []
    reasons: dict[int, str] = {}
    for row, (value, place, province) in enumerate(zip(values, here, provinces, strict=True)):
        found = _named(names, vintage, level, value, province)
        # Among units of one name its place decides.
        code = place if place in found else found[0] if len(found) == 1 else None
        codes.append(code)
        if code is None:
            where = f" in province {province}" if province else ""
            reasons[row] = (
                f"no {level} of {vintage}{where} is called {value!r}"
                if not found
                else f"{value!r}{where} can be any of {', '.join(found)}"
            )
    return codes_of(codes), reasons


def _named(
    names: UnitNames, vintage: Vintage, level: Level, value: str, province: str | None
) -> list[str]:
    """Codes of the units that a cell can name."""
    if not value or value.isdecimal():
        return []
    within = None if level is Level.PROVINCE else province
    return names.match(vintage, level, value, within=within)


def _fill(codes: Codes, reasons: dict[int, str], named: Codes, column: str) -> str:
    """
    Match by name the rows whose code is not ours, where no other row is that unit.

    A code that was put right since the file was made, or is a slip in it.
    """
    rows = [row for row in reasons if named[row] is not None]
    wanted = Counter(named[rows])
    have = set(codes[known(codes)])
    free = [row for row in rows if wanted[named[row]] == 1 and named[row] not in have]
    for row in free:
        codes[row] = named[row]
        del reasons[row]
    return f", {len(free)} by name (column {column})" if free else ""


def _keep_one_each(
    codes: Codes, reasons: dict[int, str], official: GeoDataFrame, ours: GeoDataFrame
) -> None:
    """Of the rows that name one unit, only the row with the most of its land keeps it."""
    shapes = dict(zip(ours["code"], ours.geometry, strict=True))
    rows = pd.Series(codes).dropna()
    for code, group in rows[rows.duplicated(keep=False)].groupby(rows):
        at = group.index.to_numpy()
        overlap = shapely.area(shapely.intersection(official.geometry.to_numpy()[at], shapes[code]))
        for row in np.delete(at, int(overlap.argmax())):
            codes[row] = None
            reasons[int(row)] = f"names the unit {code}, which row {at[overlap.argmax()] + 1} is"


def _refuse_twice(written: list[str], labels: tuple[str, ...], column: str) -> None:
    series = pd.Series(written)
    again = series[series.ne("") & series.duplicated()]
    if len(again):
        rows = (series[series == again.iloc[0]].index + 1).tolist()
        raise ImportRefusedError(
            f"the code {again.iloc[0]} (column {column}) is in rows {', '.join(map(str, rows))} "
            f"({labels[rows[0] - 1]}), and {len(again) - 1} more are there twice: dissolve the "
            "outlines by code first, or give the level that the file has"
        )


def _texts(values: pd.Series[Any]) -> list[str]:
    """The cells as text; a whole number without its ".0", nothing as ""."""
    return [
        ""
        if value is None or value != value
        else str(int(value))
        if isinstance(value, float) and value.is_integer()
        else str(value).strip()
        for value in values.tolist()
    ]


def _padded(text: str, width: int) -> str:
    return text.zfill(width) if text.isdecimal() else text


def _labels(texts: dict[str, list[str]], rows: int) -> tuple[str, ...]:
    """The cells of each row that fit in a message."""
    short = [values for values in texts.values() if max(map(len, values), default=0) <= 60][:5]
    return tuple(" · ".join(v[row] for v in short if v[row]) or "?" for row in range(rows))


def _mapped(codes: Codes, table: dict[str, str]) -> Codes:
    return codes_of(table.get(code) for code in codes)
