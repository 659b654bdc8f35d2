"""What the map page says before anything is asked: how much there is, and where to begin."""

from __future__ import annotations

from typing import NamedTuple

from flask import request, url_for

from geo.text import fold
from geo.vintages import CURRENT, Level, unit_column
from web.i18n import LANGUAGES, language
from web.snapshot import Snapshot
from web.unit_pages import unit_href
from web.wording import format_decimal, gettext, ngettext

TRIES = ("Hội An", "Bát Tràng", "Sa Pa", "Phú Quốc", "Quận Hà Đông")
"""Searches to begin with: a town, a village, a district, an island, an old unit."""


class Summary(NamedTuple):
    """The first page in words."""

    sentence: str
    tries: tuple[tuple[str, str], ...]
    """Words and the address that searches for them."""
    provinces: tuple[tuple[str, str, str], ...]
    """Name, address, number of outlets and villages, in the order of the alphabet."""


def summary_of(current: Snapshot) -> Summary:
    """The summary, worked out once for a language and a data version."""
    # An address that names its language keeps it in its links.
    key = (language(), request.args.get("lang") in LANGUAGES)
    return current.keep("summary", key, lambda: _summary(current), most=8)


def _summary(current: Snapshot) -> Summary:
    kinds = current.records.columns["kind"]
    outlets, villages = kinds.count("outlet"), kinds.count("village")
    places = current.locator.places
    column = unit_column(CURRENT, Level.PROVINCE)
    counts = places.loc[places["kind"] != "destination", column].value_counts()
    names = current.locator.boundaries.layer(CURRENT, Level.PROVINCE)["short_name"]
    return Summary(
        sentence=gettext(
            "%(outlets)s and %(villages)s that make the goods, each with its source.",
            outlets=ngettext("%(num)s OCOP outlet", "%(num)s OCOP outlets", outlets),
            villages=ngettext("%(num)s craft village", "%(num)s craft villages", villages),
        ),
        tries=tuple((name, url_for("pages.home", q=name)) for name in TRIES),
        provinces=tuple(
            (
                str(name),
                unit_href(CURRENT, Level.PROVINCE, str(code)),
                format_decimal(int(counts.get(code, 0))),
            )
            for code, name in sorted(names.items(), key=lambda item: fold(str(item[1])))
        ),
    )
