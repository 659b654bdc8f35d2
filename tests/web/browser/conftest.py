"""A server over the built store, and Chromium to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.web.browser.window import FLAGS, SIZES, Look, Watched, serving, watch
from web.vendor import VENDOR


@pytest.fixture(scope="session")
def site(built_store: Path) -> Iterator[str]:
    """The address of a server over the real data."""
    if not VENDOR.exists():
        pytest.skip("no front-end packages: npm ci && python -m web.vendor")
    with serving(built_store) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def look(chromium: Browser, site: str) -> Iterator[Look]:
    """Opens windows: `look("phone", lang="en")`; further options are Playwright's context's."""
    contexts: list[BrowserContext] = []

    def new(size: str = "desk", *, lang: str = "vi", at: str = site, **options: Any) -> Watched:
        phone = {"has_touch": True, "is_mobile": True} if size == "phone" else {}
        context = chromium.new_context(
            viewport=SIZES[size],
            locale={"vi": "vi-VN", "en": "en-GB"}[lang],
            **phone,
            **options,
        )
        contexts.append(context)
        watched = Watched(context.new_page(), at)
        watch(watched)
        return watched

    yield new
    for context in contexts:
        context.close()
