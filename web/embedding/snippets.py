"""The lines a webmaster copies, and the addresses in them."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import url_for
from markupsafe import Markup

from web.embedding.options import HEIGHT, Embed
from web.sharing import base_address


class Snippets(NamedTuple):
    """For one map."""

    address: str
    """Of the embedded map: a plain link."""
    iframe: str
    script: str
    oembed: str
    """The address that answers with this very map."""


def map_address(embed: Embed, **changes: str | None) -> str:
    """The full address of a map."""
    return f"{base_address()}{url_for('embedding.map_page')}?{embed.query(**changes)}"


def oembed_address(address: str, **more: Any) -> str:
    """The full address that tells how to embed that page of ours."""
    query = urlencode({"url": address, "format": "json", **more})
    return f"{base_address()}{url_for('embedding.oembed')}?{query}"


def iframe(
    embed: Embed, title: str, *, width: int | str = "100%", height: int | None = None
) -> str:
    """
    An iframe: attributes only, since a strict policy of the host's refuses styles.

    `frameborder` is what every browser still takes for "no border" where no style may say so.
    """
    return str(
        Markup(
            '<iframe src="{src}" title="{title}" width="{width}" height="{height}" '
            'frameborder="0" loading="lazy" allow="geolocation" '
            "allowfullscreen></iframe>"
        ).format(
            src=map_address(embed),
            title=title,
            width=width,
            height=height or embed.values[HEIGHT],
        )
    )


def script(embed: Embed, title: str) -> str:
    """
    The loader and the element it fills: one line, of which a link stays where no script runs.
    """
    return str(
        Markup(
            '<div data-ocop-map="{query}"><a href="{href}">{title}</a></div>'
            '<script async src="{loader}"></script>'
        ).format(
            query=embed.query(),
            href=map_address(embed),
            title=title,
            loader=base_address() + url_for("embedding.loader"),
        )
    )


def snippets(embed: Embed, title: str) -> Snippets:
    """Everything there is to copy."""
    address = map_address(embed)
    return Snippets(address, iframe(embed, title), script(embed, title), oembed_address(address))
