"""What commands print: JSON for programs, aligned tables for people, progress on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from unicodedata import combining, normalize

import click
import numpy as np
import orjson
import pandas as pd
from tqdm import tqdm

T = TypeVar("T")


def print_json(answer: Any) -> None:
    """
    Print an answer as JSON, UTF-8, one line in a pipe and indented on a terminal.

    NumPy's and pandas' values become JSON's; what is missing (NaN, NA, NaT) becomes null.
    """
    options = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
    if sys.stdout.isatty():
        options |= orjson.OPT_INDENT_2
    click.echo(orjson.dumps(answer, default=_plain, option=options).decode())


def _plain(value: Any) -> Any:
    """The JSON value of what orjson does not know."""
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """
    Print rows under headings, columns aligned: numbers to the right, the rest to the left.

    What is missing (None, NaN, NA) is an empty cell. Without rows only the headings stand.
    """
    body = [list(row) for row in rows]
    texts = [[_cell(value) for value in row] for row in body]
    widths = [max(map(_width, column)) for column in zip(headings, *texts, strict=True)]
    right = [
        bool(body) and all(isinstance(row[i], int | float | np.number) for row in body)
        for i in range(len(headings))
    ]
    rule = ["─" * width for width in widths]
    for line in ([normalize("NFC", heading) for heading in headings], rule, *texts):
        cells = (
            " " * (width - _width(text)) + text if numeric else text + " " * (width - _width(text))
            for text, width, numeric in zip(line, widths, right, strict=True)
        )
        click.echo("  ".join(cells).rstrip())


def _cell(value: object) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    return " ".join(normalize("NFC", str(value)).split())


def _width(text: str) -> int:
    """How many columns a text takes: a combining mark takes none."""
    return sum(not combining(letter) for letter in text)


def progress(items: Iterable[T], *, label: str, total: int | None = None) -> Iterable[T]:
    """The items, with a progress bar on stderr when that is a terminal, and none in a pipe."""
    bar: Iterable[T] = tqdm(
        items, desc=label, total=total, disable=not sys.stderr.isatty(), leave=False
    )
    return bar
