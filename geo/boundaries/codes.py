"""Arrays of unit codes, one a row, point or face, with None where there is none."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]


def codes_of(values: Iterable[object]) -> Codes:
    """
    The values as an array of codes; whatever counts as missing is None.

    >>> codes_of(["01", None, float("nan")])
    array(['01', None, None], dtype=object)
    """
    listed = list(values)
    codes = np.empty(len(listed), dtype=object)
    codes[:] = listed
    codes[pd.isna(codes)] = None
    return codes


def known(codes: Codes) -> Mask:
    """
    Where there is a code.

    >>> known(codes_of(["01", None]))
    array([ True, False])
    """
    mask: Mask = np.asarray(pd.notna(codes), dtype=bool)
    return mask


def taken(codes: Codes, rows: Integers) -> Codes:
    """
    The codes of those rows, None for row -1.

    >>> taken(codes_of(["01", "02"]), np.array([1, -1]))
    array(['02', None], dtype=object)
    """
    with_none = np.empty(len(codes) + 1, dtype=object)
    with_none[:-1] = codes
    found: Codes = with_none[rows]
    return found
