"""Headings as people write them to the columns they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from geo.errors import InvalidParameterError
from geo.places.fields import FIELDS, Field
from geo.places.report import Problem, Severity, said
from geo.text import fold

KINDS: tuple[str, ...] = tuple(FIELDS)
PLACE_OF = {"outlets": "outlet", "villages": "village", "destinations": "destination"}
CATEGORY_FIELD = {"outlets": "kind", "villages": "craft", "destinations": "kind"}


def known_headings(kind: str | None = None) -> frozenset[str]:
    """Every heading, folded, that a table of that kind (or of any) may have."""
    kinds = KINDS if kind is None else (kind,)
    return frozenset().union(*(field.headings for each in kinds for field in FIELDS[each]))


def match_headings(
    kind: str, headings: Sequence[str], columns: Mapping[str, str] | None = None
) -> tuple[dict[str, Field], list[Problem]]:
    """
    The field each heading stands for, and what was found on the way.

    A heading nothing answers to is a warning: its cells are left out. A required field without
    a heading is an error, as are two headings for one field.

    Parameters
    ----------
    columns
        The field that a heading means whatever it says, by heading as written; "" for a column
        that is left out on purpose.

    Raises
    ------
    InvalidParameterError
        If `columns` names a field that the kind does not have.

    Examples
    --------
    >>> headings = ["Tên cửa hàng", "LOẠI", "Tỉnh/Thành", "Zalo"]
    >>> matched, problems = match_headings("outlets", headings)
    >>> {heading: field.name for heading, field in matched.items()}
    {'Tên cửa hàng': 'name', 'LOẠI': 'kind', 'Tỉnh/Thành': 'province'}
    >>> [problem.column for problem in problems]
    ['Zalo']
    """
    chosen = columns or {}
    fields = {field.name: field for field in FIELDS[kind]}
    for name in set(chosen.values()) - {*fields, ""}:
        raise InvalidParameterError(f"{kind} have no field {name!r}; try {', '.join(fields)}")
    by_heading = {heading: field for field in FIELDS[kind] for heading in field.headings}
    matched: dict[str, Field] = {}
    problems: list[Problem] = []
    for heading in headings:
        if chosen.get(heading) == "":
            continue
        field = fields.get(chosen.get(heading, "")) or by_heading.get(fold(heading))
        earlier = next((other for other, taken in matched.items() if taken is field), None)
        if field is None:
            problems.append(
                Problem(
                    Severity.WARNING,
                    1,
                    heading,
                    said("không có cột tên như vậy", "no column is called so"),
                    said(
                        "các ô của cột bị bỏ qua; đổi tên cột nếu cần",
                        "its cells are left out; rename it if it should count",
                    ),
                )
            )
        elif earlier is not None:
            problems.append(
                Problem(
                    Severity.ERROR,
                    1,
                    heading,
                    said(
                        f"cùng nghĩa {field.name} với cột {earlier!r}",
                        f"it means {field.name}, as {earlier!r} does",
                    ),
                    said("giữ một trong hai", "keep one of the two"),
                )
            )
        else:
            matched[heading] = field
    present = {field.name for field in matched.values()}
    problems += [
        Problem(
            Severity.ERROR,
            1,
            field.name,
            said("thiếu cột này", "the column is missing"),
            said(
                f"thêm cột {field.vi!r} hoặc {field.en!r}",
                f"add one headed {field.vi!r} or {field.en!r}",
            ),
        )
        for field in FIELDS[kind]
        if field.required and field.name not in present
    ]
    if {"lat", "lon"} & present and not {"lat", "lon"} <= present:
        problems.append(
            Problem(
                Severity.ERROR,
                1,
                None,
                said("chỉ có một trong hai cột vĩ độ, kinh độ", "only one of lat and lon is there"),
                said("thêm cả hai cột, hoặc bỏ cả hai", "give both columns, or neither"),
            )
        )
    return matched, problems


def guess_kind(stem: str, headings: Sequence[str]) -> str:
    """
    The kind of table a file holds, by its name, else by its columns; outlets when unsaid.

    >>> guess_kind("lang_nghe_2026", []), guess_kind("data", ["Tên", "Nghề"]), guess_kind("a", [])
    ('villages', 'villages', 'outlets')
    """
    words = fold(stem)
    for kind, marks in (
        ("villages", ("village", "lang nghe")),
        ("destinations", ("destination", "diem den", "du lich")),
        ("outlets", ("outlet", "diem ban", "cua hang")),
    ):
        if any(mark in words for mark in marks):
            return kind
    folded = set(map(fold, headings))
    return "villages" if {"craft", "nghe", "nganh nghe"} & folded else "outlets"
