"""`python -m geo site`: where the next outlets serve the most people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli import Command, print_json, print_table
from geo.cli._reach import Position, radius_of, radius_words, reach_options
from geo.coordinates import LonLat, lonlat_from_text

if TYPE_CHECKING:
    from geo.siting import Proposal
    from geo.travel import By


@click.command(
    cls=Command,
    example="""
    python -m geo site --province 22 --count 3 --radius-km 10
    python -m geo site --objective lscp --province 31 --radius-km 15 -o sites.xlsx
    python -m geo site --count 50 --radius-km 20 --json
    python -m geo site --by road_time --radius-min 45 --count 2 --at 21.33,107.40 --at 21.01,107.29
    """,
)
@click.option("--province", metavar="CODE", help="Chỉ tỉnh này. / Only this province.")
@click.option(
    "--vintage",
    default="2025-07-01",
    show_default=True,
    help="Thời điểm của các đơn vị. / The units' vintage: 2025-03-01 or 2025-07-01.",
)
@click.option("--count", type=int, help="Bao nhiêu điểm. / How many sites; lscp finds it.")
@reach_options
@click.option(
    "--objective",
    type=click.Choice(["mclp", "lscp", "pmedian"]),
    default="mclp",
    show_default=True,
    help="Nhiều người nhất; ít điểm nhất cho mọi người; gần nhất. / "
    "Most people within; fewest sites for all; least mean distance.",
)
@click.option(
    "--evidence",
    multiple=True,
    type=click.Choice(["direct", "chain", "indirect"]),
    default=["direct"],
    show_default=True,
    help="Điểm bán đã có tính theo nguồn nào. / The evidence that counts; can be given again.",
)
@click.option(
    "--category",
    multiple=True,
    metavar="KIND",
    help="Chỉ loại điểm bán này đã có. / Only such outlets stand; can be given again.",
)
@click.option(
    "--also",
    multiple=True,
    type=Position(),
    help="Như đã có một điểm bán ở đây. / As if an outlet stood there; can be given again.",
)
@click.option("--afresh", is_flag=True, help="Như chưa có điểm bán nào. / As if no outlet stood.")
@click.option(
    "--candidate",
    "candidates",
    multiple=True,
    metavar="CODE",
    help="Chỉ đặt ở xã này. / Only at this commune; can be given again.",
)
@click.option(
    "--at",
    "positions",
    multiple=True,
    type=Position(),
    help="Chỉ đặt ở vị trí này. / Only at this position; can be given again.",
)
@click.option(
    "--candidates-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Tệp mã xã hay vĩ độ,kinh độ, mỗi dòng một nơi. "
    "/ A file of communes' codes or lat,lon, one a line.",
)
@click.option(
    "--demand",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Số dân của bạn. / Your own persons: a table (code, persons) or a raster.",
)
@click.option(
    "--spread",
    type=int,
    metavar="POINTS",
    help="Rải dân mỗi xã đều trên chừng ấy điểm, thay vì ở trung tâm. "
    "/ Spread a commune's persons evenly over so many points, not at its centre.",
)
@click.option(
    "--time-s",
    type=click.FloatRange(0.1, 3600),
    default=30.0,
    show_default=True,
    help="Tìm trong bao lâu. / How long to look for better.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Tệp ra theo đuôi. / Written by its ending: csv, xlsx, geojson, gpkg.",
)
def command(
    *,
    province: str | None,
    vintage: str,
    count: int | None,
    by: str,
    radius_km: float | None,
    radius_min: float | None,
    objective: str,
    evidence: tuple[str, ...],
    category: tuple[str, ...],
    also: tuple[LonLat, ...],
    afresh: bool,
    candidates: tuple[str, ...],
    positions: tuple[LonLat, ...],
    candidates_file: Path | None,
    demand: Path | None,
    spread: int | None,
    time_s: float,
    output: Path | None,
    store: str,
    as_json: bool,
) -> None:
    """
    Đặt thêm điểm bán ở đâu thì nhiều người được phục vụ nhất.

    Where the next outlets serve the most people, with a proven bound.
    """
    from geo import tables
    from geo.cli.coverage import demand_from
    from geo.coverage.result import plain_records
    from geo.locator import Locator
    from geo.siting import Effort, Plan, propose
    from geo.storage import open_store
    from geo.vintages import Level, layer_from_text

    if candidates_file is not None:
        codes, listed = _candidates(candidates_file)
        candidates, positions = candidates + codes, positions + listed
    radius = radius_of(by, radius_km, radius_min)
    plan = Plan(
        vintage=layer_from_text(vintage, Level.PROVINCE)[0],
        province=province,
        count=count,
        by=radius.by,
        radius_m=radius.radius_m,
        radius_min=radius.radius_min,
        objective=objective,
        evidence=evidence,
        category=category,
        standing=not afresh,
        candidates=candidates,
        positions=positions,
        also=also,
        spread=spread,
    )
    if output is not None:
        tables.checked_format(output)
    locator = Locator.load(open_store(store))
    persons = None if demand is None else demand_from(demand, locator, plan.vintage, spread)
    answer = propose(locator, plan, Effort(time_s=time_s), persons)
    if output is not None:
        tables.write(answer.report(), output)
    if as_json:
        print_json({**answer.about(), "sites": plain_records(answer.sites)})
        return
    _say(answer)
    if output is not None:
        click.echo(f"\n→ {output}", err=True)


def _candidates(path: Path) -> tuple[tuple[str, ...], tuple[LonLat, ...]]:
    """The codes and the positions of a file, one a line."""
    rows = [row.strip() for row in path.read_text(encoding="utf-8-sig").splitlines()]
    codes: list[str] = []
    positions: list[LonLat] = []
    for row in filter(None, rows):
        if at := lonlat_from_text(row):
            positions.append(at)
        else:
            codes += row.replace(",", " ").split()
    return tuple(codes), tuple(positions)


def _say(answer: Proposal) -> None:
    """The answer in words, and the sites."""
    from geo.travel import By

    whole, (radius_vi, radius_en) = answer.summary, radius_words(answer.parameters)
    before, after = whole["baseline_population_within"], whole["population_within"]
    proven = "?" if answer.gap is None else f"{answer.gap:.2%}"
    click.echo(
        f"{len(answer.sites)} điểm: từ {before:,.0f} lên {after:,.0f} / {whole['population']:,.0f} "
        f"người trong {radius_vi}; cách tốt nhất không quá {proven}.\n"
        f"{len(answer.sites)} sites: from {before:,.0f} to {after:,.0f} of "
        f"{whole['population']:,.0f} people within {radius_en}; within {proven} of the best.\n"
    )
    by = By(answer.parameters["by"])
    mean = "Phút trung bình" if by.timed else "Km trung bình"
    headings = ["#", "Mã", "Tên", "Tỉnh", "Thêm", "Cộng dồn", mean]
    rows = [_cells(number, row, by) for number, (_, row) in enumerate(answer.sites.iterrows(), 1)]
    print_table(headings, rows)


def _cells(number: int, row: Any, by: By) -> list[object]:
    mean = row[by.column("mean")]
    return [
        number,
        row["code"],
        row["name"],
        row["province"],
        row["marginal_population"],
        row["cumulative_population"],
        None if mean is None else round(float(mean) / (1 if by.timed else 1000), 1),
    ]
