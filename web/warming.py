"""A question of each kind, asked before anybody does: what is made at the first is then there."""

from __future__ import annotations

import gc
import logging
import time

from geo.coordinates import LonLat
from geo.vintages import CURRENT, LAYERS, Level
from web.api.units import unit_layer
from web.published_routes import picture_of, routes_of
from web.snapshot import Snapshot
from web.unit_coverage import coverage_of_units

HOAN_KIEM = LonLat(105.8524, 21.0287)
MAP_ZOOMS = range(5, 13)
"""Zooms at which the map draws the current units."""

log = logging.getLogger(__name__)


def warm(snapshot: Snapshot) -> None:
    """Make indexes, trees and outlines; what goes wrong here will be said when it is asked for."""
    started = time.perf_counter()
    try:
        snapshot.locator.gazetteer.suggest("hoi an")
        snapshot.locator.geocoder.geocode("phường Vạn Phúc, quận Hà Đông, Hà Nội")
        snapshot.locator.boundaries.locate(HOAN_KIEM)
        for route in routes_of(snapshot).values():
            picture_of(snapshot, route)
        for vintage, level in LAYERS:
            layer = unit_layer(snapshot, vintage, level)
            coverage_of_units(snapshot, vintage, level)
            if vintage is CURRENT or level is Level.PROVINCE:
                for zoom in MAP_ZOOMS:
                    layer.display.at(zoom)
        # What is there now stays until the next data version: the collector need not walk it, half
        # a million objects, in the middle of somebody's request (measured: 0.2 s a walk).
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    except Exception:
        log.exception("warming up failed")
    else:
        log.info("warm after %.1f s", time.perf_counter() - started)
