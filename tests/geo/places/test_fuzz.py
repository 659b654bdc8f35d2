"""Mutated files through the checks: refused in words, never a crash, never a trace left."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.geo.places.fuzz import BYTES, SECONDS, fuzz
from tests.geo.places.mutants import mutant


def _sound(result: dict[str, object], files: int) -> None:
    assert result["faults"] == {}
    assert result["files"] == files
    assert result["slowest_s"][0] < SECONDS  # type: ignore[index]
    assert result["peak_mb"] < BYTES / 1e6  # type: ignore[operator]


def test_mutant_of_a_number_is_the_same_file_each_time() -> None:
    # GDAL and openpyxl write the time into theirs.
    assert [mutant(n) for n in (0, 2, 4, 6)] == [mutant(n) for n in (0, 2, 4, 6)]
    assert len({mutant(n)[1] for n in range(0, 40, 2)}) == 20


def test_check_file_of_mutated_files_refuses_them_in_words(built_store: Path) -> None:
    _sound(fuzz(built_store, 0, 160), 160)


@pytest.mark.thorough
def test_check_file_of_ten_thousand_mutated_files_refuses_them_in_words(built_store: Path) -> None:
    _sound(fuzz(built_store, 0, 10_000), 10_000)
