from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest

from geo.errors import InvalidParameterError
from geo.filters import WORDS as VOCABULARY
from geo.filters import Filters, PlaceFilter
from geo.opening import TIMEZONE
from geo.vintages import Level, UnitKey, Vintage

WORDS = ["kind", "category", "stars", "evidence", "status", "precision"]
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=TIMEZONE)
CODES = ["province_2025_07_01", "district_2025_03_01"]


@pytest.fixture
def places():
    return pd.DataFrame(
        [
            ("outlet", "market", 4, "direct", "open", "exact", "01", "001", "06:00-18:00"),
            ("outlet", "supermarket", None, "chain", "closed", "street", "01", None, "24/7"),
            ("outlet", "craft_village", 3, "indirect", "unknown", "commune", "79", "760", None),
            ("village", "pottery", 5, None, "open", "commune", "01", "001", None),
            ("village", "fruit", None, None, "unknown", "exact", "79", "761", "20:00-23:00"),
            ("destination", "craft_village", None, None, "open", "exact", "79", None, ""),
        ],
        columns=[*WORDS, *CODES, "opening_hours"],
    ).assign(lon=105.8, lat=21.0)


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"kind": ["outlet"]}, [0, 1, 2]),
        ({"kind": "outlet", "stars": 4}, [0]),
        ({"kind": ["outlet", "village"]}, [0, 1, 2, 3, 4]),
        ({"category": ["craft_village", "market"]}, [0, 2, 5]),
        ({"craft": ["pottery", "fruit"]}, [3, 4]),
        ({"craft": ["pottery"], "kind": ["outlet"]}, []),
        ({"stars": [4, 5]}, [0, 3]),
        ({"evidence": ["direct", "chain"]}, [0, 1]),
        ({"status": ["open", "unknown"], "kind": ["outlet"]}, [0, 2]),
        ({"precision": ["exact"]}, [0, 4, 5]),
        ({"unit": UnitKey(Vintage.V2025_07, Level.PROVINCE, "01")}, [0, 1, 3]),
        ({"unit": UnitKey(Vintage.V2025_03, Level.DISTRICT, "001")}, [0, 3]),
        ({"unit": UnitKey(Vintage.V2025_03, Level.COMMUNE, "00001")}, []),
        ({"open_at": TUESDAY_NOON}, [0]),
        ({"open_at": TUESDAY_NOON.replace(hour=21)}, [4]),
        ({"open_at": TUESDAY_NOON, "stars": [3]}, []),
    ],
)
def test_mask_passes_the_places_that_meet_every_condition(places, filters, rows):
    assert np.flatnonzero(PlaceFilter(places).mask(Filters(**filters))).tolist() == rows


@pytest.mark.parametrize("dtype", ["float64", "Int64", "object"])
def test_mask_by_stars_is_the_same_however_the_column_is_held(places, dtype):
    held = places.assign(stars=places["stars"].astype(dtype))
    assert PlaceFilter(held).mask(Filters(stars=[4, 5])).tolist() == [1, 0, 0, 1, 0, 0]


def test_mask_of_no_places_is_empty(places):
    everything = Filters(kind=["outlet"], stars=[3], open_at=TUESDAY_NOON)
    assert PlaceFilter(places.iloc[:0]).mask(everything).shape == (0,)


@pytest.mark.parametrize(
    ("condition", "word", "says"),
    [
        ("kind", "shop", "there are destination, outlet, village"),
        ("stars", 6, "there are 3, 4, 5"),
        ("craft", "market", "there are bamboo_rattan"),
        ("category", "<script>", "there are airport"),
        ("evidence", "x" * 9_999, "there are chain, direct, indirect"),
    ],
)
def test_filters_with_an_unknown_word_are_refused_with_those_there_are(condition, word, says):
    with pytest.raises(InvalidParameterError, match=f"{condition}=.* came; {says}") as refused:
        Filters(**{condition: [word]})
    assert len(str(refused.value)) < 700


def test_mask_at_a_moment_without_a_zone_is_refused(places):
    with pytest.raises(InvalidParameterError, match="no time zone"):
        PlaceFilter(places).mask(Filters(open_at=datetime(2026, 11, 24, 12)))


def test_filters_that_ask_the_same_are_equal_and_can_be_a_key():
    assert len({Filters(kind=["outlet", "village"]), Filters(kind=("village", "outlet"))}) == 1


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"kind": ["outlet", "village"]},
        {"kind": "village", "craft": "pottery"},
        {"stars": [3, 4], "evidence": ["direct", "indirect"]},
        {"unit": UnitKey(Vintage.V2025_07, Level.PROVINCE, "01"), "open_at": TUESDAY_NOON},
        {
            "unit": (
                UnitKey(Vintage.V2025_03, Level.PROVINCE, "01"),
                UnitKey(Vintage.V2025_03, Level.COMMUNE, "00001"),
            )
        },
    ],
)
def test_counts_of_every_word_are_what_asking_for_it_alone_leaves(locator, filters):
    asked = Filters(**filters)
    among = np.arange(len(locator.places)) % 3 > 0
    counts = locator.filter.counts(asked, among=among)
    for name, words in VOCABULARY.items():
        for word in words:
            alone = replace(asked, **{name: word})
            left = int((locator.filter.mask(alone) & among).sum())
            assert counts[name].get(word, 0) == left, (name, word)
    for code in ("01", "48", "79"):
        key = UnitKey(Vintage.V2025_07, Level.PROVINCE, code)
        others = tuple(unit for unit in asked.units if unit.vintage is not Vintage.V2025_07)
        left = int((locator.filter.mask(replace(asked, unit=(*others, key))) & among).sum())
        assert counts["province_2025_07_01"].get(code, 0) == left


def test_mask_of_a_commune_outside_the_province_asked_passes_nothing(places):
    units = (
        UnitKey(Vintage.V2025_07, Level.PROVINCE, "01"),
        UnitKey(Vintage.V2025_03, Level.DISTRICT, "760"),
    )
    assert not PlaceFilter(places).mask(Filters(unit=units)).any()
