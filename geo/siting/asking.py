"""From a planner's question to sites, each with what it adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from pandas import DataFrame

from geo.coordinates import LonLat
from geo.coverage.measures import checked_radius
from geo.coverage.outlets import DIRECT, counted
from geo.demand import Demand, census
from geo.distance import Floats
from geo.errors import InvalidParameterError
from geo.siting.covering import beyond_all, fewest
from geo.siting.maximal import most_served
from geo.siting.median import least_distance
from geo.siting.problem import Choice, Problem, Rows
from geo.siting.solver import USUAL, Effort
from geo.tables import Report
from geo.vintages import CURRENT, Level, Vintage, unit_column

if TYPE_CHECKING:
    from geo.locator import Locator

OBJECTIVES = ("mclp", "lscp", "pmedian")
"""Most persons within the radius; fewest sites for everybody; least mean distance."""


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
    radius_m: float
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

    def __post_init__(self) -> None:
        checked_radius(self.radius_m)
        if self.objective not in OBJECTIVES:
            raise InvalidParameterError(
                f"objective {self.objective[:40]!r} came; there are {', '.join(OBJECTIVES)}"
            )
        if self.objective == "lscp":
            if self.count is not None:
                raise InvalidParameterError("lscp finds how many sites it takes: leave out count")
        elif self.count is None:
            raise InvalidParameterError(f"{self.objective} needs count: how many sites, from 1")

    def parameters(self) -> dict[str, Any]:
        """Enough to ask it again, as plain values."""
        return {
            "vintage": str(self.vintage),
            "province": self.province,
            "count": self.count,
            "radius_km": self.radius_m / 1000,
            "objective": self.objective,
            "evidence": list(self.evidence),
            "category": list(self.category),
            "standing": self.standing,
            "candidates": list(self.candidates),
            "positions": ";".join(f"{at.lat},{at.lon}" for at in self.positions),
            "also": ";".join(f"{at.lat},{at.lon}" for at in self.also),
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
    population_within, distance_mean_m: each site after those above it."""
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
        Who is to be served, by the communes of the plan's vintage. None: the census.

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
    demand = census(boundaries, plan.vintage) if demand is None else demand
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
        radius_m=plan.radius_m,
    )
    choice = _choose(problem, plan, effort)
    order, steps = _steps(problem, choice.sites, by_distance=plan.objective == "pmedian")
    _verify(problem, plan, choice, steps)
    table = candidates.iloc[order].reset_index(drop=True)
    table["marginal_population"] = np.diff([step.within for step in steps])
    table["cumulative_population"] = [step.within - steps[0].within for step in steps[1:]]
    table["population_within"] = [step.within for step in steps[1:]]
    table["distance_mean_m"] = [step.mean_m for step in steps[1:]]
    whole = problem.persons
    before, after = steps[0], steps[-1]
    return Proposal(
        plan.parameters(),
        {
            "demand": demand.source,
            **{f"demand_{name}": value for name, value in demand.notes.items()},
            "distance": "geodesic over WGS84 between populated centres and outlets",
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
            "baseline_distance_mean_m": before.mean_m,
            "distance_mean_m": after.mean_m,
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
    mean_m: float | None


def _step(problem: Problem, metres: Floats) -> _Step:
    people = float(problem.persons.sum())
    known = bool(np.isfinite(metres).all()) and people > 0
    mean = round(float(problem.persons @ metres) / people, 1) if known else None
    return _Step(_person(problem.persons[metres <= problem.radius_m].sum()), mean)


def _steps(problem: Problem, sites: Rows, *, by_distance: bool) -> tuple[Rows, list[_Step]]:
    """
    The sites with the one first that adds most, then the one that adds most to it, and so on;
    and how it stands before the first and after each. By distances, not by the solver's matrix.
    """
    metres = problem.standing_m
    each = {int(site): problem.distance_m(np.array([site])) for site in sites}
    steps, order = [_step(problem, metres)], []

    def gain(site: int) -> tuple[float, float]:
        then = np.minimum(metres, each[site])
        reached = float(
            problem.persons[(then <= problem.radius_m) & ~(metres <= problem.radius_m)].sum()
        )
        cap = np.minimum(metres, 2e7)  # half way round the Earth stands for no outlet at all
        saved = float(problem.persons @ (cap - np.minimum(cap, then)))
        return (saved, reached) if by_distance else (reached, saved)

    while each:
        best = max(each, key=gain)
        metres = np.minimum(metres, each.pop(best))
        order.append(best)
        steps.append(_step(problem, metres))
    return np.array(order, np.intp), steps


def _person(persons: float) -> float:
    """A number of persons: whole where it is, else to a tenth."""
    whole = round(float(persons))
    return whole if abs(persons - whole) < 1e-6 else round(float(persons), 1)


def _verify(problem: Problem, plan: Plan, choice: Choice, steps: list[_Step]) -> None:
    """Count again what the solver claims; a difference is our fault."""
    metres = problem.distance_m(choice.sites)
    if plan.objective == "mclp":
        found = steps[-1].within - steps[0].within
        good = abs(found - choice.objective) <= 1.0
    elif plan.objective == "lscp":
        due = float(problem.persons.sum()) - beyond_all(problem)
        found = steps[-1].within
        good = abs(found - due) <= 1.0
    else:
        found = float(problem.persons @ np.where(problem.persons > 0, metres, 0.0))
        good = abs(found - choice.objective) <= 1e-6 * max(found, 1.0)
    if not good:
        raise RuntimeError(
            f"the answer of {plan.objective} counts {found}, not {choice.objective}: not given"
        )
