"""A server on a free port, and a window that notes whatever goes wrong in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.serving import make_server

from web import create_app

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "desk": DESK}
Look = Callable[..., "Watched"]
"""`look("phone", lang="en")` opens a window; further options are Playwright's context's."""

# Chromium reports a refusal to the console as well, but only this event names the directive.
WATCH_POLICY = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@contextmanager
def serving(store: Path, **settings: Any) -> Iterator[str]:
    """The application over a store on a free port, as long as the context lasts."""
    app = create_app({"STORE": str(store), **settings})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Watched:
    """A page, and whatever went wrong on it."""

    page: Page
    own: str
    """The site's address; requests elsewhere are noted as foreign."""
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go there and wait until the page's script, if there is one, has started."""
        self.page.goto(self.own + path)
        if self.page.locator("#map_locator").count() and self.page.locator("#search").count():
            self.page.wait_for_selector("html[data-ready=true]", state="attached")
        self.page.wait_for_load_state("networkidle")
        return self.page

    def refused(self) -> list[str]:
        """What the page's policy has refused."""
        found: list[str] = self.page.evaluate("window.refused")
        return found

    def assert_quiet(self) -> None:
        """No error on the console, nothing refused, nothing asked of a third party."""
        assert self.errors == []
        assert self.refused() == []
        assert self.foreign == []


def watch(watched: Watched) -> None:
    """Note errors and requests to others from now on."""
    page = watched.page
    page.add_init_script(WATCH_POLICY)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            watched.errors.append(f"{message.type}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )

    def note(request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and request.url[: len(watched.own)] != watched.own:
            watched.foreign.append(request.url)

    page.on("request", note)


def listed(page: Page) -> list[str]:
    """The ids in the list, in order."""
    found: list[str] = page.eval_on_selector_all(
        "#results .result", "items => items.map(item => item.dataset.id)"
    )
    return found
