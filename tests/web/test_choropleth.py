"""Classes of a choropleth beside a count by hand, whatever the numbers are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.choropleth import NOT_KNOWN, RAMP, Classes, by_quantiles, by_steps

NUMBERS = st.lists(
    st.one_of(
        st.just(0.0), st.just(float("nan")), st.floats(0, 1e6, allow_subnormal=False, width=32)
    ),
    max_size=60,
)


def assert_whole(classes: Classes, values: np.ndarray) -> None:
    """Every number is in the class whose range holds it, and each is counted once."""
    known = values[np.isfinite(values)]
    assert sum(classes.counts) == len(known)
    assert classes.not_known == len(values) - len(known)
    assert list(classes.bounds) == sorted(set(classes.bounds))
    for value, which in zip(values, classes.of, strict=True):
        if np.isnan(value):
            assert which == NOT_KNOWN
        else:
            low, high = classes.range_of(int(which))
            assert low <= value <= high
            assert which == 0 or value > low


@given(NUMBERS, st.booleans())
def test_by_quantiles_puts_every_number_where_its_range_says(
    numbers: list[float], zero: bool
) -> None:
    values = np.array(numbers, np.float64)
    classes = by_quantiles(values, zero=zero)
    assert_whole(classes, values)
    assert all(classes.counts), "a class that nothing has"
    assert list(classes.ramp) == sorted(set(classes.ramp))
    assert all(0 <= colour < RAMP for colour in classes.ramp)
    if zero and len(classes) > 1 and 0.0 in values:
        assert classes.counts[0] == np.count_nonzero(values == 0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_by_steps_keeps_its_bounds_whatever_the_shares(shares: list[float]) -> None:
    values = np.array(shares)
    classes = by_steps(values)
    assert_whole(classes, values)
    assert classes.bounds == (0.0, 0.2, 0.4, 0.6, 0.8)
    assert classes.counts[0] == np.count_nonzero(values == 0)


def test_by_quantiles_of_different_numbers_fills_the_classes_alike() -> None:
    values = np.linspace(1, 1000, 500)
    classes = by_quantiles(values)
    assert len(classes) == 5
    assert max(classes.counts) - min(classes.counts) <= 15


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]])
def test_by_quantiles_without_numbers_has_no_class(values: list[float]) -> None:
    classes = by_quantiles(np.array(values))
    assert (len(classes), classes.counts, classes.ramp) == (0, (), ())
