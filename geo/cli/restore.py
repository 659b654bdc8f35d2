"""`restore`: a backup in the place of the store."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from geo.cli import Command, print_json


@click.command(
    cls=Command,
    example="python -m geo restore var/backups/locator-20260101T020000.000000Z.gpkg",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--who",
    default=getpass.getuser,
    envvar="LOCATOR_WHO",
    show_envvar=True,
    show_default="người dùng hiện tại / the current user",
    help="Ai phục hồi. / Who restores it.",
)
def command(file: Path, *, who: str, store: str, as_json: bool) -> None:
    """
    Phục hồi kho dữ liệu từ một bản sao lưu; kho cũ được giữ bên cạnh.

    Put a backup in the place of the store. It is verified first; the store that was there stays
    beside it.
    """
    from geo.backups import restore
    from geo.storage import open_store

    done = restore(open_store(store), file, who=who)
    aside = str(done.aside) if done.aside else None
    if as_json:
        print_json({"data_version": done.version, "aside": aside})
    else:
        click.echo(f"{store}: {done.version}" + (f"; what was there is in {aside}" * bool(aside)))
