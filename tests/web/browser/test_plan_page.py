"""The planner and the routes in Chromium: by keyboard, by dragging, on the map, without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.window import Look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

BAT_TRANG = "v-ha-noi-lang-gom-bat-trang"
THREE = f"/plan?stops=105.85240,21.02870,Hồ Gươm;{BAT_TRANG};107.07340,20.95010,Hạ Long"
NAMES = ["Hồ Gươm", "Làng gốm Bát Tràng", "Hạ Long"]


def stops(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".stop-list li", "rows => rows.map(row => row.dataset.name)"
    )
    return found


def test_stop_chosen_from_the_suggestions_is_added_and_in_the_address(look: Look) -> None:
    watched = look("desk")
    page = watched.open("/plan")
    page.locator("#add").press_sequentially("gom bat trang", delay=10)
    page.wait_for_selector("#suggestions [role=option] .shape")
    page.locator("#suggestions [role=option]", has_text="Làng gốm Bát Tràng").first.click()
    expect(page.locator(".stop-list li")).to_have_count(1)
    # One of the same name is a destination, and comes first.
    assert page.url.endswith("-ha-noi-lang-gom-bat-trang")
    expect(page.locator("#add")).to_be_focused()
    watched.assert_quiet()


def test_press_on_the_map_adds_a_stop(look: Look) -> None:
    watched = look("desk")
    page = watched.open("/plan?stops=105.85240,21.02870,Hồ Gươm")
    page.locator("#map_locator").click(position={"x": 200, "y": 200})
    expect(page.locator(".stop-list li")).to_have_count(2)
    expect(page.locator(".day")).to_have_count(1)
    assert page.locator("path.way-line").count() == 1
    watched.assert_quiet()


def test_stops_are_moved_by_keyboard_and_the_focus_goes_along(look: Look) -> None:
    watched = look("desk")
    page = watched.open(THREE)
    button = page.locator('.stop-list li:nth-child(3) [value="up-3"]')
    button.focus()
    button.press("Enter")
    expect(page.locator(".stop-list li:nth-child(2)")).to_contain_text("Hạ Long")
    expect(page.locator('[value="up-2"]')).to_be_focused()
    expect(page.locator("#status")).to_contain_text("Hạ Long")
    page.keyboard.press("Enter")
    expect(page.locator(".stop-list li:nth-child(1)")).to_contain_text("Hạ Long")
    assert stops(page) == [NAMES[2], NAMES[0], NAMES[1]]
    watched.assert_quiet()


def test_stops_are_moved_by_dragging(look: Look) -> None:
    watched = look("desk")
    page = watched.open(THREE)
    grips = page.locator(".stop-list .grip")
    first, last = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 8, first["y"] + 8)
    page.mouse.down()
    page.mouse.move(first["x"] + 8, (first["y"] + last["y"]) / 2 + 30, steps=5)
    page.mouse.move(first["x"] + 8, last["y"] + last["height"], steps=5)
    page.mouse.up()
    expect(page.locator(".stop-list li:nth-child(3) .number")).to_have_text("3")
    page.wait_for_function("document.querySelector('#outcome').ariaBusy !== 'true'")
    assert stops(page) == [NAMES[1], NAMES[2], NAMES[0]]
    assert page.url.index(BAT_TRANG) < page.url.index("107.07340")
    watched.assert_quiet()


def test_suggestion_added_becomes_a_stop_without_leaving_the_page(look: Look) -> None:
    watched = look("desk")
    page = watched.open(THREE)
    page.evaluate("window.stays = true")
    page.evaluate("document.querySelectorAll('.along').forEach(each => (each.open = true))")
    page.locator(".beside a[data-change]", has_text="Thêm").first.click()
    expect(page.locator(".stop-list li")).to_have_count(4)
    assert page.evaluate("window.stays")
    page.go_back()
    expect(page.locator(".stop-list li")).to_have_count(3)
    watched.assert_quiet()


def test_form_works_without_scripts(look: Look) -> None:
    watched = look("phone", java_script_enabled=False)
    page = watched.page
    page.goto(watched.own + "/plan")
    for words in ("105.8524,21.0287,Hồ Gươm", BAT_TRANG):
        page.fill("#add", words)
        page.locator("#add").press("Enter")
    expect(page.locator(".stop-list li")).to_have_count(2)
    page.locator('[value="down-1"]').click()
    expect(page.locator(".stop-list li:nth-child(1)")).to_contain_text("Bát Tràng")
    expect(page.locator(".day")).to_have_count(1)
    expect(page.locator(".plan-options [type=submit]")).to_have_count(1)


def test_route_draws_its_days_and_stops(look: Look) -> None:
    watched = look("phone")
    page = watched.open("/routes/ha-giang-4n3d")
    expect(page.locator("path.way-line")).to_have_count(4)
    # Two of them are known by one commune's centre alone, and share a mark.
    marks = page.locator(".way-stop").all_inner_texts()
    assert sorted("·".join(marks).split("·")) == ["1", "2", "3", "4", "5"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    watched.assert_quiet()


def test_list_asks_as_soon_as_a_filter_is_chosen(look: Look) -> None:
    watched = look("desk")
    page = watched.open("/routes")
    page.select_option("[name=region]", "mekong_delta")
    page.wait_for_url("**/routes?region=mekong_delta")
    assert 0 < page.locator(".route-card").count() < 73
    watched.assert_quiet()
