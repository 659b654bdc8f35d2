"""From a planner's question to sites, each with what it adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas import DataFrame

from geo.coordinates import LonLat
from geo.coverage.outlets import DIRECT, counted
from geo.demand import Demand
from geo.demand_spread import census_over
from geo.distance import Floats
from geo.errors import InvalidParameterError
from geo.siting.covering import beyond_all, fewest
from geo.siting.maximal import most_served
from geo.siting.median import least_distance
from geo.siting.problem import Choice, Problem, Rows
from geo.siting.solver import USUAL, Effort
from geo.tables import Report
from geo.travel import By, Radius
from geo.vintages import CURRENT, Level, Vintage, unit_column

if TYPE_CHECKING:
    from geo.locator import Locator

OBJECTIVES = ("mclp", "lscp", "pmedian")
"""Most persons within the radius; fewest sites for everybody; least mean distance or time."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """
    What is asked.

    Raises
    ------
    InvalidParameterError
        If the radius, the objective or the count is none.
    """

    vintage: Vintage = CURRENT
    province: str | None = None
    """Serve the people of this province, from candidates in it; None: the country."""
    count: int | None = None
    """How many sites; the objective lscp finds it."""
    by: By = By.DISTANCE
    """What far is measured by."""
    radius_m: float | None = None
    """How far is within reach, by distance and by road_distance."""
    radius_min: float | None = None
    """How far is within reach, by road_time: minutes."""
    objective: str = "mclp"
    evidence: tuple[str, ...] = DIRECT
    category: tuple[str, ...] = ()
    standing: bool = True
    """Whether the outlets that stand stay; without, as if there were none."""
    candidates: tuple[str, ...] = ()
    """Codes of communes where a site could be; none given is all of them."""
    positions: tuple[LonLat, ...] = ()
    """Further candidates anywhere; when only these are given, no commune's centre is one."""
    also: tuple[LonLat, ...] = ()
    """Outlets tried out, which stand as the others do."""
    spread: int | None = None
    """Over how many positions of its polygon a commune's census is spread; None: its centre."""

    def __post_init__(self) -> None:
        _ = self.radius
        if self.objective not in OBJECTIVES:
            raise InvalidParameterError(
                f"objective {self.objective[:40]!r} came; there are {', '.join(OBJECTIVES)}"
            )
        if self.objective == "lscp":
            if self.count is not None:
                raise InvalidParameterError("lscp finds how many sites it takes: leave out count")
        elif self.count is None:
            raise InvalidParameterError(f"{self.objective} needs count: how many sites, from 1")

    @property
    def radius(self) -> Radius:
        """How far is within reach."""
        return Radius.of(self.by, radius_m=self.radius_m, radius_min=self.radius_min)

    def parameters(self) -> dict[str, Any]:
        """Enough to ask it again, as plain values."""
        return {
            "vintage": str(self.vintage),
            "province": self.province,
            "count": self.count,
            **self.radius.parameters(),
            "objective": self.objective,
            "evidence": list(self.evidence),
            "category": list(self.category),
            "standing": self.standing,
            "candidates": list(self.candidates),
            "positions": ";".join(f"{at.lat},{at.lon}" for at in self.positions),
            "also": ";".join(f"{at.lat},{at.lon}" for at in self.also),
            "spread": self.spread,
        }


@dataclass(frozen=True, eq=False)
class Proposal:
    """Sites, best first, and how good they are proven to be."""

    parameters: Mapping[str, Any]
    sources: Mapping[str, Any]
    status: str
    """optimal: within the gap asked for; feasible: the time was up before that was proven."""
    gap: float | None
    objective: float
    bound: float | None
    summary: Mapping[str, Any]
    """Before and after, counted apart from the solver."""
    sites: DataFrame
    """code, name, province, lon, lat, marginal_population, cumulative_population,
    population_within, distance_mean_m or time_mean_min: each site after those above it."""
    data_version: str

    def about(self) -> dict[str, Any]:
        """Parameters, sources and the whole: what travels in every file."""
        return {
            "parameters": dict(self.parameters),
            "sources": dict(self.sources),
            "status": self.status,
            "gap": self.gap,
            "objective": self.objective,
            "bound": self.bound,
            **self.summary,
            "data_version": self.data_version,
        }

    def report(self) -> Report:
        """The answer as it is written to a file (`geo.tables`)."""
        points = gpd.points_from_xy(self.sites["lon"], self.sites["lat"])
        return Report(
            "sites", gpd.GeoDataFrame(self.sites, geometry=points, crs=4326), self.about()
        )


