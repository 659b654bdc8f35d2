"""
Vietnamese text, folded so that what people type meets what is written.

Marks are dropped after composing to NFC, so old and new tone placement (hoà, hòa) fold alike.
"""

from __future__ import annotations

import re
import unicodedata

_STROKE = str.maketrans("đĐ", "dD")
_GAPS = re.compile(r"[\W_]+")


def nfc(text: str) -> str:
    """
    The text composed, trimmed, its runs of white space one space.

    >>> nfc("  Hô\\u0323i   An ") == "Hội An"
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_marks(text: str) -> str:
    """
    The text without diacritics, its case kept.

    >>> without_marks("Đà Nẵng")
    'Da Nang'
    """
    decomposed = unicodedata.normalize("NFD", text).translate(_STROKE)
    return unicodedata.normalize(
        "NFC", "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    )


def fold(text: str) -> str:
    """
    The text for comparing: no marks, lower case, words parted by one space.

    >>> fold("TP. Hồ Chí Minh"), fold("Hoà Bình") == fold("Hòa Bình")
    ('tp ho chi minh', True)
    """
    return _GAPS.sub(" ", without_marks(text).casefold()).strip()
