"""`python -m geo boundaries`: derive the outlines, put official ones in, fetch them, compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from geo.boundaries.compare import POINTS, Agreement, compare
from geo.boundaries.official.fetch import SOURCES, fetch, source_named
from geo.boundaries.official.importing import ImportReport, import_official, read_layers, unit_names
from geo.boundaries.official.matching import match
from geo.boundaries.official.outlines import read_outlines
from geo.boundaries.official.soundness import sound
from geo.cli import Group, print_json, print_table
from geo.storage import open_store
from geo.vintages import Level, Vintage, layer_from_text

_SHOWN = 20


@click.group(cls=Group)
def command() -> None:
    """Ranh giới hành chính: dựng, nhập, tải, so sánh. / Outlines: build, import, fetch, compare."""


@command.command("build", example="python -m geo boundaries build")
@click.option(
    "--directory",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path("data/boundaries"),
    show_default=True,
    help="Nơi ghi. / Where islands.csv and renamings.csv are, and the rest is written.",
)
@click.option(
    "--outline",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    default=Path("node_modules/world-atlas/countries-10m.json"),
    show_default=True,
    help="Đường viền đất nước. / The country's outline, of the npm package world-atlas.",
)
def build_outlines(directory: Path, outline: Path, *, store: str, as_json: bool) -> None:
    """
    Dựng lại data/boundaries từ các gói mở. / Derive data/boundaries from the open packages.

    Takes minutes; the result is committed. The store is left alone: `python -m geo build` fills it.
    """
    from geo.boundaries.derivation.build import build

    build(directory, outline)
    written = sorted(str(path) for path in directory.iterdir() if path.suffix != ".md")
    if as_json:
        print_json({"directory": str(directory), "files": written})
        return
    click.echo(f"Đã dựng / derived: {', '.join(written)}")


def _layer_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--level`, `--vintage` and `--layer`."""
    for option in (
        click.option("--layer", "within", help="Lớp trong tệp. / Which layer of the file."),
        click.option("--vintage", required=True, type=click.Choice([*map(str, Vintage)])),
        click.option("--level", required=True, type=click.Choice([*map(str, Level)])),
        click.argument("file", type=click.Path(path_type=Path)),
    ):
        function = option(function)
    return function


