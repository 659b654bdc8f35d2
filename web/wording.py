"""Flask-Babel's functions that pages use, with their types: it comes without."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import flask_babel
from markupsafe import Markup, escape

from geo.text import has_marks


def gettext(message: str, **values: Any) -> str:
    """The message in the request's language, its %(placeholders)s filled."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The form of the message for so many; %(num)s in it is the number."""
    return str(flask_babel.ngettext(singular, plural, num, **values))


def named(name: str) -> Markup:
    """
    A name as markup: Vietnamese where its letters are, whatever the page's language.

    >>> named("Hội An"), named("Hoi An <City>")
    (Markup('<span lang="vi">Hội An</span>'), Markup('Hoi An &lt;City&gt;'))
    """
    return Markup('<span lang="vi">{}</span>').format(name) if has_marks(name) else escape(name)


def mixed(message: str, **values: str | Markup) -> Markup:
    """The translation of a message as markup; of its values what is not markup is escaped."""
    return Markup(message) % values  # noqa: S704  the message is of the catalogue


def format_decimal(number: float, format: str | None = None) -> str:
    """A number as the request's locale writes it; `format` is a CLDR pattern such as #,##0.0."""
    return str(flask_babel.format_decimal(number, format=format))


def format_percent(share: float, format: str | None = None) -> str:
    """A share (1.0 is all) as the request's locale writes it."""
    return str(flask_babel.format_percent(share, format=format))


def format_datetime(moment: datetime, format: str) -> str:
    """A moment in Vietnam's time as the request's locale writes it; `format` as CLDR has it."""
    return str(flask_babel.format_datetime(moment, format))


def date_words(text: str | None) -> str | None:
    """A date in ISO 8601 as the request's locale writes it; a year, or other words, as they are."""
    if text is None:
        return None
    try:
        return str(flask_babel.format_date(date.fromisoformat(text), "long"))
    except ValueError:
        return text
