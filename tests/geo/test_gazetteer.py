"""Suggestions while typing, on the store built from `data/`."""

from __future__ import annotations

import random
import statistics
import time

import pytest

from geo.gazetteer import Gazetteer
from geo.gazetteer.entries import Spelling
from geo.gazetteer.prefixes import PrefixIndex, query_of
from geo.locator import Locator
from geo.naming.tokens import tokenize
from geo.text import fold, glued, without_marks


@pytest.fixture(scope="module")
def gazetteer(locator: Locator) -> Gazetteer:
    locator.gazetteer.ready()
    return locator.gazetteer


def labels(gazetteer: Gazetteer, query: str, limit: int = 8) -> list[str]:
    return [suggestion.label for suggestion in gazetteer.suggest(query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Hội An", "Thành phố Hội An, Quảng Nam (trước 7/2025)"),
        ("hoi an", "Thành phố Hội An, Quảng Nam (trước 7/2025)"),
        ("hoii an", "Thành phố Hội An, Quảng Nam (trước 7/2025)"),
        ("hoi an quang nam", "Thành phố Hội An, Quảng Nam (trước 7/2025)"),
        ("ha n", "Thành phố Hà Nội"),
        ("HN", "Thành phố Hà Nội"),
        ("tphcm", "Thành phố Hồ Chí Minh"),
        ("sài gòn", "Thành phố Hồ Chí Minh"),
        ("br-vt", "Tỉnh Bà Rịa - Vũng Tàu (trước 7/2025)"),
        ("q1", "Quận 1, Hồ Chí Minh (trước 7/2025)"),
        ("quan ha dong", "Quận Hà Đông, Hà Nội (trước 7/2025)"),
        ("phường hà đông, hà nội", "Phường Hà Đông, Hà Nội"),
        ("xa dong van", "Xã Đồng Văn, Tuyên Quang"),
        ("da nag", "Thành phố Đà Nẵng"),
        ("hoanh bo", "Thành phố Hạ Long, Quảng Ninh (trước 7/2025)"),
    ],
)
def test_suggest_of_a_name_puts_what_is_meant_first(
    gazetteer: Gazetteer, query: str, first: str
) -> None:
    assert labels(gazetteer, query)[0] == first


def test_suggest_hoi_an_offers_the_old_city_the_new_wards_and_the_old_town(
    gazetteer: Gazetteer,
) -> None:
    found = labels(gazetteer, "hoi an", 12)
    for label in ("Thành phố Hội An, Quảng Nam (trước 7/2025)", "Phường Hội An, Đà Nẵng"):
        assert label in found
    assert any("phố cổ Hội An" in label for label in found)


def test_suggest_with_marks_puts_marked_hits_before_folded_ones(gazetteer: Gazetteer) -> None:
    found = labels(gazetteer, "Sa Pả", 8)
    assert found[0].startswith("Phường Sa Pả,")
    marked = [label for label in labels(gazetteer, "Hồ", 20) if "Hồ" in label or "hồ" in label]
    assert labels(gazetteer, "Hồ", 20)[: len(marked)] == marked


def test_suggest_puts_the_vintage_in_force_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.suggest("Hà Nội", 5)
    assert [suggestion.vintage for suggestion in found[:2]] == ["2025-07-01", "2025-03-01"]


def test_suggest_of_an_address_reads_it(gazetteer: Gazetteer) -> None:
    found = gazetteer.suggest("số 5, phường Vạn Phúc, quận Hà Đông, Hà Nội")
    assert (found[0].type, found[0].code) == ("address", "09544")


@pytest.mark.parametrize("query", ["", " ", ",", "…", "<script>", "x" * 10_000, "🛍️", "\x00"])
def test_suggest_of_nothing_that_is_a_name_is_empty(gazetteer: Gazetteer, query: str) -> None:
    assert gazetteer.suggest(query) == []


def test_suggest_gives_no_more_than_asked_and_each_once(gazetteer: Gazetteer) -> None:
    found = gazetteer.suggest("tan", 50)
    keys = [(s.type, s.id, s.code, s.vintage) for s in found]
    assert len(found) == len(set(keys)) == 50
    assert gazetteer.suggest("tan", 0) == []


def test_suggest_has_a_position_and_an_id_or_a_code(gazetteer: Gazetteer) -> None:
    for suggestion in gazetteer.suggest("bat trang", 20):
        as_json = suggestion.as_dict()
        assert ("id" in as_json) != ("code" in as_json)
        assert 8 < suggestion.lat < 24
        assert 102 < suggestion.lon < 118


def test_suggest_finds_every_place_by_its_name(gazetteer: Gazetteer, locator: Locator) -> None:
    places = locator.places
    for place_id, name in zip(places["id"][::9], places["name"][::9], strict=True):
        found = {suggestion.id for suggestion in gazetteer.suggest(name, 20)}
        same = set(places["id"][places["name"].map(glued) == glued(name)])
        assert place_id in found or found & same, name


def test_suggest_of_any_beginning_takes_less_than_20_ms(gazetteer: Gazetteer) -> None:
    chosen = random.Random(20)  # noqa: S311  the same names every time
    names = [entry.label for entry in gazetteer.entries]
    beginnings = [chosen.choice(names) for _ in range(400)]
    queries = [name[: chosen.randrange(1, len(name) + 1)] for name in beginnings]
    queries += [without_marks(query) for query in queries]
    queries += list("abcdefghijklmnopqrstuvwxyzđâêôơư0123456789")
    taken = []
    for query in queries:
        began = time.perf_counter()
        gazetteer.suggest(query)
        taken.append(time.perf_counter() - began)
    assert statistics.quantiles(taken, n=20)[-1] < 0.020


def test_find_agrees_with_a_search_through_all_names() -> None:
    """The oracle: every name one of whose words begins the query, found one by one."""
    names = ["Hội An", "Hội An Tây", "Phố cổ Hội An", "An Hội", "Hòa An", "Hóa An", "Hà Nội"]
    spellings = [Spelling(row, name, "", 0.0) for row, name in enumerate(names)]
    index = PrefixIndex(spellings)
    for query in ("h", "ho", "hoi", "hoi a", "an", "an h", "hoa an", "co", "ha n", "zz"):
        expected = {
            row
            for row, name in enumerate(names)
            for word in range(len(name.split()))
            if glued(" ".join(name.split()[word:])).startswith(fold(query).replace(" ", ""))
        }
        assert {hit.spelling for hit in index.find(query_of(tokenize(query)))} == expected, query


def test_find_with_marks_scores_the_name_that_bears_them_higher() -> None:
    index = PrefixIndex([Spelling(0, "Hóa An", "", 0.0), Spelling(1, "Hòa An", "", 0.0)])
    for written in ("Hòa", "Hoà An", "hòa a"):
        scores = {hit.spelling: hit.score for hit in index.find(query_of(tokenize(written)))}
        assert scores[1] > scores[0], written
