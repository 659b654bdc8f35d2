"""
The language of an answer: `?lang=vi|en`, then `Accept-Language`, then Vietnamese.

Pages take their words from the translation catalogue through Flask-Babel. The API's own words (its
parameters, its errors) stand in the code as a `Text`, Vietnamese beside English, so that the
document that describes a parameter and the error that refuses its value are one declaration.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from flask import Flask, Request, g, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
DEFAULT: Language = "vi"


class Text(NamedTuple):
    """The same words in both languages."""

    vi: str
    en: str

    def to(self, language: Language) -> str:
        """
        The words in that language.

        >>> Text("xã", "commune").to("en")
        'commune'
        """
        return self.en if language == "en" else self.vi


@lru_cache(maxsize=512)
def _accepted(header: str) -> Language:
    """The better of our languages for an Accept-Language header."""
    wanted = parse_accept_header(header, LanguageAccept)
    found = wanted.best_match(LANGUAGES, default=DEFAULT)
    return "en" if found == "en" else "vi"


def language_of(asked: Request) -> Language:
    """The language a request asks for; one we do not have counts as not asked for."""
    named = asked.args.get("lang")
    if named in LANGUAGES:
        return "en" if named == "en" else "vi"
    return _accepted(asked.headers.get("Accept-Language", ""))


def language() -> Language:
    """The current request's language, worked out once."""
    known: Language | None = g.get("language")
    if known is None:
        known = g.language = language_of(request)
    return known


def init_app(app: Flask) -> None:
    """Flask-Babel with our choice of locale, and `language` in every template."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Ho_Chi_Minh")
    Babel(app, locale_selector=language)
    app.add_template_global(language, "language")
