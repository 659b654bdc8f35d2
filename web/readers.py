"""The kinds of parameter: each makes a `Parameter` whose reader and schema agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from geo.coordinates import BBox, bbox_from_text
from geo.errors import InvalidBBoxError
from web.errors import RefusedError
from web.i18n import Text
from web.params import Parameter, Schema, refuse, shown

T = TypeVar("T")

# Plain ASCII numbers: Python's float() would also take "nan", "1_000" and Arabic digits.
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{0,25})?([eE][+-]?[0-9]{1,3})?", re.ASCII)
_CONTROL = r"\u0000-\u001f\u007f-\u009f"
_WORDS = f"^[^{_CONTROL}]*[^\\s{_CONTROL}][^{_CONTROL}]*$"
"""A pattern of JSON Schema: something to read in it, and no control characters."""


def plain(number: float) -> str:
    """
    A bound as people write it.

    >>> plain(100), plain(0.5)
    ('100', '0.5')
    """
    return f"{number:g}" if abs(number) < 1e6 else f"{number:,.0f}".replace(",", " ")


def integer(
    name: str, low: int, high: int, about: Text, *, default: int | None = None, **more: Any
) -> Parameter[int]:
    """A whole number from `low` to `high`."""

    def read(name: str, value: str) -> int:
        if _INTEGER.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        raise refuse(
            name,
            value,
            f"cần số nguyên từ {low} đến {high}",
            f"give a whole number from {low} to {high}",
        )

    schema: Schema = {"type": "integer", "minimum": low, "maximum": high}
    return Parameter(name, read, schema, about, default, **more)


def number(
    name: str,
    low: float,
    high: float,
    about: Text,
    *,
    above: bool = False,
    default: float | None = None,
    **more: Any,
) -> Parameter[float]:
    """A finite number from `low` (or only `above` it) to `high`."""
    bounds = f"{plain(low)}", f"{plain(high)}"
    more_vi, more_en = ("lớn hơn", "above") if above else ("từ", "from")

    def read(name: str, value: str) -> float:
        if _NUMBER.fullmatch(value):
            read_value = float(value)
            if low <= read_value <= high and not (above and read_value == low):
                return read_value
        raise refuse(
            name,
            value,
            f"cần một số {more_vi} {bounds[0]} đến {bounds[1]}",
            f"give a number {more_en} {bounds[0]} to {bounds[1]}",
        )

    lowest = "exclusiveMinimum" if above else "minimum"
    schema: Schema = {"type": "number", lowest: low, "maximum": high}
    return Parameter(name, read, schema, about, default, **more)


def degrees(name: str, limit: int, about: Text, **more: Any) -> Parameter[float]:
    """A latitude (limit 90) or a longitude (limit 180); a latitude off the globe looks swapped."""

    def read(name: str, value: str) -> float:
        came = f"{name}={shown(value)}"
        if not _NUMBER.fullmatch(value):
            words = Text(
                f"{came} không phải là số độ, ví dụ {name}={more.get('example')}.",
                f"{came} is no number of degrees; give one such as {name}={more.get('example')}.",
            )
        elif abs(float(value)) <= limit:
            return float(value)
        else:
            words = Text(f"{came} ngoài khoảng ±{limit} độ.", f"{came} is beyond ±{limit} degrees.")
            if name == "lat" and abs(float(value)) <= 180:
                words = Text(
                    words.vi + " Có lẽ lat và lon bị đảo chỗ: ở Việt Nam lat là 7–24, lon 102–118.",
                    words.en + " lat and lon look swapped: in Vietnam lat is 7–24, lon 102–118.",
                )
        raise RefusedError("invalid-position", words)

    schema: Schema = {"type": "number", "minimum": -limit, "maximum": limit}
    return Parameter(name, read, schema, about, **more)


def text(
    name: str, longest: int, about: Text, *, empty: bool = False, **more: Any
) -> Parameter[str]:
    """Words, trimmed, at most `longest` characters, with no control characters."""

    def read(name: str, value: str) -> str:
        trimmed = value.strip()
        if not trimmed and not empty:
            raise RefusedError(
                "empty-parameter",
                Text(f"{name} trống; hãy nhập vài chữ.", f"{name} is empty; give some words."),
            )
        if len(value) > longest:
            raise refuse(
                name,
                value,
                f"dài {len(value)} ký tự, nhiều nhất là {longest}",
                f"is {len(value)} characters long; at most {longest} will do",
            )
        if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
            raise refuse(
                name,
                value,
                "có ký tự điều khiển; chỉ gửi chữ",
                "has control characters",
            )
        return trimmed

    schema: Schema = {"type": "string", "maxLength": longest}
    schema |= {"pattern": f"^[^{_CONTROL}]*$"} if empty else {"minLength": 1, "pattern": _WORDS}
    return Parameter(name, read, schema, about, **more)


def matching(
    name: str, pattern: str, about: Text, *, code: str = "invalid-parameter", **more: Any
) -> Parameter[str]:
    """A code of one form, such as a unit's."""
    form = re.compile(pattern)

    def read(name: str, value: str) -> str:
        if form.fullmatch(value):
            return value
        example = more.get("example")
        raise refuse(name, value, f"sai dạng, ví dụ {example}", f"has another form: {example}")

    schema: Schema = {"type": "string", "pattern": f"^{pattern}$"}
    return Parameter(name, read, schema, about, **more)


