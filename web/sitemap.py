"""
What search engines are told: every page once with its two languages, and where that list is.

A module with pages of its own adds them by `lists(source)`; the map's and the units' are below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from flask import Blueprint, Response, abort, url_for

from geo.vintages import LAYERS
from web import snapshot
from web.caching import Body, respond
from web.i18n import LANGUAGES
from web.operations import SHARED
from web.records import PLURAL
from web.sharing import base_address
from web.snapshot import Snapshot

Source = Callable[[Snapshot], Iterable[str]]
"""The paths of some pages of a snapshot, each once, without a language."""

MOST = 50_000
"""Pages in one file, by the protocol."""
XML = "application/xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ROBOTS = """User-agent: *
Disallow: /api/
Disallow: /results
Disallow: /coverage/figures
Disallow: /coverage/sites
Allow: /

Sitemap: {sitemap}
"""

blueprint = Blueprint("sitemap", __name__)
_SOURCES: list[Source] = []


def lists(source: Source) -> Source:
    """Have the pages that `source` yields listed too; usable as a decorator."""
    if source not in _SOURCES:
        _SOURCES.append(source)
    return source


def paths(current: Snapshot) -> list[str]:
    """The path of every page, each once."""
    # A page that two modules name is still one page.
    return list(dict.fromkeys(path for source in _SOURCES for path in source(current)))


def urlset(base: str, pages: Sequence[str], lastmod: str | None) -> str:
    """
    A sitemap of pages, each by its Vietnamese address with both languages beside it.

    Parameters
    ----------
    base
        Scheme and host, such as https://ban-do.example.vn.
    pages
        Paths without a query.
    lastmod
        The day of the data, ISO 8601; None when it is not known.

    References
    ----------
    sitemaps.org, Protocol; Google, Localized versions of your pages (sitemap).

    Examples
    --------
    >>> urlset("https://x.vn", ["/about"], None).count("<xhtml:link")
    3
    """
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    entries = []
    for page in pages:
        bare = base + page
        named = [(language, f"{bare}?lang={language}") for language in LANGUAGES]
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(address)}/>'
            for language, address in [*named, ("x-default", bare)]
        )
        entries.append(f"<url><loc>{escape(named[0][1])}</loc>{changed}{alternates}</url>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="{NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
        + "\n".join(entries)
        + "\n</urlset>\n"
    )


def index(base: str, parts: int, lastmod: str | None) -> str:
    """
    The list of the parts of a sitemap that is too large for one file.

    >>> index("https://x.vn", 2, "2026-11-24").count("<sitemap>")
    2
    """
    changed = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    entries = "\n".join(
        f"<sitemap><loc>{escape(base)}/sitemap-{part}.xml</loc>{changed}</sitemap>"
        for part in range(1, parts + 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sitemapindex xmlns="{NAMESPACE}">\n{entries}\n</sitemapindex>\n'
    )


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every page, or the list of the parts when they are more than one file may have."""
    current, base = snapshot.current(), base_address()

    def make() -> Body:
        pages, day = paths(current), day_of(current)
        many = -(-len(pages) // MOST)
        text = urlset(base, pages, day) if many <= 1 else index(base, many, day)
        return Body(text.encode())

    # The address is the host's own to say when no BASE_URL is set: few are kept.
    body = current.keep("sitemaps", (base, 0), make, most=4)
    return respond(body, XML, cache=SHARED, vary="Accept-Encoding")


@blueprint.get("/sitemap-<int:part>.xml")
def sitemap_part(part: int) -> Response:
    """One part of a sitemap in several."""
    current, base = snapshot.current(), base_address()
    pages = paths(current)
    if len(pages) <= MOST or not 1 <= part <= -(-len(pages) // MOST):
        abort(404)
    own = pages[(part - 1) * MOST : part * MOST]
    body = current.keep(
        "sitemaps",
        (base, part),
        lambda: Body(urlset(base, own, day_of(current)).encode()),
        most=4,
    )
    return respond(body, XML, cache=SHARED, vary="Accept-Encoding")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: the pages; not the parts that scripts ask for."""
    body = Body(ROBOTS.format(sitemap=f"{base_address()}/sitemap.xml").encode())
    return respond(body, "text/plain", cache=SHARED, vary="Accept-Encoding")


def day_of(current: Snapshot) -> str | None:
    """The day the data was built: no page says anything newer."""
    built: str | None = current.locator.metadata.get("built_at")
    return built[:10] if built else None


@lists
def documents(_: Snapshot) -> Iterable[str]:
    """The pages there is one of."""
    for endpoint in ("pages.home", "planner.dashboard", "pages.about"):
        yield url_for(endpoint, lang=None)


@lists
def places(current: Snapshot) -> Iterable[str]:
    """A page for every outlet, village and destination."""
    kinds = current.records.columns["kind"]
    for place, kind in zip(current.records.ids, kinds, strict=True):
        yield f"/{PLURAL[kind]}/{place}"


@lists
def units(current: Snapshot) -> Iterable[str]:
    """A page for every unit of both vintages."""
    for vintage, level in LAYERS:
        for code in current.locator.boundaries.layer(vintage, level).index:
            yield f"/places/{vintage}/{level}/{code}"
