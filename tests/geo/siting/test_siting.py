"""Siting against `spopt` on three provinces, and every answer counted again by brute force."""

from functools import cache
from itertools import combinations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy import sparse
from spopt.locate import LSCP, MCLP, PMedian

from geo.errors import InvalidParameterError, UnknownUnitError
from geo.siting import (
    Effort,
    Plan,
    Problem,
    fewest,
    least_distance,
    most_served,
    propose,
)
from geo.siting.maximal import exchanged, greedy, served
from geo.siting.relaxed import priced
from geo.siting.search import Stop, searched
from geo.vintages import Level, Vintage

# spopt 0.7 builds its models as PuLP 3 wants it, which PuLP 3.3 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:.*PuLP 4:DeprecationWarning")
GEOD = Geod(ellps="WGS84")
PROVINCES = ("22", "46", "91")
"""Islands and mountains, a city, the delta."""
RADII = (8_000.0, 15_000.0)
EXACT = Effort(gap=0.0, time_s=60.0)
COUNT = 4


def metres(lon, lat, to_lon, to_lat):
    n, m = len(lon), len(to_lon)
    return GEOD.inv(np.repeat(lon, m), np.repeat(lat, m), np.tile(to_lon, n), np.tile(to_lat, n))[
        2
    ].reshape(n, m)


def problem_of(locator, province, radius_m):
    """The communes of a province, each a candidate, no outlet standing."""
    communes = locator.boundaries.layer(Vintage.V2025_07, Level.COMMUNE)
    communes = communes[communes["province"] == province]
    lon, lat = communes["lon"].to_numpy(), communes["lat"].to_numpy()
    none = np.empty(0)
    return Problem(
        lon, lat, communes["population"].to_numpy(), lon, lat, none, none, limit=radius_m
    )


@cache
def cbc():
    return pulp.PULP_CBC_CMD(msg=False)


SHARED = [(province, radius_m) for province in PROVINCES for radius_m in RADII]


@pytest.mark.parametrize(("province", "radius_m"), SHARED)
def test_most_served_equals_spopt(locator, province, radius_m):
    problem = problem_of(locator, province, radius_m)
    costs = metres(problem.lon, problem.lat, problem.lon, problem.lat)
    theirs = MCLP.from_cost_matrix(costs, problem.persons, radius_m, COUNT).solve(cbc())
    choice = most_served(problem, COUNT, EXACT)
    assert choice.status == "optimal"
    assert choice.objective == pytest.approx(theirs.problem.objective.value())
    within = (costs[:, choice.sites] <= radius_m).any(axis=1)
    assert choice.objective == problem.persons[within].sum()
    assert len(set(choice.sites.tolist())) == COUNT


@pytest.mark.parametrize(("province", "radius_m"), SHARED)
def test_fewest_equals_spopt(locator, province, radius_m):
    problem = problem_of(locator, province, radius_m)
    costs = metres(problem.lon, problem.lat, problem.lon, problem.lat)
    lived = problem.persons > 0
    theirs = LSCP.from_cost_matrix(costs[lived], radius_m).solve(cbc())
    choice = fewest(problem, EXACT)
    assert choice.status == "optimal"
    assert choice.objective == theirs.problem.objective.value()
    assert (costs[lived][:, choice.sites] <= radius_m).any(axis=1).all()


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("count", [2, COUNT])
def test_least_distance_equals_spopt(locator, province, count):
    problem = problem_of(locator, province, 10_000.0)
    costs = metres(problem.lon, problem.lat, problem.lon, problem.lat)
    theirs = PMedian.from_cost_matrix(costs, problem.persons, count).solve(cbc())
    choice = least_distance(problem, count, EXACT)
    assert choice.status == "optimal"
    assert choice.objective == pytest.approx(theirs.problem.objective.value(), rel=1e-6)
    counted = (costs[:, choice.sites].min(axis=1) * problem.persons).sum()
    assert choice.objective == pytest.approx(counted, rel=1e-9)


