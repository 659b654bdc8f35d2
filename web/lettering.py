"""
Vietnamese text on pictures, in the pages' own typeface.

Its package cuts the typeface into parts by letters, so a text is written in runs, one a part.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PIL import ImageDraw, ImageFont

from web.vendor import VENDOR

FINER = 2
"""Drawn so many times larger, then brought down: Pillow's own lines have no smooth edge."""
WEIGHTS = (400, 600)
FACES = {
    subset: {
        weight: VENDOR / "fonts" / f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
        for weight in WEIGHTS
    }
    for subset in ("latin", "vietnamese")
}
"""The pages' own typeface, in the two parts its package cuts it into."""
VIETNAMESE = frozenset("ĂăĐđĨĩŨũƠơƯư₫") | frozenset(map(chr, range(0x1EA0, 0x1EFA)))
"""Letters of the Vietnamese part; all others are in the Latin one."""


def wrapped(text: str, size: int, weight: int, room: float) -> Iterator[str]:
    """The text in lines of at most `room` pixels of the finer picture; words stay whole."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and length(longer, size, weight) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def runs(text: str) -> Iterator[tuple[str, str]]:
    """
    The text in pieces that one part of the typeface has, with that part's name.

    >>> list(runs("Đà Nẵng"))
    [('vietnamese', 'Đ'), ('latin', 'à N'), ('vietnamese', 'ẵ'), ('latin', 'ng')]
    """
    piece, current = "", ""
    for letter in text:
        subset = "vietnamese" if letter in VIETNAMESE else "latin"
        if piece and subset != current:
            yield current, piece
            piece = ""
        current = subset
        piece += letter
    if piece:
        yield current, piece


@lru_cache(maxsize=32)
def _font(subset: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FACES[subset][weight]), size * FINER)


def length(text: str, size: int, weight: int) -> float:
    """How wide a line is, in pixels of the finer picture."""
    return sum(_font(subset, weight, size).getlength(piece) for subset, piece in runs(text))


def write(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    weight: int,
    colour: str,
    halo: str | None = None,
) -> None:
    """Write a line from its upper left; both parts of the typeface stand on one base line."""
    x, y = at[0], at[1] + size * FINER
    for subset, piece in runs(text):
        font = _font(subset, weight, size)
        draw.text(
            (x, y),
            piece,
            font=font,
            fill=colour,
            anchor="ls",
            stroke_width=3 * FINER if halo else 0,
            stroke_fill=halo,
        )
        x += font.getlength(piece)