def propose(
    locator: Locator, plan: Plan, effort: Effort = USUAL, demand: Demand | None = None
) -> Proposal:
    """
    Where the next outlets serve most.

    Parameters
    ----------
    locator
        Units and places.
    plan
        How many sites, for whom, by what objective.
    effort
        When to stop looking for something better.
    demand
        Who is to be served, by the communes of the plan's vintage, as they are. None: the census,
        spread as the plan says.

    Raises
    ------
    UnknownUnitError
        If no province or commune of that vintage has a code of the plan.
    InvalidParameterError
        If more sites are asked for than there are candidates.
    """
    boundaries = locator.boundaries
    communes = boundaries.layer(plan.vintage, Level.COMMUNE)
    inside = np.ones(len(communes), np.bool_)
    if plan.province is not None:
        boundaries.unit(plan.vintage, Level.PROVINCE, plan.province)
        inside = (communes["province"] == plan.province).to_numpy()
    for code in plan.candidates:
        boundaries.unit(plan.vintage, Level.COMMUNE, code)
    named = plan.candidates or plan.positions
    able = inside & (communes.index.isin(plan.candidates) if named else True)
    candidates = _candidates(locator, plan, communes, np.flatnonzero(able))
    if demand is None:
        demand = census_over(boundaries, plan.vintage, plan.spread)
    served = inside[demand.commune]
    outlets = counted(
        locator.places,
        locator.filter,
        evidence=plan.evidence,
        category=plan.category,
        also=plan.also,
    )
    kept = slice(None) if plan.standing else outlets.row < 0
    site_lon = candidates["lon"].to_numpy(np.float64)
    site_lat = candidates["lat"].to_numpy(np.float64)
    problem = Problem(
        *(demand.lon[served], demand.lat[served], demand.persons[served]),
        *(site_lon, site_lat),
        *(outlets.lon[kept], outlets.lat[kept]),
        limit=plan.radius.size,
        travel=locator.travels[plan.by],
    )
    choice = _choose(problem, plan, effort)
    order, steps = _steps(problem, choice.sites, by_distance=plan.objective == "pmedian")
    _verify(problem, plan, choice, steps)
    table = candidates.iloc[order].reset_index(drop=True)
    each = pairwise(steps)
    table["marginal_population"] = [_person(now.within - then.within) for then, now in each]
    table["cumulative_population"] = [_person(now.within - steps[0].within) for now in steps[1:]]
    table["population_within"] = [step.within for step in steps[1:]]
    mean = plan.by.column("mean")
    table[mean] = [step.mean for step in steps[1:]]
    whole = problem.persons
    before, after = steps[0], steps[-1]
    unreached = {}
    if plan.by.road:
        unreached["population_unreached"] = _person(whole[~problem.reachable].sum())
    return Proposal(
        plan.parameters(),
        {
            "demand": demand.source,
            **{f"demand_{name}": value for name, value in demand.notes.items()},
            "distance": f"{problem.travel.source}, between populated centres and outlets",
            "estimated": problem.travel.estimated,
            "solver": "HiGHS, from a heuristic start",
        },
        choice.status,
        None if choice.gap is None else round(choice.gap, 8),
        round(choice.objective, 1),
        round(choice.bound, 1) if np.isfinite(choice.bound) else None,
        {
            "candidates": len(candidates),
            "standing_outlets": len(problem.standing_lon),
            "population": _person(whole.sum()),
            "baseline_population_within": before.within,
            "population_within": after.within,
            "population_beyond": _person(whole.sum() - after.within),
            "population_beyond_every_candidate": _person(beyond_all(problem)),
            **unreached,
            f"baseline_{mean}": before.mean,
            mean: after.mean,
        },
        table,
        locator.data_version,
    )


