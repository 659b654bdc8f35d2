"""Every column that is published says what it means, in both languages."""

from __future__ import annotations

import pytest

from geo.meanings import meaning_of, title_of
from geo.schema import PLACE_LAYERS, SCHEMA
from geo.vintages import UNIT_COLUMNS

PUBLISHED = (*PLACE_LAYERS.values(), *UNIT_COLUMNS)


@pytest.mark.parametrize("layer", PUBLISHED)
def test_meaning_of_every_column_is_known_in_both_languages(layer: str) -> None:
    for column in SCHEMA[layer].columns:
        meaning = meaning_of(layer, column)
        assert meaning.vi
        assert meaning.en
        assert meaning.vi != meaning.en


@pytest.mark.parametrize("layer", [*PUBLISHED, "routes"])
def test_title_of_every_layer_is_known_in_both_languages(layer: str) -> None:
    assert title_of(layer).vi != title_of(layer).en
