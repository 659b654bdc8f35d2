"""The committed alias table, and how it is made."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.naming.aliases import COLUMNS, build_aliases, library_aliases, read_aliases
from geo.naming.types import TYPES
from geo.vintages import Level

FOLDER = Path(__file__).parents[2] / "data" / "boundaries"


def test_read_aliases_names_units_that_there_are_and_types_of_their_level() -> None:
    aliases = read_aliases(FOLDER / "aliases.csv")
    units = pd.read_csv(FOLDER / "units.csv", dtype=str, keep_default_na=False)
    key = ["vintage", "level", "code"]
    assert aliases.columns.tolist() == COLUMNS
    assert not aliases.duplicated().any()
    assert set(map(tuple, aliases[key].to_numpy())) <= set(map(tuple, units[key].to_numpy()))
    for level in Level:
        assert set(aliases["type"][aliases["level"] == level]) <= {"", *TYPES[level]}
    assert (aliases["name"] != "").all()
    assert (aliases["source"] != "").all()


def test_build_aliases_again_gives_the_committed_table() -> None:
    units = pd.read_csv(FOLDER / "units.csv", dtype=str, keep_default_na=False)
    committed = read_aliases(FOLDER / "aliases.csv")
    pd.testing.assert_frame_equal(build_aliases(units, committed), committed)


def test_library_aliases_keep_neither_a_unit_s_own_name_nor_a_name_without_type() -> None:
    units = pd.DataFrame(
        [("2025-03-01", "district", "769", "Thành phố Thủ Đức")],
        columns=["vintage", "level", "code", "name"],
    )
    aliases = library_aliases(units)
    merged = aliases[aliases["code"] == "769"]
    assert set(zip(merged["type"], merged["name"], strict=True)) == {("Quận", "2"), ("Quận", "9")}
