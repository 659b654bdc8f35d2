"""What was found in a file, row by row, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Said(str):
    """
    Words in English that know their Vietnamese.

    >>> words = said("thiếu", "it is blank")
    >>> words, words.vi
    ('it is blank', 'thiếu')
    """

    __slots__ = ("vi",)
    vi: str


def said(vi: str, en: str) -> Said:
    """The same words in both languages."""
    words = Said(en)
    words.vi = vi
    return words


class RowError(ValueError):
    """Something in a row that keeps it out; `column` is the cell it stood in, when it is one."""

    def __init__(self, column: str | None, came: Said, remedy: Said) -> None:
        super().__init__(f"{column}: {came}; {remedy}" if column else f"{came}; {remedy}")
        self.column, self.came, self.remedy = column, came, remedy


class Severity(StrEnum):
    """An error refuses its row, and with it the file; a warning is only said."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One thing found: where, what came, and what would do.

    `row` counts as a spreadsheet does (the header is row 1); None is the file as a whole.
    """

    severity: Severity
    row: int | None
    column: str | None
    came: Said
    remedy: Said

    def __str__(self) -> str:
        where = "file" if self.row is None else f"row {self.row}"
        if self.column:
            where += f", {self.column}"
        return f"{self.severity}: {where}: {self.came}; {self.remedy}"

    @property
    def vi(self) -> str:
        """The problem in Vietnamese, as `str` gives it in English."""
        where = "cả tệp" if self.row is None else f"dòng {self.row}"
        if self.column:
            where += f", {self.column}"
        kind = "lỗi" if self.severity is Severity.ERROR else "lưu ý"
        return f"{kind}: {where}: {self.came.vi}; {self.remedy.vi}"

    def as_json(self) -> dict[str, Any]:
        """The problem as plain values."""
        return {
            "severity": str(self.severity),
            "row": self.row,
            "column": self.column,
            "came": self.came,
            "remedy": self.remedy,
            "vi": {"came": self.came.vi, "remedy": self.remedy.vi},
        }


def shown(value: str, limit: int = 60) -> str:
    """
    A value for a message: quoted, its control characters visible, cut when long.

    >>> shown("a\\tb"), shown("x" * 70, limit=5)
    ("'a\\\\tb'", "'xxxxx'…")
    """
    return repr(value) if len(value) <= limit else repr(value[:limit]) + "…"


@dataclass(slots=True)
class Report:
    """What came of checking one file."""

    file: str
    kind: str
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    read_as: str = ""
    """How the file was read: its format, and the encoding and separator where it has them."""

    headings: dict[str, str] = field(default_factory=dict)
    """How the file heads each field it has."""

    def _heading(self, column: str) -> list[str]:
        return [self.headings.get(part, part) for part in column.split(", ")]

    @property
    def refused_rows(self) -> set[int]:
        """The rows that have an error."""
        return {
            problem.row
            for problem in self.problems
            if problem.severity is Severity.ERROR and problem.row is not None
        }

    @property
    def accepted(self) -> bool:
        """Whether the file can be taken: not one error."""
        return all(problem.severity is not Severity.ERROR for problem in self.problems)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Add problems, kept in the order of the file, their columns called as the file does."""
        self.problems.extend(
            replace(problem, column=", ".join(self._heading(problem.column)))
            if problem.column
            else problem
            for problem in problems
        )
        self.problems.sort(key=lambda problem: (problem.row or 0, problem.severity))

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "file": self.file,
            "kind": self.kind,
            "read_as": self.read_as,
            "rows": self.rows,
            "refused": len(self.refused_rows),
            "accepted": self.accepted,
            "problems": [problem.as_json() for problem in self.problems],
        }
