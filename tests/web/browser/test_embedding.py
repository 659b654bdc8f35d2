"""The map in other people's pages: plain, under a strict policy, in a column on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from tests.web.browser.hosts import Host, hosting
from tests.web.browser.test_accessibility import AXE, violations
from tests.web.browser.window import DESK, PHONE, Look, serving

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

QUANG_NINH = "v=1&province=22&vintage=2025-07-01&show=search,list&lang=vi"
FIRST_VIEW_BYTES = 350_000
STRICT = (
    "default-src 'none'; script-src 'self' {site}; frame-src {site}; style-src 'self'; "
    "img-src 'self' data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
)

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with hosting() as made:
        yield made


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """Opens an address in a window of its own; `phone` has fingers."""
    contexts: list[BrowserContext] = []

    def window(address: str, *, phone: bool = False, **options: Any) -> Page:
        hands = {"has_touch": True, "is_mobile": True} if phone else {}
        context = chromium.new_context(
            viewport=PHONE if phone else DESK, locale="vi-VN", **hands, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return page

    yield window
    for context in contexts:
        context.close()


def scripted(site: str, query: str = QUANG_NINH, name: str = "map") -> str:
    """The line that the builder gives, with an id for the test."""
    escaped = query.replace("&", "&amp;")
    return (
        f'<div id="{name}" data-ocop-map="{escaped}"><a href="{site}/">Bản đồ OCOP</a></div>'
        f'<script async src="{site}/embed.js"></script>'
    )


def shown(page: Page, name: str = "map") -> Frame:
    """The frame of a map, once it has drawn what it is of."""
    page.locator(f"#{name}").scroll_into_view_if_needed()
    page.wait_for_selector(f"#{name} iframe")
    handle = page.query_selector(f"#{name} iframe")
    assert handle is not None
    frame = handle.content_frame()
    assert frame is not None
    frame.wait_for_selector("html[data-ready=true]", state="attached")
    frame.wait_for_selector(".pin.listed, .cluster, .way-stop", state="attached")
    return frame


def heard(page: Page, name: str) -> list[dict[str, Any]]:
    """What the host's page was told by events of that name."""
    found: list[dict[str, Any]] = page.evaluate(
        "name => window.heard.filter(one => one.name === name)", name
    )
    return found


def zoom(frame: Frame) -> float:
    value: float = frame.evaluate("L.locator.map.getZoom()")
    return value


def centre(frame: Frame) -> list[float]:
    value: list[float] = frame.evaluate("(({lat, lng}) => [lat, lng])(L.locator.map.getCenter())")
    return value


