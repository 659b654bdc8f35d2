"""Coverage asked of the built store: totals, what counts, and beside brute force."""

import numpy as np
import pytest
from pyproj import Geod

from geo.coordinates import LonLat
from geo.coverage import Question, cover
from geo.demand import census
from geo.errors import InvalidParameterError, UnknownUnitError
from geo.vintages import LAYERS, Level, Vintage, unit_column

GEOD = Geod(ellps="WGS84")
CENSUS = 96_208_984


def direct(locator):
    places = locator.places
    return places[
        (places["kind"] == "outlet")
        & (places["evidence"] == "direct")
        & (places["status"] != "closed")
    ]


@pytest.mark.parametrize(("vintage", "level"), LAYERS)
def test_cover_any_level_sums_to_the_census(locator, vintage, level):
    answer = cover(locator, Question(vintage=vintage, level=level, radius_m=10_000))
    table, summary = answer.table, answer.summary
    assert table["population"].sum() == summary["population"] == CENSUS
    assert (table["population_within"] + table["population_beyond"] == table["population"]).all()
    assert table["population_within"].sum() == summary["population_within"]
    codes = direct(locator)[unit_column(vintage, level)]
    counts = codes.value_counts()
    assert table.set_index("code")["outlets"].to_dict() == {
        code: int(counts.get(code, 0)) for code in table["code"]
    }
    assert summary["outlets"] + summary["outlets_of_no_unit"] == len(direct(locator))


def test_cover_one_province_equals_brute_force(locator):
    question = Question(
        vintage=Vintage.V2025_03, level=Level.DISTRICT, radius_m=8_000, province="22"
    )
    table = cover(locator, question).table.set_index("code")
    communes = locator.boundaries.layer(Vintage.V2025_03, Level.COMMUNE)
    communes = communes[communes["province"] == "22"]
    outlets = direct(locator)
    n, m = len(communes), len(outlets)
    apart = GEOD.inv(
        np.repeat(communes["lon"].to_numpy(), m),
        np.repeat(communes["lat"].to_numpy(), m),
        np.tile(outlets["lon"].to_numpy(), n),
        np.tile(outlets["lat"].to_numpy(), n),
    )[2].reshape(n, m)
    nearest = apart.min(axis=1)
    people = communes["population"].to_numpy()
    assert set(table.index) == set(communes["parent"])
    for code, row in table.iterrows():
        own = (communes["parent"] == code).to_numpy()
        assert row["population"] == people[own].sum()
        assert row["population_within"] == people[own & (nearest <= 8_000)].sum()
        if people[own].sum():
            mean = np.average(nearest[own], weights=people[own])
            assert row["distance_mean_m"] == pytest.approx(mean, abs=0.06)
            farthest = nearest[own & (people > 0)].max()
            assert row["distance_max_m"] == pytest.approx(farthest, abs=0.06)


def test_cover_an_outlet_tried_out_never_lowers_anything(locator):
    asked = {"vintage": Vintage.V2025_07, "level": Level.COMMUNE, "radius_m": 15_000}
    before = cover(locator, Question(**asked))
    after = cover(locator, Question(**asked, also=(LonLat(103.02, 21.39),)))
    assert (after.table["population_within"] >= before.table["population_within"]).all()
    assert after.summary["population_within"] > before.summary["population_within"]
    assert after.table["outlets_tried"].sum() == 1
    assert (after.table["outlets"] == before.table["outlets"]).all()


def test_cover_of_a_kind_nobody_has_is_all_beyond(locator):
    question = Question(radius_m=10_000, category=("airport",), evidence=("indirect",))
    answer = cover(locator, question)
    assert answer.summary["outlets"] == 0
    assert answer.summary["population_beyond"] == CENSUS
    assert answer.summary["distance_mean_m"] is None
    records = answer.records()
    assert all(record["nearest_outlet"] is None for record in records)
    assert all(record["distance_p90_m"] is None for record in records)


def test_cover_marks_provinces_by_what_they_report(locator):
    answer = cover(locator, Question(radius_m=10_000))
    provinces = answer.provinces.set_index("code")
    assert provinces.loc["01", "completeness"] == "low"  # Hà Nội reports 100
    assert set(provinces["completeness"]) <= {"ok", "low", "unknown"}
    unreported = provinces["reported"].isna()
    assert (provinces.loc[unreported, "completeness"] == "unknown").all()
    marks = answer.table.set_index("code")["completeness"]
    assert marks.to_dict() == provinces["completeness"].to_dict()


def test_cover_counts_villages_beyond_by_their_own_distance(locator):
    answer = cover(locator, Question(radius_m=12_000))
    villages = locator.places[locator.places["kind"] == "village"]
    outlets = direct(locator)
    beyond = 0
    for lon, lat in zip(villages["lon"], villages["lat"], strict=True):
        m = len(outlets)
        away = GEOD.inv(np.full(m, lon), np.full(m, lat), outlets["lon"], outlets["lat"])[2]
        beyond += away.min() > 12_000
    assert answer.summary["villages"] == len(villages)
    assert answer.summary["villages_beyond"] == beyond


@pytest.mark.parametrize("radius_m", [0, -1, 0.5, 1e9, float("nan"), float("inf")])
def test_question_of_no_radius_is_refused(radius_m):
    with pytest.raises(InvalidParameterError, match=r"it is from .* to 500 km"):
        Question(radius_m=radius_m)


def test_cover_a_province_of_the_other_vintage_is_refused(locator):
    with pytest.raises(UnknownUnitError, match="no province has code '26' in vintage 2025-07-01"):
        cover(locator, Question(radius_m=10_000, province="26"))


def test_cover_demand_of_the_other_vintage_is_refused(locator):
    persons = census(locator.boundaries, Vintage.V2025_03)
    with pytest.raises(InvalidParameterError, match="of 2025-03-01"):
        cover(locator, Question(radius_m=10_000), persons)
