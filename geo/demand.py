"""
Demand: how many persons stand where, and in which commune each of them counts.

The census by commune stands at the communes' populated centres. A planner's own figures come as a
table by commune or as a raster of persons (`geo.demand_raster`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.boundaries import Boundaries
from geo.distance import Floats
from geo.errors import UnknownUnitError, UnreadableFileError
from geo.places.readers import read_table
from geo.places.table import LIMITS, Limits
from geo.text import fold
from geo.vintages import Level, Vintage

CENSUS = "General Statistics Office, Population and Housing Census of 1 April 2019"
_CODE = frozenset({"code", "ma", "ma xa", "ma don vi", "ward code", "commune", "commune code"})
_PERSONS = frozenset(
    {"persons", "population", "pop", "dan so", "so dan", "nguoi", "so nguoi", "population 2019"}
)


@dataclass(frozen=True, eq=False)
class Demand:
    """
    n points where persons stand.

    Raises
    ------
    ValueError
        If the arrays are not of one length, or a count of persons is negative or not finite.
    """

    vintage: Vintage
    commune: NDArray[np.intp]
    """(n,) rows in `Boundaries.layer(vintage, Level.COMMUNE)`: where each point counts."""
    lon: Floats
    """(n,) degrees, EPSG:4326."""
    lat: Floats
    persons: Floats
    """(n,) >= 0; a raster's are fractions."""
    source: str
    """Where the figures come from, for every export."""
    notes: Mapping[str, Any] = field(default_factory=dict)
    """What was left out while reading, by name."""

    def __post_init__(self) -> None:
        sizes = {len(self.commune), len(self.lon), len(self.lat), len(self.persons)}
        if len(sizes) != 1:
            raise ValueError(f"arrays of {sorted(sizes)} points came: they take the same length")
        if not (np.isfinite(self.persons).all() and (self.persons >= 0).all()):
            raise ValueError("persons are finite and not negative")

    @property
    def total(self) -> float:
        """All the persons."""
        return float(self.persons.sum())


def census(boundaries: Boundaries, vintage: Vintage) -> Demand:
    """
    The census of 2019 at the populated centre of each commune; 96,208,984 persons in all.

    A commune whose population is not known has nobody.
    """
    communes = boundaries.layer(vintage, Level.COMMUNE)
    persons = communes["population"].fillna(0).to_numpy(np.float64)
    return _at_centres(boundaries, vintage, persons, CENSUS, {})


def from_table(
    path: Path, boundaries: Boundaries, vintage: Vintage, limits: Limits = LIMITS
) -> Demand:
    """
    A planner's own count of persons by commune, at the communes' populated centres.

    Parameters
    ----------
    path
        CSV or XLSX with the columns code and persons (or mã, số dân). A commune that is left out
        has nobody; one that stands twice, as in a table by age, has the sum.
    vintage
        Of which the codes are.
    limits
        What the file may hold.

    Raises
    ------
    UnreadableFileError
        If the file cannot be read, lacks a column, or a row has no number of persons.
    UnknownUnitError
        If a code is of no commune of that vintage.
    """
    table = read_table(path, _CODE | _PERSONS, limits)
    codes = _heading(table.headings, _CODE, "code", path)
    counts = _heading(table.headings, _PERSONS, "persons", path)
    communes = boundaries.layer(vintage, Level.COMMUNE)
    row_of = {code: row for row, code in enumerate(communes.index)}
    persons = np.zeros(len(communes))
    for row in table.rows:
        code = row.cells.get(codes, "")
        # Spreadsheets make numbers of codes and lose their leading zeros.
        at = row_of.get(code, row_of.get(code.zfill(5)))
        if at is None:
            other = next(each for each in Vintage if each is not vintage)
            hint = ""
            if code.zfill(5) in boundaries.layer(other, Level.COMMUNE).index:
                hint = f"; it is one of vintage {other}"
            raise UnknownUnitError(
                f"{path.name}, row {row.number}: no commune of {vintage} has code {code!r}{hint}"
            )
        persons[at] += _persons(row.cells.get(counts, ""), f"{path.name}, row {row.number}")
    return _at_centres(
        boundaries, vintage, persons, f"table {path.name}", {"rows": len(table.rows)}
    )


def _at_centres(
    boundaries: Boundaries,
    vintage: Vintage,
    persons: Floats,
    source: str,
    notes: Mapping[str, Any],
) -> Demand:
    communes = boundaries.layer(vintage, Level.COMMUNE)
    return Demand(
        vintage,
        np.arange(len(communes)),
        communes["lon"].to_numpy(np.float64),
        communes["lat"].to_numpy(np.float64),
        persons,
        source,
        notes,
    )


def _heading(headings: tuple[str, ...], known: frozenset[str], column: str, path: Path) -> str:
    found = [heading for heading in headings if fold(heading).replace("_", " ") in known]
    if len(found) != 1:
        raise UnreadableFileError(
            f"{path.name} has {len(found)} columns of {column} among {', '.join(headings)[:200]}; "
            "name them code and persons"
        )
    return found[0]


def _persons(text: str, where: str) -> float:
    try:
        persons = float(text)
    except ValueError:
        persons = -1.0
    if not 0 <= persons <= 1e9:
        raise UnreadableFileError(
            f"{where}: persons {text[:40]!r} is no count; write digits alone, such as 12345"
        )
    return persons
