"""`python -m geo geocode`: the place that a text means, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geo.cli import Command, print_json, print_table
from geo.errors import InvalidParameterError, PlaceNotFoundError

SHARED = Path("var/geocoding.sqlite")
"""Where the turns and the answers of other services are kept."""


@click.command(
    cls=Command,
    example="""
    python -m geo geocode "số 5, phường Vạn Phúc, quận Hà Đông, Hà Nội"
    python -m geo geocode "phuong ha dong, ha noi" --json
    """,
)
@click.argument("text")
@click.option(
    "--near",
    metavar="LAT,LON",
    help="Vị trí đã biết, để chọn trong các xã được tách. / A known position: it decides.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 50),
    default=5,
    show_default=True,
    help="Nhiều nhất bao nhiêu kết quả. / At most so many.",
)
@click.option(
    "--follow",
    "services",
    multiple=True,
    metavar="SERVICE",
    help="Hỏi tiếp dịch vụ ngoài (nominatim, photon…); mặc định không hỏi ai. "
    "/ Ask a geopy service next; nobody by default.",
)
@click.option(
    "--user-agent",
    envvar="LOCATOR_USER_AGENT",
    default="",
    help="Tên và địa chỉ liên hệ gửi cho dịch vụ ngoài. / Who asks, for the services.",
)
def command(
    *,
    text: str,
    near: str | None,
    limit: int,
    services: tuple[str, ...],
    user_agent: str,
    store: str,
    as_json: bool,
) -> None:
    """
    Địa chỉ hay tên ra vị trí và đơn vị hành chính ở cả hai thời điểm.

    An address, old style or new, to its position and its units in both vintages.
    """
    from geo.coordinates import lonlat_from_text
    from geo.geocoding import chain_of
    from geo.locator import Locator
    from geo.storage import open_store

    position = None
    if near is not None and (position := lonlat_from_text(near)) is None:
        raise InvalidParameterError(f"--near {near[:60]!r} is not two numbers: give lat,lon")
    locator = Locator.load(open_store(store))
    geocoder = chain_of(
        locator.geocoder,
        services,
        boundaries=locator.boundaries,
        path=SHARED,
        user_agent=user_agent,
    )
    results = geocoder.geocode(text, near=position, limit=limit)
    if as_json:
        answers = [result.as_dict() for result in results]
        print_json({"results": answers, "query": text, "data_version": locator.data_version})
        return
    if not results:
        raise PlaceNotFoundError(
            f"{text[:80]!r} names no place that we know: "
            "give a commune, a district or a province, or lat,lon"
        )
    headings = ["Địa danh", "Vĩ độ", "Kinh độ", "Chính xác đến", "Tin cậy", "Mã 2025-03", "2025-07"]
    print_table(headings, [_cells(result) for result in results])
    if candidates := results[0].candidates:
        click.echo("\nCó thể là / may be:")
        rows = [(each.label, each.code, round(each.share, 2)) for each in candidates]
        print_table(["Xã, phường", "Mã", "Phần"], rows)


def _cells(result: Any) -> list[object]:
    """A result as a row of the table; of each vintage the lowest unit."""
    lowest = [
        (list(result.units[vintage].values()) or [None])[-1] if vintage in result.units else None
        for vintage in ("2025-03-01", "2025-07-01")
    ]
    return [
        result.label,
        round(result.lat, 5),
        round(result.lon, 5),
        result.precision,
        round(result.confidence, 2),
        *lowest,
    ]
