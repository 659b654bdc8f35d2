"""A file as rows of text under headings, and how much of one is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geo.errors import UnreadableFileError
from geo.places.report import Problem, Severity, said
from geo.text import fold


class Limits(NamedTuple):
    """
    What a file may hold. All the outlets of the country are some thousands of rows: these leave
    room for a hundred times that, and none for a file made to exhaust the machine.
    """

    file_bytes: int = 50_000_000
    unpacked_bytes: int = 200_000_000
    """What the parts of an XLSX may come to unpacked."""
    unpacked_ratio: int = 200
    """How many times its packed size a part of an XLSX may unpack to; real sheets reach 30."""
    rows: int = 200_000
    columns: int = 200
    cell_characters: int = 20_000


LIMITS = Limits()
HEADER_SEARCH_ROWS = 20
"""Titles and notes above the headings: how far down the headings are looked for."""


class Row(NamedTuple):
    """A row of a file."""

    number: int
    """As a spreadsheet counts: the first row of the file is 1."""
    cells: dict[str, str]
    """By heading as written; blank cells are left out."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, and what was found on the way."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    read_as: str
    problems: tuple[Problem, ...] = ()


def table_from_rows(
    rows: Iterator[tuple[int, Sequence[str]]], known: frozenset[str], read_as: str, limits: Limits
) -> Table:
    """
    The table in numbered rows of cells, whose headings are looked for in the first of them.

    Parameters
    ----------
    rows
        Row numbers and cells, from the top.
    known
        Folded headings that are expected: the row with most of them is the heading row.

    Raises
    ------
    UnreadableFileError
        If no row holds a known heading, a heading stands twice, or there is too much of anything.
    """
    start: list[tuple[int, Sequence[str]]] = []
    for number, cells in rows:
        start.append((number, cells))
        if len(start) == HEADER_SEARCH_ROWS:
            break
    scores = [sum(fold(cell) in known for cell in cells) for _, cells in start]
    if not scores or max(scores) == 0:
        first = ", ".join(cell for cell in start[0][1] if cell)[:120] if start else ""
        raise UnreadableFileError(
            f"no headings: the first row is {first!r}; one is due that names the columns, "
            "such as: name, kind, address, province, lat, lon (or in Vietnamese)"
        )
    at = scores.index(max(scores))
    headings = [cell.strip() for cell in start[at][1]]
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) > limits.columns:
        raise UnreadableFileError(f"{len(headings)} columns; at most {limits.columns} are taken")
    twice = {heading for heading in headings if heading and headings.count(heading) > 1}
    if twice:
        raise UnreadableFileError(f"the heading {min(twice)!r} stands twice; keep one of them")
    problems: list[Problem] = []
    taken: list[Row] = []
    for number, cells in (*start[at + 1 :], *rows):
        row = _row(number, cells, headings, limits, problems)
        if row is None:
            continue
        taken.append(row)
        if len(taken) > limits.rows:
            raise UnreadableFileError(f"more than {limits.rows:,} rows; split the file")
    return Table(tuple(filter(None, headings)), tuple(taken), read_as, tuple(problems))


def _row(
    number: int,
    cells: Sequence[str],
    headings: Sequence[str],
    limits: Limits,
    problems: list[Problem],
) -> Row | None:
    """The row, or None for a blank one; a row with cells past the headings is a problem."""
    named: dict[str, str] = {}
    for heading, cell in zip(headings, cells, strict=False):
        text = cell.strip()
        if len(text) > limits.cell_characters:
            raise UnreadableFileError(
                f"row {number}, {heading}: {len(text):,} characters in one cell; "
                f"at most {limits.cell_characters:,} are taken"
            )
        if text and heading:
            named[heading] = text
    beyond = sum(bool(cell.strip()) for cell in cells[len(headings) :])
    if beyond:
        problems.append(
            Problem(
                Severity.ERROR,
                number,
                None,
                said(
                    f"{len(headings) + beyond} ô dưới {len(headings)} tiêu đề",
                    f"{len(headings) + beyond} cells under {len(headings)} headings",
                ),
                said(
                    "đặt ô có dấu phân cách trong dấu nháy kép",
                    "put cells that hold the separator between quotes",
                ),
            )
        )
    return Row(number, named) if named or beyond else None
