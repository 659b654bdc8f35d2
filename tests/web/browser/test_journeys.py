"""
What a reader does from the first look to the way there, in one go: at both sizes and in both
languages, with a finger or a mouse, with the keyboard alone, and without JavaScript.

With `SHOTS=folder` in the environment every state on the way is kept there as a picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.web.browser.test_map_page import HOI_AN, nearest, query_of, settle
from tests.web.browser.window import SIZES, Look, listed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("lang", ["vi", "en"]),
    pytest.mark.parametrize("size", SIZES),
]

Shoot = Callable[[Page, str], None]

NEAREST_TO = {"vi": "quanh Thành phố Hội An", "en": "nearest to Hoi An City"}
REFUSED = {"vi": "không cho trang biết bạn đang ở đâu", "en": "does not let this page know where"}
ONLY_ON_SCREEN = (".map-area", "#filters", "#search", ".goes", "#handle", ".site-footer nav")
PAPER = ViewportSize(width=688, height=1017)
"""A4 within its margins, in CSS pixels."""
PAGES = (
    "/outlets/ag-chau-doc-tu-son",
    "/villages/v-ha-noi-lang-gom-bat-trang",
    "/destinations/d-ha-noi-van-mieu-quoc-tu-giam",
    "/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do",
    "/places/2025-07-01/commune/00004",
    "/places/2025-03-01/district/018",
    "/coverage",
    "/routes",
    "/routes/dau-chan-lang-co-bat-trang",
    "/plan?stops=105.8524,21.0287;v-ha-noi-lang-gom-bat-trang",
    "/about",
)


@pytest.fixture
def shoot(request: pytest.FixtureRequest) -> Shoot:
    """Keeps a picture of a page's state, when `SHOTS` names a folder."""
    folder = os.environ.get("SHOTS")
    test = re.sub(r"\W+", "-", request.node.name.removeprefix("test_")).strip("-")

    def keep(page: Page, state: str) -> None:
        if folder:
            page.wait_for_timeout(300)  # a sheet on its way up or down
            page.screenshot(path=Path(folder) / f"{test}-{state}.png")

    return keep


def asked(page: Page, act: Callable[[], object]) -> None:
    """Do something that brings another list, and wait until it is there."""
    with page.expect_response(re.compile(r"/results\?")):
        act()
    settle(page)


