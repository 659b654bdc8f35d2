"""Suggestions, filters and the way through a search, in Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.test_map_page import nearest, query_of, settle
from tests.web.browser.window import Look, listed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OPTIONS = "#suggestions [role=option]"
SUGGESTED = "#suggestions [role=group] [role=option]"


def type_in(page: Page, words: str) -> None:
    """Type as a person does, and wait for what that brings."""
    with page.expect_response(re.compile(r"/api/suggest\?")):
        page.locator("#q").press_sequentially(words, delay=10)
    expect(page.locator(OPTIONS).first).to_be_visible()


@pytest.mark.parametrize(("size", "lang"), [("phone", "vi"), ("desk", "en")])
def test_suggestions_come_in_named_groups_with_the_letters_marked(
    look: Look, size: str, lang: str
) -> None:
    watched = look(size, lang=lang)
    page = watched.open("/")
    type_in(page, "bat trang")
    places = {"vi": "Địa điểm", "en": "Places"}[lang]
    group = page.get_by_role("group", name=places, exact=True)
    expect(group).to_be_visible()
    # Marks forgiven, the name as it is written.
    expect(page.locator("#suggestions mark").first).to_have_text(re.compile("Bát Tràng|Bat Trang"))
    for option in page.locator(SUGGESTED).all():
        assert option.get_attribute("id")
    watched.assert_quiet()


def test_suggestion_of_a_craft_lists_its_villages(look: Look, site: str) -> None:
    watched = look()
    page = watched.open("/?at=21.03,105.85")
    type_in(page, "gom su")
    with page.expect_response(re.compile(r"/results\?")):
        page.get_by_role("group", name="Nghề").get_by_role("option").first.click()
    settle(page)
    assert query_of(page) == {"at": "21.03,105.85", "craft": "pottery"}
    assert listed(page) == nearest(site, lat=21.03, lon=105.85, craft="pottery")
    expect(page.locator(".on a")).to_have_text(re.compile("Gốm sứ"))
    watched.assert_quiet()


def test_suggestion_with_markup_in_what_is_typed_stays_text(look: Look) -> None:
    watched = look()
    page = watched.open("/")
    page.locator("#q").press_sequentially("<b>hoi an</b>", delay=5)
    page.wait_for_timeout(400)
    expect(page.locator("#suggestions b, #suggestions script")).to_have_count(0)
    watched.assert_quiet()


def test_recent_searches_stay_in_the_browser_until_forgotten(look: Look) -> None:
    watched = look("phone")
    page = watched.open("/")
    page.locator("#q").click()
    expect(page.locator(OPTIONS)).to_have_text(["Gần tôi"])
    type_in(page, "sa pa")
    with page.expect_response(re.compile(r"/results\?")):
        page.locator(SUGGESTED).first.click()
    settle(page)
    label = page.input_value("#q")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("#q", "")
    page.locator("#q").press("ArrowDown")
    recent = page.get_by_role("group", name="Tìm gần đây")
    expect(recent.get_by_role("option").first).to_contain_text(label)
    assert asked == []
    recent.get_by_role("option").last.click()
    page.locator("#q").press("Escape")
    page.locator("#q").press("ArrowDown")
    expect(page.get_by_role("group", name="Tìm gần đây")).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []


def test_filters_say_what_they_leave_and_come_off_by_one_press(look: Look, site: str) -> None:
    watched = look(lang="en")
    page = watched.open("/?q=hoi+an")
    page.locator("#more-filters summary").click()
    option = page.locator("select[name=within_km] option[value='50']")
    count = re.search(r"\((\d+)\)", option.inner_text())
    assert count is not None
    page.locator("select[name=within_km]").focus()
    with page.expect_response(re.compile(r"/results\?")):
        page.select_option("select[name=within_km]", "50")
    settle(page)
    assert query_of(page) == {"q": "hoi an", "within_km": "50"}
    within = nearest(site, at="hoi an", within_km=50, k=100)
    assert len(within) == int(count[1])
    assert listed(page) == within[:20]
    # The filters stay open, the focus where it was, and the count is announced.
    expect(page.locator("select[name=within_km]")).to_be_focused()
    expect(page.locator("select[name=within_km]")).to_have_value("50")
    expect(page.locator("#status")).to_contain_text(str(len(listed(page))))
    with page.expect_response(re.compile(r"/results\?")):
        page.locator(".on a").first.press("Enter")
    settle(page)
    assert query_of(page) == {"q": "hoi an"}
    expect(page.locator(".on")).to_have_count(0)
    watched.assert_quiet()


def test_filter_by_province_and_commune_without_a_point_lists_what_is_there(
    look: Look, site: str
) -> None:
    watched = look()
    page = watched.open("/")
    page.locator("#more-filters summary").click()
    expect(page.locator("select[name=commune]")).to_have_count(0)
    with page.expect_response(re.compile(r"/results\?")):
        page.select_option("select[name=province]", "48")
    settle(page)
    here = nearest(site, lat=16.05, lon=108.2, province="48", k=100)
    assert set(listed(page)) <= set(here)
    expect(page.locator("h1")).to_contain_text(str(len(here)))
    commune = page.locator("select[name=commune] option").nth(1).get_attribute("value") or ""
    with page.expect_response(re.compile(r"/results\?")):
        page.select_option("select[name=commune]", commune)
    settle(page)
    there = nearest(site, lat=16.05, lon=108.2, commune=commune, k=100)
    assert set(listed(page)) == set(there)
    with page.expect_response(re.compile(r"/results\?")):
        page.select_option("select[name=province]", "01")
    settle(page)
    assert query_of(page) == {"province": "01"}
    watched.assert_quiet()


def test_nothing_within_the_radius_leads_to_the_nearest_and_a_wider_one(
    look: Look, site: str
) -> None:
    page = look(lang="en").open("/?at=16.5,111.6&within_km=20")
    (beyond,) = nearest(site, lat=16.5, lon=111.6, k=1)
    link = page.locator(".found .notice a[lang=vi]")
    assert beyond in (link.get_attribute("href") or "")
    with page.expect_response(re.compile(r"/results\?")):
        page.get_by_role("link", name=re.compile("Search within")).click()
    settle(page)
    assert listed(page)[0] == beyond


def test_back_from_a_place_finds_the_list_as_it_was(look: Look) -> None:
    watched = look("phone")
    page = watched.open("/?q=hoi+an&kind=village")
    before = listed(page)
    link = page.locator(".result h2 a").nth(12)
    name = link.inner_text()
    link.scroll_into_view_if_needed()
    top = page.locator("#scroller").evaluate("element => element.scrollTop")
    assert top > 200
    link.click()
    expect(page.locator("h1")).to_contain_text(name)
    page.go_back()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert listed(page) == before
    expect(page.locator(".result h2 a").nth(12)).to_be_focused()
    after = page.locator("#scroller").evaluate("element => element.scrollTop")
    assert abs(after - top) < 40


def test_clusters_and_pins_have_names(look: Look) -> None:
    page = look().open("/")
    names = page.locator(".leaflet-marker-pane .cluster").evaluate_all(
        "all => all.map(one => one.getAttribute('aria-label'))"
    )
    assert names
    assert all(re.fullmatch(r"[\d.,]+ nơi", name) for name in names)


def test_page_at_200_percent_loses_nothing(look: Look) -> None:
    # 1440 wide at 200 % is 720: the layout of a phone, with a mouse.
    page = look("desk").open("/?q=hoi+an")
    page.set_viewport_size({"width": 720, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for wanted in ("#q", "#near", "#handle", ".result h2 a"):
        expect(page.locator(wanted).first).to_be_visible()


def test_near_me_on_a_page_that_may_not_know_says_why(look: Look) -> None:
    watched = look("phone", lang="en")
    watched.page.add_init_script("delete Navigator.prototype.geolocation")
    page = watched.open("/")
    page.click("#near")
    expect(page.locator("#trouble [role=alert]")).to_contain_text("cannot say where you are")
