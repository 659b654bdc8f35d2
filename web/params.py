"""
Parameters of the API: how a text is read, what it may be, and the words that document it.

One declaration serves validation and `/openapi.json`, so what is documented is what is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

from werkzeug.datastructures import MultiDict

from web.errors import RefusedError
from web.i18n import Text

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
Schema = dict[str, Any]

LONGEST_SHOWN = 60
"""Characters of a refused value that its error repeats."""


def shown(value: str) -> str:
    """
    A value as an error repeats it: quoted, cut when long.

    >>> shown("x" * 70)[-3:]
    "x…'"
    """
    return repr(value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…")


@dataclass(frozen=True, eq=False)
class Parameter(Generic[T_co]):
    """
    One parameter.

    `read` turns its text into a value or raises `RefusedError`; `default` is its value when it is
    not given, unless it is `required`.
    """

    name: str
    read: Callable[[str, str], T_co]
    schema: Schema
    about: Text
    default: T_co | None = None
    required: bool = False
    example: str | int | float | bool | None = None
    in_path: bool = False


class Values:
    """What a request gave, read: `values[K]` has the type that `K` reads."""

    __slots__ = ("_values",)

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, parameter: Parameter[T]) -> T:
        """The value, for a parameter that is required or has a default."""
        return cast("T", self._values[parameter.name])

    def get(self, parameter: Parameter[T]) -> T | None:
        """The value, or None when it was not given and has no default."""
        return cast("T | None", self._values.get(parameter.name))

    def key(self) -> tuple[tuple[str, Any], ...]:
        """The values as a key to keep an answer under."""
        return tuple(self._values.items())


def read_all(
    declared: Mapping[str, Parameter[Any]],
    args: MultiDict[str, str],
    path: Mapping[str, str],
) -> Values:
    """
    Every declared parameter's value.

    Raises
    ------
    RefusedError
        If a parameter is not declared, given twice, missing though required, or unreadable.
    """
    for name in args:
        if name not in declared or declared[name].in_path:
            raise unknown_parameter(name, declared)
    values: dict[str, Any] = {}
    for name, parameter in declared.items():
        given = [path[name]] if parameter.in_path else args.getlist(name)
        if len(given) > 1:
            raise RefusedError(
                "repeated-parameter",
                Text(
                    f"Tham số {name} được gửi {len(given)} lần; chỉ gửi một lần.",
                    f"{name} was given {len(given)} times; give it once.",
                ),
            )
        if given:
            values[name] = parameter.read(name, given[0])
        elif parameter.required:
            raise RefusedError(
                "missing-parameter",
                Text(
                    f"Thiếu tham số {name}, ví dụ {name}={parameter.example}.",
                    f"{name} is missing; give it, such as {name}={parameter.example}.",
                ),
            )
        else:
            values[name] = parameter.default
    return Values(values)


def given_in(
    args: MultiDict[str, str],
    names: Iterable[str],
    separators: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, str]:
    """
    What an address gives of these parameters, as one text each; what is empty is not given.

    A form sends each of several ticked boxes as a value of its own, and a field left empty too.

    Parameters
    ----------
    separators
        What to join the values of a name by; a comma for names that are not in it.

    Examples
    --------
    >>> given_in(MultiDict([("kind", "outlet"), ("kind", "village"), ("q", "")]), ("q", "kind"))
    {'kind': 'outlet,village'}
    """
    texts = {
        name: separators.get(name, ",").join(part for part in args.getlist(name) if part.strip())
        for name in names
    }
    return {name: text for name, text in texts.items() if text}


def unknown_parameter(name: str, declared: Mapping[str, Any]) -> RefusedError:
    """The refusal of a name that is not declared: it says which are."""
    names = ", ".join(n for n, each in declared.items() if not getattr(each, "in_path", False))
    return RefusedError(
        "unknown-parameter",
        Text(
            f"Không có tham số {shown(name)}; có {names}.",
            f"There is no parameter {shown(name)}; there are {names}.",
        ),
    )


def refuse(name: str, value: str, vi: str, en: str) -> RefusedError:
    """The refusal of a value: what came, and what would do in both languages."""
    came = f"{name}={shown(value)}"
    return RefusedError("invalid-parameter", Text(f"{came}: {vi}.", f"{came}: {en}."))
