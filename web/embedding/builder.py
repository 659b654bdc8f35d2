"""`/embed/build`: a form of the options, the map as it will be, and the lines to copy."""

from __future__ import annotations

from typing import NamedTuple

from flask import render_template, request, url_for
from werkzeug.datastructures import MultiDict

from geo.vintages import CURRENT, Level, Vintage
from web import front, snapshot
from web.answers import answer
from web.coverage_form import MEASURES, read_form
from web.coverage_words import measure_name
from web.embedding.blueprint import blueprint
from web.embedding.options import (
    HEIGHT,
    HIGHEST_PX,
    LOWEST_PX,
    MEASURE,
    RADIUS_KM,
    SHOWS,
    THEME,
    Embed,
    read_options,
)
from web.embedding.snippets import snippets
from web.embedding.subject import Subject, subject_of
from web.embedding.theme import Scheme, readable, tokens
from web.i18n import LANGUAGES, language
from web.wording import gettext

BELOW = {"province": ("district", "commune"), "district": ("commune",)}
"""Units that mean nothing once the one above them is another."""


class Choice(NamedTuple):
    """One choice of an option."""

    value: str
    label: str
    chosen: bool


@blueprint.get("/embed/build")
def build() -> str:
    """The builder, whole without any script."""
    current = snapshot.current()
    embed = read_options(_asked(request.args))
    subject = subject_of(current, embed)
    return render_template(
        "embed_build.html",
        embed=embed,
        subject=subject,
        facets=answer(current, embed.searched()).facets,
        choices=_choices(embed),
        problems=[text.to(language()) for text in (*embed.problems, *subject.missing)],
        accent=embed.accent or tokens("light")["--accent"],
        accent_said=_accent_said(embed),
        snippets=snippets(embed, subject.title),
        preview=f"{url_for('embedding.map_page')}?{embed.query()}",
        heights=(LOWEST_PX, HIGHEST_PX, embed.values[HEIGHT]),
        radius=f"{embed.values[RADIUS_KM]:g}",
        hidden=_hidden(subject, embed),
        script=front.static("js/embed/build.js"),
    )


def _asked(args: MultiDict[str, str]) -> MultiDict[str, str]:
    """
    The form's parameters as options.

    `map_lang` is the language of the map being built, since `lang` is the builder's own; unless
    told otherwise, who builds reads what their visitors do.
    """
    asked = args.copy()
    asked.setlist("lang", [asked.get("map_lang") or language()])
    if asked.get("accent", "").lower().lstrip("#") == tokens("light")["--accent"].lstrip("#"):
        del asked["accent"]
    # The form without a script still has the units below the province that was chosen before.
    vintage = asked.get("vintage") or str(CURRENT)
    if vintage != str(Vintage.V2025_03):
        asked.poplist("district")
    for above, below in BELOW.items():
        if asked.get(f"was_{above}", asked.get(above)) != asked.get(above):
            for name in below:
                asked.poplist(name)
    if asked.get("was_vintage", vintage) != vintage:
        for level in Level:
            asked.poplist(str(level))
    return asked


def _hidden(subject: Subject, embed: Embed) -> dict[str, str]:
    """Options that no field of the form has, kept as they are."""
    fieldless = ("place", "route", "q", "at", "map")
    kept = {name: embed.given[name] for name in fieldless if name in embed.given}
    was = {f"was_{name}": embed.given.get(name, "") for name in ("province", "district")}
    return {**kept, **was, "was_vintage": str(embed.vintage)}


def _choices(embed: Embed) -> dict[str, tuple[Choice, ...]]:
    """The choices of what the filters do not have."""
    shows = {
        "search": gettext("Search box"),
        "list": gettext("List of places"),
        "routes": gettext("Tourism routes"),
        "coverage": gettext("Reach of outlets, as colours"),
    }
    themes = {
        "light": gettext("Light"),
        "dark": gettext("Dark"),
        "auto": gettext("As the visitor’s system has it"),
    }
    vintages = {
        str(Vintage.V2025_07): gettext("since 1 July 2025"),
        str(Vintage.V2025_03): gettext("before 1 July 2025"),
    }
    names = {"vi": "Tiếng Việt", "en": "English"}
    measure = embed.values[MEASURE]
    within = read_form(MultiDict({"radius_km": f"{embed.values[RADIUS_KM]:g}"})).question.radius
    return {
        "show": tuple(Choice(word, shows[word], word in embed.shows) for word in SHOWS),
        "theme": tuple(
            Choice(word, label, word == embed.values[THEME]) for word, label in themes.items()
        ),
        "vintage": tuple(
            Choice(word, label, word == str(embed.vintage)) for word, label in vintages.items()
        ),
        "lang": tuple(
            Choice(code, names.get(code, code), code == embed.given.get("lang"))
            for code in LANGUAGES
        ),
        "measure": tuple(
            Choice(name, measure_name(name, within), name == measure) for name in MEASURES
        ),
    }


def _accent_said(embed: Embed) -> str | None:
    """What became of a colour that cannot be read as it is."""
    if embed.accent is None:
        return None
    schemes: tuple[Scheme, ...] = ("light", "dark") if embed.values[THEME] == "auto" else ()
    if not schemes:
        schemes = ("dark",) if embed.values[THEME] == "dark" else ("light",)
    shown = {scheme: readable(embed.accent, scheme) for scheme in schemes}
    changed = [each.accent for each in shown.values() if each.changed]
    if not changed:
        return None
    return gettext(
        "%(asked)s would be hard to read there (contrast below 4.5 to 1), so the map uses "
        "%(shown)s: the same hue, of another lightness.",
        asked=embed.accent,
        shown=", ".join(changed),
    )
