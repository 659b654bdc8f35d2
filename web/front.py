"""What templates share: addresses of scripts, styles and fonts, the page's own address, words."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import current_app, request, url_for
from markupsafe import Markup

from geo.vintages import CURRENT, Level, Vintage
from web import snapshot
from web.accuracy import imported, measured
from web.i18n import LANGUAGES, Language
from web.maps import Links
from web.search import PARAMETERS, USUAL_KINDS
from web.wording import format_percent, gettext

MODULES = ("main", "near", "recent", "results", "sheet", "state", "suggest")
"""Modules of the map page, imported as `locator/<name>`: an import map gives them addresses that
change with their content, which relative imports could not."""
SCRIPTS = (
    "vendor/leaflet/leaflet.js",
    "vendor/topojson/topojson-client.js",
    "js/layers/base.js",
    "js/layers/land.js",
    "js/layers/labels.js",
    "js/layers/outlines.js",
    "js/layers/places.js",
    "js/layers/pins.js",
)
"""Scripts of every map, in the order they run."""
STYLES = ("vendor/leaflet/leaflet.css", "css/map.css")

_FILE = "vendor/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2"
_RANGES = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,"
    "U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,"
    "U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
}
"""Characters of each subset, as the typeface's package cuts them."""


class Face(NamedTuple):
    """One file of the typeface."""

    weight: int
    subset: str
    address: str
    range: str


def static(filename: str) -> str:
    """The address of a file of ours, with its digest."""
    return url_for("static", filename=filename)


def faces() -> tuple[Face, ...]:
    """The typeface: two weights, each in its Vietnamese and Latin parts."""
    return tuple(
        Face(
            weight,
            subset,
            static(f"vendor/fonts/be-vietnam-pro-{subset}-{weight}-normal.woff2"),
            characters,
        )
        for weight in (400, 600)
        for subset, characters in _RANGES.items()
    )


def modules() -> dict[str, str]:
    """The import map of the map page's modules."""
    return {f"locator/{name}": static(f"js/{name}.js") for name in MODULES}


def links() -> Links:
    """Where a map's scripts, styles and layers come from."""
    return Links(
        scripts=tuple(static(name) for name in SCRIPTS),
        styles=tuple(static(name) for name in STYLES),
        units="/api/units/{vintage}/{level}?f=topojson",
        places="/api/clusters",
        land=static("vendor/world/neighbours.json"),
    )


def attribution(about: str) -> str:
    """HTML for the map's corner."""
    words = Markup('{} · <a href="{}">{}</a>')
    return str(words.format(gettext("Approximate outlines"), about, gettext("sources")))


def keep_language(endpoint: str, values: dict[str, Any]) -> None:
    """A language asked for in an address stays in the page's links."""
    if request and "lang" not in values and request.args.get("lang") in LANGUAGES:
        values["lang"] = request.args["lang"]


def here(*, lang: Language | None, absolute: bool = False) -> str:
    """
    The current page's address in a language, or in none.

    The absolute one is for others: without what is only of this visit, such as where the map looks
    or what a campaign has added.
    """
    # Lists: a form without scripts sends a box ticked twice as two values of one name.
    args = request.args.to_dict(flat=False)
    if absolute:
        args = {name: value for name, value in args.items() if name in PARAMETERS}
    values: dict[str, Any] = {**args, **(request.view_args or {})}
    values.pop("lang", None)
    endpoint = request.endpoint or "pages.home"
    # None keeps `keep_language` from putting the current one back.
    address = url_for(endpoint, **values, lang=lang)
    base: str = current_app.config["BASE_URL"] or request.root_url.rstrip("/")
    return base + address if absolute else address


def asked_language() -> Language | None:
    """The language that the current page's address asks for, if it does."""
    asked = request.args.get("lang")
    return asked if asked in LANGUAGES else None


def canonical() -> str:
    """
    The current page's own address: in the language it was asked for in, or without any.

    The one without is a page of its own (`x-default`): it comes in the reader's language.
    """
    return here(lang=asked_language(), absolute=True)


def context() -> dict[str, Any]:
    """What every template may use."""
    files = faces()
    return {
        "here": here,
        "canonical": canonical,
        "languages": LANGUAGES,
        "accuracy_note": accuracy_note,
        "fonts": {
            "faces": files,
            # The two that the first words need; bold Vietnamese comes when a page has some.
            "preloaded": [face.address for face in files if face.weight == 400],
        },
    }


