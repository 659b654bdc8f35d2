"""`migrate`: a store of an earlier schema version in the present form."""

from __future__ import annotations

import click

from geo.cli import Command, print_json


@click.command(cls=Command, example="python -m geo migrate")
def command(*, store: str, as_json: bool) -> None:
    """
    Đưa kho dữ liệu của phiên bản trước về dạng hiện nay.

    Bring a store of an earlier schema version forward; what it was stays beside it. Any import or
    build does the same.
    """
    from geo import schema
    from geo.storage import open_store

    opened = open_store(store)
    with opened.locked():
        before = opened.metadata()["schema_version"]
        if before != str(schema.VERSION):
            opened.write({})
    version = opened.version()
    if as_json:
        print_json({"from": int(before), "to": schema.VERSION, "data_version": version})
    elif before == str(schema.VERSION):
        click.echo(f"{opened.url} is of schema version {before} already")
    else:
        click.echo(f"{opened.url}: schema version {before} to {schema.VERSION}, data {version}")
