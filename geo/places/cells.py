"""One cell of a file to one value: what was meant, or what came and what would do."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable

from geo.opening import InvalidOpeningHoursError, checked
from geo.places.dates import partial_date_from_text
from geo.places.report import RowError, Said, said, shown
from geo.places.sources import has_unsafe_scheme
from geo.places.vocabularies import Vocabulary
from geo.text import fold, nfc

MAX_NAME = 200
MAX_TEXT = 4_000

Value = str | float | int | bool | None
CellParser = Callable[[str], Value]

_HIDDEN = {"Cc", "Cf", "Co", "Cn", "Cs"}
_SWAPPED = said(
    "hai cột bị đổi chỗ: đổi lại vĩ độ và kinh độ", "they look swapped: swap lat and lon"
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


class CellError(RowError):
    """A cell that cannot be taken."""

    def __init__(self, came: Said, remedy: Said) -> None:
        super().__init__(None, came, remedy)


def _came(cell: str) -> Said:
    return said(f"gặp {shown(cell, 40)}", f"{shown(cell, 40)} came")


def text_of(limit: int) -> CellParser:
    """
    A parser of text: composed, trimmed, at most `limit` characters, none of them hidden.

    >>> text_of(20)("  Chợ   Bắc Hà ")
    'Chợ Bắc Hà'
    """

    def parse(cell: str) -> Value:
        text = nfc(cell)
        if len(text) > limit:
            raise CellError(
                said(f"có {len(text)} ký tự", f"{len(text):,} characters came"),
                said(f"tối đa {limit} ký tự", f"at most {limit:,} are taken"),
            )
        hidden = next((sign for sign in text if unicodedata.category(sign) in _HIDDEN), None)
        if hidden is not None:
            raise CellError(
                said(
                    f"có ký tự ẩn (U+{ord(hidden):04X})",
                    f"a hidden character (U+{ord(hidden):04X}) came",
                ),
                said("gõ lại ô, bỏ ký tự đó", "type the cell anew without it"),
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
            said(f"gặp địa chỉ {shown(text)}", f"the address {text[:60]!r} came"),
            said("chỉ nhận địa chỉ http và https", "only http and https addresses are taken"),
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
        raise CellError(
            _came(cell),
            said(
                "cần một số tính bằng độ, như 21,0285",
                "a number in degrees is due, such as 21.0285",
            ),
        )
    number = float(text.replace(",", "."))
    if not math.isfinite(number):
        raise CellError(_came(cell), said("cần một số hữu hạn", "a finite number is due"))
    return number


def latitude(cell: str) -> Value:
    """A latitude of Vietnam: 6 to 24 degrees north, the archipelagos included."""
    number = number_from_text(cell)
    if 6 <= number <= 24:
        return number
    if 102 <= number <= 118:
        raise CellError(_came(cell), _SWAPPED)
    raise CellError(
        _came(cell),
        said("Việt Nam ở giữa 6 và 24 độ vĩ bắc", "Vietnam lies between 6 and 24 north"),
    )


def longitude(cell: str) -> Value:
    """A longitude of Vietnam: 102 to 118 degrees east, the archipelagos included."""
    number = number_from_text(cell)
    if 102 <= number <= 118:
        return number
    if 6 <= number <= 24:
        raise CellError(_came(cell), _SWAPPED)
    raise CellError(
        _came(cell),
        said("Việt Nam ở giữa 102 và 118 độ kinh đông", "Vietnam lies between 102 and 118 east"),
    )


def stars(cell: str) -> Value:
    """
    OCOP stars: 3, 4 or 5.

    >>> stars("4 sao"), stars("5.0")
    (4, 5)
    """
    match = re.fullmatch(r"([0-9])(?:[.,]0+)?(?:\s*(?:sao|stars?|\*|★))?", cell.strip().casefold())
    if match is None or match[1] not in "345":
        raise CellError(
            _came(cell),
            said(
                "sao OCOP là 3, 4 hoặc 5; chưa rõ thì để trống",
                "OCOP stars are 3, 4 or 5; leave it blank if unknown",
            ),
        )
    return int(match[1])


def year_or_date(cell: str) -> Value:
    """A date at the precision it is known to, as ISO 8601."""
    try:
        return partial_date_from_text(cell)
    except ValueError:
        raise CellError(
            _came(cell),
            said(
                "cần ngày tháng: 2024, 9/2024 hoặc 27/9/2024",
                "a date is due: 2024, 9/2024 or 27/9/2024",
            ),
        ) from None


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
        raise CellError(_came(cell), said("ghi có hoặc không", "yes or no is due (có, không)"))
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
            _came(cell),
            said(
                'viết theo cách của OpenStreetMap: "Mo-Su 08:00-21:30"',
                'write them as OpenStreetMap does: "Mo-Su 08:00-21:30"',
            ),
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
            options = ", ".join(f"{term.id} ({term.vi})" for term in vocabulary.values())
            raise CellError(
                _came(cell), said(f"chọn một trong: {options}", f"it is one of: {options}")
            )
        return term.id

    return parse