def script_words() -> dict[str, Any]:
    """What scripts say, in the page's language, and what they need to know of it."""
    return {
        "kinds": list(USUAL_KINDS),
        "vintage": str(CURRENT),
        "cluster": gettext("{count} places"),
        "approximate": gettext("Approximate position"),
        "outlet": gettext("OCOP outlet"),
        "village": gettext("Craft village"),
        "destination": gettext("Destination"),
        "near-refused": gettext(
            "Your browser does not let this page know where you are. Type a place instead, or "
            "press on the map."
        ),
        "near-failed": gettext(
            "Your position could not be found. Type a place instead, or press on the map."
        ),
        "no-network": gettext("The server cannot be reached. Check the connection and try again."),
        "type-province": gettext("Province or city"),
        "type-district": gettext("District"),
        "type-commune": gettext("Commune or ward"),
        "type-outlet": gettext("OCOP outlet"),
        "type-village": gettext("Craft village"),
        "type-destination": gettext("Destination"),
        "type-place": gettext("Populated place"),
        "type-address": gettext("Address"),
        "type-craft": gettext("Villages of this craft"),
        "type-product": gettext("OCOP product"),
        "group-now": gettext("Units since 1 July 2025"),
        "group-before": gettext("Units until 30 June 2025"),
        "group-place": gettext("Places"),
        "group-craft": gettext("Crafts"),
        "group-product": gettext("Products"),
        "group-address": gettext("Addresses"),
        "group-recent": gettext("Recent searches, kept in this browser only"),
        "forget-recent": gettext("Forget the recent searches"),
        "near-me": gettext("Near me"),
        "no-suggestion": gettext("No name fits. Press Enter to search for it as an address."),
        "near-unavailable": gettext(
            "This browser cannot say where you are, or only on a secure page (https). Type a "
            "place instead, or press on the map."
        ),
    }


def accuracy_words() -> list[tuple[str, str]]:
    """The measured agreement of the bundled outlines with official ones, a layer at a time."""
    return [
        (_layer_name(one.vintage, one.level), format_percent(one.share, "#,##0.0 %"))
        for one in measured()
    ]


def imported_words() -> list[tuple[str, str]]:
    """The layers with imported outlines, each with the file they came from."""
    found = imported(snapshot.current().locator.metadata)
    return [(_layer_name(*layer), origin) for layer, origin in found.items()]


def accuracy_note() -> str:
    """How good the outlines are in half a line, for the foot of every page."""
    if imported(snapshot.current().locator.metadata):
        return gettext("Some were imported by who runs this site.")
    shares = {(one.vintage, one.level): one.share for one in measured()}
    communes = shares.get((CURRENT, Level.COMMUNE))
    provinces = shares.get((CURRENT, Level.PROVINCE))
    if communes is None or provinces is None:
        return ""
    return gettext(
        "Of random points, %(provinces)s fall in the right province and %(communes)s in the right "
        "commune.",
        provinces=format_percent(provinces, "#,##0 %"),
        communes=format_percent(communes, "#,##0 %"),
    )


def _layer_name(vintage: Vintage, level: Level) -> str:
    levels = {
        Level.PROVINCE: gettext("Provinces"),
        Level.DISTRICT: gettext("Districts"),
        Level.COMMUNE: gettext("Communes"),
    }
    periods = {
        Vintage.V2025_03: gettext("before 1 July 2025"),
        Vintage.V2025_07: gettext("since 1 July 2025"),
    }
    return f"{levels[level]}, {periods[vintage]}"


class Credit(NamedTuple):
    """Whose work is used, what for, under which licence, and where it is."""

    name: str
    use: str
    licence: str
    address: str


def credits() -> tuple[Credit, ...]:
    """Everything the map stands on."""
    return (
        Credit(
            gettext("Press, provincial portals and official lists"),
            gettext("outlets, villages, products and routes; named on each place’s page"),
            gettext("facts"),
            "",
        ),
        Credit(
            gettext("General Statistics Office of Vietnam"),
            gettext("codes of units; population of the census of 1 April 2019"),
            gettext("public figures"),
            "https://www.nso.gov.vn",
        ),
        Credit(
            "vietnamadminunits",
            gettext("names, centres and extents of units; what became of them in 2025"),
            "MIT",
            "https://github.com/tranngocminhhieu/vietnamadminunits",
        ),
        Credit(
            "Natural Earth",
            gettext("the outline of the country and the land around it"),
            gettext("public domain"),
            "https://www.naturalearthdata.com",
        ),
        Credit(
            "GeoNames",
            gettext("positions of some places"),
            "CC BY 4.0",
            "https://www.geonames.org",
        ),
        Credit(
            "OpenFlights, countries-states-cities",
            gettext("positions of a few dozen places"),
            "ODbL",
            "https://openflights.org/data.php",
        ),
        Credit("Wikidata", gettext("positions of some places"), "CC0", "https://www.wikidata.org"),
        Credit(
            "Leaflet, Folium, TopoJSON",
            gettext("the map’s software"),
            "BSD, MIT, ISC",
            "https://leafletjs.com",
        ),
        Credit(
            "Be Vietnam Pro",
            gettext("the typeface"),
            "SIL OFL 1.1",
            "https://github.com/bettergui/BeVietnamPro",
        ),
    )
