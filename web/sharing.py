"""What a page carries for who passes it on: its full address, a picture, data, a QR code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import segno
from flask import Flask, current_app, request, url_for
from markupsafe import Markup

from web import structured_data
from web.front import here
from web.i18n import language
from web.structured_data import Thing
from web.wording import gettext


class Shared(NamedTuple):
    """Of one page."""

    picture: str
    """The address of its picture, absolute."""
    described: str
    """The picture in words."""
    data: Thing
    """JSON-LD."""
    address: str
    """The page's own, absolute, in its language."""
    qr: Markup
    """That address as an SVG element."""


def base_address() -> str:
    """Scheme and host that others reach the site by: `BASE_URL`, else what the request came by."""
    base: str = current_app.config["BASE_URL"] or request.root_url.rstrip("/")
    return base


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page or picture in the language of the request."""
    return base_address() + url_for(endpoint, **values, lang=language())


def address() -> str:
    """The current page's full address in its language."""
    return here(lang=language(), absolute=True)


def shared(title: str, thing: Thing, trail: Sequence[tuple[str, str]], picture: str) -> Shared:
    """
    What the current page is shared with.

    Parameters
    ----------
    title
        What the page is called.
    thing
        What it is about; the way to it is added.
    trail
        Names and paths of the pages above it, from the province down.
    picture
        The absolute address of its picture.
    """
    own = address()
    steps = [
        (gettext("OCOP map of Vietnam"), absolute("pages.home")),
        *((name, base_address() + path) for name, path in trail),
        (title, own),
    ]
    return Shared(
        picture=picture,
        described=gettext("Map: where %(name)s is in Vietnam", name=title),
        data=structured_data.graph([thing, structured_data.breadcrumbs(steps)]),
        address=own,
        qr=qr_code(own),
    )


def picture_of_country() -> str:
    """For a page that is of no one place."""
    return absolute("pictures.country")


def qr_code(text: str) -> Markup:
    """
    A QR code as an SVG element without styles, which the pages' policy would refuse.

    Black with no margin: the page sets it on white, whatever the theme.

    >>> qr_code("https://x.vn").startswith('<svg')
    True
    """
    code = segno.make(text, error="m", micro=False)
    return Markup(  # noqa: S704 segno writes numbers only: the text itself is not in it
        code.svg_inline(border=0, omitsize=True, dark="black", svgclass="qr", lineclass=None)
    )


def init_app(app: Flask) -> None:
    """`picture_of_country` in every template."""
    app.add_template_global(picture_of_country, "picture_of_country")
