"""`python -m geo build`: the store from `data/`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click
from tqdm import tqdm

from geo.cli import Command, print_json, print_table


@click.command(
    cls=Command,
    example="""
    python -m geo build
    python -m geo build --if-needed --store var/locator.gpkg
    """,
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    show_default=True,
    help="Thư mục dữ liệu gốc. / The folder with the tables.",
)
@click.option(
    "--if-needed",
    is_flag=True,
    help="Chỉ khi thiếu hay cũ hơn dữ liệu. / Only when it is missing or older than the data.",
)
@click.option(
    "--afresh",
    is_flag=True,
    help="Bỏ những gì đã nhập. / Leave out what was imported into it.",
)
def command(*, data: Path, if_needed: bool, afresh: bool, store: str, as_json: bool) -> None:
    """
    Dựng kho dữ liệu từ thư mục data/.

    Build the store from data/. What was imported into it is kept.
    """
    # Here, so that `--help` and the other commands need not wait for it.
    from geo.build import STEPS, build, why_stale
    from geo.storage import open_store

    target = open_store(store)
    if if_needed:
        reason = why_stale(target, data)
        if reason is None:
            if as_json:
                print_json({"built": False, "data_version": target.version()})
            return
        click.echo(f"{reason}: building it", err=True)
    started = time.perf_counter()
    with tqdm(total=STEPS, disable=not sys.stderr.isatty(), leave=False) as bar:

        def show(step: str) -> None:
            bar.set_description(step)
            bar.update()

        built = build(target, data, afresh=afresh, on_step=show)
    took_s = time.perf_counter() - started
    if as_json:
        print_json(
            {"built": True, "data_version": built.version, "rows": built.rows, "took_s": took_s}
        )
        return
    print_table(["Lớp / Layer", "Số dòng / Rows"], built.rows.items())
    click.echo(f"{target.url}: {built.version}, {took_s:.1f} s")
