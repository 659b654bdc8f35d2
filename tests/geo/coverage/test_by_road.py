"""Coverage by road against the whole table of `Network.matrix`, and PySAL `access`."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.coordinates import LonLat
from geo.coverage import Coverage, Question, Reach, cover
from geo.locator import Locator
from geo.travel import By
from geo.vintages import LAYERS, Level, Vintage

CENSUS = 96_208_984
ROADS = {By.ROAD_TIME: "radius_min", By.ROAD_DISTANCE: "radius_m"}


def standing(locator: Locator) -> pd.DataFrame:
    places = locator.places
    counts = (places["kind"] == "outlet") & (places["evidence"] == "direct")
    return places[counts & (places["status"] != "closed")]


def table(locator: Locator, by: By, lon: object, lat: object) -> np.ndarray:
    """(n, outlets) minutes or metres, pair by pair."""
    outlets = standing(locator)
    ways = locator.network.matrix(
        *(np.asarray(lon), np.asarray(lat)),
        *(outlets["lon"].to_numpy(), outlets["lat"].to_numpy()),
        by="duration" if by.timed else "distance",
    )
    return ways.duration_s / 60 if by.timed else ways.distance_m


@pytest.mark.parametrize("by", ROADS)
@pytest.mark.parametrize("size", [12, 45])
def test_cover_by_road_equals_every_pair_of_the_network(
    locator: Locator, by: By, size: int
) -> None:
    limit = size if by.timed else size * 1_000
    question = Question(
        vintage=Vintage.V2025_03,
        level=Level.DISTRICT,
        province="22",
        by=by,
        **{ROADS[by]: limit},  # type: ignore[arg-type]
    )
    answer = cover(locator, question)
    found = answer.table.set_index("code")
    communes = locator.boundaries.layer(Vintage.V2025_03, Level.COMMUNE)
    communes = communes[communes["province"] == "22"]
    each = table(locator, by, communes["lon"], communes["lat"])
    nearest, people = each.min(axis=1), communes["population"].to_numpy()
    for code, row in found.iterrows():
        own = (communes["parent"] == code).to_numpy()
        assert row["population_within"] == people[own & (nearest <= limit)].sum()
        assert row["population_unreached"] == people[own & np.isinf(nearest)].sum()
        known = own & np.isfinite(nearest) & (people > 0)
        if not known.any():
            assert np.isnan(row[by.column("mean")])
            continue
        mean = np.average(nearest[known], weights=people[known])
        assert row[by.column("mean")] == pytest.approx(mean, abs=0.06)
        assert row[by.column("max")] == pytest.approx(nearest[known].max(), abs=0.06)
        within = (each <= limit).sum(axis=1)
        due = np.average(within[own], weights=people[own])
        assert row["outlets_within_mean"] == pytest.approx(due, abs=6e-4)
    units = locator.boundaries.layer(Vintage.V2025_03, Level.DISTRICT)
    units = units[units["province"] == "22"]
    to_centre = table(locator, by, units["lon"], units["lat"])
    ids = standing(locator)["id"].to_numpy()
    for row, code in enumerate(units.index):
        if np.isinf(to_centre[row]).all():
            assert pd.isna(found.at[code, "nearest_outlet_id"])
            continue
        assert found.at[code, by.nearest] == pytest.approx(to_centre[row].min(), abs=0.06)
        at = ids.tolist().index(found.at[code, "nearest_outlet_id"])
        assert to_centre[row, at] == pytest.approx(to_centre[row].min())


@pytest.mark.parametrize("by", ROADS)
def test_catchments_by_road_equal_pysal_access_on_the_table_of_costs(
    locator: Locator, by: By
) -> None:
    communes = locator.boundaries.layer(Vintage.V2025_07, Level.COMMUNE).iloc[:400]
    lon, lat = communes["lon"].to_numpy(), communes["lat"].to_numpy()
    persons = communes["population"].fillna(0).to_numpy(float)
    limit = 40.0 if by.timed else 30_000.0
    outlets = standing(locator)
    stands = locator.travels[by].to(outlets["lon"].to_numpy(), outlets["lat"].to_numpy())
    reach = Reach.of(lon, lat, persons, stands, limit=limit)
    each = table(locator, by, lon, lat)
    geoid = pd.RangeIndex(len(lon), name="geoid")
    supply = pd.DataFrame(
        {"supply": np.ones(len(outlets))}, index=pd.RangeIndex(len(outlets), name="geoid")
    )
    origin, dest = np.nonzero(each <= limit)
    assert len(origin) > 500
    costs = pd.DataFrame({"origin": origin, "dest": dest, "cost": each[origin, dest]})
    theirs = two_stage_fca(pd.DataFrame({"demand": persons}, index=geoid), supply, costs)
    due = theirs.reindex(geoid).fillna(0.0).to_numpy()
    assert np.allclose(reach.accessibility, due, rtol=1e-12)
    assert (reach.outlets_within == (each <= limit).sum(axis=1)).all()
    assert np.allclose(reach.cost, each.min(axis=1), rtol=0, atol=1e-8)


@pytest.mark.parametrize(("vintage", "level"), LAYERS)
def test_cover_by_road_sums_to_the_census_and_counts_who_is_off_the_roads_as_beyond(
    locator: Locator, vintage: Vintage, level: Level
) -> None:
    answer = cover(locator, Question(vintage=vintage, level=level, by=By.ROAD_TIME, radius_min=600))
    found, summary = answer.table, answer.summary
    assert found["population"].sum() == summary["population"] == CENSUS
    assert (found["population_within"] + found["population_beyond"] == found["population"]).all()
    assert (found["population_unreached"] <= found["population_beyond"]).all()
    assert found["population_unreached"].sum() == summary["population_unreached"] > 0
    communes = locator.boundaries.layer(vintage, Level.COMMUNE)
    tied = locator.network.tie(communes["lon"].to_numpy(), communes["lat"].to_numpy())
    off = communes["population"].to_numpy()[np.isinf(tied.road.access_m)].sum()
    assert summary["population_unreached"] >= off > 0
    assert answer.sources["estimated"] is True
    assert "ước tính" in answer.sources["distance"]
    assert "geodesic" not in answer.sources["distance"]


def asked(locator: Locator, by: By, size: float, also: tuple[LonLat, ...] = ()) -> Coverage:
    limit = size if by.timed else size * 1_000
    question = Question(level=Level.PROVINCE, by=by, also=also, **{ROADS[by]: limit})  # type: ignore[arg-type]
    return cover(locator, question)


@settings(max_examples=12, deadline=None)
@given(
    by=st.sampled_from(sorted(ROADS)),
    size=st.floats(1, 120),
    times=st.floats(1, 4),
    also=st.tuples(st.floats(103, 109), st.floats(9, 23)),
)
def test_cover_by_road_always_adds_up_and_never_falls(
    locator: Locator, by: By, size: float, times: float, also: tuple[float, float]
) -> None:
    usual = asked(locator, by, size).table
    wider = asked(locator, by, size * times).table
    more = asked(locator, by, size, (LonLat(*also),)).table
    assert (usual["population_within"] + usual["population_beyond"] == usual["population"]).all()
    assert (wider["population_within"] >= usual["population_within"]).all()
    assert (more["population_within"] >= usual["population_within"]).all()
    assert (more["population_unreached"] <= usual["population_unreached"]).all()


@pytest.mark.parametrize("by", ROADS)
def test_cover_by_road_lists_exactly_the_places_beyond_every_outlet(
    locator: Locator, by: By
) -> None:
    answer = asked(locator, by, 30)
    limit = 30 if by.timed else 30_000
    villages = locator.places[locator.places["kind"] == "village"]
    nearest = table(locator, by, villages["lon"], villages["lat"]).min(axis=1)
    due = dict(zip(villages["id"], nearest, strict=True))
    listed = answer.unserved[answer.unserved["kind"] == "village"]
    assert set(listed["id"]) == {key for key, cost in due.items() if cost > limit}
    for key, cost in zip(listed["id"], listed[by.nearest], strict=True):
        if np.isinf(due[key]):
            assert np.isnan(cost)
        else:
            assert cost == pytest.approx(due[key], abs=0.06)


def test_cover_by_road_when_no_outlet_counts_is_all_beyond(locator: Locator) -> None:
    question = Question(
        by=By.ROAD_TIME, radius_min=30, category=("airport",), evidence=("indirect",)
    )
    answer = cover(locator, question)
    assert answer.summary["population_beyond"] == CENSUS
    assert answer.summary["time_mean_min"] is None
    assert answer.summary["curve"] == []
    assert all(record["nearest_outlet"] is None for record in answer.records())


def test_parameters_of_a_question_by_road_ask_it_again(locator: Locator) -> None:
    said = asked(locator, By.ROAD_TIME, 25).parameters
    assert (said["by"], said["radius_min"]) == ("road_time", 25)
    assert "radius_km" not in said
    records = asked(locator, By.ROAD_TIME, 25).records()
    assert set(records[0]["nearest_outlet"]) == {"id", "name", "time_min"}
