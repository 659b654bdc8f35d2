"""From a question of coverage to its answer, on what a Locator knows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas import DataFrame

from geo.coordinates import LonLat
from geo.coverage.completeness import NOTHING, mark, reported
from geo.coverage.measures import Access, Reach, Rows
from geo.coverage.outlets import DIRECT, Outlets, counted
from geo.coverage.result import Coverage, counts, persons, rounded
from geo.coverage.summary import summary_of
from geo.coverage.units import Units, merged_from
from geo.coverage.unserved import subjects
from geo.demand import Demand
from geo.demand_spread import census_over
from geo.errors import InvalidParameterError
from geo.places.vocabularies import CATEGORIES
from geo.travel import By, Destinations, Radius
from geo.vintages import CURRENT, Level, Vintage, unit_column

if TYPE_CHECKING:
    from geo.locator import Locator


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    What is asked.

    Raises
    ------
    InvalidParameterError
        If the radius is not of the measure's unit, or none; see `Radius`.
    """

    vintage: Vintage = CURRENT
    level: Level = Level.PROVINCE
    by: By = By.DISTANCE
    """What far is measured by."""
    radius_m: float | None = None
    """How far is within reach, by distance and by road_distance."""
    radius_min: float | None = None
    """How far is within reach, by road_time: minutes."""
    province: str | None = None
    """Only the units of this province; outlets beyond its border still serve it."""
    evidence: tuple[str, ...] = DIRECT
    category: tuple[str, ...] = ()
    """Kinds of outlet that count; none is all."""
    also: tuple[LonLat, ...] = ()
    """Outlets tried out: what if one stood here?"""
    spread: int | None = None
    """Over how many positions of its polygon a commune's census is spread; None: its centre."""

    def __post_init__(self) -> None:
        _ = self.radius

    @property
    def radius(self) -> Radius:
        """How far is within reach."""
        return Radius.of(self.by, radius_m=self.radius_m, radius_min=self.radius_min)

    def parameters(self) -> dict[str, Any]:
        """Enough to ask it again, as plain values."""
        said = asdict(self)
        del said["radius_m"], said["radius_min"]
        said |= self.radius.parameters()
        said["vintage"], said["level"] = str(self.vintage), str(self.level)
        said["evidence"], said["category"] = list(self.evidence), list(self.category)
        said["also"] = ";".join(f"{at.lat},{at.lon}" for at in self.also)
        return said


def cover(locator: Locator, question: Question, demand: Demand | None = None) -> Coverage:
    """
    Every measure of every unit.

    Parameters
    ----------
    locator
        Units, places, published counts.
    question
        Which units, which outlets, what radius.
    demand
        Who is to be served, by the communes of the question's vintage, as they are. None: the
        census, spread as the question says.

    Raises
    ------
    UnknownUnitError
        If no province of that vintage has the question's code.
    InvalidParameterError
        If the demand is of another vintage, or a word is in no vocabulary.
    """
    units = Units.of(locator.boundaries, question.vintage, question.level, question.province)
    if demand is None:
        demand = census_over(locator.boundaries, question.vintage, question.spread)
    if demand.vintage is not question.vintage:
        raise InvalidParameterError(
            f"the demand is by communes of {demand.vintage}, the question of {question.vintage}: "
            "read it for that vintage"
        )
    outlets = counted(
        locator.places,
        locator.filter,
        evidence=question.evidence,
        category=question.category,
        also=question.also,
    )
    travel, radius = locator.travels[question.by], question.radius
    stands = travel.to(outlets.lon, outlets.lat)
    reach = Reach.of(demand.lon, demand.lat, demand.persons, stands, limit=radius.size)
    group = units.of_commune[demand.commune]
    access = reach.by(group, len(units))
    whole = reach.by(np.where(group >= 0, 0, -1), 1)
    of_outlet = _units_of_outlets(locator, units, outlets)
    table = _names(units)
    table["outlets"] = _count(of_outlet[outlets.row >= 0], len(units))
    table["outlets_tried"] = _count(of_outlet[outlets.row < 0], len(units))
    for category, which in _categories(locator, outlets).items():
        table[f"outlets_{category}"] = _count(of_outlet[which], len(units))
    _put_access(table, access, question.by)
    _put_nearest(table, locator, units, outlets, stands, question.by)
    unserved: list[DataFrame] = []
    totals: dict[str, int] = {}
    layers = locator.places, locator.products, locator.boundaries
    for every in subjects(*layers, question.vintage, question.level):
        each = every.of_province(question.province)
        rows, cost = units.rows_of(pd.Series(each.unit)), stands.nearest(each.lon, each.lat).cost
        far = each.unserved(cost, radius)
        table[f"{each.kind}s"] = _count(rows, len(units))
        table[f"{each.kind}s_beyond"] = _count(rows[cost > radius.size], len(units))
        # The whole has also those that are known by their province alone.
        totals |= {f"{each.kind}s": len(each.lon), f"{each.kind}s_beyond": len(far)}
        unserved.append(far)
    provinces = _completeness(locator, question, outlets)
    own = provinces.loc[units.layer["province"]]
    table["completeness"] = own["completeness"].to_numpy()
    table["province_outlets_reported"] = own["reported"].to_numpy()
    table["province_outlets_in_data"] = own["in_data"].to_numpy()
    chosen = provinces if question.province is None else provinces.loc[[question.province]]
    return Coverage(
        question.parameters(),
        {
            "demand": demand.source,
            **{f"demand_{name}": value for name, value in demand.notes.items()},
            "distance": f"{travel.source}, from where people live to the outlet's pin",
            "estimated": travel.estimated,
        },
        {**summary_of(table, whole, reach, group, outlets, of_outlet, question.by), **totals},
        table,
        chosen.reset_index(),
        pd.concat(unserved, ignore_index=True),
        units.layer[["geometry"]],
        locator.data_version,
    )