def choice(
    name: str, choices: Sequence[str], about: Text, *, default: str | None = None, **more: Any
) -> Parameter[str]:
    """One of a few words."""

    def read(name: str, value: str) -> str:
        if value in choices:
            return value
        listed = ", ".join(choices)
        raise refuse(name, value, f"cần một trong {listed}", f"give one of {listed}")

    schema: Schema = {"type": "string", "enum": list(choices)}
    return Parameter(name, read, schema, about, default, **more)


def choices(
    name: str, allowed: Mapping[str, T], about: Text, **more: Any
) -> Parameter[tuple[T, ...]]:
    """One or more of a few words, parted by commas; each stands for a value."""

    def read(name: str, value: str) -> tuple[T, ...]:
        words = [word.strip() for word in value.split(",")]
        if all(word in allowed for word in words):
            return tuple(allowed[word] for word in dict.fromkeys(words))
        listed = ", ".join(allowed)
        raise refuse(
            name,
            value,
            f"cần một hay nhiều trong {listed}, cách nhau bằng dấu phẩy",
            f"give one or more of {listed}, parted by commas",
        )

    words: Schema = {"type": "string", "enum": list(allowed)}
    schema: Schema = {"type": "array", "items": words, "minItems": 1}
    return Parameter(name, read, schema, about, **more)


def flag(name: str, about: Text, **more: Any) -> Parameter[bool]:
    """Yes or no."""
    words = {"true": True, "1": True, "false": False, "0": False}

    def read(name: str, value: str) -> bool:
        if value in words:
            return words[value]
        raise refuse(name, value, "cần true hoặc false", "give true or false")

    return Parameter(name, read, {"type": "boolean"}, about, **more)


def box(name: str, about: Text, **more: Any) -> Parameter[BBox]:
    """A bounding box: west,south,east,north in degrees."""

    def read(name: str, value: str) -> BBox:
        try:
            return bbox_from_text(value)
        except InvalidBBoxError as error:
            came = f"{name}={shown(value)}"
            vi = "cần tây,nam,đông,bắc tính bằng độ, theo thứ tự đó, ví dụ 105.7,20.9,106.0,21.2"
            raise RefusedError(error.code, Text(f"{came}: {vi}.", f"{error}.")) from None

    lon: Schema = {"type": "number", "minimum": -180, "maximum": 180}
    lat: Schema = {"type": "number", "minimum": -90, "maximum": 90}
    schema: Schema = {
        "type": "array",
        "prefixItems": [lon, lat, lon, lat],
        "items": False,
        "minItems": 4,
        "maxItems": 4,
    }
    return Parameter(name, read, schema, about, **more)
