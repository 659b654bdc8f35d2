"""Crafts and products while typing."""

from __future__ import annotations

import pytest

from geo.gazetteer.topics import Topics
from geo.locator import Locator


@pytest.fixture(scope="module")
def topics(locator: Locator) -> Topics:
    return locator.topics


@pytest.mark.parametrize("query", ["gốm", "gom su", "GỐM", "pottery", "potery", "Gốm sứ"])
def test_suggest_of_a_craft_in_either_language_or_with_a_slip_puts_it_first(
    topics: Topics, query: str
) -> None:
    first = topics.suggest(query)[0].topic
    assert (first.type, first.id) == ("craft", "pottery")


def test_suggest_of_a_craft_with_wrong_marks_puts_it_after_what_bears_them(topics: Topics) -> None:
    scores = {hit.topic.id: hit.score for hit in topics.suggest("gòm", 20)}
    right = {hit.topic.id: hit.score for hit in topics.suggest("gốm", 20)}
    assert scores["pottery"] < right["pottery"]


def test_suggest_finds_every_product_by_its_name(topics: Topics, locator: Locator) -> None:
    products = locator.products
    for product, name in zip(products["id"][::7], products["name"][::7], strict=True):
        same = set(products["id"][products["name"] == name])
        found = {hit.topic.id for hit in topics.suggest(name, 20)}
        assert found & same, (product, name)


def test_suggest_of_a_producer_finds_what_it_makes(topics: Topics, locator: Locator) -> None:
    made = locator.products[locator.products["producer"].notna()].iloc[0]
    assert made["id"] in {hit.topic.id for hit in topics.suggest(made["producer"], 50)}


def test_suggest_gives_products_the_position_of_their_unit_and_crafts_none(
    topics: Topics,
) -> None:
    for hit in topics.suggest("ca phe", 20):
        answer = hit.topic.as_dict("en")
        if answer["type"] == "craft":
            assert answer["lat"] is None
        else:
            assert 8 < answer["lat"] < 24
            assert 102 < answer["lon"] < 118


@pytest.mark.parametrize("query", ["", " ", "…", "🛍️", "x" * 10_000])
def test_suggest_of_nothing_that_is_a_name_is_empty(topics: Topics, query: str) -> None:
    assert topics.suggest(query) == []


def test_suggest_gives_no_more_than_asked_and_each_once(topics: Topics) -> None:
    found = [hit.topic.id for hit in topics.suggest("c", 5)]
    assert len(found) == len(set(found)) == 5
    assert topics.suggest("c", 0) == []
