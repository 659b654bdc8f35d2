"""Flask-Babel's functions that pages use, with their types: it comes without."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import flask_babel


def gettext(message: str, **values: Any) -> str:
    """The message in the request's language, its %(placeholders)s filled."""
    return str(flask_babel.gettext(message, **values))


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """The form of the message for so many; %(num)s in it is the number."""
    return str(flask_babel.ngettext(singular, plural, num, **values))


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
