"""The API's documentation in a browser: its calls run on the page."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.web.browser.window import Look

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_call_runs_on_the_page_and_shows_its_answer(look: Look, size: str) -> None:
    page = look(size).open("/docs/api?lang=en")
    form = page.locator("#getApiNearest .try")
    form.get_by_label("k", exact=True).fill("2")
    form.get_by_role("button", name="Run").click()
    expect(form.locator("[data-status]")).to_contain_text("200 · application/geo+json")
    answer = json.loads(form.locator("pre").inner_text())
    assert len(answer["features"]) == 2
    address = form.locator("[data-address]")
    assert "k=2" in (address.get_attribute("href") or "")
    assert address.inner_text().startswith("http")


def test_call_with_parts_of_its_address_puts_them_there(look: Look) -> None:
    page = look("desk").open("/docs/api?lang=en")
    form = page.locator("#getApiUnitsVintageLevelCode .try")
    form.get_by_label("code").fill("79")
    expect(form.locator("[data-address]")).to_have_attribute(
        "href", "/api/units/2025-07-01/province/79"
    )


def test_refusal_is_shown_as_it_came(look: Look) -> None:
    page = look("desk").open("/docs/api?lang=en")
    page.locator("#getApiNearest").get_by_label("lat").fill("nowhere")
    form = page.locator("#getApiNearest .try")
    form.get_by_role("button", name="Run").click()
    expect(form.locator("[data-status]")).to_contain_text("400")
    expect(form.locator("pre")).to_contain_text("invalid-position")
