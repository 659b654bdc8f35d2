"""`python -m geo route`: a journey through stops, or a published route, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from geo.cli import Command, print_json, print_table

if TYPE_CHECKING:
    from geo.itinerary import Itinerary


@click.command(
    cls=Command,
    example="""
    python -m geo route --stops "Hà Nội; Bát Tràng; Hạ Long" --corridor-km 5 -o way.gpx
    python -m geo route --route ha-giang-4n3d -o loop.ics
    python -m geo route --stops "Huế; Hội An; Đà Nẵng" --optimise --corridor-minutes 15 --json
    """,
)
@click.option(
    "--stops",
    metavar="TEXT",
    help="Các điểm dừng, cách nhau bằng dấu chấm phẩy. / The stops, parted by semicolons: "
    "names, ids, or latitude, longitude.",
)
@click.option(
    "--route", "route_id", metavar="ID", help="Một tuyến đã công bố. / A published route."
)
@click.option(
    "--corridor-km",
    type=click.FloatRange(0, 50),
    help="Kèm các nơi cách tuyến chừng ấy. / With the places so far from the route.",
)
@click.option(
    "--corridor-minutes",
    type=click.FloatRange(0, 240),
    help="Kèm các nơi ghé vào mất chừng ấy phút. / With the places of such a detour.",
)
@click.option(
    "--optimise", is_flag=True, help="Xếp lại thứ tự cho nhanh nhất. / Put the stops in order."
)
@click.option(
    "--round-trip", is_flag=True, help="Quay về điểm đầu. / Back to the first stop in the end."
)
@click.option(
    "--by",
    type=click.Choice(["duration", "distance"]),
    default="duration",
    show_default=True,
    help="Đường nhanh hay đường ngắn. / The fastest way or the shortest.",
)
@click.option(
    "--depart",
    metavar="TIME",
    help="Ngày giờ đi, như 2026-12-01T08:00; mặc định 8 giờ sáng mai. / When to set out.",
)
@click.option("--days", type=click.IntRange(1, 30), help="Số ngày. / Spread over so many days.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Tệp ra theo đuôi. / Written by its ending: gpx, kml, geojson, ics.",
)
def command(
    *,
    stops: str | None,
    route_id: str | None,
    corridor_km: float | None,
    corridor_minutes: float | None,
    optimise: bool,
    round_trip: bool,
    by: Literal["duration", "distance"],
    depart: str | None,
    days: int | None,
    output: Path | None,
    store: str,
    as_json: bool,
) -> None:
    """
    Hành trình qua các điểm dừng, từng ngày, và các nơi dọc đường.

    A journey through stops, day by day, and the places along the way.
    """
    if (stops is None) == (route_id is None):
        raise click.UsageError("give --stops or --route, one of the two")
    from geo import published_routes
    from geo.itinerary import (
        Options,
        departure_from_text,
        plan,
        stop_from_text,
        stops_of_route,
    )
    from geo.itinerary.files import called, content, format_of
    from geo.itinerary.geojson import to_record
    from geo.locator import Locator
    from geo.storage import open_store

    form = None if output is None else format_of(output)  # before the work, not after it
    locator = Locator.load(open_store(store))
    options = Options(
        depart=None if depart is None else departure_from_text(depart),
        by=by,
        optimise=optimise,
        round_trip=round_trip,
        days=days,
        corridor_m=None if corridor_km is None else corridor_km * 1000,
        corridor_s=None if corridor_minutes is None else corridor_minutes * 60,
    )
    name = None
    if route_id is not None:
        route = published_routes.find(published_routes.read(locator.routes), route_id)
        asked, name = stops_of_route(locator, route), route.name
        for missing in route.missing:
            click.echo(f"không tìm thấy / not found: {missing.name}", err=True)
    else:
        texts = [text for text in (stops or "").split(";") if text.strip()]
        asked = tuple(stop_from_text(locator, text) for text in texts)
    journey = plan(locator, asked, options)
    if output is not None and form is not None:
        output.write_bytes(content(journey, form, name=name or called(journey)))
    if as_json:
        print_json({**to_record(journey), "data_version": locator.data_version})
        return
    _say(journey)
    if output is not None:
        click.echo(f"\n→ {output}", err=True)


def _say(journey: Itinerary) -> None:
    """The days, the legs, and what lies along."""
    mark = " (ước tính / estimated)" if journey.estimated else ""
    hours = journey.duration_s / 3600
    click.echo(f"{journey.distance_m / 1000:,.0f} km, {hours:.1f} h{mark}\n")
    rows = []
    for leg, start, end in zip(journey.legs, journey.visits, journey.visits[1:], strict=False):
        times = f"{leg.depart:%d/%m %H:%M}", f"{leg.arrive:%H:%M}"
        km = round(leg.distance_m / 1000, 1)
        rows.append([leg.day + 1, start.stop.name, *times, end.stop.name, km])
    print_table(["Ngày", "Từ", "Đi", "Đến lúc", "Đến", "km"], rows)
    if journey.places:
        click.echo("\nDọc đường / Along the way\n")
        print_table(
            ["Chặng", "Tên", "Vòng thêm phút", "Cách km", "Mã"],
            [
                [
                    place.leg + 1,
                    place.name,
                    round(place.detour_s / 60),
                    round(place.offset_m / 1000, 1),
                    place.place_id,
                ]
                for place in journey.places
            ],
        )
