"""The map page in Chromium: finding, filtering, going back, with a phone and at a desk."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.web.browser.window import SIZES, Look, listed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HOI_AN = {"latitude": 15.8801, "longitude": 108.338}


def nearest(site: str, **query: Any) -> list[str]:
    """The ids that the API lists, in its order."""
    query = {"kind": "outlet,village", "k": 20, **query}
    answer = requests.get(f"{site}/api/nearest", params=query, timeout=30)
    answer.raise_for_status()
    return [feature["id"] for feature in answer.json()["features"]]


def query_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def search(page: Page, words: str) -> None:
    page.fill("#q", words)
    with page.expect_response(re.compile(r"/results\?")):
        page.press("#q", "Enter")
    settle(page)


def settle(page: Page) -> None:
    """Wait until the answer that has come is on the page."""
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_home_at_any_size_in_any_language_draws_the_map_quietly(
    look: Look, size: str, lang: str
) -> None:
    watched = look(size, lang=lang)
    page = watched.open("/")
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator(".leaflet-outlines-pane canvas")).to_have_count(1)
    expect(page.locator(".cluster").first).to_be_visible()
    for name in ("Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)"):
        expect(page.get_by_text(name)).to_be_attached()
    watched.assert_quiet()


@pytest.mark.parametrize("size", SIZES)
def test_search_for_hoi_an_lists_what_the_api_lists_in_its_order(
    look: Look, site: str, size: str
) -> None:
    watched = look(size)
    page = watched.open("/")
    search(page, "hoi an")
    found = listed(page)
    assert len(found) == 20
    assert found == nearest(site, at="hoi an")
    kinds = page.eval_on_selector_all(".result", "all => all.map(one => one.dataset.kind)")
    assert set(kinds) == {"outlet", "village"}
    assert query_of(page)["q"] == "hoi an"
    expect(page.locator("h1")).to_contain_text("Hội An")
    expect(page.locator("#status")).to_contain_text("20")
    expect(page.locator(".pin.listed")).to_have_count(20)
    watched.assert_quiet()


def test_search_by_suggestion_with_the_keyboard_alone(look: Look, site: str) -> None:
    watched = look()
    page = watched.open("/")
    page.locator("#q").focus()
    page.keyboard.type("hoi an", delay=20)
    options = page.locator("#suggestions [role=option]")
    expect(options.first).to_be_visible()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    active = page.locator("#q").get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    with page.expect_response(re.compile(r"/results\?")):
        page.keyboard.press("Enter")
    settle(page)
    expect(page.locator("#suggestions")).to_be_hidden()
    at = query_of(page)["at"]
    expect(page.locator("#results .result")).to_have_count(20)
    lat, lon = at.split(",")
    assert listed(page) == nearest(site, lat=lat, lon=lon)
    watched.assert_quiet()


def test_suggestions_at_escape_close_and_leave_the_words(look: Look) -> None:
    page = look().open("/")
    page.locator("#q").press_sequentially("da nang", delay=20)
    expect(page.locator("#suggestions [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#suggestions")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("da nang")


def test_map_pressed_asks_what_is_near_there(look: Look, site: str) -> None:
    watched = look()
    page = watched.open("/?map=11/21.03/105.85")
    with page.expect_response(re.compile(r"/results\?")):
        page.mouse.click(1300, 850)
    settle(page)
    at = query_of(page)["at"]
    lat, lon = map(float, at.split(","))
    assert 20.5 < lat < 21.03
    assert 105.85 < lon < 106.5
    expect(page.locator("#results .result")).to_have_count(20)
    assert listed(page) == nearest(site, lat=lat, lon=lon)
    watched.assert_quiet()


def test_filters_are_in_the_address_and_back_takes_them_off(look: Look, site: str) -> None:
    watched = look()
    page = watched.open("/?q=hoi+an")
    before = listed(page)
    with page.expect_response(re.compile(r"/results\?")):
        page.locator(".chip.village").click()
    settle(page)
    expect(page.locator(".result.village")).to_have_count(0)
    assert query_of(page) == {"q": "hoi an", "kind": "outlet"}
    assert listed(page) == nearest(site, at="hoi an", kind="outlet")
    with page.expect_response(re.compile(r"/results\?")):
        page.go_back()
    settle(page)
    expect(page.locator(".result.village").first).to_be_visible()
    assert listed(page) == before
    expect(page.locator(".chip.village input")).to_be_checked()
    watched.assert_quiet()


def test_back_after_two_searches_shows_the_first_again(look: Look) -> None:
    watched = look("phone")
    page = watched.open("/")
    search(page, "hoi an")
    first = listed(page)
    search(page, "sa pa")
    assert listed(page) != first
    with page.expect_response(re.compile(r"/results\?")):
        page.go_back()
    settle(page)
    expect(page.locator("h1")).to_contain_text("Hội An")
    expect(page.locator("#q")).to_have_value("hoi an")
    assert listed(page) == first
    page.go_back()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator("#q")).to_have_value("")
    watched.assert_quiet()


def test_shared_link_shows_the_same_list_and_map(look: Look) -> None:
    page = look().open("/?q=hoi+an&kind=village")
    page.mouse.move(900, 400)
    page.mouse.wheel(0, -240)
    expect(page).to_have_url(re.compile(r"[?&]map=\d+/"))
    other = look().open(page.url.removeprefix(page.evaluate("location.origin")))
    assert listed(other) == listed(page)
    centre = "(({lat, lng}) => [lat.toFixed(3), lng.toFixed(3)])(L.locator.map.getCenter())"
    assert other.evaluate(centre) == page.evaluate(centre)


def test_list_and_map_stay_in_step(look: Look) -> None:
    page = look().open("/?q=hoi+an")
    first = page.locator(".result").first
    first.hover()
    expect(page.locator(".pin.lit")).to_have_count(1)
    name = first.locator("h2 a").inner_text()
    expect(page.locator(".pin.lit")).to_have_attribute("aria-label", name)
    page.locator(".result h2 a").nth(1).focus()
    expect(page.locator(".pin.lit")).not_to_have_attribute("aria-label", name)
    page.locator(".pin.listed").first.press("Enter")
    expect(page.locator(".leaflet-popup .card-name")).to_be_visible()
    expect(page.locator(".result.lit")).to_have_count(1)


def test_show_more_keeps_the_list_and_moves_the_focus_to_what_is_new(look: Look) -> None:
    page = look().open("/?q=hoi+an")
    before = listed(page)
    page.locator("[data-more]").click()
    expect(page.locator("#results .result")).to_have_count(40)
    assert listed(page)[:20] == before
    expect(page.locator(".result h2 a").nth(20)).to_be_focused()


def test_vintage_chosen_draws_its_outlines_and_stands_in_the_address(look: Look) -> None:
    watched = look()
    page = watched.open("/?map=9/16/108")
    page.locator(".legend summary").click()
    with page.expect_response(re.compile("/api/units/2025-03-01/district")):
        page.locator(".vintages input[value='2025-03-01']").check(force=True)
    assert query_of(page)["vintage"] == "2025-03-01"
    watched.assert_quiet()


def test_sheet_on_a_phone_goes_up_and_down_by_its_handle_without_scrolling_the_page(
    look: Look,
) -> None:
    page = look("phone").open("/?q=hoi+an")
    panel, handle = page.locator("#panel"), page.locator("#handle")
    heights = []
    for state in ("full", "peek", "half"):
        handle.click()
        expect(panel).to_have_attribute("data-sheet", state)
        page.wait_for_timeout(350)
        heights.append(panel.evaluate("element => element.offsetHeight"))
    assert heights[1] < heights[2] < heights[0] <= 844 - 60
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")
    last = page.locator(".site-footer")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()


def test_search_that_finds_nothing_says_what_would_do(look: Look) -> None:
    page = look().open("/")
    search(page, "zzqqxx wwkk")
    expect(page.locator("#results [role=alert]")).to_contain_text("zzqqxx wwkk")


def test_search_without_network_says_so_and_keeps_the_page(look: Look) -> None:
    page = look().open("/?q=hoi+an")
    before = listed(page)
    page.context.set_offline(True)
    page.fill("#q", "sa pa")
    page.press("#q", "Enter")
    expect(page.locator("#trouble [role=alert]")).to_be_visible()
    assert listed(page) == before
