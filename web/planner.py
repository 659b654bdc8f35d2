"""Blueprint of the planner's dashboard: where people have no outlet within reach."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as Redirect

from geo.coverage.units import merged_from
from geo.places.vocabularies import EVIDENCE, OUTLET_KINDS
from geo.siting import OBJECTIVES
from geo.text import fold
from geo.travel import By
from geo.vintages import Level, Vintage
from web import front, limits, snapshot
from web.api.coverage import MOST_SPREAD
from web.coverage_form import MEASURES, MOST_PROPOSED, CoverageForm, read_form
from web.coverage_page import page_of
from web.coverage_sites import sites_of
from web.coverage_words import measure_name
from web.i18n import language
from web.maps import Parts, Tiles, drawn
from web.own_demand import own_demand
from web.reach_words import by_words
from web.snapshot import Snapshot
from web.unmet.table import unmet_table
from web.wording import gettext

blueprint = Blueprint("planner", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)

FORMATS = {"csv": "CSV", "xlsx": "Excel", "geojson": "GeoJSON", "gpkg": "GeoPackage"}
"""What a form of the API is called; those it does not have are not offered."""


@blueprint.route("/coverage", methods=["GET", "POST"])
@limits.costs(20)
def dashboard() -> str | Redirect:
    """The dashboard, whole without any script."""
    current = snapshot.current()
    form = read_form(request.values)
    if (code := _became(current, form)) is not None:
        return redirect(form.address(province=code))
    own = own_demand(current, form.question.vintage, form.question.spread)
    return render_template(
        "coverage.html",
        page=page_of(current, form, own),
        map=_map(),
        words={**front.script_words(), **_script_words()},
        choices=_choices(current, form),
        sites=sites_of(current, form, own),
        exports=_exports(form),
        unmet=unmet_table(current, form.question.vintage, form.question.province),
        most_proposed=MOST_PROPOSED,
    )


@blueprint.route("/coverage/sites", methods=["GET", "POST"])
@limits.costs(60)
def sites() -> Response:
    """The proposal alone, for the page's script: it may take seconds where the rest does not."""
    current, form = snapshot.current(), read_form(request.values)
    own = own_demand(current, form.question.vintage, form.question.spread)
    response = make_response(
        render_template("coverage_sites.html", sites=sites_of(current, form, own))
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/coverage/figures", methods=["GET", "POST"])
@limits.costs(20)
def figures() -> Response:
    """The parts that change with the controls, for the page's script."""
    form = read_form(request.values)
    current = snapshot.current()
    own = own_demand(current, form.question.vintage, form.question.spread)
    page = page_of(current, form, own)
    response = make_response(
        render_template(
            "coverage_figures.html",
            page=page,
            exports=_exports(form),
            unmet=unmet_table(current, form.question.vintage, form.question.province),
        )
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _became(current: Snapshot, form: CoverageForm) -> str | None:
    """
    The province that the one asked for became part of, where it no longer is one.

    Who turns to the units since July 2025 with an old province chosen means the same land.
    """
    question, locator = form.question, current.locator
    if question.province in locator.boundaries.layer(question.vintage, Level.PROVINCE).index:
        return None
    merged = merged_from(locator.boundaries, locator.crosswalk, question.vintage)
    return next((code for code, parts in merged.items() if question.province in parts), None)


def _choices(current: Snapshot, form: CoverageForm) -> dict[str, list[tuple[str, str, bool]]]:
    """The options of each control: value, words, whether chosen."""
    words, question = language(), form.question
    provinces = current.locator.boundaries.layer(question.vintage, Level.PROVINCE)["short_name"]
    by_name = sorted(provinces.items(), key=lambda item: fold(str(item[1])))
    levels = {
        Level.PROVINCE: gettext("Provinces"),
        Level.DISTRICT: gettext("Districts"),
        Level.COMMUNE: gettext("Communes"),
    }
    vintages = {
        Vintage.V2025_03: gettext("before 1 July 2025"),
        Vintage.V2025_07: gettext("since 1 July 2025"),
    }
    objectives = {
        "mclp": gettext("most people get within the radius"),
        "pmedian": gettext("the mean time falls most")
        if question.by.timed
        else gettext("the mean distance falls most"),
        "lscp": gettext("everybody gets within the radius, with the fewest"),
    }
    return {
        "province": [(str(code), str(name), code == question.province) for code, name in by_name],
        "vintage": [(str(v), name, v is question.vintage) for v, name in vintages.items()],
        "level": [
            (str(level), levels[level], level is question.level)
            for level in question.vintage.levels
        ],
        "evidence": [
            (word, EVIDENCE.label(word, words), word in question.evidence) for word in EVIDENCE
        ],
        "category": [
            (word, OUTLET_KINDS.label(word, words), word in question.category)
            for word in OUTLET_KINDS
        ],
        "objective": [(word, objectives[word], word == form.objective) for word in OBJECTIVES],
        "spread": [
            (
                str(points),
                gettext("evenly over it, at %(points)s points", points=points),
                points == question.spread,
            )
            for points in sorted({5, MOST_SPREAD, question.spread or 5})
        ],
        "by": [(str(by), by_words(by), by is question.by) for by in By],
        "measure": [
            (name, measure_name(name, question.radius), name == form.measure)
            for name in map(question.by.own, MEASURES)
        ],
    }


def _exports(form: CoverageForm) -> list[tuple[str, str]]:
    """The same figures as files: what the format is called, and the API's address."""
    asked = {**form.asked(), "lang": language()}
    return [
        (words, f"/api/coverage?{urlencode({**asked, 'f': name})}")
        for name, words in FORMATS.items()
    ]


def _script_words() -> dict[str, str]:
    return {
        "tried": gettext("An outlet tried out"),
        "far": gettext("Nearest outlet: {distance}"),
        "working": gettext("Looking for the best places…"),
        "minutes": gettext("{count} min"),
        "nobody": gettext("nobody lives there"),
        "per-100k": gettext("{count} per 100,000 people"),
        "outlets": gettext("{count} outlets"),
    }


def _map() -> Parts:
    config = current_app.config
    tiles = None
    if config["TILES"]:
        tiles = Tiles(config["TILES"], config["TILES_ATTRIBUTION"])
    links = front.links()
    return drawn(
        links._replace(scripts=(*links.scripts, front.static("js/layers/choropleth.js"))),
        tiles=tiles,
        attribution=front.attribution(url_for("pages.about")),
        zoom_words=(gettext("Zoom in"), gettext("Zoom out")),
        interactive=False,
        waits=True,
        choropleth=links.units,
    )