POINT = st.tuples(st.floats(105, 105.6), st.floats(20, 20.6))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(POINT, st.integers(0, 500)), min_size=1, max_size=9),
    st.lists(POINT, min_size=3, max_size=6, unique=True),
    st.lists(POINT, max_size=2),
    st.integers(1, 3),
)
def test_every_objective_equals_trying_all_choices(people, sites, standing, count):
    at, persons = zip(*people, strict=True)
    lon, lat = np.array(at).T
    persons = np.array(persons, float)
    site_lon, site_lat = np.array(sites).T
    there = np.array(standing).reshape(-1, 2)
    radius = 20_000.0
    problem = Problem(
        *(lon, lat, persons, site_lon, site_lat, there[:, 0], there[:, 1]), limit=radius
    )
    to_sites = metres(lon, lat, site_lon, site_lat)
    to_standing = np.full(len(lon), np.inf)
    if len(there):
        to_standing = metres(lon, lat, there[:, 0], there[:, 1]).min(axis=1)

    def nearest(chosen):
        return np.minimum(to_standing, to_sites[:, list(chosen)].min(axis=1, initial=np.inf))

    all_choices = list(combinations(range(len(sites)), count))
    base = persons[to_standing <= radius].sum()
    most = max(persons[nearest(each) <= radius].sum() for each in all_choices) - base
    assert most_served(problem, count, EXACT).objective == pytest.approx(most)
    least = min((persons * nearest(each)).sum() for each in all_choices)
    assert least_distance(problem, count, EXACT).objective == pytest.approx(least, abs=1.0)
    due = (persons > 0) & ((to_sites <= radius).any(axis=1) | (to_standing <= radius))
    enough = next(
        size
        for size in range(len(sites) + 1)
        if any(
            (nearest(each)[due] <= radius).all() for each in combinations(range(len(sites)), size)
        )
    )
    assert fewest(problem, EXACT).objective == enough


@pytest.mark.parametrize("time_s", [10.0, 1e-9])
@pytest.mark.parametrize(("province", "radius_m"), SHARED)
def test_priced_is_passed_by_no_choice_however_little_time(locator, province, radius_m, time_s):
    problem = problem_of(locator, province, radius_m)
    best = most_served(problem, COUNT, EXACT).objective
    bound = priced(problem.reach, problem.persons, COUNT, time_s=time_s).bound
    assert best <= bound * (1 + 1e-9)
    if time_s > 1:
        assert bound <= 1.05 * best


def random_cover(seed, places=9, sites=9):
    chance = np.random.default_rng(seed)
    at = chance.uniform(size=(sites, 2))
    people = chance.uniform(size=(places, 2))
    near = np.hypot(*(people[:, None] - at[None]).transpose(2, 0, 1)) < 0.35
    return sparse.csr_array(near * 1.0), chance.integers(0, 99, places).astype(float), at


@pytest.mark.parametrize("seed", range(8))
def test_useful_holds_every_choice_that_serves_more_than_is_known(seed):
    reach, persons, _ = random_cover(seed)
    prices = priced(reach, persons, 3, time_s=5)
    choices = [np.array(each) for each in combinations(range(9), 3)]
    values = [served(reach, persons, each) for each in choices]
    for known in np.unique(values):
        useful = set(prices.useful(known).tolist())
        for each, value in zip(choices, values, strict=True):
            assert value <= known or set(each.tolist()) <= useful


@pytest.mark.parametrize("seed", range(8))
def test_searched_equals_trying_all_choices(seed):
    reach, persons, at = random_cover(seed)
    most = max(served(reach, persons, np.array(each)) for each in combinations(range(9), 3))
    found = searched(reach, persons, np.arange(3), at, steps=200)
    assert len(set(found.tolist())) == 3
    assert served(reach, persons, found) == most


@pytest.mark.parametrize("province", PROVINCES)
def test_searched_is_never_worse_and_the_same_again(locator, province):
    problem = problem_of(locator, province, 8_000.0)
    reach, persons = problem.reach, problem.persons
    at = np.column_stack([problem.lon, problem.lat])
    start = exchanged(reach, persons, greedy(reach, persons, 6))
    found = searched(reach, persons, start, at, steps=60, seed=3)
    assert found.tolist() == searched(reach, persons, start, at, steps=60, seed=3).tolist()
    assert len(set(found.tolist())) == 6
    assert served(reach, persons, found) >= served(reach, persons, start)


def test_searched_without_time_or_need_keeps_its_exchanged_start(locator):
    problem = problem_of(locator, "91", 8_000.0)
    reach, persons = problem.reach, problem.persons
    at = np.column_stack([problem.lon, problem.lat])
    start = exchanged(reach, persons, greedy(reach, persons, 6))
    for stop in (Stop(ends=0.0), Stop(enough=0.0)):
        assert sorted(searched(reach, persons, start, at, stop=stop)) == sorted(start)


