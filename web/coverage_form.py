"""
What a planner asks the dashboard for, out of its address.

Every control is a parameter there; those that decide the figures are the API's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from geo.coordinates import LonLat
from geo.coverage import Question
from geo.coverage.unserved import KINDS
from geo.travel import By
from geo.vintages import Level, Vintage
from web import readers
from web.api.coverage import (
    ALSO,
    BY,
    CATEGORY,
    EVIDENCE_OF,
    PROVINCE,
    RADIUS_KM,
    RADIUS_MIN,
    SPREAD,
    radius_of,
)
from web.api.sites import CANDIDATES, OBJECTIVE, Candidates
from web.i18n import Text
from web.params import Parameter, Values, given_in, read_all

MEASURES = (
    *("share_beyond", "population_beyond", "accessibility_2sfca", "outlets", "outlets_per_100k"),
    *("distance_mean_m", "distance_median_m", "distance_p90_m", "distance_max_m"),
    *("nearest_outlet_distance_m", "villages_beyond", "producers_beyond", "destinations_beyond"),
)
"""What the map may show, by the columns of `geo.coverage`; `By.own` has them of another measure."""
EVERY = tuple(dict.fromkeys(by.own(column) for by in By for column in MEASURES))
GOOD = frozenset({"outlets", "outlets_per_100k", "accessibility_2sfca"})
"""Measures of which less is worse."""
SORTS = ("name", "population", *EVERY)
PAGE = 50
"""Rows of the table before "show more"."""
FAR_PAGE = 20
"""Rows of the list of those without an outlet."""
MOST_ROWS = 1_000
MOST_PROPOSED = 50
"""Sites proposed at a time: what one list and one map still show."""
FAR_SORTS = ("name", "kind", "unit", "distance")
START = Vintage.V2025_03
"""Districts are what planners still count by, and few enough to see at once."""

VINTAGE = readers.choice(
    "vintage", tuple(Vintage), Text("Thời điểm.", "Vintage."), default=str(START)
)
LEVEL = readers.choice("level", tuple(Level), Text("Cấp.", "Level."))
MEASURE = readers.choice(
    "measure", EVERY, Text("Chỉ số trên bản đồ.", "What the map shows."), default=MEASURES[0]
)
SORT = readers.choice("sort", SORTS, Text("Xếp theo.", "Order of the table."))
ORDER = readers.choice("order", ("asc", "desc"), Text("Tăng hay giảm.", "Up or down."))
Q = readers.text("q", 100, Text("Tên đơn vị.", "Name of a unit."))
WITHOUT = readers.flag("without", Text("Chỉ nơi chưa có.", "Only units without an outlet."))
SITES = readers.integer(
    "sites", 1, MOST_PROPOSED, Text("Đề xuất mấy điểm.", "How many sites to propose.")
)
FAR = readers.choices(
    "far",
    {word: word for word in KINDS},
    Text("Vẽ nơi chưa có điểm bán trong tầm.", "Draw those without an outlet within reach."),
)
FAR_SORT = readers.choice(
    "far_sort", FAR_SORTS, Text("Danh sách xếp theo.", "Order of their list."), default="distance"
)
FAR_ORDER = readers.choice("far_order", ("asc", "desc"), Text("Tăng hay giảm.", "Up or down."))
FAR_ROWS = readers.integer(
    "far_rows", 1, MOST_ROWS, Text("Số dòng.", "How many rows."), default=FAR_PAGE
)
ROWS = readers.integer("rows", 1, MOST_ROWS, Text("Số dòng.", "How many rows."), default=PAGE)


PARAMETERS: Mapping[str, Parameter[Any]] = {
    parameter.name: parameter
    for parameter in (
        *(VINTAGE, LEVEL, PROVINCE, BY, RADIUS_KM, RADIUS_MIN),
        *(CATEGORY, EVIDENCE_OF, MEASURE),
        *(SORT, ORDER, Q, WITHOUT, ROWS, ALSO),
        *(SITES, OBJECTIVE, CANDIDATES, SPREAD),
        *(FAR, FAR_SORT, FAR_ORDER, FAR_ROWS),
    )
}


@dataclass(frozen=True)
class CoverageForm:
    """The controls, read."""

    values: Values
    given: Mapping[str, str]
    """The parameters as they came, empty ones left out."""
    question: Question

    @property
    def measure(self) -> str:
        """The column the map shows."""
        return self.question.by.own(self.values[MEASURE])

    @property
    def sort(self) -> str:
        """The column the table is in the order of: the map's, unless the reader says."""
        return self.question.by.own(self.values.get(SORT) or self.measure)

    @property
    def descending(self) -> bool:
        """Whether the largest comes first; without a word, whatever is worst does."""
        order = self.values.get(ORDER)
        return order == "desc" if order else falls_first(self.sort)

    @property
    def q(self) -> str:
        """What names must hold."""
        return self.values.get(Q) or ""

    @property
    def without(self) -> bool:
        """Whether only units without an outlet are listed."""
        return bool(self.values.get(WITHOUT))

    @property
    def rows(self) -> int:
        """How many rows are listed."""
        return self.values[ROWS]

    @property
    def count(self) -> int | None:
        """How many sites are to be proposed; None: none, or as many as it takes."""
        return self.values.get(SITES)

    @property
    def objective(self) -> str:
        """What the proposed sites are to be best at."""
        return self.values[OBJECTIVE]

    @property
    def proposing(self) -> bool:
        """Whether sites are to be proposed; lscp finds their number itself."""
        return self.count is not None or self.objective == "lscp"

    @property
    def candidates(self) -> Candidates:
        """Where they may be; none given is every commune."""
        return self.values.get(CANDIDATES) or Candidates((), ())

    @property
    def far(self) -> tuple[str, ...]:
        """The kinds without an outlet that are drawn; none drawn lists all."""
        return self.values.get(FAR) or ()

    @property
    def far_sort(self) -> str:
        """What their list is in the order of."""
        return self.values[FAR_SORT]

    @property
    def far_descending(self) -> bool:
        """Whether the largest comes first; without a word, the farthest does."""
        order = self.values.get(FAR_ORDER)
        return order == "desc" if order else self.far_sort == "distance"

    @property
    def far_rows(self) -> int:
        """How many of them are listed."""
        return self.values[FAR_ROWS]

    @property
    def filtered(self) -> bool:
        """Whether the table leaves out units."""
        return bool(self.q) or self.without

    def address(self, **changes: Any) -> str:
        """The dashboard's address with these parameters changed; None takes one out."""
        return url_for("planner.dashboard", **{**self.given, **changes})

    def asked(self) -> dict[str, str]:
        """
        The question alone, as the API takes it.

        Whole: a link that relied on defaults would answer otherwise once they change.
        """
        question = self.question
        found = {
            "vintage": str(question.vintage),
            "level": str(question.level),
            "province": question.province or "",
            **{
                name: f"{value:g}" if isinstance(value, float) else value
                for name, value in question.radius.parameters().items()
            },
            "category": ",".join(question.category),
            "evidence": ",".join(question.evidence),
            "also": positions_text(question.also),
            "spread": str(question.spread or ""),
        }
        return {name: value for name, value in found.items() if value}


