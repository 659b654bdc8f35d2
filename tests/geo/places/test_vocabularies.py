"""Words with their labels: each found by whatever it is called, none by two names at once."""

from __future__ import annotations

from collections import Counter

import pytest

from geo.places import vocabularies
from geo.places.chains import chain_of
from geo.places.sources import has_unsafe_scheme, is_weak, links
from geo.places.vocabularies import OUTLET_KINDS, Vocabulary
from geo.text import fold

VOCABULARIES = [value for value in vars(vocabularies).values() if isinstance(value, Vocabulary)]
MINISTRY = [
    "airport", "station", "motorway_stop", "mall", "supermarket", "market", "attraction",
    "restaurant", "hotel", "craft_village", "industrial_zone", "exhibition_centre", "post_office",
    "cooperative", "shop", "ocop_centre", "ocop_point",
]  # fmt: skip


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.name)
def test_find_knows_every_term_by_all_it_is_called(vocabulary: Vocabulary) -> None:
    for term in vocabulary.values():
        for spelling in (term.id, term.vi, term.en, *term.synonyms):
            assert vocabulary.find(spelling.upper()) == term


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.name)
def test_no_spelling_means_two_terms(vocabulary: Vocabulary) -> None:
    spellings = Counter(
        spelling
        for term in vocabulary.values()
        for spelling in {fold(one) for one in (term.id, term.vi, term.en, *term.synonyms)}
    )
    assert [spelling for spelling, times in spellings.items() if times > 1] == []


def test_outlet_kinds_are_those_the_ministry_names() -> None:
    assert sorted(OUTLET_KINDS) == sorted(MINISTRY)


def test_label_of_an_unknown_id_is_the_id() -> None:
    assert OUTLET_KINDS.label("casino", "vi") == "casino"


@pytest.mark.parametrize(
    ("name", "operator", "chain"),
    [
        ("Co.opmart Xa lộ Hà Nội", "Saigon Co.op", "Co.opmart"),
        ("GO! Yên Bái", "", "GO!"),
        ("Go Yên Bái", "", None),
        ("Làng du lịch cộng đồng Gò Cỏ", "", None),
        ("Big C Nam Định", "Central Retail Việt Nam", "GO!"),
        ("Điểm OCOP tại MM Mega Market Thăng Long", "", "MM Mega Market"),
        ("Siêu thị WinMart phường Kinh Bắc", "", "WinMart"),
        ("Aeon Mall Hải Phòng Lê Chân", "", "AEON"),
        ("Gian hàng OCOP", "MM Mega Market", "MM Mega Market"),
        ("Điểm bán hàng OCOP cạnh siêu thị Big C Hạ Long", "", None),
        ("Siêu thị Mini V'mart", "V'mart", None),
    ],
)
def test_chain_of_tells_the_chain_from_name_or_operator(
    name: str, operator: str, chain: str | None
) -> None:
    assert chain_of(name, operator) == chain


@pytest.mark.parametrize("scheme", ["javascript:", "JAVASCRIPT :", "data:", "vbscript:", "file:"])
def test_has_unsafe_scheme_sees_what_a_browser_would_run(scheme: str) -> None:
    assert has_unsafe_scheme(f"báo Nhân Dân ; {scheme}alert(1)")
    assert links(f"{scheme}alert(1)") == []


def test_is_weak_needs_every_address_to_be_weak() -> None:
    assert is_weak("https://x.vn/ ; https://123docz.net/1") is False
    assert is_weak("https://kenhhot.vn/1 ; https://123docz.net/1") is True