def middle(page: Page, selector: str = "#map iframe") -> tuple[float, float]:
    """A point of the map where nothing stands."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["x"] + box["width"] * 0.66, box["y"] + 130


def drag(page: Page, steps: list[list[tuple[int, int]]]) -> None:
    """Put fingers down, each at its point of the window, move them step by step, lift them."""
    tools = page.context.new_cdp_session(page)

    def touch(kind: str, points: list[tuple[int, int]]) -> None:
        fingers = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        tools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", steps[0])
    for points in steps[1:]:
        touch("touchMove", points)
        page.wait_for_timeout(16)
    touch("touchEnd", [])
    page.wait_for_timeout(300)


def assert_is_as_high_as_its_content(page: Page, frame: Frame) -> None:
    page.wait_for_function(
        "() => document.querySelector('#map iframe').clientHeight === "
        "window.heard.filter(one => one.name === 'ocop:height').at(-1)?.detail.height"
    )
    content = frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
    assert page.eval_on_selector("#map iframe", "frame => frame.clientHeight") == content
    assert (
        frame.evaluate(
            "document.documentElement.scrollHeight - document.documentElement.clientHeight"
        )
        == 0
    )


@pytest.fixture(params=["plain", "strict", "phone"])
def embedding(
    request: pytest.FixtureRequest, host: Host, site: str, opened: Open
) -> tuple[Page, Frame]:
    """The map in each of the three host pages."""
    policy = {"Content_Security_Policy": STRICT.format(site=site)}
    body = scripted(site)
    if request.param == "phone":
        body = f"<main>{body}</main>"
    address = host.put(f"/{request.param}", body, **(policy if request.param == "strict" else {}))
    page = opened(address, phone=request.param == "phone")
    return page, shown(page)


def test_map_in_a_host_page_shows_and_takes_the_height_of_its_content(
    embedding: tuple[Page, Frame],
) -> None:
    page, frame = embedding
    assert frame.locator(".pin.listed").count() >= 5
    assert frame.locator(".archipelago").count() == 2
    assert "Ranh giới gần đúng" in frame.locator(".leaflet-control-attribution").inner_text()
    assert_is_as_high_as_its_content(page, frame)
    assert page.evaluate("window.refused") == []
    assert heard(page, "ocop:ready")[0]["at"] == "map"


def test_map_in_a_host_page_follows_a_list_that_changes(embedding: tuple[Page, Frame]) -> None:
    page, frame = embedding
    before = len(frame.locator(".result").all())
    frame.fill("#q", "Hạ Long")
    frame.press("#q", "Enter")
    frame.wait_for_function("() => document.querySelector('.found[data-lat]') !== null")
    assert frame.locator(".result").count() == before
    assert frame.locator(".asked").count() == 1
    assert_is_as_high_as_its_content(page, frame)
    # In place: the host's back button leads out of the host's page.
    assert page.evaluate("history.length") == 2


def test_map_in_a_host_page_tells_which_outlet_was_chosen(
    embedding: tuple[Page, Frame],
) -> None:
    page, frame = embedding
    frame.locator(".result.outlet .what").first.click()
    page.wait_for_function("() => window.heard.some(one => one.name === 'ocop:select')")
    (event,) = heard(page, "ocop:select")
    place = event["detail"]["place"]
    first = frame.locator(".result.outlet").first
    assert (event["at"], place["kind"]) == ("map", "outlet")
    assert place["id"] == first.get_attribute("data-id")
    assert place["name"] == first.locator("h2").inner_text()


def test_map_in_a_host_page_opens_full_screen(embedding: tuple[Page, Frame]) -> None:
    page, frame = embedding
    before = centre(frame)
    frame.locator("#full").click()
    page.wait_for_function("() => document.fullscreenElement?.tagName === 'IFRAME'")
    frame.wait_for_function("() => document.querySelector('#map_locator').clientHeight > 300")
    frame.wait_for_selector("#full[aria-label='Thoát toàn màn hình']")
    assert centre(frame) == pytest.approx(before, abs=0.5)
    frame.locator("#full").click()
    page.wait_for_function("() => document.fullscreenElement === null")


@pytest.mark.parametrize("policy", ["plain", "strict"])
def test_wheel_over_the_map_scrolls_the_page_until_the_map_is_pressed(
    host: Host, site: str, opened: Open, policy: str
) -> None:
    headers = {"Content_Security_Policy": STRICT.format(site=site)} if policy == "strict" else {}
    page = opened(host.put("/wheel", scripted(site), **headers))
    frame = shown(page)
    page.wait_for_timeout(300)
    x, y = middle(page)
    before, looked = page.evaluate("scrollY"), zoom(frame)
    page.mouse.move(x, y)
    for _ in range(3):
        page.mouse.wheel(0, 40)
        page.wait_for_timeout(120)
    page.wait_for_function("due => scrollY >= due", arg=before + 120)
    page.wait_for_timeout(400)
    assert page.evaluate("scrollY") == before + 120
    assert zoom(frame) == looked
    assert frame.locator("#hint").inner_text() == "Bấm vào bản đồ rồi mới lăn chuột để phóng to"

    x, y = middle(page)
    page.mouse.click(x, y)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, -200)
    page.wait_for_timeout(700)
    assert zoom(frame) > looked
    assert page.evaluate("scrollY") == before


def test_wheel_is_the_pages_again_once_the_pointer_has_left_the_map(
    host: Host, site: str, opened: Open
) -> None:
    # Another port of the same host: of a frame in another process the browser's tools tell it
    # nothing of a pointer that leaves.
    address = host.put("/away", scripted(site)).replace("localhost", "127.0.0.1")
    page = opened(address)
    frame = shown(page)
    page.wait_for_timeout(300)
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.click(x, y)
    page.mouse.move(2, y)
    page.wait_for_timeout(200)
    page.mouse.move(x, y)
    before, looked = page.evaluate("scrollY"), zoom(frame)
    page.mouse.wheel(0, 50)
    page.wait_for_timeout(500)
    assert (page.evaluate("scrollY"), zoom(frame)) == (before + 50, looked)


def test_wheel_with_ctrl_zooms_the_map_without_a_press(host: Host, site: str, opened: Open) -> None:
    page = opened(host.put("/ctrl", scripted(site)))
    frame = shown(page)
    page.wait_for_timeout(300)
    before, looked = page.evaluate("scrollY"), zoom(frame)
    page.mouse.move(*middle(page))
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_timeout(700)
    assert zoom(frame) > looked
    assert page.evaluate("scrollY") == before
    assert page.evaluate("visualViewport.scale") == 1


def test_one_finger_on_the_map_scrolls_the_page_and_two_move_the_map(
    host: Host, site: str, opened: Open
) -> None:
    page = opened(host.put("/column", scripted(site)), phone=True)
    frame = shown(page)
    page.wait_for_timeout(300)
    page.evaluate("document.querySelector('#map').scrollIntoView({block: 'start'})")
    page.wait_for_timeout(300)
    before, looked, at = page.evaluate("scrollY"), zoom(frame), centre(frame)
    drag(page, [[(120, 400 - 10 * step)] for step in range(20)])
    assert page.evaluate("scrollY") > before + 120
    assert (zoom(frame), centre(frame)) == (looked, at)
    assert "hai ngón tay" in (frame.locator("#hint").text_content() or "")

    page.evaluate("document.querySelector('#map').scrollIntoView({block: 'start'})")
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    drag(page, [[(190 - 20 - 5 * step, 330), (190 + 20 + 5 * step, 330)] for step in range(20)])
    page.wait_for_timeout(700)
    assert zoom(frame) > looked
    assert page.evaluate("[scrollY, visualViewport.scale]") == [before, 1]
    looked, at = zoom(frame), centre(frame)
    drag(page, [[(120 + 6 * step, 330), (180 + 6 * step, 330)] for step in range(20)])
    page.wait_for_timeout(700)
    assert centre(frame)[1] < at[1] - 0.05


def test_host_that_is_not_on_the_list_is_refused_by_the_browser(
    built_store: Path, host: Host, opened: Open
) -> None:
    with serving(built_store, EMBED_ORIGINS="https://quangninh.gov.vn") as choosy:
        address = host.put("/refused", scripted(choosy))
        page = opened("about:blank")
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(address)
        page.locator("#map").scroll_into_view_if_needed()
        page.wait_for_timeout(1_500)
        handle = page.query_selector("#map iframe")
        assert handle is not None
        frame = handle.content_frame()
        assert frame is not None
        assert frame.url.startswith("chrome-error:")
        assert any("frame-ancestors" in each for each in said), said
        assert heard(page, "ocop:ready") == []
        # The builder's own preview still shows.
        page.goto(f"{choosy}/embed/build")
        preview = page.frame_locator("#preview")
        preview.locator("html[data-ready=true]").wait_for(state="attached")


def test_host_on_the_list_is_let_in(built_store: Path, host: Host, opened: Open) -> None:
    with serving(built_store, EMBED_ORIGINS=host.address) as choosy:
        page = opened(host.put("/listed", scripted(choosy)))
        shown(page)


@pytest.mark.parametrize("path", ["/", "/outlets/ag-chau-doc-tu-son", "/coverage", "/embed/build"])
def test_every_other_page_is_refused_in_a_frame(
    host: Host, site: str, opened: Open, path: str
) -> None:
    page = opened(host.put("/other", f'<iframe id="other" src="{site}{path}"></iframe>'))
    page.locator("#other").scroll_into_view_if_needed()
    page.wait_for_timeout(800)
    assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]


def test_two_maps_in_one_page_tell_each_their_own(host: Host, site: str, opened: Open) -> None:
    both = scripted(site, name="one") + scripted(
        site, "v=1&province=01&show=list&lang=en", name="two"
    )
    page = opened(host.put("/both", both))
    shown(page, "one")
    frame = shown(page, "two")
    assert page.locator("#one iframe, #two iframe").count() == 2
    frame.locator(".result .what").first.click()
    page.wait_for_function("() => window.heard.some(one => one.name === 'ocop:select')")
    assert [event["at"] for event in heard(page, "ocop:select")] == ["two"]
    assert frame.evaluate("document.documentElement.lang") == "en"


def test_host_page_shows_a_place_on_the_map(host: Host, site: str, opened: Open) -> None:
    page = opened(host.put("/show", scripted(site)))
    frame = shown(page)
    wanted = "v-ha-noi-lang-gom-bat-trang"
    page.evaluate(
        "id => document.querySelector('#map').dispatchEvent("
        "new CustomEvent('ocop:show', {detail: {id}}))",
        wanted,
    )
    page.wait_for_function("() => window.heard.some(one => one.name === 'ocop:select')")
    assert heard(page, "ocop:select")[-1]["detail"]["place"]["id"] == wanted
    assert frame.locator(".leaflet-popup .card-name").inner_text() == "Làng gốm Bát Tràng"


def test_messages_of_others_are_not_believed(host: Host, site: str, opened: Open) -> None:
    page = opened(host.put("/forged", scripted(site)))
    frame = shown(page)
    assert_is_as_high_as_its_content(page, frame)
    before = page.eval_on_selector("#map iframe", "frame => frame.clientHeight")
    forged = '{from: "ocop-map", v: 1, type: "height", height: 9999}'
    page.evaluate(f"postMessage({forged}, '*')")
    # A frame in the map's frame is of the right origin for neither of the two checks.
    frame.evaluate(f"parent.postMessage({forged.replace('1, type', '2, type')}, '*')")
    page.wait_for_timeout(200)
    assert page.eval_on_selector("#map iframe", "frame => frame.clientHeight") == before


def test_loader_leaves_no_name_behind(host: Host, site: str, opened: Open) -> None:
    page = opened(host.put("/names", scripted(site)))
    shown(page)
    names = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    bare = opened(host.put("/bare", '<div id="map"></div>'))
    assert names - set(bare.evaluate("Object.getOwnPropertyNames(window)")) <= {"0", "1"}


WATCH_STORES = """
window.kept = [];
for (const [owner, name] of [
  [Storage.prototype, "setItem"],
  [IDBFactory.prototype, "open"],
  [self.CacheStorage?.prototype ?? {}, "open"],
  [self.ServiceWorkerContainer?.prototype ?? {}, "register"],
]) {
  owner[name] = () => { window.kept.push(name); throw new Error("kept"); };
}
Object.defineProperty(Document.prototype, "cookie", {
  get: () => (window.kept.push("cookie read"), ""), set: () => window.kept.push("cookie set") });
