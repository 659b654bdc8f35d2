"""
Checking a file of places, and taking it into a store: all of it, or nothing.

A place is known by its id. A file taken in twice changes nothing the second time; a row that is
there already is brought up to date; rows that are not in the file stay as they are.
"""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from geopandas import GeoDataFrame
from pandas import DataFrame

from geo.errors import ImportRefusedError, InvalidParameterError
from geo.history import Change, Edit, publish
from geo.places.checking import MAX_PROBLEMS, Record, check_table, too_many
from geo.places.columns import KINDS, guess_kind, known_headings
from geo.places.duplicates import likely_duplicates
from geo.places.layers import place_layer
from geo.places.names import UnitNameError
from geo.places.placing import Placement, Placer, PlacingError
from geo.places.readers import read_table
from geo.places.report import Problem, Report, Severity, said
from geo.places.table import Table
from geo.storage import Store
from geo.text import fold

Watch = Callable[[Sequence[Record]], Iterable[Record]]
Read = Callable[[Path, frozenset[str]], Table]


@dataclass(slots=True)
class Checked:
    """A file that was checked: its report, and the places of its good rows."""

    report: Report
    layer: GeoDataFrame | None
    """As `geo.schema` describes it, in the order of the file; None when no row is good."""
    rows: list[int]
    """The file's row number of each place."""
    placed: list[tuple[Record, Placement]]
    """The record of each place, and where it was put."""
    table: Table
    """The file as it was read."""


@dataclass(slots=True)
class Imported:
    """What an import did, or with `dry_run` would do."""

    report: Report
    dry_run: bool
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    data_version: str = ""
    """The store's version afterwards."""
    change: Change | None = None
    """Its place in the history; None when nothing was written."""

    def as_json(self) -> dict[str, Any]:
        """The outcome as plain values, the report's among them."""
        return self.report.as_json() | {
            "dry_run": self.dry_run,
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "data_version": self.data_version,
            "change": self.change and self.change.id,
        }


def check_file(
    path: Path,
    placer: Placer,
    kind: str | None = None,
    store: Store | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    read: Read = read_table,
    watch: Watch = iter,
) -> Checked:
    """
    Read, check and place a file's rows; nothing is written.

    Parameters
    ----------
    path
        CSV, XLSX, GeoJSON or GeoPackage.
    placer
        Puts each row in its units.
    kind
        `outlets`, `villages` or `destinations`; told from the file when None.
    store
        Holds the places that are there already, to warn of doubles; None for none.
    columns
        The field that each heading means, where it is not one of those we know it by; "" for a
        column to leave out.
    read
        Reads the file; `geo.places.apart.read_table_apart` for one that a stranger sent.
    watch
        Passes the rows on one by one while they are placed, to show how far it is.

    Raises
    ------
    UnreadableFileError
        If the file cannot be read as a table at all.
    InvalidParameterError
        If there is no such kind.
    """
    known = known_headings(kind if kind in KINDS else None) | set(map(fold, columns or ()))
    table = read(path, known)
    kind = _kind(kind, path, table.headings)
    report = Report(path.name, kind)
    records = check_table(kind, table, report, columns)
    placed: list[tuple[Record, Placement]] = []
    problems: list[Problem] = []
    for record in watch(records):
        row = int(record["row"] or 0)
        try:
            placement = placer.place(record)
        except (UnitNameError, PlacingError) as error:
            problems.append(Problem(Severity.ERROR, row, error.column, error.came, error.remedy))
            if len(problems) > MAX_PROBLEMS:
                problems.append(too_many())
                break
            continue
        problems += readings(record, placement, placer)
        placed.append((record, placement))
    rows = [int(record["row"] or 0) for record, _ in placed]
    layer = None
    if placed:
        layer = place_layer(
            kind, [one for one, _ in placed], [other for _, other in placed], imported=True
        )
        problems += _doubles(layer, rows, None if store is None else _known(store, kind))
        problems += [] if store is None else _taken_ids(layer, rows, store, kind)
    report.extend(problems)
    return Checked(report, layer, rows, placed, table)


def import_file(
    path: Path,
    kind: str,
    store: Store,
    placer: Placer,
    *,
    dry_run: bool = False,
    who: str | None = None,
    why: str | None = None,
    watch: Watch = iter,
) -> Imported:
    """
    Take a file's places into a store, as one change of its history.

    Parameters
    ----------
    dry_run
        Check and compare only.
    who, why
        Whoever imports it (the user of this process when None), and for what reason.
    watch
        As in `check_file`.

    Raises
    ------
    FileRefusedError
        If a row is refused; nothing is written. Its `report` says what is wrong.
    UnreadableFileError
        If the file cannot be read as a table at all.
    StoreError
        If the store cannot be read or written.
    """
    with store.locked():
        checked = check_file(path, placer, kind, store, watch=watch)
        result = Imported(checked.report, dry_run, data_version=store.version())
        if not checked.report.accepted or checked.layer is None:
            raise FileRefusedError(checked.report)
        new = compared(checked.layer, _known(store, kind), result)
        if len(new) and not dry_run:
            result.change = publish(
                store,
                {kind: Edit(new)},
                operation="import",
                who=who or getpass.getuser(),
                why=why,
                file=path.name,
                file_digest=digest_of(path),
            )
            result.data_version = store.version()
    return result


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class FileRefusedError(ImportRefusedError):
    """A file with errors; `report` has them all."""

    def __init__(self, report: Report) -> None:
        errors = [problem for problem in report.problems if problem.severity is Severity.ERROR]
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{report.file}: nothing was written: {errors[0]}{more}")
        self.report = report


