"""One cell of a file to one value: what was meant, or what came and what would do."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable

from geo.opening import InvalidOpeningHoursError, checked
from geo.places.dates import partial_date_from_text
from geo.places.sources import has_unsafe_scheme
from geo.places.vocabularies import Vocabulary
from geo.text import fold, nfc

MAX_NAME = 200
MAX_TEXT = 4_000

Value = str | float | int | bool | None
CellParser = Callable[[str], Value]

_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class CellError(ValueError):
    """A cell that cannot be taken; `came` and `remedy` make the message."""

    def __init__(self, came: str, remedy: str) -> None:
        super().__init__(f"{came}; {remedy}")
        self.came = came
        self.remedy = remedy


def text_of(limit: int) -> CellParser:
    """
    A parser of text: composed, trimmed, at most `limit` characters, none of them hidden.

    >>> text_of(20)("  Chợ   Bắc Hà ")
    'Chợ Bắc Hà'
    """

    def parse(cell: str) -> Value:
        text = nfc(cell)
        if len(text) > limit:
            raise CellError(f"{len(text):,} characters came", f"at most {limit:,} are taken")
        hidden = next((sign for sign in text if unicodedata.category(sign) in _HIDDEN), None)
        if hidden is not None:
            raise CellError(
                f"a hidden character (U+{ord(hidden):04X}) came", "type the cell anew without it"
            )
        return text or None

    return parse


def source(cell: str) -> Value:
    """
    A source: web addresses parted by " ; ", or words that say where.

    Raises
    ------
    CellError
        If it is too long, or holds an address that a browser would run.
    """
    text = text_of(MAX_TEXT)(cell)
    if isinstance(text, str) and has_unsafe_scheme(text):
        raise CellError(
            f"the address {text[:60]!r} came", "only http and https addresses are taken"
        )
    return text


def number_from_text(cell: str) -> float:
    """
    A decimal number with a point or a comma.

    >>> number_from_text("21,0285"), number_from_text(" 105.85 ")
    (21.0285, 105.85)
    """
    text = cell.strip().removesuffix("°")
    if not _NUMBER.fullmatch(text):
        raise CellError(f"{cell[:40]!r} came", "a number in degrees is due, such as 21.0285")
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise CellError(f"{cell[:40]!r} came", "a finite number is due")
    return number


def latitude(cell: str) -> Value:
    """A latitude of Vietnam: 6 to 24 degrees north, the archipelagos included."""
    number = number_from_text(cell)
    if 6 <= number <= 24:
        return number
    swapped = "it looks like a longitude: swap lat and lon" if 102 <= number <= 118 else None
    raise CellError(f"latitude {cell} came", swapped or "Vietnam lies between 6 and 24 north")


def longitude(cell: str) -> Value:
    """A longitude of Vietnam: 102 to 118 degrees east, the archipelagos included."""
    number = number_from_text(cell)
    if 102 <= number <= 118:
        return number
    swapped = "it looks like a latitude: swap lat and lon" if 6 <= number <= 24 else None
    raise CellError(f"longitude {cell} came", swapped or "Vietnam lies between 102 and 118 east")


def stars(cell: str) -> Value:
    """
    OCOP stars: 3, 4 or 5.

    >>> stars("4 sao"), stars("5.0")
    (4, 5)
    """
    match = re.fullmatch(r"([0-9])(?:[.,]0+)?(?:\s*(?:sao|stars?|\*|★))?", cell.strip().casefold())
    if match is None or match[1] not in "345":
        raise CellError(
            f"{cell[:40]!r} came", "OCOP stars are 3, 4 or 5; leave it blank if unknown"
        )
    return int(match[1])


def year_or_date(cell: str) -> Value:
    """A date at the precision it is known to, as ISO 8601."""
    try:
        return partial_date_from_text(cell)
    except ValueError:
        raise CellError(f"{cell[:40]!r} came", "a date is due: 2024, 9/2024 or 27/9/2024") from None


def yes_or_no(cell: str) -> Value:
    """
    Yes or no, in either language.

    >>> yes_or_no("Có"), yes_or_no("0")
    (True, False)
    """
    answer = {
        "yes": True, "y": True, "true": True, "1": True, "co": True, "dung": True, "x": True,
        "no": False, "n": False, "false": False, "0": False, "khong": False, "sai": False,
    }.get(fold(cell))  # fmt: skip
    if answer is None:
        raise CellError(f"{cell[:40]!r} came", "yes or no is due (có, không)")
    return answer


def opening_hours(cell: str) -> Value:
    """
    Opening hours in the `opening_hours` syntax of OpenStreetMap, such as "Mo-Su 08:00-21:30".

    Raises
    ------
    CellError
        If the syntax does not allow it.
    """
    try:
        return checked(nfc(cell))
    except InvalidOpeningHoursError:
        raise CellError(
            f"opening hours {cell[:60]!r} came",
            'write them as OpenStreetMap does: "Mo-Su 08:00-21:30"',
        ) from None


def term_of(vocabulary: Vocabulary) -> CellParser:
    """
    A parser of the words of a vocabulary, by id, label or synonym, marks and case aside.

    >>> from geo.places.vocabularies import OUTLET_KINDS
    >>> term_of(OUTLET_KINDS)("Hợp tác xã")
    'cooperative'
    """

    def parse(cell: str) -> Value:
        term = vocabulary.find(cell)
        if term is None:
            raise CellError(
                f"{vocabulary.name} {cell[:40]!r} came",
                "it is one of "
                + ", ".join(f"{term.id} ({term.vi})" for term in vocabulary.values()),
            )
        return term.id

    return parse