def read_form(args: MultiDict[str, str]) -> CoverageForm:
    """
    The controls in an address's parameters.

    Parameters that are not ours are let pass: links that people share gather them. A level that
    the vintage does not have is its communes, and a radius in the other unit none: a form without
    scripts sends such pairs.

    Raises
    ------
    RefusedError
        If one of ours holds what it cannot be.
    """
    given = given_in(args, PARAMETERS)
    timed = given.get(BY.name) == By.ROAD_TIME
    given.pop((RADIUS_KM if timed else RADIUS_MIN).name, None)
    values = read_all(PARAMETERS, MultiDict(given), {})
    vintage = Vintage(values[VINTAGE])
    level = Level(values.get(LEVEL) or Level.DISTRICT)
    if level not in vintage.levels:
        level = Level.COMMUNE
    radius = radius_of(values)
    question = Question(
        vintage=vintage,
        level=level,
        by=radius.by,
        radius_m=radius.radius_m,
        radius_min=radius.radius_min,
        province=values.get(PROVINCE),
        evidence=values[EVIDENCE_OF],
        category=values.get(CATEGORY) or (),
        also=values.get(ALSO) or (),
        spread=values.get(SPREAD),
    )
    return CoverageForm(values, given, question)


def without_tried(question: Question) -> Question:
    """The same question without the outlets tried out."""
    return replace(question, also=())


def falls_first(column: str) -> bool:
    """Whether the worst of a column is its largest: people out of reach, not outlets."""
    return column != "name" and column not in GOOD


def positions_text(positions: tuple[LonLat, ...]) -> str:
    """
    Positions as the address has them: latitude first, as people write them.

    >>> positions_text((LonLat(105.85, 21.03), LonLat(106.7, 10.78)))
    '21.0300,105.8500;10.7800,106.7000'
    """
    return ";".join(f"{at.lat:.4f},{at.lon:.4f}" for at in positions)
