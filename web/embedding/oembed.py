"""
`/oembed`: how to embed a page of ours, for programs that turn an address into what it shows.

As https://oembed.com (version 1.0) has it: type `rich`, an iframe. Parameters that are not of the
protocol are let pass, since consumers send their own (WordPress `dnt`).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import orjson
from flask import Response, g, request, url_for
from flask_babel import force_locale

from web import snapshot
from web.caching import Body, respond
from web.embedding.blueprint import blueprint
from web.embedding.embeddable import EMBEDDABLE, embed_of_address
from web.embedding.options import HEIGHT, Embed
from web.embedding.snippets import iframe, oembed_address
from web.embedding.subject import Subject, subject_of
from web.errors import RefusedError
from web.front import asked_language, here
from web.i18n import Text, language
from web.operations import JSON, SHARED
from web.sharing import absolute, base_address
from web.wording import gettext

WIDTH_PX = 800
PICTURE_PX = (1200, 630)
CACHE_S = 86_400


@blueprint.get("/oembed")
def oembed() -> Response:
    """
    The embed of the page whose address is `url`.

    Raises
    ------
    RefusedError
        400 without an address or with a size that is none, 404 for an address that has no map of
        ours, 501 for a format other than JSON.
    """
    served = request.args.get("format", "json")
    if served != "json":
        raise RefusedError(
            "format-not-served",
            Text(
                f"Không có định dạng {served[:20]!r}; chỉ có json.",
                f"There is no format {served[:20]!r}; there is json.",
            ),
            status=HTTPStatus.NOT_IMPLEMENTED,
        )
    wide, high = _size("maxwidth"), _size("maxheight")
    embed = _asked()
    lang = embed.given.get("lang")
    if lang is not None:
        g.language = lang
    with force_locale(language()):
        content = _content(embed, wide, high)
    return respond(Body(orjson.dumps(content)), JSON, cache=SHARED)


def _asked() -> Embed:
    address = request.args.get("url", "")
    if not address:
        raise RefusedError(
            "missing-parameter",
            Text(
                f"Thiếu tham số url, ví dụ url={base_address()}/.",
                f"url is missing; give it, such as url={base_address()}/.",
            ),
        )
    embed = embed_of_address(address)
    if embed is None or embed.problems:
        raise _unknown(address)
    return embed


def _unknown(address: str) -> RefusedError:
    return RefusedError(
        "unknown-address",
        Text(
            f"{address[:200]!r} không phải trang có bản đồ của chúng tôi.",
            f"{address[:200]!r} is no page of ours with a map.",
        ),
        status=HTTPStatus.NOT_FOUND,
    )


def _size(name: str) -> int | None:
    text = request.args.get(name)
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 9 and int(text) > 0:
        return int(text)
    raise RefusedError(
        "invalid-parameter",
        Text(
            f"{name}={text[:20]!r}: cần số điểm ảnh lớn hơn 0.",
            f"{name}={text[:20]!r}: give a number of pixels above 0.",
        ),
    )


def _content(embed: Embed, wide: int | None, high: int | None) -> dict[str, Any]:
    subject = subject_of(snapshot.current(), embed)
    if subject.missing:
        raise _unknown(request.args["url"])
    width = min(WIDTH_PX, wide or WIDTH_PX)
    height = min(embed.values[HEIGHT], high or embed.values[HEIGHT])
    return {
        "version": "1.0",
        "type": "rich",
        "title": subject.title,
        "provider_name": gettext("OCOP map of Vietnam"),
        "provider_url": absolute("pages.home"),
        "cache_age": CACHE_S,
        "html": iframe(embed, subject.title, width=width, height=height),
        "width": width,
        "height": height,
        **_thumbnail(subject, wide, high),
    }


def _thumbnail(subject: Subject, wide: int | None, high: int | None) -> dict[str, Any]:
    """The picture for sharing, where it is no larger than what may be shown."""
    width, height = PICTURE_PX
    if (wide or width) < width or (high or height) < height:
        return {}
    if subject.row is not None:
        place_id = snapshot.current().records.ids[subject.row]
        picture = absolute("pictures.place", place_id=place_id)
    elif subject.unit is not None:
        named = {name: str(value) for name, value in subject.unit._asdict().items()}
        picture = absolute("pictures.unit", **named)
    else:
        picture = absolute("pictures.country")
    return {"thumbnail_url": picture, "thumbnail_width": width, "thumbnail_height": height}


def discovery() -> str | None:
    """The address that tells how to embed the current page; None for a page without a map."""
    if request.endpoint not in EMBEDDABLE:
        return None
    return oembed_address(_own_address())


def _own_address() -> str:
    """The current page's, with all that it shows: also where the map looks, or what is measured."""
    return base_address() + here(lang=asked_language())


def build_address() -> str:
    """The builder, with the map of the current page where it has one."""
    embed = embed_of_address(_own_address()) if request.endpoint in EMBEDDABLE else None
    query = f"?{embed.query()}" if embed is not None else ""
    return url_for("embedding.build") + query


blueprint.add_app_template_global(discovery, "oembed_discovery")
blueprint.add_app_template_global(build_address, "build_address")
