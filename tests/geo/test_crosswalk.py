"""The crosswalk between both vintages' communes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geo.crosswalk import Crosswalk
from geo.errors import SchemaError, UnknownUnitError

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pd.read_csv(DATA / "boundaries" / "crosswalk.csv", dtype=str)


@pytest.fixture(scope="module")
def persons() -> pd.Series:
    census = pd.read_csv(DATA / "population" / "population_2019.csv", dtype={"ward_code": str})
    return census.set_index("ward_code")["population_2019"]


@pytest.fixture(scope="module")
def crosswalk(table: pd.DataFrame) -> Crosswalk:
    return Crosswalk(table)


def test_crosswalk_names_every_commune_of_both_vintages(table: pd.DataFrame) -> None:
    assert table["old_code"].nunique() == 10_040
    assert table["new_code"].nunique() == 3_321
    assert (
        table.groupby("old_code")["default"].agg(lambda flags: (flags == "True").sum()) == 1
    ).all()


def test_successors_of_a_split_commune_are_its_candidates_largest_first(
    crosswalk: Crosswalk, table: pd.DataFrame
) -> None:
    counts = table["old_code"].value_counts()
    split = counts[counts > 1].index
    assert len(split) == 471
    for code in split:
        shares = [share for _, share in crosswalk.successors(code)]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1, abs=1e-9)


def test_predecessors_are_the_inverse_of_successors(crosswalk: Crosswalk) -> None:
    for new, _ in crosswalk.successors("00166"):
        assert "00166" in [old for old, _ in crosswalk.predecessors(new)]


def test_carry_keeps_every_person(crosswalk: Crosswalk, persons: pd.Series) -> None:
    carried = crosswalk.carry(persons)
    assert carried.sum() == persons.sum() == 96_208_984
    assert len(carried) == 3_321
    assert (carried >= 0).all()


def test_carry_divides_by_largest_remainder() -> None:
    table = pd.DataFrame(
        {
            "old_code": ["a", "a", "a"],
            "new_code": ["x", "y", "z"],
            "share": [0.4, 0.35, 0.25],
            "default": [True, False, False],
        }
    )
    carried = Crosswalk(table).carry(pd.Series({"a": 10}))
    assert carried.to_dict() == {"x": 4, "y": 4, "z": 2}


def test_carry_with_an_unknown_code_says_which(crosswalk: Crosswalk) -> None:
    with pytest.raises(UnknownUnitError, match="'99999'"):
        crosswalk.carry(pd.Series({"99999": 5}))


def test_successors_of_an_unknown_code_are_an_error(crosswalk: Crosswalk) -> None:
    with pytest.raises(UnknownUnitError, match="2025-03-01"):
        crosswalk.successors("99999")


def test_crosswalk_whose_shares_do_not_sum_to_one_is_refused() -> None:
    table = pd.DataFrame({"old_code": ["a"], "new_code": ["x"], "share": [0.9], "default": [True]})
    with pytest.raises(SchemaError, match=r"a has 0\.9"):
        Crosswalk(table)


def test_default_is_the_marked_successor_however_small_its_share() -> None:
    table = pd.DataFrame(
        {"old_code": ["1", "1", "2"], "new_code": ["a", "b", "b"], "share": [0.8, 0.2, 1.0]}
    ).assign(default=[False, True, True])
    crosswalk = Crosswalk(table)
    assert (crosswalk.default("1"), crosswalk.default("2")) == ("b", "b")
    with pytest.raises(UnknownUnitError, match="no commune has code '3'"):
        crosswalk.default("3")
