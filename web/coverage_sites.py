"""What the dashboard proposes: where the next outlets serve most people, and how sure that is."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from geo.coordinates import LonLat
from geo.siting import Plan, Proposal, propose
from geo.vintages import Level
from web.api.coverage import KEPT
from web.api.sites import EFFORT
from web.coverage_form import CoverageForm, positions_text
from web.coverage_words import people_words, radius_words
from web.snapshot import Snapshot
from web.unit_pages import unit_href
from web.wording import format_percent, gettext, ngettext


class Site(NamedTuple):
    """One proposed commune, after those above it."""

    name: str
    within: str
    """Its province, where sites of several are proposed."""
    href: str
    adds: str


class Sites(NamedTuple):
    """The proposal in words, and what the map draws of it."""

    headline: str
    proof: str
    sites: tuple[Site, ...]
    try_href: str
    """The dashboard with outlets tried out there: the figures after."""
    positions: tuple[tuple[float, float], ...]
    """(lat, lon), in the order of the sites."""
    asked: str
    """The query that has the API give the same."""


def sites_of(current: Snapshot, form: CoverageForm) -> Sites | None:
    """
    The proposal; None when none is asked for.

    Raises
    ------
    UnknownUnitError
        If no province of that vintage has the code asked for.
    InvalidParameterError
        If the province has fewer communes than sites are asked for.
    """
    if form.count is None:
        return None
    question = form.question
    plan = Plan(
        vintage=question.vintage,
        province=question.province,
        count=form.count,
        radius_m=question.radius_m,
        evidence=question.evidence,
        category=question.category,
    )
    # The shelf of `/api/sites`: what one has solved the other gives.
    proposal = current.keep(
        "sites", plan, lambda: propose(current.locator, plan, EFFORT), most=KEPT
    )
    provinces = current.locator.boundaries.layer(question.vintage, Level.PROVINCE)["name"]
    rows = proposal.sites.to_dict("records")
    positions = tuple(LonLat(row["lon"], row["lat"]) for row in rows)
    asked = {name: value for name, value in form.asked().items() if name not in {"level", "also"}}
    return Sites(
        headline=_headline(proposal, question.radius_m),
        proof=_proof(proposal),
        sites=tuple(
            Site(
                row["name"],
                str(provinces[row["province"]]) if question.province is None else "",
                unit_href(question.vintage, Level.COMMUNE, row["code"]),
                gettext("+%(people)s people", people=people_words(row["marginal_population"])),
            )
            for row in rows
        ),
        try_href=form.address(also=positions_text(positions), sites=None),
        positions=tuple((at.lat, at.lon) for at in positions),
        asked=urlencode({**asked, "count": form.count}),
    )


def _headline(proposal: Proposal, radius_m: float) -> str:
    said = proposal.summary
    people = said["population"]
    before, after = said["baseline_population_within"], said["population_within"]
    return ngettext(
        "One more outlet here: %(after)s people (%(share)s) within %(radius)s, where %(before)s "
        "(%(then)s) are now.",
        "%(num)s more outlets here: %(after)s people (%(share)s) within %(radius)s, where "
        "%(before)s (%(then)s) are now.",
        len(proposal.sites),
        after=people_words(after),
        share=format_percent(after / people if people else 0.0, "#,##0.0 %"),
        before=people_words(before),
        then=format_percent(before / people if people else 0.0, "#,##0.0 %"),
        radius=radius_words(radius_m),
    )


def _proof(proposal: Proposal) -> str:
    if proposal.bound is None:
        return gettext("Found in the time there was; a better choice is not ruled out.")
    more = max(proposal.bound - proposal.objective, 0.0)
    if more < 1:
        return gettext("Proven: no other choice of as many communes serves more people.")
    return gettext(
        "Proven: no other choice of as many communes serves more than %(more)s people beyond that.",
        more=people_words(more),
    )
