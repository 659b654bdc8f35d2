"""What the dashboard proposes: where the next outlets serve most people, and how sure that is."""

from __future__ import annotations

import math
from typing import NamedTuple
from urllib.parse import urlencode

from geo.coordinates import LonLat
from geo.siting import Plan, Proposal
from geo.travel import By, Radius
from geo.vintages import Level
from web.api.coverage import MOST_TRIED
from web.api.sites import proposed
from web.coverage_form import MOST_PROPOSED, CoverageForm, positions_text
from web.coverage_words import people_words
from web.own_demand import Own
from web.reach_words import exact_cost, radius_words
from web.service_areas import Spokes, service_areas
from web.snapshot import Snapshot
from web.unit_pages import unit_href
from web.wording import format_decimal, format_percent, gettext, ngettext


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
    distances: str
    proof: str
    sites: tuple[Site, ...]
    left_out: int
    """Further sites, which are in the files alone."""
    beside: str
    """What stands already."""
    try_href: str | None
    """The dashboard with outlets tried out there: the figures after; None: too many for it."""
    positions: tuple[tuple[float, float], ...]
    """(lat, lon), in the order of the sites."""
    served: Spokes | None
    """The communes that each serves, where no circle says it."""
    asked: str
    """The query that has the API give the same."""


def sites_of(current: Snapshot, form: CoverageForm, own: Own | None = None) -> Sites | None:
    """
    The proposal; None when none is asked for.

    Raises
    ------
    UnknownUnitError
        If no province of that vintage has the code asked for.
    RefusedError
        If there are fewer candidates than sites are asked for.
    """
    if not form.proposing:
        return None
    question = form.question
    plan = Plan(
        vintage=question.vintage,
        province=question.province,
        count=None if form.objective == "lscp" else form.count,
        by=question.by,
        radius_m=question.radius_m,
        radius_min=question.radius_min,
        objective=form.objective,
        evidence=question.evidence,
        category=question.category,
        candidates=form.candidates.codes,
        positions=form.candidates.positions,
        also=question.also,
    )
    # Where many sites compete, the spread of a commune is far finer than what sites are chosen by.
    proposal = proposed(current, plan, own)
    provinces = current.locator.boundaries.layer(question.vintage, Level.PROVINCE)["name"]
    rows = proposal.sites.to_dict("records")
    positions = tuple(LonLat(row["lon"], row["lat"]) for row in rows)
    asked = {name: value for name, value in form.asked().items() if name not in {"level", "spread"}}
    asked |= {name: form.given[name] for name in ("objective", "candidates") if name in form.given}
    if plan.count is not None:
        asked["count"] = str(plan.count)
    tried = (*question.also, *positions)
    return Sites(
        headline=_headline(proposal, question.radius),
        distances=_costs(proposal, question.by),
        proof=_proof(proposal, question.by),
        sites=tuple(
            Site(
                row["name"],
                str(provinces[row["province"]]) if question.province is None else "",
                unit_href(question.vintage, Level.COMMUNE, row["code"]),
                gettext("+%(people)s people", people=people_words(row["marginal_population"])),
            )
            for row in rows[:MOST_PROPOSED]
        ),
        left_out=len(rows) - len(rows[:MOST_PROPOSED]),
        beside=_beside(len(question.also)),
        try_href=form.address(also=positions_text(tried), sites=None, objective=None)
        if rows and len(tried) <= MOST_TRIED
        else None,
        positions=tuple((at.lat, at.lon) for at in positions),
        served=service_areas(current, question.vintage, question.radius, positions),
        asked=urlencode(asked),
    )


def _headline(proposal: Proposal, radius: Radius) -> str:
    said = proposal.summary
    people = said["population"]
    if not len(proposal.sites):
        return gettext(
            "Everybody who can be served from a candidate is within %(radius)s already.",
            radius=radius_words(radius),
        )
    before, after = said["baseline_population_within"], said["population_within"]
    return ngettext(
        "%(num)s more outlet here: %(after)s people (%(share)s) within %(radius)s, where "
        "%(before)s (%(then)s) are now.",
        "%(num)s more outlets here: %(after)s people (%(share)s) within %(radius)s, where "
        "%(before)s (%(then)s) are now.",
        len(proposal.sites),
        after=people_words(after),
        share=format_percent(after / people if people else 0.0, "#,##0.0 %"),
        before=people_words(before),
        then=format_percent(before / people if people else 0.0, "#,##0.0 %"),
        radius=radius_words(radius),
    )


def _costs(proposal: Proposal, by: By) -> str:
    """Mean distance or time before and after; and who no choice would reach."""
    said, mean = proposal.summary, by.column("mean")
    then, now = exact_cost(by, said[f"baseline_{mean}"]), exact_cost(by, said[mean])
    words = []
    if said[mean] is not None and len(proposal.sites):
        words.append(
            gettext("Mean time to an outlet: %(then)s → %(now)s.", then=then, now=now)
            if by.timed
            else gettext("Mean distance to an outlet: %(then)s → %(now)s.", then=then, now=now)
        )
    if proposal.sources["estimated"]:
        words.append(gettext("By road, estimated."))
    lost = said["population_beyond_every_candidate"]
    if proposal.parameters["objective"] == "lscp" and lost:
        words.append(
            gettext(
                "%(people)s people live farther than that from every candidate.",
                people=people_words(lost),
            )
        )
    return " ".join(words)


def _beside(tried: int) -> str:
    if not tried:
        return gettext("Counted beside the outlets that stand.")
    return ngettext(
        "Counted beside the outlets that stand and the one tried out.",
        "Counted beside the outlets that stand and the %(num)s tried out.",
        tried,
    )


def _proof(proposal: Proposal, by: By) -> str:
    if proposal.bound is None:
        return gettext("Found in the time there was; a better choice is not ruled out.")
    if proposal.parameters["objective"] == "lscp":
        least = math.ceil(proposal.bound - 1e-6)
        if least >= len(proposal.sites):
            return gettext("Proven: it cannot be done with fewer.")
        return gettext(
            "Proven: it takes at least %(least)s; whether fewer than these do is not known.",
            least=format_decimal(least),
        )
    if proposal.parameters["objective"] == "pmedian":
        people = proposal.summary["population"]
        less = max(proposal.objective - proposal.bound, 0.0) / people if people else 0.0
        if less < (0.05 if by.timed else 1):
            return gettext("Proven: no other choice of as many brings outlets nearer on average.")
        if by.timed:
            return gettext(
                "Proven: no other choice of as many is more than %(less)s min nearer on average.",
                less=format_decimal(math.ceil(less * 10) / 10),
            )
        return gettext(
            "Proven: no other choice of as many is more than %(less)s m nearer on average.",
            less=format_decimal(math.ceil(less)),
        )
    more = max(proposal.bound - proposal.objective, 0.0)
    if more < 1:
        return gettext("Proven: no other choice of as many places serves more people.")
    return gettext(
        "Proven: no other choice of as many places serves more than %(more)s people beyond that.",
        more=people_words(more),
    )
