"""Shares that carry figures from the communes of 2025-03-01 to those of 2025-07-01."""

from __future__ import annotations

import numpy as np
from pandas import DataFrame, Series

from geo.errors import SchemaError, UnknownUnitError


class Crosswalk:
    """
    What each commune of 2025-03-01 became, and how much of it went where.

    Parameters
    ----------
    table
        Columns old_code, new_code, share (of the old commune; text or number), default.

    Raises
    ------
    SchemaError
        If the shares of an old code do not sum to 1.

    Examples
    --------
    >>> table = DataFrame(
    ...     {"old_code": ["00001", "00001"], "new_code": ["00004", "00097"],
    ...      "share": [0.25, 0.75], "default": [False, True]}
    ... )
    >>> Crosswalk(table).successors("00001")
    [('00097', 0.75), ('00004', 0.25)]
    """

    def __init__(self, table: DataFrame) -> None:
        self._table = DataFrame(
            {
                "old": table["old_code"].astype(str).to_numpy(),
                "new": table["new_code"].astype(str).to_numpy(),
                "share": table["share"].astype(float).to_numpy(),
                "default": table["default"].astype(str).str.lower().isin(["true", "1"]).to_numpy(),
            }
        ).sort_values(["old", "share", "default"], ascending=[True, False, False], kind="stable")
        sums = self._table.groupby("old")["share"].sum()
        wrong = sums[(sums - 1).abs() > 1e-6]
        if len(wrong):
            raise SchemaError(
                f"shares of {len(wrong)} communes do not sum to 1: "
                f"{wrong.index[0]} has {wrong.iloc[0]:.4f}"
            )
        self._successors = _grouped(self._table, "old", "new")
        self._predecessors = _grouped(self._table, "new", "old")
        main = self._table[self._table["default"]]
        self._defaults: dict[str, str] = dict(zip(main["old"], main["new"], strict=True))

    def successors(self, old_code: str) -> list[tuple[str, float]]:
        """
        The communes of 2025-07-01 that an old one went into, each with its share, largest first.

        A share of 0 is a successor by decree that our approximate outlines do not show.

        Raises
        ------
        UnknownUnitError
            If no commune of 2025-03-01 has that code.
        """
        return _found(self._successors, old_code, "2025-03-01")

    def default(self, old_code: str) -> str:
        """
        The commune of 2025-07-01 that an old one went into in the main, by the resolutions.

        Raises
        ------
        UnknownUnitError
            If no commune of 2025-03-01 has that code.
        """
        try:
            return self._defaults[old_code]
        except KeyError:
            return self.successors(old_code)[0][0]

    def predecessors(self, new_code: str) -> list[tuple[str, float]]:
        """
        The communes of 2025-03-01 that a new one came from, each with the share of it that came.

        Raises
        ------
        UnknownUnitError
            If no commune of 2025-07-01 has that code.
        """
        return _found(self._predecessors, new_code, "2025-07-01")

    @property
    def table(self) -> DataFrame:
        """Columns old, new, share, default: a row for each pair, an old code's largest first."""
        return self._table.copy()

    def carry(self, persons: Series) -> Series:
        """
        Whole persons by old commune as whole persons by new commune, the total kept exactly.

        An old commune's persons are divided by largest remainder, so nobody is lost to rounding.

        Parameters
        ----------
        persons
            Integers by code of 2025-03-01; a commune that is left out has nobody.

        Returns
        -------
        Integers by code of 2025-07-01, every commune among them.

        Raises
        ------
        UnknownUnitError
            If a code is of no commune of 2025-03-01.
        """
        unknown = set(persons.index) - self._successors.keys()
        if unknown:
            raise UnknownUnitError(
                f"no commune of 2025-03-01 has code {min(unknown)!r} "
                f"({len(unknown)} such codes); codes are text with leading zeros"
            )
        rows = self._table.assign(
            persons=persons.reindex(self._table["old"]).fillna(0).to_numpy(dtype=np.int64)
        )
        exact = rows["persons"] * rows["share"]
        whole = np.floor(exact + 1e-9).astype(np.int64)
        left = rows["persons"] - whole.groupby(rows["old"]).transform("sum")
        order = (exact - whole).groupby(rows["old"]).rank(method="first", ascending=False)
        carried = whole + (order <= left).astype(np.int64)
        by_new: Series[int] = carried.groupby(rows["new"]).sum().rename(persons.name)
        return by_new


def _grouped(table: DataFrame, key: str, value: str) -> dict[str, list[tuple[str, float]]]:
    groups: dict[str, list[tuple[str, float]]] = {}
    for code, other, share in zip(table[key], table[value], table["share"].tolist(), strict=True):
        groups.setdefault(code, []).append((other, share))
    return {code: sorted(pairs, key=lambda pair: -pair[1]) for code, pairs in groups.items()}


def _found(
    groups: dict[str, list[tuple[str, float]]], code: str, vintage: str
) -> list[tuple[str, float]]:
    try:
        return list(groups[code])
    except KeyError:
        raise UnknownUnitError(
            f"no commune has code {code!r} in vintage {vintage}; codes are five digits as text"
        ) from None
