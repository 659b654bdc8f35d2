"""axe-core on every kind of page, by day and by night."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.browser.window import Look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "home": "/",
    "results": "/?q=hoi+an",
    "nothing": "/?q=zzqqxx+wwkk",
    "filtered": "/?q=hoi+an&kind=village&craft=pottery&province=48",
    "beyond": "/?at=16.5,111.6&within_km=20",
    "none-passes": "/?province=01&stars=5",
    "outlet": "/outlets/ag-chau-doc-tu-son",
    "village": "/villages/v-ha-noi-lang-gom-bat-trang",
    "destination": "/destinations/d-ha-noi-van-mieu-quoc-tu-giam",
    "product": "/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do",
    "commune": "/places/2025-07-01/commune/00004",
    "old-province": "/places/2025-03-01/province/49",
    "about": "/about",
    "api": "/docs/api",
    "routes": "/routes",
    "route": "/routes/dau-chan-lang-co-bat-trang",
    "plan-empty": "/plan",
    "plan": "/plan?stops=105.8524,21.0287;v-ha-noi-lang-gom-bat-trang;107.0734,20.9501&round=1",
    "ogc-collection": "/ogc/collections/outlets",
    "ogc-items": "/ogc/collections/provinces-2025-07-01/items?limit=5",
    "ogc-openapi": "/ogc/openapi",
    "missing": "/outlets/none",
}

SETTLED = """() => Promise.all(document.getAnimations()
    .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
    .map((one) => one.finished.catch(() => {})))"""

# The size of targets is the one rule of WCAG 2.2 AA that axe-core leaves out unless asked. Where a
# pin stands is essential (2.5.8 excepts that), and all that is on the map is in the list as well.
RUN = """async () => {
    const found = await axe.run();
    const sizes = await axe.run({ exclude: [".leaflet-marker-pane"] },
        { runOnly: { type: "rule", values: ["target-size"] } });
    return [...found.violations, ...sizes.violations];
}"""


def violations(page: Page) -> list[str]:
    """What axe-core holds against a page, one line each with the first element it is about."""
    # A colour half-way from one to another is no colour of ours.
    page.evaluate(SETTLED)
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}: "
        f"{one['nodes'][0]['failureSummary'][:300]}"
        for one in found
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_nothing_axe_holds_against_it(
    look: Look, name: str, size: str, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci")
    page = look(size, color_scheme=scheme).open(PAGES[name])
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "lang"), [("phone", "vi"), ("desk", "en")])
def test_map_page_in_use_has_nothing_axe_holds_against_it(
    look: Look, size: str, lang: str, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci")
    page = look(size, lang=lang, color_scheme=scheme).open("/?q=hoi+an")
    page.locator("#more-filters summary").click()
    page.locator(".goes summary").first.click()
    page.fill("#q", "")
    page.locator("#q").press("ArrowDown")
    assert violations(page) == []
    page.locator("#q").press_sequentially("gom", delay=10)
    page.wait_for_selector("#suggestions [role=group] [role=option]")
    page.locator("#q").press("ArrowDown")
    assert violations(page) == []
    page.locator("#q").press("Escape")
    page.locator(".pin.listed").first.press("Enter")
    page.locator(".legend summary").click()
    assert violations(page) == []
