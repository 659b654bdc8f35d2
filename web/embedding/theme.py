"""
The colours of an embedded map: the site's own accent, kept readable, on light or on dark.

Text must stand out from its ground by 4.5 to 1 (WCAG 2.2, 1.4.3). A colour that does not is made
darker, on dark lighter, in OKLCH: there lightness moves without the hue that people know the
site by. The grounds are those of `css/base.css`, read from it, so that there is one list of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from coloraide import Color

from web import assets

LEAST = 4.5
"""Contrast of text with its ground."""
GROUNDS = ("--paper", "--ground", "--raised")
"""What the accent stands on as text."""
SOFT = 0.12
"""How much of the accent is in the ground of what is chosen."""
STEPS = 24
"""Halvings of the lightness: finer than eight bits of a channel."""

Scheme = Literal["light", "dark"]

_ROOT = re.compile(r":root[^{]*\{([^}]*)\}")
_DECLARED = re.compile(r"(--[\w-]+):\s*([^;]+);")


class Accent(NamedTuple):
    """An accent, as the style sheet names its parts."""

    accent: str
    soft: str
    on_accent: str
    changed: bool
    """Whether the colour that was asked for could not be read."""

    def declarations(self) -> str:
        """CSS, for a `:root`."""
        return (
            f"--accent:{self.accent};--accent-soft:{self.soft};--on-accent:{self.on_accent};"
            f"--focus:{self.accent}"
        )


@lru_cache(maxsize=16)
def tokens(scheme: Scheme, sheet: str = "base") -> Mapping[str, str]:
    """The design tokens of a style sheet by day or by night."""
    text = assets.read(f"css/{sheet}.css").decode()
    day, night = (dict(_DECLARED.findall(block)) for block in _ROOT.findall(text)[:2])
    return day if scheme == "light" else {**day, **night}


def night_declarations(*sheets: str) -> str:
    """CSS that makes a page dark whatever the reader's system, for a `:root`."""
    found = (tokens("dark", sheet).items() for sheet in sheets)
    return "".join(f"{name}:{value};" for declared in found for name, value in declared)


def style_sheet(theme: str, accent: str | None, *sheets: str) -> str:
    """
    The CSS that a page has after its style sheets, for a theme and an accent.

    Parameters
    ----------
    theme
        light, dark or auto; of those that are fixed the page's root has `data-theme`.
    accent
        #rrggbb, or None for the site's own.
    sheets
        Names of the style sheets whose tokens differ by night.
    """
    if theme == "auto":
        if accent is None:
            return ""
        day, night = (readable(accent, scheme).declarations() for scheme in ("light", "dark"))
        by_night = f":root:not([data-theme]){{{night}}}"
        return f":root{{{day}}}@media (prefers-color-scheme:dark){{{by_night}}}"
    scheme: Scheme = "dark" if theme == "dark" else "light"
    own = "" if accent is None else readable(accent, scheme).declarations()
    dark = night_declarations(*sheets) if scheme == "dark" else ""
    return f":root{{color-scheme:{scheme};{dark}{own}}}"


@lru_cache(maxsize=512)
def readable(colour: str, scheme: Scheme) -> Accent:
    """
    The colour as an accent that can be read in that scheme.

    Parameters
    ----------
    colour
        #rrggbb.

    Examples
    --------
    >>> readable("#0a6a4b", "light").changed, readable("#ffcc00", "light").changed
    (False, True)
    """
    grounds = [Color(tokens(scheme)[name]) for name in GROUNDS]
    wanted = Color(colour).convert("oklch")
    if _stands_out(wanted, grounds):
        return _accent(wanted, grounds[0], changed=False)
    # Between the colour, which fails, and black (white in the dark), which does not.
    fails, passes = wanted["lightness"], 0.0 if scheme == "light" else 1.0
    for _ in range(STEPS):
        middle = (fails + passes) / 2
        if _stands_out(wanted.clone().set("lightness", middle), grounds):
            passes = middle
        else:
            fails = middle
    return _accent(wanted.set("lightness", passes), grounds[0], changed=True)


def contrast(colour: str, scheme: Scheme) -> float:
    """The least contrast of a colour with the grounds of a scheme."""
    return min(_ratio(Color(colour), Color(tokens(scheme)[name])) for name in GROUNDS)


def _stands_out(colour: Color, grounds: list[Color]) -> bool:
    shown = _shown(colour)
    return all(_ratio(shown, ground) >= LEAST for ground in (*grounds, _soft(shown, grounds[0])))


def _shown(colour: Color) -> Color:
    """As a screen has it: in gamut, eight bits a channel."""
    return Color(colour.convert("srgb").fit().to_string(hex=True))


def _soft(accent: Color, paper: Color) -> Color:
    return _shown(paper.mix(accent, SOFT, space="srgb"))


def _ratio(one: Color, other: Color) -> float:
    return float(one.contrast(other, method="wcag21"))


def _accent(colour: Color, paper: Color, *, changed: bool) -> Accent:
    shown = _shown(colour)
    # White or black: of the two one always has 4.58 to 1 or more.
    on = max((Color("#ffffff"), Color("#000000")), key=lambda ink: _ratio(shown, ink))
    accent, soft, ink = (each.to_string(hex=True) for each in (shown, _soft(shown, paper), on))
    return Accent(accent, soft, ink, changed)