"""
"""Storage as such is closed to frames of other sites here; so it is the attempts that are noted."""


def test_map_keeps_nothing_in_the_browser(host: Host, site: str, opened: Open) -> None:
    page = opened("about:blank")
    page.add_init_script(WATCH_STORES)
    cookies: list[str] = []
    page.on("response", lambda got: cookies.extend(n for n in got.headers if n == "set-cookie"))
    page.goto(host.put("/kept", scripted(site)))
    frame = shown(page)
    frame.fill("#q", "Hạ Long")
    frame.press("#q", "Enter")
    frame.wait_for_function("() => document.querySelector('.found[data-lat]') !== null")
    assert cookies == []
    assert page.context.cookies() == []
    assert frame.evaluate("window.kept") == []


def test_map_in_a_sandbox_as_wordpress_makes_it_works(host: Host, site: str, opened: Open) -> None:
    source = f"{site}/embed/map?{QUANG_NINH}#?secret=abc123".replace("&", "&amp;")
    frame_tag = f'<div id="map"><iframe sandbox="allow-scripts" src="{source}"></iframe></div>'
    page = opened("about:blank")
    page.add_init_script(
        "window.told = []; addEventListener('message', ({data}) => window.told.push(data))"
    )
    page.goto(host.put("/sandbox", frame_tag))
    frame = shown(page)
    assert frame.locator(".pin.listed").count() >= 5
    heights = page.evaluate("window.told.filter(({message}) => message === 'height')")
    assert {each["secret"] for each in heights} == {"abc123"}


@pytest.mark.parametrize("phone", [True, False])
def test_first_view_of_a_map_is_small(chromium: Browser, site: str, phone: bool) -> None:
    hands = {"has_touch": True, "is_mobile": True} if phone else {}
    context = chromium.new_context(viewport=PHONE if phone else DESK, **hands)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    received: list[int] = []
    tools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(f"{site}/embed/map?{QUANG_NINH}")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.wait_for_load_state("networkidle")
    context.close()
    assert 50_000 < sum(received) < FIRST_VIEW_BYTES


def test_map_without_scripts_is_a_list_and_a_link(opened: Open, site: str) -> None:
    page = opened(f"{site}/embed/map?v=1&province=22", java_script_enabled=False)
    assert page.locator(".result").count() >= 5
    assert page.locator("#large").is_visible()
    assert not page.locator(".map").is_visible()


@pytest.mark.parametrize("width", [240, 320, 360, 735, 736, 1000])
@pytest.mark.parametrize(
    "query", [QUANG_NINH, "show=coverage,list", "show=search", f"{QUANG_NINH}&fit=content"]
)
def test_map_in_a_frame_of_any_width_is_no_wider_than_it(
    opened: Open, site: str, width: int, query: str
) -> None:
    page = opened("about:blank")
    page.set_viewport_size({"width": width, "height": 480})
    page.goto(f"{site}/embed/map?{query}")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "query",
    [
        f"{QUANG_NINH}&accent=ffcc00",
        "theme=dark&accent=00ff88&show=list",
        "theme=auto&accent=3355ff&show=search",
        "show=coverage&province=22",
        "show=routes,list",
        "route=dau-chan-lang-co-bat-trang",
        "district=018",
    ],
)
def test_map_has_nothing_axe_holds_against_it(look: Look, query: str, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("no axe-core: npm ci")
    window = look("phone" if scheme == "dark" else "desk", color_scheme=scheme)
    page = window.open(f"/embed/map?{query}")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert violations(page) == []


def told(page: Page, option: str) -> None:
    """Wait until the line to copy has an option."""
    page.wait_for_function(
        "option => document.querySelector('#snippet-script').value.includes(option)", arg=option
    )


@pytest.mark.parametrize(("size", "lang"), [("phone", "vi"), ("desk", "en")])
def test_builder_makes_a_line_that_works_in_a_page(
    look: Look, host: Host, site: str, opened: Open, size: str, lang: str
) -> None:
    window = look(size, lang=lang)
    page = window.open("/embed/build")
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.select_option("[name=province]", "22")
    told(page, "province=22")
    page.select_option("[name=commune]", index=1)
    told(page, "commune=")
    page.check("[name=show][value=list]")
    told(page, "show=list")
    page.fill("[name=accent]", "#ffee00")
    page.locator("[name=accent]").dispatch_event("change")
    page.wait_for_selector("#accent-said")
    page.frame_locator("#preview").locator("html[data-ready=true]").wait_for(state="attached")
    if AXE.exists():
        assert violations(page) == []
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copies=snippet-script]").click()
    page.wait_for_function("() => document.querySelector('#status').textContent.length > 0")
    line = page.evaluate("navigator.clipboard.readText()")
    assert line == page.input_value("#snippet-script")
    other = opened(host.put("/pasted", f'<div id="map">{line}</div>'))
    frame = shown(other)
    assert frame.evaluate("document.documentElement.lang") == lang
    # The colour as the notice said: the same hue, dark enough.
    accent = frame.evaluate("L.locator.token('--accent')")
    assert accent in page.locator("#accent-said").inner_text()


def test_builder_without_scripts_is_whole(opened: Open, site: str) -> None:
    page = opened(f"{site}/embed/build", java_script_enabled=False)
    page.select_option("[name=province]", "22")
    page.check("[name=show][value=search]")
    page.locator("form#options button[type=submit]").click()
    assert "province=22" in page.input_value("#snippet-iframe")
    assert "show=search" in page.input_value("#snippet-iframe")
    assert page.locator("[name=commune] option").count() > 2
