"""Siting by road: as `spopt` finds it on the table of costs, and counted again pair by pair."""

from __future__ import annotations

import numpy as np
import pulp
import pytest
from spopt.locate import LSCP, MCLP, PMedian

from geo.locator import Locator
from geo.siting import Effort, Plan, Problem, fewest, least_distance, most_served, propose
from geo.travel import By
from geo.vintages import Level, Vintage

# spopt 0.7 builds its models as PuLP 3 wants it, which PuLP 3.3 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:.*PuLP 4:DeprecationWarning")
EXACT = Effort(gap=0.0, time_s=60.0)
COUNT = 4
SHARED = [
    (province, by, limit)
    for province in ("24", "46", "91")
    for by, limit in ((By.ROAD_TIME, 25.0), (By.ROAD_DISTANCE, 15_000.0))
]
"""Mountains, a city with its hills, the delta with islands."""


def problem_of(locator: Locator, province: str, by: By, limit: float) -> Problem:
    """The communes of a province, each a candidate, no outlet standing."""
    communes = locator.boundaries.layer(Vintage.V2025_07, Level.COMMUNE)
    communes = communes[communes["province"] == province]
    lon, lat = communes["lon"].to_numpy(), communes["lat"].to_numpy()
    persons, none = communes["population"].to_numpy(float), np.empty(0)
    return Problem(
        *(lon, lat, persons, lon, lat, none, none), limit=limit, travel=locator.travels[by]
    )


def costs_of(locator: Locator, problem: Problem) -> np.ndarray:
    """(n, n) minutes or metres, pair by pair."""
    at = problem.lon, problem.lat
    timed = problem.travel.by.timed
    ways = locator.network.matrix(*at, *at, by="duration" if timed else "distance")
    return ways.duration_s / 60 if timed else ways.distance_m


def solver() -> pulp.LpSolver:
    return pulp.PULP_CBC_CMD(msg=False)


@pytest.mark.parametrize(("province", "by", "limit"), SHARED)
def test_most_served_by_road_equals_spopt(
    locator: Locator, province: str, by: By, limit: float
) -> None:
    problem = problem_of(locator, province, by, limit)
    costs = costs_of(locator, problem)
    theirs = MCLP.from_cost_matrix(costs, problem.persons, limit, COUNT).solve(solver())
    choice = most_served(problem, COUNT, EXACT)
    assert choice.status == "optimal"
    assert choice.objective == pytest.approx(theirs.problem.objective.value())
    within = (costs[:, choice.sites] <= limit).any(axis=1)
    assert choice.objective == problem.persons[within].sum()


@pytest.mark.parametrize(("province", "by", "limit"), SHARED)
def test_fewest_by_road_equals_spopt(locator: Locator, province: str, by: By, limit: float) -> None:
    problem = problem_of(locator, province, by, limit)
    costs = costs_of(locator, problem)
    # An island's commune that has no road at all cannot get even to itself.
    due = (problem.persons > 0) & (costs <= limit).any(axis=1)
    theirs = LSCP.from_cost_matrix(costs[due], limit).solve(solver())
    choice = fewest(problem, EXACT)
    assert choice.status == "optimal"
    assert choice.objective == theirs.problem.objective.value()
    assert (costs[due][:, choice.sites] <= limit).any(axis=1).all()


@pytest.mark.parametrize(("province", "by", "limit"), SHARED)
def test_least_distance_by_road_equals_spopt(
    locator: Locator, province: str, by: By, limit: float
) -> None:
    problem = problem_of(locator, province, by, limit)
    costs = costs_of(locator, problem)
    able = np.isfinite(costs).any(axis=1)
    capped = np.where(np.isfinite(costs), costs, by.never)[able]
    theirs = PMedian.from_cost_matrix(capped, problem.persons[able], COUNT).solve(solver())
    choice = least_distance(problem, COUNT, EXACT)
    assert choice.status == "optimal"
    assert choice.objective == pytest.approx(theirs.problem.objective.value(), rel=1e-6)
    counted = (capped[:, choice.sites].min(axis=1) * problem.persons[able]).sum()
    assert choice.objective == pytest.approx(counted, rel=1e-9)


@pytest.mark.parametrize("objective", ["mclp", "lscp", "pmedian"])
def test_propose_by_road_counts_to_what_every_pair_counts(locator: Locator, objective: str) -> None:
    count = None if objective == "lscp" else 3
    plan = Plan(province="22", count=count, by=By.ROAD_TIME, radius_min=30, objective=objective)
    answer = propose(locator, plan)
    communes = locator.boundaries.layer(Vintage.V2025_07, Level.COMMUNE)
    people = communes[communes["province"] == "22"]
    places = locator.places
    counts = (places["kind"] == "outlet") & (places["evidence"] == "direct")
    outlets = places[counts & (places["status"] != "closed")]
    persons = people["population"].to_numpy()

    def within(lon: np.ndarray, lat: np.ndarray) -> float:
        at = people["lon"].to_numpy(), people["lat"].to_numpy()
        seconds = locator.network.matrix(*at, lon, lat).duration_s
        return float(persons[seconds.min(axis=1) <= 1_800].sum())

    lon, lat = outlets["lon"].to_numpy(), outlets["lat"].to_numpy()
    before, total = within(lon, lat), 0.0
    assert answer.summary["baseline_population_within"] == before
    for _, site in answer.sites.iterrows():
        lon, lat = np.append(lon, site["lon"]), np.append(lat, site["lat"])
        now = within(lon, lat)
        total += now - before
        assert site["marginal_population"] == now - before
        assert site["cumulative_population"] == total
        before = now
    assert answer.summary["population_within"] == before
    assert answer.parameters["by"] == "road_time"
    assert answer.sources["estimated"] is True
    assert answer.sites["time_mean_min"].is_monotonic_decreasing
    assert "distance_mean_m" not in answer.sites


def test_propose_by_road_serves_islands_that_only_their_own_candidates_reach(
    locator: Locator,
) -> None:
    plan = Plan(by=By.ROAD_TIME, radius_min=120, objective="lscp")
    answer = propose(locator, plan, Effort(time_s=20))
    said = answer.summary
    assert said["population_beyond"] == said["population_beyond_every_candidate"]
    assert said["population_unreached"] <= said["population_beyond"]
