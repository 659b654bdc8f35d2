"""`python -m geo copy TO`: everything of the store into another one."""

from __future__ import annotations

import click

from geo.cli import Command, print_json


@click.command(
    cls=Command,
    example="""
    python -m geo copy postgresql://locator@localhost/ocop
    python -m geo copy var/locator.gpkg --store postgresql://locator@localhost/ocop
    """,
)
@click.argument("to", metavar="URL")
def command(to: str, *, store: str, as_json: bool) -> None:
    """
    Chép toàn bộ kho dữ liệu sang kho khác, thay những gì đang có ở đó.

    Copy everything of the store into the one at URL, in place of what is there.
    """
    from geo.storage import copy, open_store

    target = open_store(to)
    version = copy(open_store(store), target)
    if as_json:
        print_json({"store": target.url, "data_version": version})
    else:
        click.echo(f"{target.url}: {version}")
