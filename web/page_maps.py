"""The map of a page, with this site's addresses, tiles and words."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, url_for

from geo.vintages import UnitKey
from web import front
from web.maps import VIETNAM, Parts, Pin, Tiles, View, drawn
from web.wording import gettext


def page_map(
    *,
    view: View = VIETNAM,
    pins: Sequence[Pin] = (),
    unit: UnitKey | None = None,
    interactive: bool = True,
    waits: bool = False,
) -> Parts:
    """The parts of `web.maps.locator_map` for the current request."""
    config = current_app.config
    tiles = None
    if config["TILES"]:
        tiles = Tiles(config["TILES"], config["TILES_ATTRIBUTION"])
    return drawn(
        front.links(),
        view=view,
        tiles=tiles,
        attribution=front.attribution(url_for("pages.about")),
        zoom_words=(gettext("Zoom in"), gettext("Zoom out")),
        pins=tuple(pins),
        unit=unit,
        interactive=interactive,
        waits=waits,
    )
