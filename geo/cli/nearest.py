"""`python -m geo nearest`: the places nearest to a name, an address or a position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geo.cli import Command, print_json, print_table
from geo.coordinates import LonLat, lonlat_from_text
from geo.errors import PlaceNotFoundError

if TYPE_CHECKING:
    from geo.locator import Locator

_POINTS = ("bắc", "đông bắc", "đông", "đông nam", "nam", "tây nam", "tây", "tây bắc")


@click.command(
    cls=Command,
    example="""
    python -m geo nearest --at "Hội An" -k 5 --kind outlet
    python -m geo nearest --at "21.03, 105.85" --within-km 20 --stars 4 --stars 5 --json
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
    province: str | None,
    within_km: float | None,
    store: str,
    as_json: bool,
) -> None:
    """
    Các điểm bán, làng nghề, điểm đến gần nhất.

    The nearest outlets, villages and destinations, by distance over the ellipsoid.
    """
    import numpy as np

    from geo.cli._features import feature
    from geo.locator import Locator
    from geo.storage import open_store
    from geo.vintages import CURRENT, Level, unit_column

    locator = Locator.load(open_store(store))
    position, about = _position(locator, at)
    places = locator.places
    mask = np.ones(len(places), dtype=bool)
    for column, wanted in (
        ("kind", kinds),
        ("stars", stars),
        (unit_column(CURRENT, Level.PROVINCE), (province,) if province else ()),
    ):
        if wanted:
            mask &= places[column].isin(wanted).to_numpy(bool)
    found = locator.index.query(
        position, count, mask=mask, within_m=None if within_km is None else within_km * 1000
    )
    near = [
        feature(places, row, distance_m=round(metres, 1), bearing_deg=round(bearing, 1) % 360)
        for row, metres, bearing in zip(
            found.index.tolist(), found.distance_m.tolist(), found.bearing_deg.tolist(), strict=True
        )
    ]
    if as_json:
        print_json(
            {
                "type": "FeatureCollection",
                "position": about,
                "data_version": locator.data_version,
                "features": near,
            }
        )
        return
    click.echo(f"{about.get('label', at)} ({position.lat:.5f}, {position.lon:.5f})\n")
    headings = ["km", "Hướng", "Tên", "Loại", "Sao", "Địa chỉ", "Vị trí", "Mã"]
    print_table(headings, [_cells(each) for each in near])


def _position(locator: Locator, text: str) -> tuple[LonLat, dict[str, Any]]:
    """Where a text is, and what to say about that."""
    written = lonlat_from_text(text)
    if written is not None:
        return written, {"lat": written.lat, "lon": written.lon}
    results = locator.geocoder.geocode(text)
    if not results:
        raise PlaceNotFoundError(
            f"no place is called {text[:60]!r}: try another spelling, or a latitude and longitude"
        )
    best = results[0]
    return LonLat(best.lon, best.lat), {
        "lat": best.lat,
        "lon": best.lon,
        "label": best.label,
        "precision": best.precision,
        "units": best.units,
    }


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
