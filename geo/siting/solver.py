"""HiGHS, asked through sparse matrices, started from an answer that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from geo.distance import Floats


class _QuietHighs(highspy.Highs):
    """HiGHS that prints nothing: it is silenced before its first word, in its constructor."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Effort(NamedTuple):
    """When to stop."""

    gap: float = 1e-3
    """Relative: the answer is proven to be within this share of the best."""
    time_s: float = 30.0


USUAL = Effort()
PRECISE = 1e-6
"""Relative: what the solver's tolerances leave open, even where no gap is asked for."""


class Solved(NamedTuple):
    """The best answer found, and a bound that no answer passes."""

    x: Floats
    objective: float
    bound: float
    optimal: bool
    """Whether the gap asked for was reached before the time was up."""


def quiet(options: Mapping[str, str | int | float]) -> highspy.Highs:
    """HiGHS with those of its options, printing nothing."""
    highs = _QuietHighs()  # type: ignore[no-untyped-call]
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs


def sparse_model(
    cost: Floats, matrix: sparse.csr_array, lower: Floats, upper: Floats
) -> highspy.HighsLp:
    """The linear programme of x in [0, 1]ⁿ; see `minimize` for the parameters."""
    columns = len(cost)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, matrix.shape[0]
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data
    return model


def minimize(
    cost: Floats,
    matrix: sparse.csr_array,
    lower: Floats,
    upper: Floats,
    integer: NDArray[np.bool_],
    *,
    start: Floats,
    effort: Effort,
) -> Solved:
    """
    The x in [0, 1]ⁿ of least cost·x with lower ≤ matrix·x ≤ upper.

    Parameters
    ----------
    cost
        (n,).
    matrix
        (rows, n).
    lower, upper
        (rows,), infinite where there is no bound.
    integer
        (n,) which of x must be 0 or 1.
    start
        (n,) an x that is allowed: no answer is worse.
    effort
        When to stop.

    References
    ----------
    Huangfu & Hall (2018), Parallelizing the dual revised simplex method, Mathematical Programming
    Computation 10, 119-142.
    """
    model = sparse_model(cost, matrix, lower, upper)
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in integer]
    # One thread: HiGHS shares its workers within a process, and a web worker has others to serve.
    highs = quiet({"threads": 1, "mip_rel_gap": effort.gap, "time_limit": effort.time_s})
    highs.passModel(model)
    known = highspy.HighsSolution()
    known.col_value = start.tolist()
    highs.setSolution(known)
    highs.run()
    found = _solution(highs, cost)
    if found is None:
        # HiGHS 1.16, when presolve alone solves it, gives back the start for its solution.
        highs.clearSolver()
        highs.run()
        found = _solution(highs, cost)
    begun = float(cost @ start)
    if found is None or cost @ found > begun:
        found = start  # the time was up before it had anything
    bound = float(highs.getInfo().mip_dual_bound)
    optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Solved(
        found,
        float(cost @ found),
        bound if np.isfinite(bound) else -np.inf,
        optimal and found is not start,
    )


def _solution(highs: highspy.Highs, cost: Floats) -> Floats | None:
    """What was found, when it is worth what HiGHS says it is."""
    found = np.array(highs.getSolution().col_value)
    said = float(highs.getInfo().objective_function_value)
    if len(found) != len(cost) or not np.isfinite(said):
        return None
    return found if abs(float(cost @ found) - said) <= 1e-6 * max(1.0, abs(said)) else None
