"""What a first visit costs, in bytes and in time, and that it does not grow with the places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from geo.storage import open_store
from tests.web.browser.window import DESK, PHONE, SIZES, Watched, serving, watch

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIRST_VIEW_BYTES = 350_000
GROWTH_BYTES = 50_000
LCP_MS = 2_500
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
"""Milliseconds and bytes a second, as Chromium's developer tools have it."""
SLOW_LCP_MS = 4_000
SHIFT = 0.005
"""What letters move when the typeface comes; 0.1 is what counts as good."""
SYNTHETIC = 20_000

WATCH_PAINT = """
window.largest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.largest = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def first_visit(chromium: Browser, site: str, size: str, *, slowdown: int = 1) -> tuple[int, Page]:
    """Bytes over the wire of a first visit to the map, and the page; its context stays open."""
    phone = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
    context = chromium.new_context(viewport=SIZES[size], locale="vi-VN", **phone)
    page = context.new_page()
    page.add_init_script(WATCH_PAINT)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    if slowdown > 1:
        tools.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    received: list[int] = []
    tools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(site)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.wait_for_load_state("networkidle")
    return int(sum(received)), page


@pytest.fixture(scope="module")
def crowded(built_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with 20,000 outlets more, scattered around the real ones; one has a hostile name."""
    path = tmp_path_factory.mktemp("crowded") / "locator.gpkg"
    path.write_bytes(built_store.read_bytes())
    store = open_store(path)
    outlets = store.read("outlets")
    assert isinstance(outlets, gpd.GeoDataFrame)
    rng = np.random.default_rng(20_000)
    more = outlets.sample(SYNTHETIC, replace=True, random_state=1).reset_index(drop=True)
    more["id"] = [f"synthetic-{number}" for number in range(SYNTHETIC)]
    more["lon"] += rng.normal(0, 0.2, SYNTHETIC)
    more["lat"] += rng.normal(0, 0.2, SYNTHETIC)
    more.loc[0, ["name", "lon", "lat"]] = ["<script>alert(1)</script>", 108.338, 15.8801]
    more = more.set_geometry(gpd.points_from_xy(more["lon"], more["lat"], crs=4326))
    store.write({"outlets": pd.concat([outlets, more], ignore_index=True)})
    with serving(path) as address:
        yield address


@pytest.mark.parametrize("size", SIZES)
def test_first_view_fits_its_budget_of_bytes(chromium: Browser, site: str, size: str) -> None:
    received, page = first_visit(chromium, site, size)
    page.context.close()
    assert received <= FIRST_VIEW_BYTES


def test_first_view_with_20000_outlets_grows_by_little(
    chromium: Browser, site: str, crowded: str
) -> None:
    small, page = first_visit(chromium, site, "desk")
    page.context.close()
    large, page = first_visit(chromium, crowded, "desk")
    page.context.close()
    assert large - small <= GROWTH_BYTES


def test_first_view_paints_in_time_on_a_slow_processor_and_holds_still(
    chromium: Browser, site: str
) -> None:
    # The best of three: the machine that tests does other things beside.
    painted, shifted = [], []
    for _ in range(3):
        _, page = first_visit(chromium, site, "phone", slowdown=4)
        painted.append(page.evaluate("window.largest"))
        shifted.append(page.evaluate("window.shift"))
        page.context.close()
    assert 0 < min(painted) <= LCP_MS
    assert min(shifted) <= SHIFT


@pytest.mark.parametrize("path", ["/?q=hoi+an", "/outlets/ag-chau-doc-tu-son"])
def test_first_view_on_slow_3g_can_be_read_while_the_rest_is_on_its_way(
    chromium: Browser, site: str, path: str
) -> None:
    context = chromium.new_context(
        viewport=PHONE, locale="vi-VN", is_mobile=True, has_touch=True, service_workers="block"
    )
    page = context.new_page()
    page.add_init_script(WATCH_PAINT)
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(site + path, wait_until="commit")
    page.locator(".result h2 a").first.wait_for(timeout=2 * SLOW_LCP_MS)
    page.wait_for_load_state("networkidle")
    assert 0 < page.evaluate("window.largest") <= SLOW_LCP_MS
    assert page.evaluate("window.shift") <= SHIFT
    context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_outlet_with_a_hostile_name_is_only_text(
    chromium: Browser, crowded: str, viewport: dict[str, int]
) -> None:
    context = chromium.new_context(viewport=viewport)
    watched = Watched(context.new_page(), crowded)
    watch(watched)
    page = watched.open("/?at=15.8801,108.338")
    link = page.locator(".result h2 a").first
    assert link.inner_text() == "<script>alert(1)</script>"
    page.locator(".pin.listed").first.dispatch_event("click")
    assert page.locator(".card-name").first.inner_text() == "<script>alert(1)</script>"
    link.click()
    assert page.locator("h1").inner_text() == "<script>alert(1)</script>"
    watched.assert_quiet()
    context.close()
