"""`python -m geo nearest`: the places nearest to a name, an address or a position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geo.cli import Command, print_json, print_table

if TYPE_CHECKING:
    from geo.locator import Found

_POINTS = ("bắc", "đông bắc", "đông", "đông nam", "nam", "tây nam", "tây", "tây bắc")


@click.command(
    cls=Command,
    example="""
    python -m geo nearest --at "Hội An" -k 5 --kind outlet
    python -m geo nearest --at "21.03, 105.85" --within-km 20 --stars 4 --stars 5 --json
    python -m geo nearest --at "Bát Tràng" --craft pottery
    """,
)
@click.option(
    "--at",
    required=True,
    metavar="TEXT_OR_LAT,LON",
    help="Địa danh, địa chỉ, hay vĩ độ, kinh độ. / A name, an address, or latitude, longitude.",
)
@click.option(
    "-k",
    "count",
    type=click.IntRange(1, 1000),
    default=5,
    show_default=True,
    help="Bao nhiêu nơi. / How many.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["outlet", "village", "destination"]),
    help="Loại nơi, có thể nhiều. / The kinds of place; can be given again.",
)
@click.option(
    "--stars",
    multiple=True,
    type=click.IntRange(3, 5),
    help="Số sao OCOP, có thể nhiều. / OCOP stars; can be given again.",
)
@click.option(
    "--craft",
    "crafts",
    multiple=True,
    metavar="CRAFT",
    help="Nghề của làng, như pottery, có thể nhiều. / A village's craft; can be given again.",
)
@click.option(
    "--evidence",
    multiple=True,
    type=click.Choice(["direct", "chain", "indirect"]),
    help="Điều gì gắn điểm bán với OCOP. / What ties an outlet to OCOP; can be given again.",
)
@click.option(
    "--open", "open_now", is_flag=True, help="Chỉ nơi đang mở cửa. / Only known to be open now."
)
@click.option("--province", metavar="CODE", help="Mã tỉnh từ 2025-07-01. / The province's code.")
@click.option(
    "--within-km",
    type=click.FloatRange(0, 20_004),
    help="Chỉ trong bán kính này. / Only within this radius.",
)
def command(
    *,
    at: str,
    count: int,
    kinds: tuple[str, ...],
    stars: tuple[int, ...],
    crafts: tuple[str, ...],
    evidence: tuple[str, ...],
    open_now: bool,
    province: str | None,
    within_km: float | None,
    store: str,
    as_json: bool,
) -> None:
    """
    Các điểm bán, làng nghề, điểm đến gần nhất.

    The nearest outlets, villages and destinations, by distance over the ellipsoid.
    """
    from geo import opening
    from geo.cli._features import feature
    from geo.locator import Locator
    from geo.storage import open_store
    from geo.vintages import CURRENT, Level, UnitKey

    locator = Locator.load(open_store(store))
    unit = UnitKey(CURRENT, Level.PROVINCE, province) if province else None
    if unit:
        locator.boundaries.unit(*unit)  # refuses a code that no province has
    found = locator.find(at)
    places = locator.nearest(
        found.at,
        count,
        within_m=None if within_km is None else within_km * 1000,
        kind=kinds,
        stars=stars,
        craft=crafts,
        evidence=evidence,
        unit=unit,
        open_at=opening.now() if open_now else None,
    )
    near = [feature(row) for _, row in places.iterrows()]
    for each, travel in zip(near, locator.travel(found.at, places.index), strict=True):
        each["properties"] |= travel
    about = _about(found)
    if as_json:
        print_json(
            {
                "type": "FeatureCollection",
                "position": about,
                "travel_estimated": locator.network.estimated,
                "data_version": locator.data_version,
                "features": near,
            }
        )
        return
    click.echo(f"{about.get('label', at)} ({found.at.lat:.5f}, {found.at.lon:.5f})\n")
    headings = ["km", "Hướng", "Tên", "Loại", "Sao", "Địa chỉ", "Vị trí", "Mã"]
    print_table(headings, [_cells(each) for each in near])


def _about(found: Found) -> dict[str, Any]:
    """Where was measured from, and why there."""
    about: dict[str, Any] = {"lat": found.at.lat, "lon": found.at.lon}
    if (best := found.result) is not None:
        about |= {"label": best.label, "precision": best.precision, "units": best.units}
    return about


def _cells(near: dict[str, Any]) -> list[object]:
    """A place as a row of the table."""
    from geo.places.vocabularies import PRECISIONS

    known = near["properties"]
    stars = known["stars"]
    return [
        round(known["distance_m"] / 1000, 1),
        _POINTS[round(known["bearing_deg"] / 45) % 8],
        known["name"],
        known["category_label"],
        "★" * stars if stars else "",
        known["address"],
        PRECISIONS.label(known["precision"], "vi"),
        near["id"],
    ]
