"""Three hundred typed queries find what is meant among the first three."""

from __future__ import annotations

from collections import Counter

import pytest

from geo.locator import Locator
from tests.geo.gazetteer.queries import Typed, answers, read

QUERIES = read()


def found(locator: Locator, typed: Typed) -> bool:
    return not typed.expected.isdisjoint(answers(locator, typed.query))


def test_queries_are_three_hundred_and_expect_what_there_is(locator: Locator) -> None:
    known = {
        f"id:{entry.id}" if entry.id else f"{entry.type}:{entry.vintage}:{entry.code}"
        for entry in locator.gazetteer.entries
    }
    known |= {f"id:{product}" for product in locator.products["id"]}
    assert len(QUERIES) >= 300
    for typed in QUERIES:
        assert typed.expected, typed.query
        assert typed.how == "craft" or typed.expected <= known, typed.query


def test_suggest_of_typed_queries_has_the_answer_in_the_first_three(locator: Locator) -> None:
    missed = [typed.query for typed in QUERIES if not found(locator, typed)]
    assert len(missed) <= 0.05 * len(QUERIES), missed


@pytest.mark.parametrize("how", sorted({typed.how for typed in QUERIES}))
def test_suggest_leaves_no_way_of_typing_behind(locator: Locator, how: str) -> None:
    outcomes = Counter(found(locator, typed) for typed in QUERIES if typed.how == how)
    assert outcomes[True] >= 0.9 * outcomes.total()
