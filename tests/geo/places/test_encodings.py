"""Text in the encodings people send, and the ones that only look like text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import UnreadableFileError
from geo.places.encodings import decode

SAMPLE = "Tên;Tỉnh\r\nCửa hàng đặc sản Hội An;Quảng Nam\r\nNước mắm Phú Quốc;Kiên Giang\r\n"
# "Cửa hàng đặc sản, thành phố Hà Nội, số 5 đường Láng" as the fonts' keyboards stored it.
TCVN3 = "Cöa hµng ®Æc s¶n, thµnh phè Hµ Néi, sè 5 ®­êng L¸ng"
VNI = "Cöûa haøng ñaëc saûn, thaønh phoá Haø Noäi, soá 5 ñöôøng Laùng"


def windows_1258(text: str) -> bytes:
    """Encode as Windows does: the letters with their own shape, the tones after them."""
    out = b""
    for sign in unicodedata.normalize("NFC", text):
        try:
            out += sign.encode("cp1258")
        except UnicodeEncodeError:
            first, *tones = unicodedata.normalize("NFD", sign)
            shape = [mark for mark in tones if mark in "\u0302\u0306\u031b"]
            base = unicodedata.normalize("NFC", first + "".join(shape))
            rest = [mark for mark in tones if mark not in shape]
            out += (base + "".join(rest)).encode("cp1258")
    return out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_decode_of_unicode_gives_the_text(encoding: str) -> None:
    assert decode(SAMPLE.encode(encoding)).text == SAMPLE


def test_decode_of_windows_1258_composes_the_letters() -> None:
    decoded = decode(windows_1258(SAMPLE))
    assert decoded.encoding == "windows-1258"
    assert decoded.text == SAMPLE


@pytest.mark.parametrize(("text", "name"), [(TCVN3, "TCVN3"), (VNI, "VNI")], ids=["tcvn3", "vni"])
@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "utf-16"])
def test_decode_of_legacy_fonts_is_refused_by_name(text: str, name: str, encoding: str) -> None:
    with pytest.raises(UnreadableFileError, match=rf"in {name}.*UniKey"):
        decode(text.encode(encoding))


@pytest.mark.parametrize(
    "text", ["Café Zoë – naïve, à la carte, Müller", "№5 «ВДНХ»", "銀座 カフェ"]
)
def test_decode_of_other_languages_is_not_taken_for_legacy_fonts(text: str) -> None:
    assert decode(text.encode()).text == text


def test_decode_of_binary_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="NUL bytes"):
        decode(b"name,kind\n\x00\x01\x02,shop\nabc")


def test_decode_of_broken_utf16_names_the_byte() -> None:
    with pytest.raises(UnreadableFileError, match="says it is utf-16 but byte"):
        decode("Huế".encode("utf-16")[:-1])


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạấừợỹ,;\n ", min_size=1))
def test_decode_of_any_vietnamese_utf8_gives_it_back(text: str) -> None:
    assert decode(text.encode()).text == text
