"""Pages of places and units in Chromium: a small map with scripts, everything else without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.window import SIZES, Look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VILLAGE = "/villages/v-ha-noi-lang-gom-bat-trang"
UNIT = "/places/2025-03-01/district/018"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", [VILLAGE, UNIT, "/about", "/nowhere"])
def test_document_page_at_any_size_is_quiet_and_fits_its_width(
    look: Look, path: str, size: str
) -> None:
    watched = look(size)
    page = watched.open(path)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    errors = [error for error in watched.errors if "404" not in error or path != "/nowhere"]
    assert (errors, watched.refused(), watched.foreign) == ([], [], [])


def test_place_page_marks_the_place_on_its_map_and_opens_the_large_one(look: Look) -> None:
    page = look().open(VILLAGE)
    expect(page.locator(".pin.listed.village.approximate")).to_have_count(1)
    expect(page.get_by_text("Quần đảo Hoàng Sa (Việt Nam)")).to_be_attached()
    page.click(".map-larger")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    place = page.locator(".result", has_text="Làng gốm Bát Tràng").first
    expect(place.locator(".distance")).to_have_text("~0 m")


def test_unit_page_draws_the_unit_at_its_own_level(look: Look) -> None:
    watched = look()
    with watched.page.expect_response(
        lambda answer: "/api/units/2025-03-01/district" in answer.url
    ):
        watched.open(UNIT)
    watched.assert_quiet()


@pytest.mark.parametrize("path", [VILLAGE, UNIT])
def test_document_page_without_javascript_has_its_content(look: Look, site: str, path: str) -> None:
    watched = look(java_script_enabled=False)
    watched.page.goto(site + path)
    expect(watched.page.locator("h1")).to_be_visible()
    expect(watched.page.locator(".result").first).to_be_visible()
    expect(watched.page.locator(".map-area")).to_be_hidden()
    assert watched.foreign == []


def test_document_page_on_a_phone_scrolls_under_a_finger_on_its_map(look: Look) -> None:
    page = look("phone").open(VILLAGE)
    assert page.evaluate("L.locator.map.dragging.enabled()") is False
    assert page.evaluate("L.locator.map.scrollWheelZoom.enabled()") is False
