"""What a first visit to the map costs, beside a plain Folium page with the districts inlined."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import brotli
import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from geopandas import GeoDataFrame
from playwright.sync_api import Browser, sync_playwright

from benchmarks.harness import Report
from benchmarks.synthetic import positions
from benchmarks.throughput import STORE, our_server
from geo.storage import open_store
from geo.vintages import Level, Vintage, unit_column
from tests.web.browser.test_budget import first_visit
from tests.web.browser.window import FLAGS, SIZES

MORE = 20_000
VISITS = 3


def run(report: Report) -> None:
    """Bytes over the wire in both sizes of window and with many more outlets; time to paint."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        report.lack("first view", "apt-get install chromium")
        return
    store = open_store(STORE)
    districts = store.read(unit_column(Vintage.V2025_03, Level.DISTRICT))
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        our_server(1) as site,
        our_server(1, str(crowded(Path(folder)))) as crowd,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        received = {size: visit(browser, site, size)[0] for size in SIZES}
        grown = visit(browser, crowd, "desk")[0] - received["desk"]
        painted = min(visit(browser, site, "phone", slowdown=4)[1] for _ in range(VISITS))
        browser.close()
    page = folium_page(districts)
    packed = len(brotli.compress(page, quality=5))
    most = max(received.values())
    report.goal(
        "times the bytes of our whole first view: a Folium page alone with the district layer "
        "inlined, both compressed",
        packed / most,
        1,
        ".1f",
    )
    report.goal("KB of a first view, compressed", most / 1e3, 350, ",.0f", at_most=True)
    report.goal(f"KB more with {MORE:,} outlets more", grown / 1e3, 50, ",.1f", at_most=True)
    report.goal(
        "s to the largest paint, phone, processor slowed down four times",
        painted / 1e3,
        2.5,
        ".2f",
        at_most=True,
    )
    report.table(
        "First view",
        ["", "KB"],
        [
            *([f"ours, {size}, all requests", f"{n / 1e3:,.0f}"] for size, n in received.items()),
            ["Folium's page as it saves it", f"{len(page) / 1e3:,.0f}"],
            ["Folium's page through brotli", f"{packed / 1e3:,.0f}"],
        ],
        "Headless Chromium with an empty cache, until the network is quiet. Folium's figure is its "
        "HTML alone, without Leaflet, jQuery and Bootstrap, which it takes from elsewhere.",
    )


def visit(browser: Browser, site: str, size: str, *, slowdown: int = 1) -> tuple[int, float]:
    """Bytes over the wire of a first visit, and milliseconds to its largest paint."""
    received, page = first_visit(browser, site, size, slowdown=slowdown)
    painted = float(page.evaluate("window.largest"))
    page.context.close()
    return received, painted


def crowded(folder: Path) -> Path:
    """A copy of the store with many more outlets, where people live."""
    path = folder / "locator.gpkg"
    shutil.copy(STORE, path)
    store = open_store(path)
    outlets = store.read("outlets")
    assert isinstance(outlets, GeoDataFrame)
    more = outlets.iloc[np.arange(MORE) % len(outlets)].reset_index(drop=True)
    lon, lat = positions(MORE, seed=6)
    more = more.assign(id=[f"made-{row}" for row in range(MORE)], lon=lon, lat=lat)
    more = more.set_geometry(gpd.points_from_xy(lon, lat, crs=outlets.crs))
    store.write({"outlets": pd.concat([outlets, more], ignore_index=True)})
    return path


def folium_page(districts: pd.DataFrame) -> bytes:
    """The page that Folium makes of a layer when nothing else is asked of it."""
    page = folium.Map([16, 107], zoom_start=6)
    folium.GeoJson(districts[["code", "name", "geometry"]]).add_to(page)
    return page.get_root().render().encode()
