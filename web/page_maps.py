"""The map of a page, with this site's addresses, tiles and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask import current_app, url_for

from geo.vintages import UnitKey
from web import front
from web.maps import VIETNAM, Parts, Pin, Tiles, View, drawn
from web.wording import gettext

CHOROPLETH = "js/layers/choropleth.js"


def page_map(
    *,
    view: View = VIETNAM,
    pins: Sequence[Pin] = (),
    unit: UnitKey | None = None,
    interactive: bool = True,
    waits: bool = False,
    choropleth: bool = False,
    more: Mapping[str, str] = MappingProxyType({}),
) -> Parts:
    """
    The parts of `web.maps.locator_map` for the current request.

    `more` are further layers: their class, and the script of ours that defines it. A `choropleth`
    colours units as the page's script says.
    """
    config = current_app.config
    tiles = None
    if config["TILES"]:
        tiles = Tiles(config["TILES"], config["TILES_ATTRIBUTION"])
    links = front.links()
    scripts = [*more.values(), *([CHOROPLETH] if choropleth else [])]
    return drawn(
        links._replace(scripts=(*links.scripts, *map(front.static, scripts))),
        view=view,
        tiles=tiles,
        attribution=front.attribution(url_for("pages.about")),
        zoom_words=(gettext("Zoom in"), gettext("Zoom out")),
        pins=tuple(pins),
        unit=unit,
        interactive=interactive,
        waits=waits,
        choropleth=links.units if choropleth else "",
        more=tuple(more),
    )
