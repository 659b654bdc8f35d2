"""`python -m geo locate`: the units around a position."""

from __future__ import annotations

import click

from geo.cli import Command, print_json, print_table


@click.command(
    cls=Command,
    example="""
    python -m geo locate --at "15.8801, 108.3380"
    python -m geo locate --at "chùa Cầu, Hội An" --json
    """,
)
@click.option(
    "--at",
    required=True,
    metavar="LAT,LON_OR_TEXT",
    help="Vĩ độ, kinh độ, hay địa danh. / Latitude, longitude, or a name.",
)
def command(*, at: str, store: str, as_json: bool) -> None:
    """
    Một vị trí thuộc tỉnh, huyện, xã nào, trước và sau 2025-07-01.

    The units that a position lies in, of both vintages; outside Vietnam there are none.
    """
    from geo.locator import Locator
    from geo.storage import open_store
    from geo.vintages import Level, Vintage

    locator = Locator.load(open_store(store))
    units = locator.boundaries.locate(locator.find(at).at)
    names = {
        vintage: {
            level: locator.boundaries.unit(Vintage(vintage), Level(level), code).name
            for level, code in codes.items()
        }
        for vintage, codes in units.items()
    }
    if as_json:
        print_json({"units": units, "names": names, "data_version": locator.data_version})
        return
    print_table(
        ["Từ / Since", "Cấp / Level", "Mã / Code", "Tên / Name"],
        [
            (vintage, level, code, names[vintage][level])
            for vintage, codes in units.items()
            for level, code in codes.items()
        ],
    )
