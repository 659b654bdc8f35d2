"""Headings to columns, and a guide that names all of them."""

from __future__ import annotations

from collections import Counter

import pytest

from geo.places.columns import KINDS, guess_kind, known_headings, match_headings
from geo.places.fields import FIELDS
from geo.places.vocabularies import CRAFTS, DESTINATION_KINDS, EVIDENCE, OUTLET_KINDS
from tests.conftest import ROOT


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_means_two_columns(kind: str) -> None:
    headings = Counter(heading for field in FIELDS[kind] for heading in field.headings)
    assert [heading for heading, times in headings.items() if times > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_match_headings_of_labels_in_either_language_finds_every_column(kind: str) -> None:
    for label in ("name", "vi", "en"):
        headings = [getattr(field, label).upper() for field in FIELDS[kind]]
        matched, problems = match_headings(kind, headings)
        assert list(matched.values()) == list(FIELDS[kind])
        assert problems == []


def test_known_headings_of_any_kind_hold_those_of_each() -> None:
    for kind in KINDS:
        assert known_headings(kind) <= known_headings()


@pytest.mark.parametrize(
    ("stem", "headings", "kind"),
    [
        ("Danh sách làng nghề 2026", ["Tên"], "villages"),
        ("diem-den", ["Tên"], "destinations"),
        ("OUTLETS (1)", ["Tên", "Nghề"], "outlets"),
        ("bang1", ["Tên", "Ngành nghề"], "villages"),
        ("bang1", ["Tên", "Loại"], "outlets"),
    ],
)
def test_guess_kind_goes_by_the_files_name_then_its_columns(
    stem: str, headings: list[str], kind: str
) -> None:
    assert guess_kind(stem, headings) == kind


def test_the_guide_names_every_column_and_word() -> None:
    guide = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    for fields in FIELDS.values():
        for field in fields:
            assert f"| `{field.name}` | {field.vi} | {field.en} |" in guide
    for vocabulary in (OUTLET_KINDS, CRAFTS, DESTINATION_KINDS, EVIDENCE):
        for term in vocabulary.values():
            assert f"| `{term.id}` | {term.vi} | {term.en} |" in guide
