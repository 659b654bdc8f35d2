"""Without a network after a visit: the page opens, says so, and shows what was last seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.storage import open_store
from tests.web.browser.test_map_page import settle
from tests.web.browser.window import SIZES, Look, listed, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OLD = {"vi": "Ngoại tuyến: kết quả cũ, lưu lúc", "en": "Offline: old results, kept"}


def ready(page: Page) -> Page:
    """Once the service worker has kept the page."""
    page.wait_for_selector("html[data-offline=ready]", state="attached")
    return page


def says_old(page: Page, lang: str) -> None:
    notice = page.locator("#offline")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(OLD[lang])
    # A time in the reader's way of writing it: some figures.
    expect(notice.locator("time")).to_have_text(re.compile(r"\d"))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_page_reloaded_without_a_network_shows_the_last_results_as_old(
    look: Look, size: str, lang: str
) -> None:
    page = ready(look(size, lang=lang).open("/?q=hoi+an"))
    expect(page.locator("#offline")).to_be_hidden()
    places, head = listed(page), page.locator("h1").inner_text()
    assert places
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    says_old(page, lang)
    assert listed(page) == places
    assert page.locator("h1").inner_text() == head
    # The map too: its outlines and symbols were kept.
    expect(page.locator(".pin.listed").first).to_be_attached()
    page.context.set_offline(False)
    page.get_by_role("button", name={"vi": "Thử lại", "en": "Try again"}[lang]).click()
    expect(page.locator("#offline")).to_be_hidden()


def test_search_made_on_the_page_is_kept_for_its_address(look: Look) -> None:
    page = ready(look("phone").open("/"))
    page.fill("#q", "sa pa")
    with page.expect_response(re.compile(r"/results\?")):
        page.locator("#q").press("Enter")
    settle(page)
    places = listed(page)
    assert places
    page.context.set_offline(True)
    page.goto(page.url)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    says_old(page, "vi")
    assert listed(page) == places
    assert page.input_value("#q") == "sa pa"


def test_search_that_was_not_kept_says_so_and_leaves_the_last_results(look: Look) -> None:
    page = ready(look("phone", lang="en").open("/?q=hoi+an"))
    places = listed(page)
    page.context.set_offline(True)
    page.fill("#q", "ha giang")
    page.locator("#q").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    says_old(page, "en")
    assert listed(page) == places


@pytest.mark.parametrize(("lang", "words"), [("vi", "chưa được lưu"), ("en", "was not kept")])
def test_page_that_was_not_kept_lists_those_that_were(look: Look, lang: str, words: str) -> None:
    page = ready(look(lang=lang).open("/about"))
    title = page.title()
    page.context.set_offline(True)
    page.goto(page.url.replace("/about", "/villages/v-ha-noi-lang-gom-bat-trang"))
    expect(page.locator("h1")).to_contain_text(words)
    page.get_by_role("link", name=title).click()
    expect(page).to_have_url(re.compile("/about$"))
    says_old(page, lang)


def test_new_data_is_shown_at_once_and_never_the_kept(chromium: Browser, store_copy: Path) -> None:
    with serving(store_copy, RELOAD_S=0.05) as site:
        context = chromium.new_context(locale="vi-VN")
        page = context.new_page()
        page.goto(f"{site}/?q=hoi+an")
        ready(page)
        (first, *_) = listed(page)
        name = page.locator(f"[data-id={first}] h2").inner_text()
        store = open_store(store_copy)
        for layer in ("outlets", "villages", "destinations"):
            frame = store.read(layer)
            frame.loc[frame["id"] == first, "name"] = "Tên mới"
            store.write({layer: frame})
        for _ in range(100):
            page.reload()
            if page.locator(f"[data-id={first}] h2").inner_text() != name:
                break
            page.wait_for_timeout(100)
        assert page.locator(f"[data-id={first}] h2").inner_text() == "Tên mới"
        expect(page.locator("#offline")).to_be_hidden()
        ready(page)
        # The server itself goes away: now the kept page is of the new data.
    page.reload()
    says_old(page, "vi")
    assert page.locator(f"[data-id={first}] h2").inner_text() == "Tên mới"
    context.close()


def test_worker_of_new_files_begins_with_an_empty_cache(look: Look) -> None:
    page = ready(look().open("/"))
    page.evaluate(
        """async () => {
          const workers = navigator.serviceWorker;
          const changed = new Promise((done) => (workers.oncontrollerchange = done));
          await workers.register("/service-worker.js?v=other");
          await changed;
        }"""
    )
    page.wait_for_function(
        "async () => (await caches.keys()).every((name) => name === 'kept-other')"
    )


def test_what_is_kept_has_a_bound_and_no_api_of_positions(look: Look) -> None:
    page = ready(look().open("/"))
    page.evaluate(
        """async () => {
          for (let at = 0; at < 34; at++) await fetch(`/results?at=21.${100 + at},105.8`);
          await fetch("/api/nearest?lat=21.03&lon=105.85");
        }"""
    )
    kept = """async () => {
      const cache = await caches.open((await caches.keys())[0]);
      return (await cache.keys()).map(({ url }) => new URL(url).pathname + new URL(url).search);
    }"""
    page.wait_for_function(
        f"async () => (await ({kept})()).some((path) => path.includes('21.133'))"
    )
    found = page.evaluate(kept)
    assert sum(path.startswith("/results") for path in found) == 30
    assert not [path for path in found if path.startswith("/api/nearest")]
    # Forgetting the recent searches forgets the kept ones.
    page.evaluate("async () => (await import('locator/recent')).forget()")
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    assert page.context.cookies() == []


def test_registration_waits_until_the_page_has_loaded(look: Look) -> None:
    watched = look("phone")
    page = ready(watched.open("/"))
    began, loaded = page.evaluate(
        """() => [
          performance
            .getEntriesByType("resource")
            .find(({ name }) => name.includes("offline.js")).startTime,
          performance.getEntriesByType("navigation")[0].loadEventStart,
        ]"""
    )
    assert 0 < began < loaded
    registered = page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistration()).active.scriptURL"
    )
    assert re.search(r"/service-worker\.js\?v=[0-9a-f]{12}$", registered)
    watched.assert_quiet()
