"""
Bytes to text, when people say nothing about the encoding.

Unicode is told for certain (a byte order mark, or valid UTF-8). What is left is windows-1258,
Microsoft's Vietnamese, which Excel writes where the system is set to Vietnamese. Two encodings of
the 1990s put Vietnamese letters in the place of others and need their own fonts: TCVN3 (.VnTime)
and VNI. Reading them as anything else gives "Hµ Néi" for Hà Nội, so they are told and refused:
their letters cannot be mapped back for certain in mixed text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from geo.errors import UnreadableFileError

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TCVN3 = re.compile(r"[A-Za-z][µ¸¶·¹¨©ª«¬®]|[®§][a-z¨©ª«¬\xad\xa8-\xfe]|[¨©ª«¬][a-z]", re.UNICODE)
_VNI = re.compile(r"(?:[aeoyAEOY]|[öôÖÔuU])[øùûõïØÙÛÕÏ]|[aA][áàåãäéèëêâ]|[eEoO][áàåãäâ]|ñ[aeoöôu]")
_VIETNAMESE = re.compile(
    "[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]",
)
_UNICODE_DUE = "save the file again as CSV UTF-8"


class Decoded(NamedTuple):
    """The text of a file, and the encoding it was in."""

    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """
    The text of a file, its line ends as they were.

    Raises
    ------
    UnreadableFileError
        If the bytes are in no encoding we take: the message names the one they look like.

    Examples
    --------
    >>> decode("Huế".encode("utf-16")).text, decode("Huế".encode("utf-8-sig")).encoding
    ('Huế', 'utf-8-sig')
    >>> decode("Cửa hàng".encode("utf-8")).encoding
    'utf-8'
    """
    decoded = _decoded(content)
    if "\0" in decoded.text:
        raise UnreadableFileError("the file holds NUL bytes: it is not text; " + _UNICODE_DUE)
    refuse_legacy_fonts(decoded.text)
    return decoded


def _decoded(content: bytes) -> Decoded:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return Decoded(_strictly(content, encoding).removeprefix("\ufeff"), encoding)
    if wide := _utf16_without_mark(content):
        return Decoded(_strictly(content, wide), wide)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _windows(content)


def refuse_legacy_fonts(text: str) -> None:
    """
    Refuse text whose letters only look Vietnamese in a TCVN3 or VNI font.

    Such text comes in any file format, Unicode ones too: the letters were wrong before saving.

    Raises
    ------
    UnreadableFileError
        If the text is in one of them.
    """
    sample = text[:200_000]
    proper = len(_VIETNAMESE.findall(sample))
    for name, font, pattern in (("TCVN3 (ABC)", ".VnTime", _TCVN3), ("VNI", "VNI-Times", _VNI)):
        hits = pattern.findall(sample)
        if len(hits) >= 3 and len(hits) > proper:
            raise UnreadableFileError(
                f"the text is in {name}, made for fonts such as {font} "
                f"({', '.join(sorted(set(hits))[:4])} …); convert it to Unicode (UniKey can), "
                "then " + _UNICODE_DUE
            )


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"the file says it is {encoding} but byte {error.start} is not; " + _UNICODE_DUE
        ) from None


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 without a mark shows as NULs in every other byte of the ASCII it holds."""
    sample = content[:4096]
    if len(sample) < 4 or len(content) % 2:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    enough = len(sample) // 2 * 0.3
    if odd > enough and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > enough and odd == 0 else None


def _windows(content: bytes) -> Decoded:
    refuse_legacy_fonts(content.decode("latin-1"))
    try:
        text = content.decode("cp1258")
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"byte {error.start} (0x{content[error.start]:02x}) is neither UTF-8 nor windows-1258; "
            + _UNICODE_DUE
        ) from None
    # Code page 1258 writes tone marks apart from their letters; NFC joins them.
    return Decoded(unicodedata.normalize("NFC", text), "windows-1258")
