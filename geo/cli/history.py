"""`history`: what was done to the store, latest first."""

from __future__ import annotations

import click

from geo.cli import Command, print_json, print_table


@click.command(
    cls=Command,
    example="python -m geo history\npython -m geo history 3 --json",
)
@click.argument("change", type=int, required=False)
@click.option("-n", "count", type=click.IntRange(1), default=20, show_default=True)
def command(*, change: int | None, count: int, store: str, as_json: bool) -> None:
    """
    Lịch sử thay đổi của kho; với một số: từng dòng của thay đổi đó.

    The changes of the store, who made them, when and why; with a number, the rows of that one.
    """
    from geo.history import change_named, changes, rows_of
    from geo.storage import open_store

    opened = open_store(store)
    if change is None:
        latest = changes(opened)[:count]
        if as_json:
            print_json([one.as_json() for one in latest])
            return
        print_table(
            [
                "Số / No.", "Lúc / At", "Ai / Who", "Việc / What", "Tệp / File",
                "+", "~", "-", "Lý do / Why",
            ],
            [
                (
                    one.id, one.at, one.who,
                    one.operation if one.undoes is None else f"{one.operation} {one.undoes}",
                    one.file, one.added, one.changed, one.removed, one.why,
                )
                for one in latest
            ],
        )  # fmt: skip
        return
    one, rows = change_named(opened, change), rows_of(opened, change)
    if as_json:
        print_json(one.as_json() | {"rows": [row._asdict() for row in rows]})
        return
    click.echo(str(one))
    print_table(
        ["Lớp / Layer", "Mã / Id", "Cột / Columns"],
        [
            (
                row.layer,
                row.id,
                "+" if row.before is None else "-" if row.after is None else ", ".join(row.columns),
            )
            for row in rows
        ],
    )
