"""
What a reader asks the map page for, out of its address.

`/?q=hoi+an`, `/?at=15.88,108.33`, with filters named as the API names them. Parameters that are
not ours are let pass: links that people share gather them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from geo.vintages import CURRENT, Vintage
from web import filters, readers
from web.i18n import Text
from web.params import Values, given_in, read_all

USUAL_KINDS = ("outlet", "village")
"""What is listed when the reader does not say: where OCOP goods are sold and made."""
PAGE = 20
"""Places in a list before "show more"."""
MOST = 100

Q = readers.text("q", 300, Text("Tên hay địa chỉ.", "A name or an address."), empty=True)
AT = readers.text("at", 60, Text("Vĩ độ,kinh độ.", "Latitude,longitude."), empty=True)
K = readers.integer("k", 1, MOST, Text("Số nơi.", "How many."), default=PAGE)
SHOWN = readers.choice(
    "vintage", tuple(Vintage), Text("Thời điểm.", "Vintage."), default=str(CURRENT)
)
FILTERS = (
    filters.KIND,
    filters.CATEGORY,
    filters.CRAFT,
    filters.STARS,
    filters.EVIDENCE_OF,
    filters.PRECISION,
    filters.PROVINCE,
    filters.DISTRICT,
    filters.COMMUNE,
    filters.OPEN,
    filters.WITHIN_KM,
)
PARAMETERS = {parameter.name: parameter for parameter in (Q, AT, K, SHOWN, *FILTERS)}
"""Everything a search is made of, by name."""


@dataclass(frozen=True)
class Search:
    """The question, read."""

    values: Values
    given: Mapping[str, str]
    """The parameters as they came, empty ones left out: for forms and addresses."""

    @property
    def q(self) -> str:
        """The words typed."""
        return self.values[Q] if self.values.get(Q) else ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of place wanted."""
        return self.values[filters.KIND]

    @property
    def vintage(self) -> str:
        """The vintage whose outlines are drawn."""
        return self.values[SHOWN]

    @property
    def filtered(self) -> bool:
        """Whether any filter but the kinds is on."""
        return any(f.name in self.given for f in FILTERS if f is not filters.KIND)


def read_search(args: MultiDict[str, str]) -> Search:
    """
    The question in an address's parameters.

    Raises
    ------
    RefusedError
        If one of ours holds what it cannot be, or a district is asked for where there is none.
    """
    given = given_in(args, PARAMETERS)
    values = read_values(given)
    filters.units_of(values)  # refuses what cannot go together
    return Search(values, given)


def read_values(given: Mapping[str, str]) -> Values:
    """Their values, with what is meant where the reader says nothing."""
    return read_all(PARAMETERS, MultiDict({"kind": ",".join(USUAL_KINDS), **given}), {})


def address(search: Search, **changes: str | None) -> str:
    """The map page's address for this search with some parameters changed, or dropped by None."""
    known: dict[str, str | None] = {**search.given, **changes}
    # Typed so, because url_for's own options are of other types than a query's parameters.
    query: dict[str, Any] = {name: value for name, value in known.items() if value}
    return url_for("pages.home", **query)
