"""The dashboard in Chromium: controls, address, table and map say the same; keyboard and print."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.web.browser.test_accessibility import AXE, violations
from tests.web.browser.window import SIZES, Look, Watched

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PROVINCE = "/coverage?province=22"
REDRAW_MS = 500


def open_page(watched: Watched, path: str) -> Page:
    page = watched.page
    page.goto(watched.own + path)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    # On a phone the map lies below, and is drawn once it comes into sight.
    page.locator("#map_locator").scroll_into_view_if_needed()
    page.wait_for_selector("html[data-drawn=true]", state="attached")
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_load_state("networkidle")
    return page


def settle(page: Page, **query: str) -> None:
    """Wait until the address says so and the page with it."""
    for name, value in query.items():
        page.wait_for_function(
            "([name, value]) => new URLSearchParams(location.search).get(name) === value",
            arg=[name, value],
        )
    expect(page.locator("#content")).not_to_have_attribute("aria-busy", "true")


def query_of(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def figures_of(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(
        "JSON.parse(document.querySelector('#figures').textContent)"
    )
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_dashboard_at_any_size_in_any_language_is_quiet_and_fits_its_width(
    look: Look, size: str, lang: str
) -> None:
    watched = look(size, lang=lang)
    page = open_page(watched, "/coverage")
    expect(page.locator(".leaflet-choropleth-pane canvas")).to_have_count(1)
    expect(page.locator(".classes")).to_be_visible()
    for name in ("Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)"):
        expect(page.get_by_text(name)).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.assert_quiet()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", [PROVINCE, "/coverage?province=01&also=21.0,105.5&q=ba&sites=2"])
def test_dashboard_has_nothing_axe_holds_against_it(
    look: Look, path: str, size: str, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci")
    page = open_page(look(size, color_scheme=scheme), path)
    page.click(".outlets summary")
    assert violations(page) == []


def test_dashboard_radius_redraws_everything_in_time_and_is_in_the_address(
    look: Look, site: str
) -> None:
    watched = look(lang="en")
    page = open_page(watched, "/coverage")
    before = page.locator("#headline").inner_text()
    # From the last key to colours on the canvas, the wait for further keys in it.
    took = page.evaluate(
        """async () => {
          const field = document.querySelector("[name=radius_km]");
          const times = [];
          for (const radius of ["20", "15", "25"]) {
            const started = performance.now();
            field.value = radius;
            field.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => {
              const look = () => {
                const busy = document.querySelector("#content").hasAttribute("aria-busy");
                const figures = JSON.parse(document.querySelector("#figures").textContent);
                if (!busy && figures.radius_m === radius * 1000) requestAnimationFrame(done);
                else setTimeout(look, 5);
              };
              look();
            });
            times.push(performance.now() - started);
          }
          return times;
        }"""
    )
    assert min(took) <= REDRAW_MS, took
    settle(page, radius_km="25")
    assert page.locator("#headline").inner_text() != before
    answer = requests.get(
        f"{site}/api/coverage",
        params={"vintage": "2025-03-01", "level": "district", "radius_km": 25},
        timeout=30,
    ).json()
    beyond = {unit["code"]: unit["share_beyond"] for unit in answer["units"]}
    assert {code: value for code, (_, value) in figures_of(page)["units"].items()} == beyond
    watched.assert_quiet()


def test_dashboard_controls_and_back_button_keep_address_and_table_alike(look: Look) -> None:
    page = open_page(look(lang="en"), PROVINCE)
    rows = page.locator(".ranked tbody tr")
    expect(rows).to_have_count(13)
    page.check("[name=without]")
    settle(page, without="true")
    fewer = rows.count()
    assert fewer < 13
    assert len(figures_of(page)["units"]) == fewer
    page.select_option("[name=level]", "commune")
    settle(page, level="commune")
    expect(rows).to_have_count(50)
    page.go_back()
    settle(page, level="district")
    page.go_back()
    page.wait_for_function("!location.search.includes('without')")
    settle(page)
    expect(rows).to_have_count(13)
    expect(page.locator("[name=without]")).not_to_be_checked()


def test_dashboard_replayed_from_its_link_says_the_same(look: Look) -> None:
    page = open_page(look(lang="en"), PROVINCE)
    page.fill("[name=radius_km]", "7.5")
    settle(page, radius_km="7.5")
    page.click("#sort-population")
    settle(page, sort="population")
    again = open_page(look(lang="en"), page.url.removeprefix(page.evaluate("location.origin")))
    for part in ("#headline", ".ranked tbody", ".classes"):
        assert again.locator(part).inner_text() == page.locator(part).inner_text()


def test_dashboard_by_keyboard_alone_sorts_filters_and_tries_an_outlet(look: Look) -> None:
    page = open_page(look(lang="en"), PROVINCE)
    page.focus("#sort-population")
    page.keyboard.press("Enter")
    settle(page, sort="population")
    # The heading was written anew; whoever pressed it is still on it.
    expect(page.locator("#sort-population")).to_be_focused()
    expect(page.locator(".ranked th[aria-sort=descending] a")).to_have_id("sort-population")
    first = page.locator(".try").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('also=')")
    settle(page)
    expect(page.locator(".tried")).to_have_count(1)
    expect(page.locator("#headline")).to_contain_text("With the outlet tried out")
    expect(page.locator("#status")).to_contain_text("With the outlet tried out")
    page.focus("#forget")
    page.keyboard.press("Enter")
    page.wait_for_function("!location.search.includes('also=')")
    settle(page)
    expect(page.locator(".tried")).to_have_count(0)


def test_dashboard_press_on_the_map_tries_an_outlet_there(look: Look) -> None:
    watched = look(lang="en")
    page = open_page(watched, PROVINCE)
    page.check("#trying")
    page.evaluate("L.locator.map.setView([21.33, 107.4], 10, { animate: false })")
    page.wait_for_load_state("networkidle")
    box = page.locator("#map_locator").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("location.search.includes('also=')")
    settle(page)
    lat, lon = (float(part) for part in query_of(page)["also"].split(","))
    assert (lat, lon) == (pytest.approx(21.33, abs=0.01), pytest.approx(107.4, abs=0.01))
    expect(page.locator("path.service")).to_have_count(1)
    added = re.search(r"tried out: ([\d,]+) more", page.locator("#headline").inner_text())
    assert added
    watched.assert_quiet()


def test_dashboard_proposes_sites_and_shows_the_figures_with_them(look: Look) -> None:
    watched = look(lang="en")
    page = open_page(watched, PROVINCE)
    before = page.locator("#headline").inner_text()
    page.fill("[name=sites]", "2")
    expect(page.locator(".proposal ol li")).to_have_count(2)
    expect(page.locator("path.service")).to_have_count(2)
    assert page.locator(".site").all_inner_texts() == ["1", "2"]
    assert page.locator("#headline").inner_text() == before
    page.fill("[name=radius_km]", "15")
    settle(page, radius_km="15")
    expect(page.locator(".proposal")).to_contain_text("15 km")
    page.click("#try-sites")
    page.wait_for_function("location.search.includes('also=')")
    settle(page)
    expect(page.locator("#headline")).to_contain_text("With the 2 outlets tried out")
    expect(page.locator(".site")).to_have_count(0)
    expect(page.locator(".tried")).to_have_count(2)
    expect(page.locator("[name=sites]")).to_have_value("")
    watched.assert_quiet()


def test_dashboard_map_and_table_are_in_step(look: Look) -> None:
    page = open_page(look(), PROVINCE)
    row = page.locator(".ranked tbody tr").nth(2)
    row.locator("td").first.hover()
    lit = page.evaluate("L.locator.layers.choropleth.lit")
    assert lit == row.get_attribute("data-code")
    code = page.locator(".ranked tbody tr").last.get_attribute("data-code")
    page.evaluate("code => L.locator.layers.choropleth.onPick(code)", code)
    expect(page.locator(f'.table tr[data-code="{code}"]')).to_have_class("lit")
    expect(page.locator(f'.table tr[data-code="{code}"]')).to_be_in_viewport()


def test_dashboard_of_the_other_vintage_keeps_what_was_chosen(look: Look) -> None:
    page = open_page(look(lang="en"), "/coverage?province=06&radius_km=5")
    with page.expect_navigation():
        page.select_option("[name=vintage]", "2025-07-01")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert query_of(page)["radius_km"] == "5"
    expect(page.locator("[name=province]")).to_have_value("19")
    expect(page.locator("[name=level]")).to_have_value("commune")


def test_dashboard_refused_radius_says_why_and_stays(look: Look) -> None:
    page = open_page(look(lang="en"), PROVINCE)
    before = page.locator("#headline").inner_text()
    page.evaluate("document.querySelector('[name=radius_km]').removeAttribute('max')")
    page.fill("[name=radius_km]", "9999")
    expect(page.locator("#trouble [role=alert]")).to_contain_text("500")
    assert page.locator("#headline").inner_text() == before
    page.fill("[name=radius_km]", "5")
    settle(page, radius_km="5")
    expect(page.locator("#trouble [role=alert]")).to_have_count(0)


def test_dashboard_without_javascript_is_whole(look: Look, site: str) -> None:
    watched = look(lang="en", java_script_enabled=False)
    page = watched.page
    page.goto(site + PROVINCE)
    expect(page.locator(".ranked tbody tr")).to_have_count(13)
    expect(page.locator(".classes li").first).to_be_visible()
    expect(page.locator("svg.chart")).to_be_visible()
    page.fill("[name=radius_km]", "5")
    page.get_by_role("button", name="Show", exact=True).click()
    assert query_of(page)["radius_km"] == "5"
    expect(page.locator("#headline")).to_contain_text("5 km")
    page.click("#sort-name")
    expect(page.locator(".ranked th[aria-sort=ascending]")).to_have_count(1)
    assert watched.foreign == []


@pytest.mark.parametrize(
    "path",
    [
        "/coverage",
        "/coverage?province=22&sites=5&radius_km=15",
        "/coverage?vintage=2025-07-01&sites=2&also=21,105;20,105.2",
    ],
)
def test_dashboard_prints_on_one_page(look: Look, path: str) -> None:
    page = open_page(look(), path)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


def test_dashboard_draws_those_without_an_outlet_by_keyboard_and_lists_them(look: Look) -> None:
    watched = look(lang="en")
    page = open_page(watched, PROVINCE)
    expect(page.locator(".far-mark")).to_have_count(0)
    every = page.locator(".unserved tbody tr").count()
    page.focus("[name=far][value=village]")
    page.keyboard.press("Space")
    settle(page, far="village")
    rows = page.locator(".unserved tbody tr")
    assert 0 < rows.count() < every
    expect(page.locator(".far-mark svg.village")).to_have_count(rows.count())
    expect(page.locator(".classes")).to_contain_text("No outlet within reach")
    page.focus("#sort-far-name")
    page.keyboard.press("Enter")
    settle(page, far_sort="name")
    expect(page.locator("#sort-far-name")).to_be_focused()
    expect(page.locator(".unserved th[aria-sort=ascending] a")).to_have_id("sort-far-name")
    before = page.url
    page.click("#unserved-said a")
    assert page.url == f"{before}#unserved"
    expect(page.locator("#unserved h2")).to_be_in_viewport()
    page.locator(".far-mark").first.dispatch_event("click")
    expect(page.locator(".leaflet-popup")).to_contain_text("Nearest outlet:")
    watched.assert_quiet()


def test_dashboard_counts_a_chosen_table_and_goes_on_counting_it(look: Look) -> None:
    watched = look(lang="en")
    page = open_page(watched, PROVINCE)
    page.click("summary:has-text('Which people count')")
    page.set_input_files(
        "[name=demand]",
        {"name": "own.csv", "mimeType": "text/csv", "buffer": b"code,persons\n06649,1234\n"},
    )
    expect(page.locator("#people")).to_contain_text("your table own.csv, 1,234 persons")
    page.fill("[name=radius_km]", "25")
    settle(page, radius_km="25")
    expect(page.locator("#people")).to_contain_text("1,234 persons")
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert "demand_sha256" in text
    assert "1234" in text
    assert "demand" not in query_of(page)
    watched.assert_quiet()


def test_dashboard_sites_by_another_objective_among_own_candidates(look: Look) -> None:
    watched = look(lang="en")
    page = open_page(watched, PROVINCE)
    page.click("summary:has-text('Where they should stand')")
    page.select_option("[name=objective]", "pmedian")
    page.fill("[name=candidates]", "21.33,107.40\n21.01,107.29")
    page.fill("[name=sites]", "1")
    settle(page, sites="1", objective="pmedian")
    expect(page.locator(".proposal ol li")).to_have_count(1)
    expect(page.locator(".proposal")).to_contain_text("nearer on average")
    page.fill("[name=sites]", "3")
    expect(page.locator(".proposal")).to_contain_text("ask for 1 to 2")
    page.fill("[name=sites]", "")
    expect(page.locator(".proposal ol")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dashboard_with_its_new_parts_open_has_nothing_axe_holds_against_it(
    look: Look, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci")
    path = f"{PROVINCE}&far=village,producer,destination&measure=accessibility_2sfca&spread=5"
    page = open_page(
        look(color_scheme=scheme), f"{path}&sites=2&candidates=21.33,107.4;21.01,107.29"
    )
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(page) == []


ROAD = "/coverage?by=road_time&radius_min=30"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_dashboard_by_road_time_is_quiet_fits_its_width_and_says_minutes(
    look: Look, size: str, lang: str
) -> None:
    watched = look(size, lang=lang)
    page = open_page(watched, f"{ROAD}&measure=time_mean_min&far=village")
    expect(page.locator(".leaflet-choropleth-pane canvas")).to_have_count(1)
    unit = {"vi": "phút", "en": "min"}[lang]
    expect(page.locator(".classes li").first).to_contain_text(unit)
    expect(page.locator(".ranked tbody tr").first).to_contain_text(unit)
    expect(page.locator("#by-road")).to_contain_text({"vi": "ước tính", "en": "estimated"}[lang])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    watched.assert_quiet()


def test_dashboard_by_road_new_radius_redraws_in_time(look: Look) -> None:
    watched = look(lang="en")
    page = open_page(watched, ROAD)
    took = page.evaluate(
        """async () => {
          const field = document.querySelector("[name=radius_min]");
          const times = [];
          for (const radius of ["20", "45", "25"]) {
            const before = document.querySelector("#headline").textContent;
            const started = performance.now();
            field.value = radius;
            field.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => {
              const look = () => {
                const busy = document.querySelector("#content").hasAttribute("aria-busy");
                const other = document.querySelector("#headline").textContent !== before;
                if (!busy && other) requestAnimationFrame(done);
                else setTimeout(look, 5);
              };
              look();
            });
            times.push(performance.now() - started);
          }
          return times;
        }"""
    )
    assert min(took) <= REDRAW_MS, took
    settle(page, radius_min="25")
    expect(page.locator("#headline")).to_contain_text("25 minutes by road")
    watched.assert_quiet()


def test_dashboard_by_keyboard_turns_to_roads_and_back_with_the_unit_of_the_radius(
    look: Look,
) -> None:
    page = open_page(look(lang="en"), f"{PROVINCE}&measure=distance_p90_m")
    page.focus("[name=by]")
    with page.expect_navigation():
        page.keyboard.press("End")
        page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert query_of(page)["by"] == "road_time"
    expect(page.locator("[name=radius_min]")).to_have_value("30")
    expect(page.locator("[name=radius_km]")).to_have_count(0)
    expect(page.locator("[name=measure]")).to_have_value("time_p90_min")
    page.fill("[name=sites]", "2")
    expect(page.locator(".proposal ol li")).to_have_count(2)
    expect(page.locator(".proposal")).to_contain_text("minutes by road")
    with page.expect_navigation():
        page.select_option("[name=by]", "road_distance")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    expect(page.locator("[name=radius_km]")).to_have_value("10")
    expect(page.locator("[name=measure]")).to_have_value("distance_p90_m")
    page.go_back()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    expect(page.locator("[name=radius_min]")).to_have_count(1)


def test_dashboard_by_road_without_javascript_is_whole(look: Look, site: str) -> None:
    watched = look(lang="en", java_script_enabled=False)
    page = watched.page
    page.goto(site + PROVINCE)
    page.select_option("[name=by]", "road_time")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#headline")).to_contain_text("30 minutes by road")
    page.fill("[name=radius_min]", "45")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#headline")).to_contain_text("45 minutes by road")
    assert "radius_km" not in query_of(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_dashboard_by_road_has_nothing_axe_holds_against_it(
    look: Look, size: str, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci")
    path = f"{PROVINCE}&by=road_time&radius_min=40&measure=time_mean_min&sites=2&far=destination"
    page = open_page(look(size, color_scheme=scheme), f"{path}&also=21.33,107.4")
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(page) == []


def test_dashboard_by_road_prints_on_one_page(look: Look) -> None:
    page = open_page(look(), "/coverage?by=road_time&vintage=2025-07-01&sites=3&also=21,105")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
