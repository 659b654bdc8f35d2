"""What was found in a file, row by row, as people and programs read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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
    came: str
    remedy: str

    def __str__(self) -> str:
        where = "file" if self.row is None else f"row {self.row}"
        if self.column:
            where += f", {self.column}"
        return f"{self.severity}: {where}: {self.came}; {self.remedy}"

    def as_json(self) -> dict[str, Any]:
        """The problem as plain values."""
        return {
            "severity": str(self.severity),
            "row": self.row,
            "column": self.column,
            "came": self.came,
            "remedy": self.remedy,
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
        """Add problems, kept in the order of the file."""
        self.problems.extend(problems)
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
