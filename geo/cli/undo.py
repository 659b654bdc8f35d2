"""`undo`: take a change back."""

from __future__ import annotations

import click

from geo.cli import Command, print_json, who_and_why


@click.command(cls=Command, example="python -m geo undo 12 --why 'nhầm tệp'")
@click.argument("change", type=int)
@who_and_why
def command(change: int, *, who: str, why: str | None, store: str, as_json: bool) -> None:
    """
    Hoàn tác một thay đổi, theo số trong `history`.

    Take a change back: its rows are again what they were. Refused when a later change touched
    them. The undo is itself a change, and can be undone.
    """
    from geo.history import undo
    from geo.storage import open_store

    opened = open_store(store)
    done = undo(opened, change, who=who, why=why)
    version = opened.version()
    if as_json:
        print_json(done.as_json() | {"data_version": version})
    else:
        click.echo(
            f"{done}: added {done.added}, changed {done.changed}, removed {done.removed}; "
            f"data version {version}"
        )
