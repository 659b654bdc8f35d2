"""Rows of text to records, with every problem by row and column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from geo.places.cells import CellError, Value
from geo.places.columns import CATEGORY_FIELD, PLACE_OF, match_headings
from geo.places.fields import FIELDS, Field
from geo.places.report import Problem, Report, Said, Severity, said, shown
from geo.places.table import Row, Table
from geo.text import fold

Record = dict[str, Value]
"""A row by field name; what is blank is None. `row` is its number in the file."""

_ID = re.compile(r"[\w.:-]{1,120}", re.ASCII)
MAX_PROBLEMS = 2_000
"""More than anybody reads: a file in the wrong shape stops here, not after millions."""
_MARKUP = re.compile(r"<\s*/?\s*[a-zA-Z!]")


def check_table(
    kind: str, table: Table, report: Report, columns: Mapping[str, str] | None = None
) -> list[Record]:
    """
    The records of a table's good rows; all problems go into the report.

    Parameters
    ----------
    kind
        `outlets`, `villages` or `destinations`.
    report
        Gets the problems; its `rows` and `read_as` are set.
    columns
        As in `match_headings`.

    Returns
    -------
    A record for each row without an error, in the order of the file.
    """
    report.rows, report.read_as = len(table.rows), table.read_as
    matched, problems = match_headings(kind, table.headings, columns)
    report.headings = {field.name: heading for heading, field in matched.items()}
    problems += table.problems
    if "source_url" not in report.headings:
        problems.append(_no_source(1))
    records: list[Record] = []
    if all(problem.severity is Severity.WARNING or problem.row != 1 for problem in problems):
        for row in table.rows:
            record, found = _record(kind, row, matched)
            problems += found
            records.append(record)
            if len(problems) > MAX_PROBLEMS:
                break
        problems += _repeated_ids(records)
    if not table.rows:
        problems.append(
            Problem(
                Severity.ERROR,
                None,
                None,
                said("không có dòng nào", "no rows came"),
                said("thêm dòng dưới tiêu đề", "add rows under the headings"),
            )
        )
    refused = {problem.row for problem in problems if problem.severity is Severity.ERROR}
    if len(problems) > MAX_PROBLEMS:
        problems = [*problems[:MAX_PROBLEMS], too_many()]
    report.extend(problems)
    return [record for record in records if record["row"] not in refused]


def too_many() -> Problem:
    """The last word on a file that has more wrong with it than is worth telling."""
    return Problem(
        Severity.ERROR,
        None,
        None,
        said(f"hơn {MAX_PROBLEMS} điều cần xem", f"more than {MAX_PROBLEMS:,} problems"),
        said("sửa những điều trên rồi kiểm tra lại", "put these right, then check again"),
    )


def _record(kind: str, row: Row, matched: dict[str, Field]) -> tuple[Record, list[Problem]]:
    record: Record = {field.name: None for field in FIELDS[kind]}
    problems: list[Problem] = []
    for heading, field in matched.items():
        cell = row.cells.get(heading, "")
        if not cell:
            continue
        try:
            record[field.name] = field.parse(cell)
        except CellError as error:
            problems.append(Problem(Severity.ERROR, row.number, heading, error.came, error.remedy))
    record["row"] = row.number
    if not problems:
        problems += _whole(kind, record)
        if record["source_url"] is None and any(f.name == "source_url" for f in matched.values()):
            problems.append(_no_source(row.number))
    if record["id"] is None:
        record["id"] = id_from_content(kind, record)
    return record, problems


def _whole(kind: str, record: Record) -> Iterable[Problem]:
    """What is wrong with a record though each of its cells is right."""
    number = int(record["row"] or 0)

    def error(column: str | None, came: Said, remedy: Said) -> Problem:
        return Problem(Severity.ERROR, number, column, came, remedy)

    for field in FIELDS[kind]:
        if field.required and record[field.name] is None:
            yield error(
                field.name,
                said("ô trống", "it is blank"),
                said(f"điền {field.vi.lower()}", f"give the {field.en.lower()}"),
            )
    if (record["lat"] is None) != (record["lon"] is None):
        yield error(
            "lat, lon",
            said("chỉ có một trong hai", "only one of the two came"),
            said("điền cả hai, hoặc bỏ trống cả hai", "give both, or neither"),
        )
    elif record["lat"] is None and not (record["province"] or record["address"]):
        yield error(
            None,
            said("không có gì cho biết ở đâu", "nothing says where it is"),
            said(
                "điền tỉnh, địa chỉ, hoặc vĩ độ và kinh độ",
                "give a province, an address, or lat and lon",
            ),
        )
    if isinstance(record["id"], str) and not _ID.fullmatch(record["id"]):
        yield error(
            "id",
            said(f"gặp {shown(record['id'])}", f"{shown(record['id'])} came"),
            said("mã gồm chữ không dấu, số và - . _ :", "letters, digits and - . _ : make an id"),
        )
    name = record["name"]
    if isinstance(name, str) and not fold(name):
        yield error(
            "name",
            said(f"gặp {shown(name)}", f"{shown(name)} came"),
            said("tên phải có chữ hoặc số", "a name has letters or digits"),
        )
    elif isinstance(name, str) and _MARKUP.search(name):
        yield Problem(
            Severity.WARNING,
            number,
            "name",
            said(f"{shown(name)} giống mã HTML", f"{shown(name)} looks like HTML"),
            said(
                "được giữ và hiện như văn bản; sửa nếu không phải tên thật",
                "it is kept and shown as text; correct it if it was not meant",
            ),
        )


def _no_source(row: int) -> Problem:
    return Problem(
        Severity.WARNING,
        row,
        "source_url",
        said("chưa ghi nguồn", "no source is given"),
        said(
            "ghi biết từ đâu: địa điểm không nguồn bị coi là yếu",
            "say where it is known from: a place without a source counts as weak",
        ),
    )


def _repeated_ids(records: list[Record]) -> Iterable[Problem]:
    first: dict[Any, Any] = {}
    for record in records:
        key = record["id"]
        if key in first:
            yield Problem(
                Severity.ERROR,
                int(record["row"] or 0),
                "id",
                said(
                    f"{shown(str(key))} đã có ở dòng {first[key]}",
                    f"{shown(str(key))} is also in row {first[key]}",
                ),
                said(
                    "mỗi địa điểm một dòng: gộp lại, hoặc phân biệt bằng địa chỉ",
                    "one row a place: join the two, or tell them apart by their address",
                ),
            )
        else:
            first[key] = record["row"]


def id_from_content(kind: str, record: Record) -> str:
    """
    A stable id for a place whose file gives none: the same place gets the same again.

    It follows from the name, the units and the address as folded, so that a corrected position,
    a new status or other marks and capitals leave it as it is.

    Examples
    --------
    >>> place = {"name": "Chợ Bắc Hà", "province": "Lào Cai", "address": None}
    >>> id_from_content("outlets", place)
    'o-cho-bac-ha-11ec655b'
    >>> id_from_content("outlets", place | {"name": "CHỢ BẮC HÀ"})
    'o-cho-bac-ha-11ec655b'
    """
    parts = ("name", "address", "commune", "commune_2025_07", "district", "province")
    content = "|".join(fold(str(record.get(part) or "")) for part in parts)
    digest = hashlib.blake2s(f"{PLACE_OF[kind]}|{content}".encode(), digest_size=4).hexdigest()
    slug = fold(str(record.get("name") or "")).encode("ascii", "ignore").decode().replace(" ", "-")
    return f"{PLACE_OF[kind][0]}-{slug[:60].strip('-') or 'x'}-{digest}"


def category_of(kind: str, record: Record) -> str:
    """The record's category: an outlet's kind, a village's craft, a destination's kind."""
    return str(record[CATEGORY_FIELD[kind]])
