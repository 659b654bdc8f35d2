"""Files read in a process of their own, as in this one, within bounds."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.errors import UnreadableFileError
from geo.places.apart import read_table_apart
from geo.places.columns import known_headings
from geo.places.readers import read_table
from tests.conftest import ROOT
from tests.geo.places.mutants import mutant

KNOWN = known_headings()


@pytest.mark.parametrize("seed", [1, 3, 12, 18])
def test_read_table_apart_says_what_read_table_says(tmp_path: Path, seed: int) -> None:
    name, content = mutant(seed)
    path = tmp_path / name
    path.write_bytes(content)
    try:
        expected: object = read_table(path, KNOWN)
    except UnreadableFileError as error:
        expected = str(error)
    try:
        found: object = read_table_apart(path, KNOWN)
    except UnreadableFileError as error:
        found = str(error)
    assert found == expected


def test_read_table_apart_of_a_real_table_is_equal_with_its_problems(tmp_path: Path) -> None:
    path = ROOT / "data" / "places" / "outlets.csv"
    assert read_table_apart(path, KNOWN) == read_table(path, KNOWN)
    wide = tmp_path / "a.csv"
    wide.write_text("Tên,Loại\nA,chợ,thừa\n", encoding="utf-8")
    found, expected = read_table_apart(wide, KNOWN), read_table(wide, KNOWN)
    assert found == expected
    assert found.problems[0].vi == expected.problems[0].vi


def test_read_table_apart_that_takes_too_long_or_too_much_is_refused_in_words(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Tên,Loại\n" + "Tiệm,chợ\n" * 150_000, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match=r"took more than 0\.05 s"):
        read_table_apart(path, KNOWN, seconds=0.05)
    with pytest.raises(UnreadableFileError, match="took more than 16 MB or broke the reader"):
        read_table_apart(path, KNOWN, memory_bytes=16 << 20)
    assert len(read_table_apart(path, KNOWN).rows) == 150_000
