"""`python -m geo coverage`: who lives within reach of an outlet, unit by unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli import Command, print_json, print_table, progress
from geo.cli._reach import Position, radius_of, radius_words, reach_options

if TYPE_CHECKING:
    from geo.coordinates import LonLat
    from geo.coverage import Coverage
    from geo.demand import Demand
    from geo.locator import Locator
    from geo.travel import By
    from geo.vintages import Vintage

RASTERS = {".tif", ".tiff", ".vrt", ".asc", ".nc", ".img"}


@click.command(
    cls=Command,
    example="""
    python -m geo coverage --level district --vintage 2025-03-01 --radius-km 10 -o coverage.xlsx
    python -m geo coverage --province 22 --level commune --radius-km 5 --json
    python -m geo coverage --by road_time --radius-min 30 --also 21.33,107.40
    python -m geo coverage --demand persons.tif --radius-km 10 -o coverage.gpkg
    """,
)
@click.option(
    "--vintage",
    default="2025-07-01",
    show_default=True,
    help="Thời điểm của các đơn vị. / The units' vintage: 2025-03-01 or 2025-07-01.",
)
@click.option(
    "--level",
    default="province",
    show_default=True,
    help="Cấp. / The level: province, district (2025-03-01 only), commune.",
)
@reach_options
@click.option("--province", metavar="CODE", help="Chỉ tỉnh này. / Only this province.")
@click.option(
    "--evidence",
    multiple=True,
    type=click.Choice(["direct", "chain", "indirect"]),
    default=["direct"],
    show_default=True,
    help="Điểm bán tính theo nguồn nào. / The evidence that counts; can be given again.",
)
@click.option(
    "--category",
    multiple=True,
    metavar="KIND",
    help="Chỉ loại điểm bán này. / Only such outlets, as market; can be given again.",
)
@click.option(
    "--also",
    multiple=True,
    type=Position(),
    help="Thử đặt một điểm bán ở đây. / Try an outlet there; can be given again.",
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
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Tệp ra theo đuôi. / Written by its ending: csv, xlsx, geojson, gpkg.",
)
def command(
    *,
    vintage: str,
    level: str,
    by: str,
    radius_km: float | None,
    radius_min: float | None,
    province: str | None,
    evidence: tuple[str, ...],
    category: tuple[str, ...],
    also: tuple[LonLat, ...],
    demand: Path | None,
    spread: int | None,
    output: Path | None,
    store: str,
    as_json: bool,
) -> None:
    """
    Đơn vị nào chưa có điểm bán, bao nhiêu người ở xa điểm bán.

    Which units have no outlet, and how many people live beyond the radius of one.
    """
    from geo import tables
    from geo.coverage import Question, cover
    from geo.locator import Locator
    from geo.storage import open_store
    from geo.vintages import layer_from_text

    units_of = layer_from_text(vintage, level)
    radius = radius_of(by, radius_km, radius_min)
    question = Question(
        vintage=units_of[0],
        level=units_of[1],
        by=radius.by,
        radius_m=radius.radius_m,
        radius_min=radius.radius_min,
        province=province,
        evidence=evidence,
        category=category,
        also=also,
        spread=spread,
    )
    if output is not None:
        tables.checked_format(output)  # before the work, not after it
    locator = Locator.load(open_store(store))
    persons = None if demand is None else demand_from(demand, locator, question.vintage, spread)
    answer = cover(locator, question, persons)
    if output is not None:
        tables.write(answer.report(), output)
    if as_json:
        print_json({**answer.about(), "summary": answer.summary, "units": answer.records()})
        return
    _say(answer)
    if output is not None:
        click.echo(f"\n→ {output}", err=True)


def demand_from(path: Path, locator: Locator, vintage: Vintage, points: int | None) -> Demand:
    """
    The planner's own persons: a raster by its ending, else a table.

    Parameters
    ----------
    points
        Over how many positions of its polygon a commune's persons are spread; None: its centre.
    """
    from geo import demand
    from geo.demand_spread import spread

    if path.suffix.lower() not in RASTERS:
        table = demand.from_table(path, locator.boundaries, vintage)
        return table if points is None else spread(table, locator.boundaries, points=points)
    from geo import demand_raster

    read = demand_raster.from_raster(
        path,
        locator.boundaries,
        vintage,
        progress=lambda windows, total: progress(windows, label=path.name, total=total),
    )
    if outside := read.notes["persons_outside"]:
        click.echo(
            f"{path.name}: {outside:,.0f} người ngoài Việt Nam không tính / "
            "persons outside Vietnam do not count",
            err=True,
        )
    # A raster is finer than communes: `spread` says so.
    return read if points is None else spread(read, locator.boundaries, points=points)


def _say(answer: Coverage) -> None:
    """The answer in words, and the units where most people live beyond reach."""
    whole, (radius_vi, radius_en) = answer.summary, radius_words(answer.parameters)
    click.echo(
        f"{whole['units_without_outlet']} / {whole['units']} đơn vị chưa có điểm bán; "
        f"{whole['population_beyond']:,.0f} / {whole['population']:,.0f} người ở xa hơn "
        f"{radius_vi}.\n"
        f"{whole['units_without_outlet']} of {whole['units']} units have no outlet; "
        f"{whole['population_beyond']:,.0f} of {whole['population']:,.0f} people live farther "
        f"than {radius_en} from one.\n"
    )
    if lost := whole.get("population_unreached"):
        click.echo(
            f"Trong đó {lost:,.0f} người không có đường nào đã biết tới điểm bán. / "
            f"Of these {lost:,.0f} have no road that is known to any outlet.\n"
        )
    by = answer.by
    unit = "phút" if by.timed else "km"
    worst = answer.table.sort_values("population_beyond", ascending=False).head(20)
    headings = ["Mã", "Tên", "Điểm bán", "Dân", "Ngoài bán kính", f"P90 {unit}", "Dữ liệu"]
    print_table(headings, [_cells(row, by) for _, row in worst.iterrows()])


def _cells(row: Any, by: By) -> list[object]:
    most = float(row[by.column("p90")])
    return [
        row["code"],
        row["name"],
        int(row["outlets"]),
        round(row["population"]),
        round(row["population_beyond"]),
        "–" if most != most else round(most if by.timed else most / 1000, 1),
        row["completeness"],
    ]