@command.command(
    "compare",
    example="python -m geo boundaries compare districts.gpkg --level district --vintage 2025-03-01",
)
@_layer_options
@click.option("--points", type=click.IntRange(1, 10_000_000), default=POINTS, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
def compare_file(
    file: Path,
    level: str,
    vintage: str,
    within: str | None,
    points: int,
    seed: int,
    *,
    store: str,
    as_json: bool,
) -> None:
    """
    Ranh giới của ta khớp với tệp chính thức đến đâu. / How far our outlines are from official ones.

    Points are drawn on the land of the file; those in units that no longer stand are left out.
    """
    of_vintage, of_level = layer_from_text(vintage, level)
    kept = open_store(store)
    ours = read_layers(kept)[of_vintage, of_level]
    official = sound(read_outlines(file, layer=within), ours)
    matching = match(official, ours, unit_names(kept), vintage=of_vintage, level=of_level)
    agreement = compare(
        official.assign(code=matching.codes, province=matching.provinces, name=matching.labels),
        ours,
        points=points,
        seed=seed,
    )
    if as_json:
        print_json(
            {
                "file": file.name,
                "vintage": vintage,
                "level": level,
                "matched_by": matching.by,
                "rows": len(official),
                "matched": matching.matched,
                **agreement.as_json(),
            }
        )
        return
    click.echo(f"{file.name}: {matching.matched}/{len(official)} ← {matching.by}")
    levels = [(level, agreement)] + [("province", agreement.province)] * bool(agreement.province)
    print_table(
        ("", "Cùng đơn vị / same unit", "điểm / points", "IoU trung vị / median", "IoU P10"),
        [_line(name, found) for name, found in levels if found is not None],
    )
    if agreement.left_out:
        click.echo(
            f"Không tính / left out: {agreement.left_out} điểm / points, "
            f"{len(agreement.without_counterpart)} đơn vị không còn / units that no longer stand: "
            + _some(agreement.without_counterpart)
        )
    if agreement.not_in_file:
        click.echo(f"Không có trong tệp / not in the file: {_some(agreement.not_in_file)}")


def _line(name: str, found: Agreement) -> tuple[object, ...]:
    return (
        name,
        f"{found.share:.2%}",
        found.counted,
        round(found.iou_median, 3),
        round(found.iou_p10, 3),
    )


@command.command(
    "import",
    example="python -m geo boundaries import communes.gpkg --level commune --vintage 2025-07-01",
)
@_layer_options
@click.option("--dry-run", is_flag=True, help="Không ghi. / Check and report only.")
def import_file(
    file: Path,
    level: str,
    vintage: str,
    within: str | None,
    dry_run: bool,
    *,
    store: str,
    as_json: bool,
) -> None:
    """
    Nhập ranh giới chính thức. / Put official outlines in place of ours.

    GeoJSON, TopoJSON, GeoPackage or Shapefile, zipped or not. Rows are matched by code, or by name
    within the province. A broken file is refused whole.
    """
    of_vintage, of_level = layer_from_text(vintage, level)
    report = import_official(
        open_store(store),
        read_outlines(file, layer=within),
        vintage=of_vintage,
        level=of_level,
        source=file.name,
        dry_run=dry_run,
    )
    if as_json:
        print_json(report.as_json())
        return
    _print_report(report)


def _print_report(report: ImportReport) -> None:
    done = "Đã nhập / imported" if report.written else "Chưa ghi / nothing written (dry run)"
    click.echo(f"{done}: {report.matched}/{report.rows} ← {report.matched_by}")
    if report.unmatched:
        click.echo("Dòng không khớp / rows that did not match:")
        print_table(
            ("dòng / row", "là / is", "vì / why", "đất / its land"),
            [(r["row"], r["is"], r["why"], r["land"]) for r in report.unmatched[:_SHOWN]],
        )
        if len(report.unmatched) > _SHOWN:
            click.echo(f"… +{len(report.unmatched) - _SHOWN} (--json)")
    for text, units in (
        (
            "Không có trong tệp, giữ ranh giới cũ / not in the file, ours kept",
            report.units_without_row,
        ),
        ("Lập sau tệp này / made since the file", report.made_since),
        ("Nằm nơi khác hẳn, dòng bị tráo? / lies elsewhere, rows swapped?", report.elsewhere),
    ):
        if units:
            click.echo(f"{text}: {_some(units)}")
    click.echo(
        f"Đảo giữ lại / islands kept: {report.islands_kept} ({report.islands_kept_km2} km²); "
        f"khe hở đã lấp / gaps filled: {report.gaps_filled_km2} km²; "
        f"vẽ lại quanh trung tâm / drawn anew around their centres: "
        f"{sum(report.redrawn.values())}; "
        f"điểm đổi đơn vị / places in another unit: {report.places_moved}"
    )
    click.echo(f"Bộ kia / the other vintage: {report.other_vintage}")


@command.command("fetch", example="python -m geo boundaries fetch communes --folder var/boundaries")
@click.argument("source", type=click.Choice(sorted(SOURCES)))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/boundaries"),
    show_default=True,
    help="Nơi để tệp. / Where the file goes.",
)
def fetch_source(source: str, folder: Path, *, store: str, as_json: bool) -> None:
    """
    Tải ranh giới mở. / Download an open set of outlines; a broken transfer is resumed.

    provinces, districts: geoBoundaries. communes: vietnamese-provinces-database.
    """
    fetched = fetch(source_named(source), folder)
    if as_json:
        print_json(fetched.as_json())
        return
    click.echo(f"{fetched.path} ({fetched.path.stat().st_size:,} B, sha256 {fetched.sha256})")
    click.echo(f"{fetched.attribution}; {fetched.licence}")
    click.echo(
        f"Nhập / import: python -m geo boundaries import {fetched.path} "
        f"--level {fetched.level} --vintage {fetched.vintage} --store {store}"
    )


def _some(units: tuple[str, ...]) -> str:
    more = f" … +{len(units) - _SHOWN}" if len(units) > _SHOWN else ""
    return ", ".join(units[:_SHOWN]) + more