def _candidates(locator: Locator, plan: Plan, communes: DataFrame, rows: Rows) -> DataFrame:
    """code, name, province, lon, lat of where a site could be: communes, then positions."""
    columns = ["name", "province", "lon", "lat"]
    found = DataFrame(communes.iloc[rows][columns]).reset_index()
    if not plan.positions:
        return found
    lon, lat = np.array(plan.positions, np.float64).T
    located = locator.boundaries.locate_many(lon, lat)
    codes = located[unit_column(plan.vintage, Level.COMMUNE)]
    at = communes.index.get_indexer(pd.Index(codes.astype(object)))
    if (at < 0).any():
        first = plan.positions[int(np.argmin(at))]
        raise InvalidParameterError(
            f"the candidate {first.lat:g},{first.lon:g} lies in no commune of {plan.vintage}: "
            "give lat,lon of a place on land in Vietnam"
        )
    own = DataFrame(communes.iloc[at][columns]).reset_index().assign(lon=lon, lat=lat)
    return pd.concat([found, own], ignore_index=True)


def _choose(problem: Problem, plan: Plan, effort: Effort) -> Choice:
    if plan.objective == "lscp":
        return fewest(problem, effort)
    count = plan.count or 0  # a Plan without has been refused
    if plan.objective == "pmedian":
        return least_distance(problem, count, effort)
    return most_served(problem, count, effort)


class _Step(NamedTuple):
    """How it stands with some of the sites."""

    within: float
    mean: float | None
    """Of those who can get to an outlet or a candidate; None when one of them gets to none."""


def _step(problem: Problem, cost: Floats) -> _Step:
    able = problem.reachable & (problem.persons > 0)
    people = float(problem.persons[able].sum())
    known = bool(np.isfinite(cost[able]).all()) and people > 0
    mean = round(float(problem.persons[able] @ cost[able]) / people, 1) if known else None
    return _Step(_person(problem.persons[cost <= problem.limit].sum()), mean)


def _steps(problem: Problem, sites: Rows, *, by_distance: bool) -> tuple[Rows, list[_Step]]:
    """
    The sites with the one first that adds most, then the one that adds most to it, and so on;
    and how it stands before the first and after each. By costs, not by the solver's matrix.
    """
    cost = problem.standing_cost
    each = dict(zip(sites.tolist(), problem.each_cost(sites).T, strict=True))
    steps, order = [_step(problem, cost)], []

    def gain(site: int) -> tuple[float, float]:
        then = np.minimum(cost, each[site])
        reached = float(problem.persons[(then <= problem.limit) & (cost > problem.limit)].sum())
        saved = float(problem.persons @ (problem.counted(cost) - problem.counted(then)))
        return (saved, reached) if by_distance else (reached, saved)

    # What a site adds never grows while others are added: only one that was best before its last
    # count is counted again (Minoux 1978).
    waiting = [(*_worst_first(gain(site)), site) for site in each]
    heapify(waiting)
    while waiting:
        best = waiting[0][-1]
        again = (*_worst_first(gain(best)), best)
        if again > min(waiting[1:3], default=again):
            heapreplace(waiting, again)
            continue
        heappop(waiting)
        cost = np.minimum(cost, each[best])
        order.append(best)
        steps.append(_step(problem, cost))
    return np.array(order, np.intp), steps


def _worst_first(gain: tuple[float, float]) -> tuple[float, float]:
    return -gain[0], -gain[1]


def _person(persons: float) -> float:
    """A number of persons: whole where it is, else to a tenth."""
    whole = round(float(persons))
    return whole if abs(persons - whole) < 1e-6 else round(float(persons), 1)


def _verify(problem: Problem, plan: Plan, choice: Choice, steps: list[_Step]) -> None:
    """Count again what the solver claims; a difference is our fault."""
    cost = problem.cost(choice.sites)
    if plan.objective == "mclp":
        found = steps[-1].within - steps[0].within
        good = abs(found - choice.objective) <= 1.0
    elif plan.objective == "lscp":
        due = float(problem.persons.sum()) - beyond_all(problem)
        found = steps[-1].within
        good = abs(found - due) <= 1.0
    else:
        able = problem.reachable & (problem.persons > 0)
        found = float(problem.persons[able] @ problem.counted(cost[able]))
        good = abs(found - choice.objective) <= 1e-6 * max(found, 1.0)
    if not good:
        raise RuntimeError(
            f"the answer of {plan.objective} counts {found}, not {choice.objective}: not given"
        )
