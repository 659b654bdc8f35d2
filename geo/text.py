"""
Vietnamese text, folded so that what people type meets what is written.

Three forms, each coarser than the one before: `nfc` is what is shown; `marked` keeps the
diacritics but not the spelling choices that change no sound (tone placement, i for y, case);
`fold` drops the diacritics too. `glued` is a folded text without its spaces, for comparing names
that people part differently ("Đắk Lắk", "ĐắkLắk").
"""

from __future__ import annotations

import re
import unicodedata

_STROKE = str.maketrans("đĐ", "dD")
_GAPS = re.compile(r"[\W_]+")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook, dot below
_LONE_Y = re.compile(r"(?<![aeiou])y\b|(?<=qu)y\b")
_MARKED_LONE_Y = re.compile(r"(?<![aăâeêioôơuư])y(?=\W|\d|$)|(?<=qu)y(?=\W|\d|$)")


def nfc(text: str) -> str:
    """
    The text composed, trimmed, its runs of white space one space.

    >>> nfc("  Hô\\u0323i   An ") == "Hội An"
    True
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def printable(text: str) -> str:
    """
    The text as `nfc` has it, without control characters: what XML and calendars can hold.

    >>> printable("Bát\\x00 Tràng\\x0b")
    'Bát Tràng'
    """
    kept = (
        letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in {"Cc", "Cs", "Cn"}
    )
    return nfc("".join(kept))


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


def has_marks(text: str) -> bool:
    """
    Whether the text writes any Vietnamese diacritic or đ.

    >>> has_marks("Hội An"), has_marks("Hoi An")
    (True, False)
    """
    return without_marks(text) != unicodedata.normalize("NFC", text)


def marked(text: str) -> str:
    """
    The text for comparing with its diacritics: lower case, words parted by one space.

    A word's tone stands at its end as a combining mark, so where it was written no longer
    matters, and y after a consonant is i.

    >>> marked("Hoà Bình") == marked("HÒA BÌNH"), marked("Quy Nhơn") == marked("Qui Nhơn")
    (True, True)
    >>> marked("Hòa Bình") == marked("Hóa Bình")
    False
    """
    words = []
    for word in _GAPS.sub(" ", unicodedata.normalize("NFC", text).casefold()).split():
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(letter for letter in letters if letter in _TONES)
        plain = "".join(letter for letter in letters if letter not in _TONES)
        words.append(_MARKED_LONE_Y.sub("i", unicodedata.normalize("NFC", plain)) + tones)
    return " ".join(words)


def glued(text: str) -> str:
    """
    The folded text without spaces, y after a consonant as i, numbers without leading zeros.

    >>> glued("Đắk Lắk") == glued("ĐắkLắk"), glued("Qui Nhơn") == glued("Quy Nhơn")
    (True, True)
    >>> glued("Phường 04")
    'phuong4'
    """
    words = _LONE_Y.sub("i", fold(text)).split()
    return "".join(str(int(word)) if word.isdecimal() else word for word in words)