def tab_to(page: Page, wanted: str) -> None:
    """Go on with Tab until the focus is on what the selector says, and can be seen there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            break
    held = page.locator(":focus")
    assert held.evaluate("(element, wanted) => element.matches(wanted)", wanted), wanted
    expect(held).to_be_in_viewport()
    ring = held.evaluate(
        """(element) => {
          const around = [element, element.parentElement, element.nextElementSibling];
          const looks = () => around.filter(Boolean).map((one) => {
            const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
            return `${outlineStyle} ${outlineWidth} ${boxShadow}`;
          }).join();
          const focused = looks();
          element.blur();
          const otherwise = looks();
          element.focus({ preventScroll: true });
          return focused !== otherwise;
        }"""
    )
    assert ring, f"no focus to be seen on {wanted}"


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def assert_prints(page: Page, kept: Locator, *left_out: str) -> None:
    """On paper: all of the list on pages of A4, and none of what only a screen can use."""
    on_screen = page.viewport_size
    assert on_screen is not None
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    for hidden in left_out:
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    for one in kept.all():
        expect(one).to_be_visible()
    expect(page.locator(".brand")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert 1 <= pages_of(page.pdf(format="A4")) <= 6
    page.emulate_media(media="screen")
    page.set_viewport_size(on_screen)


def test_search_filter_open_come_back_share_and_print(
    look: Look, site: str, shoot: Shoot, size: str, lang: str
) -> None:
    watched = look(size, lang=lang)
    page = watched.open("/")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    shoot(page, "1-welcome")

    with page.expect_response(re.compile(r"/api/suggest\?")):
        page.locator("#q").press_sequentially("hoi an", delay=10)
    expect(page.locator("#suggestions [role=group]").first).to_be_visible()
    shoot(page, "2-suggested")
    asked(page, lambda: page.press("#q", "Enter"))
    expect(page.locator("h1")).to_contain_text(NEAREST_TO[lang])
    assert listed(page) == nearest(site, at="hoi an")
    shoot(page, "3-found")

    asked(page, page.locator(".chip.village").click)
    page.locator("#more-filters summary").click()
    shoot(page, "4-filters")
    asked(page, lambda: page.select_option("select[name=within_km]", "50"))
    # On a phone they fold, so that what they leave can be seen.
    assert page.locator("#more-filters").evaluate("one => one.open") is (size == "desk")
    found = nearest(site, at="hoi an", kind="outlet", within_km=50)
    assert len(found) > 3
    assert listed(page) == found
    assert query_of(page) == {"q": "hoi an", "kind": "outlet", "within_km": "50"}
    shoot(page, "5-filtered")

    link, address = page.locator(".result h2 a").nth(2), page.url
    name = link.inner_text()
    link.click()
    expect(page.locator("h1")).to_have_text(name)
    assert f"/outlets/{found[2]}" in page.url
    expect(page.locator(".map .pin.listed")).to_have_count(1)
    shoot(page, "6-place")
    assert_prints(page, page.locator("h1, .facts dd, .sharing svg"), ".map-area", ".language")

    page.go_back()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert page.url == address
    assert listed(page) == found
    expect(page.locator(".result h2 a").nth(2)).to_be_focused()
    expect(page.locator(".chip.village input")).not_to_be_checked()
    expect(page.locator("select[name=within_km]")).to_have_value("50")
    shoot(page, "7-back")

    assert_prints(page, page.locator("h1, .result h2"), *ONLY_ON_SCREEN)
    watched.assert_quiet()

    # Somebody else, who never was here, at the other size.
    (other_size,) = SIZES.keys() - {size}
    shared = look(other_size, lang=lang).open(address.removeprefix(site))
    assert listed(shared) == found
    expect(shared.locator("h1")).to_have_text(page.locator("h1").inner_text())
    expect(shared.locator("#q")).to_have_value("hoi an")
    expect(shared.locator(".on a[data-filter]")).to_have_count(1)
    expect(shared.locator(".chip.village input")).not_to_be_checked()
    expect(shared.locator(".pin.listed")).to_have_count(len(found))


def test_near_me_when_granted_lists_what_is_around(
    look: Look, site: str, shoot: Shoot, size: str, lang: str
) -> None:
    watched = look(size, lang=lang, geolocation=HOI_AN, permissions=["geolocation"])
    page = watched.open("/")
    asked(page, page.locator("#near").click)
    # Eleven metres are enough to find a shop by; no more of where somebody is goes anywhere.
    assert query_of(page) == {"at": "15.8801,108.3380"}
    assert listed(page) == nearest(site, lat=15.8801, lon=108.338)
    expect(page.locator(".results-head p")).to_contain_text("Hội An")
    expect(page.locator("#near")).to_be_enabled()
    shoot(page, "found")
    watched.assert_quiet()


def test_near_me_when_refused_says_so_and_the_search_goes_on(
    look: Look, site: str, shoot: Shoot, size: str, lang: str
) -> None:
    watched = look(size, lang=lang, permissions=[])
    page = watched.open("/")
    page.locator("#near").click()
    alert = page.locator("#trouble [role=alert]")
    expect(alert).to_contain_text(REFUSED[lang])
    expect(alert).to_be_in_viewport()
    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#near")).to_be_enabled()
    shoot(page, "refused")
    page.keyboard.type("hoi an")
    asked(page, lambda: page.keyboard.press("Enter"))
    assert listed(page) == nearest(site, at="hoi an")
    expect(alert).to_have_count(0)
    assert watched.refused() == []


def test_keyboard_alone_finds_filters_opens_and_comes_back(
    look: Look, site: str, shoot: Shoot, size: str, lang: str
) -> None:
    watched = look(size, lang=lang)
    page = watched.open("/")
    tab_to(page, ".skip")
    tab_to(page, "#q")
    page.keyboard.type("hoi an", delay=10)
    option = page.locator("#suggestions [role=group] [role=option]").first
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = option.locator("span[lang=vi]").inner_text()
    expect(page.locator("#q")).to_have_attribute(
        "aria-activedescendant", option.get_attribute("id") or ""
    )
    shoot(page, "1-suggested")
    asked(page, lambda: page.keyboard.press("Enter"))
    expect(page.locator("#q")).to_have_value(chosen)
    lat, lon = query_of(page)["at"].split(",")
    assert listed(page) == nearest(site, lat=lat, lon=lon)

    tab_to(page, ".chip.outlet input")
    asked(page, lambda: page.keyboard.press("Space"))
    expect(page.locator(":focus")).to_have_attribute("value", "outlet")
    assert listed(page) == nearest(site, lat=lat, lon=lon, kind="village")
    tab_to(page, "#more-filters summary")
    page.keyboard.press("Enter")
    tab_to(page, "select[name=stars], select[name=craft]")
    shoot(page, "2-filters")
    field = page.locator(":focus").get_attribute("name") or ""
    asked(page, lambda: page.keyboard.press("ArrowDown"))
    value = query_of(page)[field]
    found = nearest(site, lat=lat, lon=lon, kind="village", **{field: value})
    assert listed(page) == found

    tab_to(page, ".result h2 a")
    expect(page.locator(".pin.lit")).to_have_count(1)
    shoot(page, "3-result")
    name, address = page.locator(":focus").inner_text(), page.url
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.go_back()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert page.url == address
    assert listed(page) == found
    expect(page.locator(".result h2 a").first).to_be_focused()

    tab_to(page, ".result .goes summary")
    page.keyboard.press("Enter")
    way = page.locator(".result .goes[open] a").first
    expect(way).to_be_visible()
    assert (way.get_attribute("href") or "").startswith("https://")
    watched.assert_quiet()


def test_without_javascript_search_filters_and_every_page_work(
    look: Look, site: str, shoot: Shoot, size: str, lang: str
) -> None:
    watched = look(size, lang=lang, java_script_enabled=False)
    page = watched.page
    page.goto(f"{site}/")
    expect(page.locator("#near")).to_be_hidden()
    shoot(page, "1-welcome")
    page.fill("#q", "hoi an")
    page.press("#q", "Enter")
    expect(page.locator("h1")).to_contain_text(NEAREST_TO[lang])
    shoot(page, "2-found")
    page.locator(".chip.village").click()
    page.locator("#more-filters summary").click()
    page.select_option("select[name=within_km]", "50")
    shoot(page, "3-filters")
    page.locator(".without-scripts").click()
    found = nearest(site, at="hoi an", kind="outlet", within_km=50)
    results = page.locator(".result")
    assert [one.get_attribute("data-id") for one in results.all()] == found
    page.locator(".result h2 a").nth(2).click()
    assert f"/outlets/{found[2]}" in page.url
    shoot(page, "4-place")
    page.go_back()
    expect(results).to_have_count(len(found))
    page.locator(".on a").first.click()
    expect(results).to_have_count(20)

    for path in PAGES:
        answer = page.goto(site + path)
        assert answer is not None
        assert answer.status == 200, path
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("h1")).to_be_visible()
        shoot(page, f"5{re.sub(r'[^a-z]+', '-', path)[:24]}")
        width = page.locator("html").evaluate("element => element.scrollWidth")
        assert width <= SIZES[size]["width"], path
    assert watched.foreign == []
