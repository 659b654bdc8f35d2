"""`backup`: the store into a file, while it is in use."""

from __future__ import annotations

from pathlib import Path

import click

from geo.cli import Command, print_json


@click.command(
    cls=Command,
    example="python -m geo backup\npython -m geo backup -o /mnt/usb/ocop.gpkg",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Tệp. / The file; else one named by the time in backups/, beside the store.",
)
@click.option(
    "--keep",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="Giữ bao nhiêu bản trong backups/. / How many stay in backups/.",
)
def command(*, output: Path | None, keep: int, store: str, as_json: bool) -> None:
    """
    Sao lưu kho dữ liệu và bản nháp; kiểm tra lại ngay sau khi ghi.

    Back the store and its drafts up while they are in use. The copy is read back and held against
    its digests before it takes its name.
    """
    from geo.backups import back_up
    from geo.storage import open_store

    made = back_up(open_store(store), output, keep=keep)
    if as_json:
        print_json(
            {
                "path": str(made.path),
                "data_version": made.version,
                "size": made.size,
                "removed": [str(path) for path in made.removed],
            }
        )
        return
    click.echo(f"{made.path}: {made.version}, {made.size:,} bytes, verified")
    for path in made.removed:
        click.echo(f"removed {path}")
