"""
Published road distances against what a network says: how far it is off, and by how much it
beats the straight line.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from geo.distance import Floats, inverse
from geo.errors import InvalidParameterError, SchemaError, UnreadableFileError

RoadMetres: TypeAlias = Callable[[Floats, Floats, Floats, Floats], Floats]
"""From n longitudes and latitudes to n others: metres by road, pair by pair; inf where none."""

BANDS_KM = (0.0, 100.0, 300.0, np.inf)
"""Errors are told apart by the published distance: round trips of a day, of a weekend, longer."""
_COLUMNS = ("from_name", "from_district_code", "to_name", "to_district_code", "km")


class Errors(NamedTuple):
    """Absolute errors of some distances, percent of what was published."""

    pairs: int
    median: float
    p90: float

    @classmethod
    def of(cls, percent: Series[float]) -> Errors:
        """
        The errors in a column of signed ones.

        >>> Errors.of(Series([-10.0, 0.0, 5.0]))
        Errors(pairs=3, median=5.0, p90=9.0)
        """
        absolute = np.abs(percent.to_numpy(float))
        return cls(len(absolute), float(np.median(absolute)), float(np.percentile(absolute, 90)))


class Comparison(NamedTuple):
    """What a comparison found."""

    rows: DataFrame
    """The published rows with `network_km`, `error_percent`, `straight_percent` (signed)."""
    network: Errors
    straight: Errors
    """Of the straight line times the one constant that makes its median error least."""
    constant: float
    bands: dict[str, Errors]
    """Of the network, by published distance: "0–100 km"."""


def published(path: Path, seats: DataFrame) -> DataFrame:
    """
    A file of published distances between district seats, with the seats' positions.

    Parameters
    ----------
    path
        CSV with from_name, from_district_code, to_name, to_district_code, km; more columns are
        kept.
    seats
        The layer `road_nodes`: district 001's seat is its node `D001`.

    Returns
    -------
    n rows, `km` a number, with `lon`, `lat`, `to_lon`, `to_lat` in degrees.

    Raises
    ------
    UnreadableFileError
        If the file is missing or no table.
    SchemaError
        If it lacks a column, names a district without a seat, or a distance is not above 0.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise UnreadableFileError(f"{path} cannot be read: {error}") from error
    if missing := [column for column in _COLUMNS if column not in table]:
        raise SchemaError(f"{path} lacks the columns {', '.join(missing)}")
    kilometres = pd.to_numeric(table["km"], errors="coerce")
    for row in np.flatnonzero(~(kilometres > 0)):
        raise SchemaError(f"{path}: km is {table['km'].iloc[row]!r} in row {row + 1}")
    position = seats.set_index("node_id")[["lon", "lat"]]
    ends: dict[str, Floats] = {}
    for side, names in (("from", ("lon", "lat")), ("to", ("to_lon", "to_lat"))):
        nodes = "D" + table[f"{side}_district_code"]
        for row in np.flatnonzero(~nodes.isin(position.index)):
            raise SchemaError(
                f"{path}: row {row + 1} names the district "
                f"{table[f'{side}_district_code'].iloc[row]!r}, which has no seat in the skeleton; "
                "codes are those of 2025-03-01, three digits"
            )
        ends |= dict(zip(names, position.loc[nodes.to_list()].to_numpy().T, strict=True))
    return table.assign(km=kilometres, **ends)


def compare(distances: DataFrame, road_metres: RoadMetres) -> Comparison:
    """
    How far a network is off.

    Parameters
    ----------
    distances
        What `published` gives, one row or more.
    road_metres
        What the network measures between n pairs.

    Raises
    ------
    InvalidParameterError
        If there is no row to compare.

    Examples
    --------
    A network that says a third more than the straight line, against 40 km published:

    >>> rows = DataFrame({"km": [40.0], "lon": [106.0], "lat": [10.0], "to_lon": [106.3],
    ...                   "to_lat": [10.0]})
    >>> found = compare(rows, lambda *ends: inverse(*ends)[0] * 4 / 3)
    >>> round(found.network.median, 1), round(found.straight.median, 1)
    (9.6, 0.0)
    """
    if distances.empty:
        raise InvalidParameterError("there are no published distances to compare with")
    ends = [distances[column].to_numpy(float) for column in ("lon", "lat", "to_lon", "to_lat")]
    kilometres = distances["km"].to_numpy(float)
    network_km = road_metres(ends[0], ends[1], ends[2], ends[3]) / 1000
    straight_km = inverse(ends[0], ends[1], ends[2], ends[3])[0] / 1000
    constant = best_constant(straight_km, kilometres)
    rows = distances.assign(
        network_km=network_km,
        error_percent=(network_km / kilometres - 1) * 100,
        straight_percent=(straight_km * constant / kilometres - 1) * 100,
    )
    bands = {}
    for low, high in pairwise(BANDS_KM):
        within = rows[(rows["km"] >= low) & (rows["km"] < high)]
        if len(within):
            name = f"{low:g}–{high:g} km" if np.isfinite(high) else f"{low:g} km–"
            bands[name] = Errors.of(within["error_percent"])
    return Comparison(
        rows, Errors.of(rows["error_percent"]), Errors.of(rows["straight_percent"]), constant, bands
    )


def best_constant(straight_km: Floats, kilometres: Floats) -> float:
    """
    What to multiply straight lines by for the least median error, in percent.

    The median of |c x - 1| has its minimum where two of the errors are equal and opposite, so
    those constants are the only ones to try.

    >>> round(best_constant(np.array([10.0, 20.0, 30.0]), np.array([13.0, 26.0, 60.0])), 6)
    1.3
    """
    ratio = straight_km / kilometres
    pairs = ratio[:, None] + ratio[None, :]
    candidates = np.unique(2 / pairs[pairs > 0])
    medians = [np.median(np.abs(ratio * constant - 1)) for constant in candidates]
    return float(candidates[int(np.argmin(medians))])