def _names(units: Units) -> DataFrame:
    columns = ["name", "short_name", "name_en", "type", "parent", "province", "lon", "lat"]
    table = DataFrame(units.layer[columns]).reset_index()
    table["parent"] = table["parent"].astype(object).where(table["parent"].notna(), "")
    return table


def _units_of_outlets(locator: Locator, units: Units, outlets: Outlets) -> Rows:
    """The row of each outlet's unit; -1 where it is in none of them or not known."""
    column = unit_column(units.vintage, units.level)
    found = np.full(len(outlets), -1)
    real = outlets.row >= 0
    found[real] = units.rows_of(locator.places[column].iloc[outlets.row[real]])
    if outlets.tried:
        located = locator.boundaries.locate_many(outlets.lon[~real], outlets.lat[~real])
        found[~real] = units.rows_of(located[column])
    return found


def _categories(locator: Locator, outlets: Outlets) -> dict[str, Any]:
    """Of each kind of outlet that counts, which of them are of it."""
    own = np.full(len(outlets), "", dtype=object)
    real = outlets.row >= 0
    own[real] = locator.places["category"].astype(object).to_numpy()[outlets.row[real]]
    present = set(own)
    return {word: own == word for word in CATEGORIES["outlet"] if word in present}


def _count(rows: Rows, count: int) -> Rows:
    return np.bincount(rows[rows >= 0], minlength=count)


def _put_access(table: DataFrame, access: Access, by: By) -> None:
    people = access.population
    with np.errstate(invalid="ignore", divide="ignore"):
        per_100k = np.where(people > 0, table["outlets"] / people * 100_000, np.nan)
        share = np.where(people > 0, access.population_within / people, np.nan)
    table["outlets_per_100k"] = rounded(per_100k, 3)
    table["population"] = persons(people)
    table["population_within"] = persons(access.population_within)
    table["population_beyond"] = table["population"] - table["population_within"]
    table["share_within"] = rounded(share, 6)
    table["share_beyond"] = rounded(1 - share, 6)
    if by.road:
        table["population_unreached"] = persons(access.population_unreached)
    costs = access.cost_mean, access.cost_median, access.cost_p90, access.cost_max
    for column, cost in zip(by.columns, costs, strict=True):
        table[column] = rounded(cost)
    table["outlets_within_mean"] = rounded(access.outlets_within_mean, 3)
    table["accessibility_2sfca"] = rounded(access.accessibility, 6)


def _put_nearest(
    table: DataFrame,
    locator: Locator,
    units: Units,
    outlets: Outlets,
    stands: Destinations,
    by: By,
) -> None:
    """The outlet nearest to where each unit's people are centred, wherever it stands."""
    names = np.full(len(units), None, dtype=object)
    ids = names.copy()
    centres = units.layer["lon"].to_numpy(np.float64), units.layer["lat"].to_numpy(np.float64)
    near = stands.nearest(*centres)
    reached = np.flatnonzero(near.row >= 0)
    rows = outlets.row[near.row[reached]]
    real, tried = reached[rows >= 0], reached[rows < 0]
    ids[real] = locator.places["id"].astype(object).to_numpy()[rows[rows >= 0]]
    names[real] = locator.places["name"].astype(object).to_numpy()[rows[rows >= 0]]
    names[tried] = "(thử / tried out)"
    table["nearest_outlet_id"] = ids
    table["nearest_outlet_name"] = names
    table[by.nearest] = rounded(np.where(near.row >= 0, near.cost, np.nan))


def _completeness(locator: Locator, question: Question, outlets: Outlets) -> DataFrame:
    """Of each province, what is reported, what the data has, and the mark."""
    layer = locator.boundaries.layer(question.vintage, Level.PROVINCE)
    merged = merged_from(locator.boundaries, locator.crosswalk, question.vintage)
    said = reported(locator.reference, question.vintage, merged)
    # By all the outlets that stand, not by the kinds of one question: reports count all.
    standing = counted(locator.places, locator.filter, evidence=question.evidence)
    codes = locator.places[unit_column(question.vintage, Level.PROVINCE)].iloc[standing.row]
    in_data = codes.value_counts()
    rows = []
    for code, name in layer["name"].items():
        report, have = said.get(str(code), NOTHING), int(in_data.get(code, 0))
        rows.append(
            {
                "code": code,
                "name": name,
                "reported": report.points,
                "reported_whole": report.whole,
                "in_data": have,
                "completeness": mark(have, report),
                "as_of": report.as_of,
                "source_url": " ".join(report.sources) or None,
            }
        )
    table = DataFrame(rows).set_index("code")
    table["reported"] = counts(table["reported"])
    return table
