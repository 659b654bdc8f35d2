"""`/embed/map`: only the map and what was asked for, to stand in somebody's page."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, make_response, render_template, request

from web import front, snapshot
from web.embedding.blueprint import blueprint
from web.embedding.contents import Contents, contents_of
from web.embedding.options import FIT, HEIGHT, THEME, Embed, read_options
from web.embedding.snippets import map_address, oembed_address
from web.embedding.subject import Subject, subject_of
from web.embedding.theme import style_sheet
from web.i18n import language
from web.maps import Parts
from web.page_maps import page_map
from web.route_pages import WAY
from web.security import allow_framing
from web.wording import gettext

MODULES = {
    **{f"locator/{name}": f"js/{name}.js" for name in ("near", "results", "state", "suggest")},
    # A visitor of another site has not asked that this one remembers anything.
    "locator/recent": "js/embed/forgetful.js",
    **{f"embed/{name}": f"js/embed/{name}.js" for name in ("gestures", "host", "map")},
}
"""The import map: the map page's own modules, but for the one that keeps searches."""
ROUTES = {"Routes": "js/layers/routes.js"}


@blueprint.get("/embed/map")
def map_page() -> Response:
    """The embedded map; what of its options cannot be read is said on it."""
    allow_framing()
    current = snapshot.current()
    embed = read_options(request.args)
    subject = subject_of(current, embed)
    contents = contents_of(current, embed, subject)
    sheets = _sheets(contents)
    page = render_template(
        "embed_map.html",
        embed=embed,
        subject=subject,
        oembed=oembed_address(map_address(embed)),
        answer=contents.answer,
        contents=contents,
        problems=[text.to(language()) for text in (*embed.problems, *subject.missing)],
        map=_map(subject, contents),
        sheets=[front.static(f"css/{name}.css") for name in sheets],
        style=style_sheet(embed.values[THEME], embed.accent, "base", *sheets),
        forced_theme=None if embed.values[THEME] == "auto" else embed.values[THEME],
        fit=embed.values[FIT],
        height=embed.values[HEIGHT],
        modules={name: front.static(path) for name, path in MODULES.items()},
        words={**front.script_words(), **_script_words()},
        legend=_legend(contents),
    )
    response = make_response(page, _status(embed, subject, contents))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _status(embed: Embed, subject: Subject, contents: Contents) -> int:
    if embed.problems:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.NOT_FOUND if subject.missing else contents.answer.status


def _sheets(contents: Contents) -> list[str]:
    """Style sheets of what is shown only where it is asked for."""
    sheets = []
    if contents.coverage is not None:
        sheets.append("planner")
    if contents.routes or contents.way is not None:
        sheets.append("routes")
    return sheets


def _map(subject: Subject, contents: Contents) -> Parts:
    more: dict[str, str] = {}
    if contents.way is not None:
        more |= WAY
    if contents.routes:
        more |= ROUTES
    coloured = contents.coverage is not None
    # Coloured units have their own outlines.
    unit = None if coloured else subject.unit
    return page_map(unit=unit, interactive=False, waits=True, choropleth=coloured, more=more)


def _legend(contents: Contents) -> list[tuple[str, str]]:
    """The kinds on the map: word and label."""
    chosen = contents.state["places"].get("kind", "").split(",")
    kinds = contents.facets.kinds if contents.facets else ()
    return [(kind.value, kind.label) for kind in kinds if kind.value in chosen]


def _script_words() -> dict[str, str]:
    return {
        "wheel-hint": gettext("Click the map, then the wheel zooms it"),
        "touch-hint": gettext("Use two fingers to move the map"),
        "enter-full": gettext("Full screen"),
        "leave-full": gettext("Leave full screen"),
    }
