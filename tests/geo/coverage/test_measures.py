"""The measures against brute force, PySAL `access`, and what must always hold."""

import numpy as np
import pandas as pd
import pytest
from access.fca import two_stage_fca
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo import within
from geo.coverage.catchment import two_step
from geo.coverage.measures import Reach
from geo.coverage.weighted import Groups
from geo.travel import STRAIGHT

GEOD = Geod(ellps="WGS84")


def metres(lon, lat, to_lon, to_lat):
    """(n, m) geodesics, pair by pair."""
    n, m = len(lon), len(to_lon)
    return GEOD.inv(np.repeat(lon, m), np.repeat(lat, m), np.tile(to_lon, n), np.tile(to_lat, n))[
        2
    ].reshape(n, m)


def somewhere(count, seed):
    random = np.random.default_rng(seed)
    return random.uniform(104, 107, count), random.uniform(20, 22.5, count)


def reach_of(lon, lat, persons, to_lon, to_lat, radius_m):
    return Reach.of(lon, lat, persons, STRAIGHT.to(to_lon, to_lat), limit=radius_m)


def matrix(lon, lat, places, limit):
    found = places.pairs(lon, lat, limit=limit)
    return within.matrix(found, (len(lon), len(places))).toarray()


@pytest.mark.parametrize("radius_m", [3_000.0, 30_000.0, 200_000.0, 3_000_000.0])
def test_pairs_against_every_geodesic_are_the_same(radius_m):
    lon, lat = somewhere(300, 1)
    to_lon, to_lat = somewhere(90, 2)
    found = matrix(lon, lat, STRAIGHT.to(to_lon, to_lat), radius_m) > 0
    assert (found == (metres(lon, lat, to_lon, to_lat) <= radius_m)).all()


def test_pairs_exactly_on_the_radius_are_within():
    lon, lat = somewhere(60, 3)
    to_lon, to_lat = somewhere(7, 4)
    apart, places = metres(lon, lat, to_lon, to_lat), STRAIGHT.to(to_lon, to_lat)
    for row, column in [(0, 0), (11, 3), (59, 6)]:
        radius = apart[row, column]
        on = matrix(lon, lat, places, radius)
        short = matrix(lon, lat, places, radius - 1e-6)
        assert on[row, column] == 1
        assert short[row, column] == 0


def test_reach_distances_equal_brute_force():
    lon, lat = somewhere(400, 5)
    to_lon, to_lat = somewhere(50, 6)
    reach = reach_of(lon, lat, np.ones(400), to_lon, to_lat, 10_000.0)
    assert np.abs(reach.cost - metres(lon, lat, to_lon, to_lat).min(axis=1)).max() < 1e-6


def test_two_step_equals_pysal_access():
    lon, lat = somewhere(120, 7)
    to_lon, to_lat = somewhere(25, 8)
    persons = np.random.default_rng(9).integers(0, 9_000, 120).astype(float)
    apart = metres(lon, lat, to_lon, to_lat)
    radius = 40_000.0
    geoid = pd.RangeIndex(120, name="geoid")
    people = pd.DataFrame({"demand": persons}, index=geoid)
    supply = pd.DataFrame({"supply": np.ones(25)}, index=pd.RangeIndex(25, name="geoid"))
    origin, dest = np.nonzero(apart <= radius)
    costs = pd.DataFrame({"origin": origin, "dest": dest, "cost": apart[origin, dest]})
    theirs = two_stage_fca(people, supply, costs).reindex(geoid)
    ours, count = two_step(lon, lat, persons, STRAIGHT.to(to_lon, to_lat), limit=radius)
    assert np.allclose(ours, theirs.fillna(0.0).to_numpy(), rtol=1e-12)
    assert (count == (apart <= radius).sum(axis=1)).all()
    # Every outlet that somebody reaches is shared out whole.
    reached = ((apart <= radius) * persons[:, None]).sum(axis=0) > 0
    assert ours @ persons == pytest.approx(reached.sum())


def test_two_step_found_twice_is_as_kept(monkeypatch):
    lon, lat = somewhere(200, 10)
    to_lon, to_lat = somewhere(40, 11)
    persons = np.arange(200.0)
    kept = two_step(lon, lat, persons, STRAIGHT.to(to_lon, to_lat), limit=50_000.0)
    monkeypatch.setattr("geo.coverage.catchment.KEPT", 10)
    again = two_step(lon, lat, persons, STRAIGHT.to(to_lon, to_lat), limit=50_000.0)
    assert np.allclose(kept[0], again[0], rtol=1e-12)
    assert (kept[1] == again[1]).all()


def test_reach_without_outlets_leaves_everybody_beyond():
    lon, lat = somewhere(9, 12)
    none = np.empty(0)
    access = reach_of(lon, lat, np.full(9, 10.0), none, none, 10_000.0).by(np.arange(9) % 2, 2)
    assert access.population_within.tolist() == [0, 0]
    assert access.population_beyond.tolist() == [50, 40]
    assert np.isnan(access.cost_mean).all()
    assert np.isnan(access.cost_max).all()
    assert access.accessibility.tolist() == [0, 0]


def test_by_a_unit_of_nobody_has_no_distance():
    lon, lat = somewhere(4, 13)
    reach = reach_of(lon, lat, np.array([1.0, 1, 0, 0]), lon, lat, 10_000.0)
    access = reach.by(np.array([0, 0, 1, 1]), 3)
    assert access.population.tolist() == [2, 0, 0]
    assert np.isnan(access.cost_p90).tolist() == [False, True, True]


def expanded(values, weights):
    return np.sort(np.repeat(values, weights))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 60), st.integers(0, 12)),
        min_size=1,
        max_size=40,
    )
)
def test_groups_equal_writing_out_every_person(rows):
    group, values, weights = map(np.array, zip(*rows, strict=True))
    groups = Groups(values.astype(float), weights.astype(float), group, 6)
    mean, top = groups.mean(), groups.maximum()
    quantiles = {share: groups.quantile(share) for share in (0.0, 0.1, 0.5, 0.9, 1.0)}
    for each in range(6):
        people = expanded(values[group == each], weights[group == each])
        if not len(people):
            assert np.isnan([mean[each], top[each], quantiles[0.5][each]]).all()
            continue
        assert mean[each] == pytest.approx(people.mean())
        assert top[each] == people[-1]
        for share, found in quantiles.items():
            due = next(v for v in people if (people <= v).mean() >= share - 1e-12)
            assert found[each] == due, share


PLACE = st.tuples(st.floats(105, 106), st.floats(20, 21))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(PLACE, st.integers(0, 1000)), min_size=1, max_size=25),
    st.lists(PLACE, min_size=1, max_size=8),
    st.floats(100, 90_000),
    st.floats(1, 3),
)
def test_coverage_always_adds_up_and_never_falls(people, outlets, radius, times):
    at, persons = zip(*people, strict=True)
    lon, lat = np.array(at).T
    persons = np.array(persons, float)
    to_lon, to_lat = np.array(outlets).T
    group = np.arange(len(persons)) % 3

    def access(count, radius_m):
        reach = reach_of(lon, lat, persons, to_lon[:count], to_lat[:count], radius_m)
        return reach.by(group, 3)

    usual = access(len(to_lon), radius)
    wider = access(len(to_lon), radius * times)
    fewer = access(len(to_lon) - 1, radius)
    assert (usual.population_within + usual.population_beyond == usual.population).all()
    assert usual.population.sum() == persons.sum()
    assert (wider.population_within >= usual.population_within).all()
    assert (fewer.population_within <= usual.population_within).all()
