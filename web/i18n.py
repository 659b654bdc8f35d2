"""
The language of an answer: `?lang=`, then `Accept-Language`, then Vietnamese.

Pages take their words from the translation catalogue through Flask-Babel. The API's own words (its
parameters, its errors) stand in the code as a `Text`, Vietnamese beside English, so that the
document that describes a parameter and the error that refuses its value are one declaration.

There is a language for each catalogue in `web/translations`. What stands in two languages only
(the API's words, vocabularies, names of places) is English to a reader of any third one.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.core import get_global
from flask import Flask, Request, g, request
from flask_babel import Babel
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

Language = str
"""A language's code: `vi`, `en`, or that of another catalogue."""
DEFAULT: Language = "vi"
TRANSLATIONS = Path(__file__).parent / "translations"


def languages_in(folder: Path) -> tuple[Language, ...]:
    """The languages there is a catalogue for, Vietnamese first, then English, then by code."""
    found = {path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/messages.po")}
    first = (DEFAULT, "en")
    return (*first, *sorted(found - set(first)))


LANGUAGES = languages_in(TRANSLATIONS)


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
        return self.vi if language == "vi" else self.en


@lru_cache(maxsize=512)
def _accepted(header: str) -> Language:
    """The better of our languages for an Accept-Language header."""
    wanted = parse_accept_header(header, LanguageAccept)
    found = wanted.best_match(LANGUAGES, default=DEFAULT)
    return found if found in LANGUAGES else DEFAULT


def language_of(asked: Request) -> Language:
    """The language a request asks for; one we do not have counts as not asked for."""
    named = asked.args.get("lang")
    if named in LANGUAGES:
        return named
    return _accepted(asked.headers.get("Accept-Language", ""))


def language() -> Language:
    """The current request's language, worked out once."""
    known: Language | None = g.get("language")
    if known is None:
        known = g.language = language_of(request)
    return known


def others() -> tuple[tuple[Language, str], ...]:
    """The languages the current page can also be read in, each with its own name for itself."""
    names = ((code, str(Locale.parse(code).get_display_name())) for code in LANGUAGES)
    # str.capitalize would write "Tiếng việt".
    return tuple((code, name[:1].upper() + name[1:]) for code, name in names if code != language())


def og_locale(code: Language) -> str:
    """
    A language with the country whose way of writing dates and numbers goes with it.

    >>> og_locale("vi"), og_locale("en"), og_locale("fr")
    ('vi_VN', 'en_GB', 'fr_FR')
    """
    if code == "en":
        return "en_GB"
    # CLDR knows where a language is mostly spoken.
    return "_".join(get_global("likely_subtags")[code].split("_")[::2])


def init_app(app: Flask) -> None:
    """Flask-Babel with our choice of locale, and `language` in every template."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT)
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Ho_Chi_Minh")
    Babel(app, locale_selector=language)
    app.add_template_global(language, "language")
    app.add_template_global(others, "other_languages")
    app.add_template_global(og_locale, "og_locale")
