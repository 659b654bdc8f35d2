"""`check`: what an import of a file would say, without importing it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from geo.cli import Command, print_json, progress
from geo.places import Placer, Report, UnitReader, check_file
from geo.places.columns import KINDS

SHOWN = 200
"""Problems printed for people; a program gets all of them."""
WATCH = partial(progress, label="places")


@click.command(
    cls=Command,
    example="python -m geo check outlets.csv\npython -m geo check lang-nghe.xlsx --kind villages",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help="Loại bảng. / What the rows are; else told from the file.",
)
@click.pass_context
def command(
    context: click.Context, file: Path, *, kind: str | None, store: str, as_json: bool
) -> None:
    """
    Kiểm tra một tệp điểm bán, làng nghề hoặc điểm đến.

    Check a file of places (CSV, XLSX, GeoJSON, GeoPackage): problems by row and column. Nothing
    is written. Exit 1 when a row would be refused.
    """
    from geo.storage import open_store

    checked = check_file(file, placer_of(store), kind, open_store(store), watch=WATCH)
    if as_json:
        print_json(checked.report.as_json())
    else:
        print_report(checked.report)
    context.exit(0 if checked.report.accepted else 1)


def placer_of(store: str) -> Placer:
    """What places rows among the units of a store."""
    from geo.locator import Locator
    from geo.storage import open_store

    locator = Locator.load(open_store(store))
    names = UnitReader(locator.boundaries, locator.crosswalk, locator.gazetteer)
    return Placer(locator.boundaries, locator.crosswalk, names, locator.geocoder)


def print_report(report: Report) -> None:
    """The report for people: a line a problem, and the sum."""
    for problem in report.problems[:SHOWN]:
        click.echo(f"{problem.vi}\n  {problem}")
    if len(report.problems) > SHOWN:
        more = len(report.problems) - SHOWN
        click.echo(f"… và {more} điều nữa: xem bằng --json / and {more} more: see --json")
    refused = len(report.refused_rows)
    good = report.rows - refused
    click.echo(f"{report.file}: {report.rows} dòng, {good} nhận được, {refused} bị từ chối")
    click.echo(
        f"  {report.file}: {report.kind}, {report.read_as}: {report.rows} rows, "
        f"{good} good, {refused} refused"
    )