def test_searched_for_the_country_closes_over_half_of_the_gap(locator):
    communes = locator.boundaries.layer(Vintage.V2025_07, Level.COMMUNE)
    lon, lat = communes["lon"].to_numpy(), communes["lat"].to_numpy()
    persons, none = communes["population"].to_numpy(float), np.empty(0)
    problem = Problem(lon, lat, persons, lon, lat, none, none, limit=20_000.0)
    start = exchanged(problem.reach, persons, greedy(problem.reach, persons, 50))
    before = served(problem.reach, persons, start)
    bound = priced(problem.reach, persons, 50, time_s=60).bound
    found = searched(problem.reach, persons, start, np.column_stack([lon, lat]))
    assert before < served(problem.reach, persons, found) <= bound
    assert bound - served(problem.reach, persons, found) < 0.5 * (bound - before)


def test_exchanged_is_never_worse_than_greedy(locator):
    problem = problem_of(locator, "91", 8_000.0)
    start = greedy(problem.reach, problem.persons, 6)
    better = exchanged(problem.reach, problem.persons, start)
    assert len(set(better.tolist())) == 6
    assert served(problem.reach, problem.persons, better) >= served(
        problem.reach, problem.persons, start
    )


@pytest.mark.parametrize("objective", ["mclp", "lscp", "pmedian"])
def test_propose_counts_to_what_brute_force_counts(locator, objective):
    count = None if objective == "lscp" else 3
    plan = Plan(province="22", count=count, radius_m=10_000, objective=objective)
    answer = propose(locator, plan)
    communes = locator.boundaries.layer(Vintage.V2025_07, Level.COMMUNE)
    people = communes[communes["province"] == "22"]
    places = locator.places
    outlets = places[
        (places["kind"] == "outlet")
        & (places["evidence"] == "direct")
        & (places["status"] != "closed")
    ]
    persons = people["population"].to_numpy()

    def within(lon, lat):
        away = metres(people["lon"].to_numpy(), people["lat"].to_numpy(), lon, lat)
        return persons[away.min(axis=1) <= 10_000].sum()

    lon, lat = outlets["lon"].to_numpy(), outlets["lat"].to_numpy()
    assert answer.summary["baseline_population_within"] == within(lon, lat)
    before, total = within(lon, lat), 0
    for _, site in answer.sites.iterrows():
        lon, lat = np.append(lon, site["lon"]), np.append(lat, site["lat"])
        now = within(lon, lat)
        total += now - before
        assert site["marginal_population"] == now - before
        assert site["cumulative_population"] == total
        before = now
    assert answer.summary["population_within"] == before
    if objective == "lscp":
        assert before == persons.sum()
    assert set(answer.sites["province"]) == {"22"}


def test_propose_mclp_marginals_never_rise(locator):
    answer = propose(locator, Plan(province="01", count=6, radius_m=5_000))
    gains = answer.sites["marginal_population"].tolist()
    assert gains == sorted(gains, reverse=True)
    assert answer.gap is not None
    assert answer.gap <= 1e-3


def test_propose_among_own_candidates_stays_among_them(locator):
    own = ("06793", "06913", "07132")
    answer = propose(locator, Plan(province="22", count=2, radius_m=10_000, candidates=own))
    assert set(answer.sites["code"]) <= set(own)


def test_propose_more_than_the_candidates_is_refused(locator):
    with pytest.raises(InvalidParameterError, match="55 sites were asked for among 54 candidates"):
        propose(locator, Plan(province="22", count=55, radius_m=10_000))


def test_propose_unknown_candidate_is_refused(locator):
    with pytest.raises(UnknownUnitError, match="no commune has code 'x'"):
        propose(locator, Plan(count=1, radius_m=10_000, candidates=("x",)))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"radius_m": 0, "count": 1}, "a radius of 0 m"),
        ({"radius_m": 1e9, "count": 1}, "a radius of 1e"),
        ({"radius_m": 1e4}, "mclp needs count"),
        ({"radius_m": 1e4, "objective": "lscp", "count": 3}, "leave out count"),
        ({"radius_m": 1e4, "count": 1, "objective": "best"}, "objective 'best' came"),
    ],
)
def test_plan_that_is_none_is_refused(asked, said):
    with pytest.raises(InvalidParameterError, match=said):
        Plan(**asked)
