"""`python -m geo coverage`: who lives within reach of an outlet, unit by unit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.cli import Command, print_json, print_table, progress

if TYPE_CHECKING:
    from geo.coverage import Coverage
    from geo.demand import Demand
    from geo.locator import Locator
    from geo.vintages import Vintage

RASTERS = {".tif", ".tiff", ".vrt", ".asc", ".nc", ".img"}


@click.command(
    cls=Command,
    example="""
    python -m geo coverage --level district --vintage 2025-03-01 --radius-km 10 -o coverage.xlsx
    python -m geo coverage --province 22 --level commune --radius-km 5 --json
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
@click.option(
    "--radius-km",
    type=float,
    default=10.0,
    show_default=True,
    help="Bán kính phục vụ. / The service radius.",
)
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
    radius_km: float,
    province: str | None,
    evidence: tuple[str, ...],
    category: tuple[str, ...],
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
    question = Question(
        vintage=units_of[0],
        level=units_of[1],
        radius_m=radius_km * 1000,
        province=province,
        evidence=evidence,
        category=category,
        spread=spread,
    )
    if output is not None:
        tables.checked_format(output)  # before the work, not after it
    locator = Locator.load(open_store(store))
    persons = None if demand is None else demand_from(demand, locator, question.vintage)
    if spread is not None and persons is not None:
        from geo.demand_spread import spread as spread_over

        persons = spread_over(persons, locator.boundaries, points=spread)
    answer = cover(locator, question, persons)
    if output is not None:
        tables.write(answer.report(), output)
    if as_json:
        print_json({**answer.about(), "summary": answer.summary, "units": answer.records()})
        return
    _say(answer)
    if output is not None:
        click.echo(f"\n→ {output}", err=True)


def demand_from(path: Path, locator: Locator, vintage: Vintage) -> Demand:
    """The planner's own persons: a raster by its ending, else a table."""
    from geo import demand

    if path.suffix.lower() not in RASTERS:
        return demand.from_table(path, locator.boundaries, vintage)
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
    return read


def _say(answer: Coverage) -> None:
    """The answer in words, and the units where most people live beyond reach."""
    whole, radius = answer.summary, answer.parameters["radius_km"]
    click.echo(
        f"{whole['units_without_outlet']} / {whole['units']} đơn vị chưa có điểm bán; "
        f"{whole['population_beyond']:,.0f} / {whole['population']:,.0f} người ở xa hơn "
        f"{radius:g} km.\n"
        f"{whole['units_without_outlet']} of {whole['units']} units have no outlet; "
        f"{whole['population_beyond']:,.0f} of {whole['population']:,.0f} people live farther "
        f"than {radius:g} km from one.\n"
    )
    worst = answer.table.sort_values("population_beyond", ascending=False).head(20)
    headings = ["Mã", "Tên", "Điểm bán", "Dân", "Ngoài bán kính", "P90 km", "Dữ liệu"]
    print_table(headings, [_cells(row) for _, row in worst.iterrows()])


def _cells(row: Any) -> list[object]:
    return [
        row["code"],
        row["name"],
        int(row["outlets"]),
        round(row["population"]),
        round(row["population_beyond"]),
        round(float(row["distance_p90_m"]) / 1000, 1),
        row["completeness"],
    ]