def _known(store: Store, kind: str) -> DataFrame | None:
    return store.read(kind) if kind in store.layers() else None


def _kind(kind: str | None, path: Path, headings: tuple[str, ...]) -> str:
    if kind is None:
        return guess_kind(path.stem, headings)
    if kind not in KINDS:
        raise InvalidParameterError(f"no kind of place is called {kind!r}; try {', '.join(KINDS)}")
    return kind


def readings(record: Record, placement: Placement, placer: Placer) -> list[Problem]:
    """Warnings of names that were read as a unit called otherwise."""
    problems = []
    for column in ("province", "district", "commune", "commune_2025_07"):
        written = record.get(column)
        read_as = placer.read_as(column, str(written), placement) if written else None
        if read_as:
            problems.append(
                Problem(
                    Severity.WARNING,
                    int(record["row"] or 0),
                    column,
                    said(
                        f"{written!r} được hiểu là {read_as}", f"{written!r} was read as {read_as}"
                    ),
                    said("sửa nếu không đúng ý", "correct it if that is not meant"),
                )
            )
    if placement.read_as:
        problems.append(
            Problem(
                Severity.WARNING,
                int(record["row"] or 0),
                "address",
                said(f"được hiểu là {placement.read_as}", f"it was read as {placement.read_as}"),
                said(
                    "nếu không đúng, điền xã, huyện, tỉnh vào cột riêng",
                    "give commune, district and province in columns of their own if not",
                ),
            )
        )
    if placement.candidates:
        problems.append(
            Problem(
                Severity.WARNING,
                int(record["row"] or 0),
                "commune",
                said(
                    f"đã chia về {len(placement.candidates)} xã từ tháng 7/2025",
                    f"it was split among {len(placement.candidates)} communes in July 2025",
                ),
                said(
                    "điền vĩ độ và kinh độ, hoặc xã mới, để xác định",
                    "give lat and lon, or the new commune, to decide",
                ),
            )
        )
    return problems


def _doubles(layer: DataFrame, rows: list[int], known: DataFrame | None) -> list[Problem]:
    problems = []
    for pair in likely_duplicates(layer, layer.iloc[:0] if known is None else known):
        where = said("trong cùng xã", "in the same commune")
        if pair.distance_m is not None:
            where = said(f"cách {pair.distance_m:.0f} m", f"{pair.distance_m:.0f} m away")
        problems.append(
            Problem(
                Severity.WARNING,
                rows[pair.row],
                "name",
                said(
                    f"cùng tên với {pair.other}, {where.vi}",
                    f"it has the name of {pair.other}, {where}",
                ),
                said("dùng mã đó nếu là cùng một nơi", "give it that id if it is the same place"),
            )
        )
    return problems


def _taken_ids(layer: DataFrame, rows: list[int], store: Store, kind: str) -> list[Problem]:
    """Errors of ids that places of another kind have: an id names one place of all."""
    problems = []
    for other in KINDS:
        known = None if other == kind else _known(store, other)
        if known is None:
            continue
        for row in layer["id"].isin(known["id"]).to_numpy().nonzero()[0]:
            key = layer["id"].iloc[row]
            problems.append(
                Problem(
                    Severity.ERROR,
                    rows[row],
                    "id",
                    said(f"{key!r} là mã trong {other}", f"{key!r} is an id among {other}"),
                    said("chọn mã khác, hoặc bỏ trống", "choose another, or leave it blank"),
                )
            )
    return problems


def compared(new: GeoDataFrame, known: DataFrame | None, result: Imported) -> GeoDataFrame:
    """The rows of `new` that are not among the known ones as they are; `result` is told which."""
    if known is None or not len(known):
        result.added = new["id"].tolist()
        return new
    columns = [column for column in new.columns if column != "imported"]
    before = known.set_index("id", drop=False)
    after = new.set_index("id", drop=False)
    common = after.index[after.index.isin(before.index)]
    same = _equal_rows(after.loc[common, columns], before.loc[common, columns])
    result.unchanged = common[same].tolist()
    result.changed = common[~same].tolist()
    result.added = after.index[~after.index.isin(before.index)].tolist()
    return new[~new["id"].isin(result.unchanged)]


def _equal_rows(left: DataFrame, right: DataFrame) -> pd.Series[bool]:
    """Which rows are equal in every column, missing values being equal to each other."""
    equal = pd.Series(True, index=left.index)
    for column in left.columns:
        a, b = left[column], right[column]
        if column == "geometry":
            equal &= a.geom_equals(b, align=False)
        else:
            equal &= ((a == b).fillna(False) | (a.isna() & b.isna())).astype(bool)
    return equal
