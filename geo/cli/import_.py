"""`import`: places from a file into the store, all of them or none."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli import Command, print_json, who_and_why
from geo.cli.check import WATCH, placer_of, print_report
from geo.places import FileRefusedError, import_file
from geo.places.columns import KINDS


@click.command(
    cls=Command,
    example="python -m geo import outlets outlets.xlsx --dry-run\n"
    "python -m geo import villages lang-nghe.csv",
)
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Chỉ thử, không ghi. / Say what would change only.")
@who_and_why
@click.pass_context
def command(
    context: click.Context,
    kind: str,
    file: Path,
    *,
    dry_run: bool,
    who: str,
    why: str | None,
    store: str,
    as_json: bool,
) -> None:
    """
    Nhập điểm bán, làng nghề hoặc điểm đến từ một tệp.

    Import places from CSV, XLSX, GeoJSON or GeoPackage. One change of the store's history: when a
    row is refused nothing is written (exit 1); `undo` takes it back. The same file again changes
    nothing.
    """
    from geo.storage import open_store

    try:
        done = import_file(
            file,
            kind,
            open_store(store),
            placer_of(store),
            dry_run=dry_run,
            who=who,
            why=why,
            watch=WATCH,
        )
    except FileRefusedError as error:
        if not as_json:
            print_report(error.report)
            raise
        print_json(error.report.as_json())
        context.exit(1)
    if as_json:
        print_json(done.as_json())
        return
    print_report(done.report)
    click.echo(
        f"{'would be ' if dry_run else ''}added {len(done.added)}, changed {len(done.changed)}, "
        f"unchanged {len(done.unchanged)}; data version {done.data_version}"
    )
    if done.change:
        click.echo(
            f"change {done.change.id}: take it back with `python -m geo undo {done.change.id}`"
        )
