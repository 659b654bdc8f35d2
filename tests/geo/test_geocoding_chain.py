"""Other geocoders behind ours, asked from a server that the test starts."""

from __future__ import annotations

import json
import multiprocessing
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from geo.coordinates import LonLat
from geo.errors import InvalidParameterError
from geo.geocoding import Chain, chain_of
from geo.geocoding.sharing import Answer, Answers, TooBusyError, Turns
from geo.locator import Locator

STREET = "12 Tô Hiệu, phường La Khê, quận Hà Đông, Hà Nội"
AGENT = "ocop-locator tests (nobody@example.org)"


class Service(ThreadingHTTPServer):
    """A Nominatim that says what the test wants, and remembers who asked what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.says: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)["q"][0]
        self.server.asked.append((query, self.headers["User-Agent"]))
        body = json.dumps(self.server.says).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is its own."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def chain(service: Service, locator: Locator, tmp_path: Path) -> Chain:
    return made(service, locator, tmp_path / "shared.sqlite")


def made(service: Service, locator: Locator, path: Path) -> Chain:
    chain = chain_of(
        locator.geocoder,
        ["nominatim"],
        boundaries=locator.boundaries,
        path=path,
        user_agent=AGENT,
        options={"nominatim": {"domain": f"127.0.0.1:{service.server_port}", "scheme": "http"}},
        interval_s=0.05,
    )
    assert isinstance(chain, Chain)
    return chain


def said(at: LonLat, kind: str = "highway") -> list[dict[str, Any]]:
    return [{"lat": str(at.lat), "lon": str(at.lon), "display_name": "Tô Hiệu", "class": kind}]


def inside(locator: Locator, code: str) -> LonLat:
    point = locator.boundaries.layer("2025-07-01", "commune").geometry[code].representative_point()
    return LonLat(point.x, point.y)


def test_geocode_through_the_chain_takes_the_street_and_decides_the_commune(
    chain: Chain, service: Service, locator: Locator
) -> None:
    at = inside(locator, "09556")
    service.says = said(at)
    result = chain.geocode(STREET, exactly_one=True)
    assert (result.precision, result.source) == ("street", "chain")
    assert (result.lon, result.lat) == pytest.approx(at)
    assert result.units["2025-07-01"]["commune"] == "09556"
    assert result.candidates == ()
    assert service.asked == [(f"{STREET}, Việt Nam", AGENT)]


def test_geocode_asked_again_comes_from_the_cache_without_waiting(
    service: Service, locator: Locator, tmp_path: Path
) -> None:
    service.says = said(inside(locator, "09556"))
    path = tmp_path / "shared.sqlite"
    first = made(service, locator, path).geocode(STREET, exactly_one=True)
    service.says = []
    with_path = made(service, locator, path)  # another run, the same file
    with_path._turns.take = lambda: pytest.fail("the cache skips the limiter")  # type: ignore[method-assign]
    again = with_path.geocode(STREET, exactly_one=True)
    assert (again.lat, again.lon, again.label) == (first.lat, first.lon, first.label)
    assert len(service.asked) == 1


def test_geocode_of_nothing_found_is_kept_too(chain: Chain, service: Service) -> None:
    for _ in range(3):
        assert chain.geocode(STREET, exactly_one=True).precision == "commune"
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        pytest.param("highway", LonLat(106.7, 10.78), id="another-province"),
        pytest.param("highway", LonLat(2.35, 48.85), id="another-country"),
        pytest.param("boundary", LonLat(105.77, 20.97), id="the-middle-of-an-area"),
    ],
)
def test_geocode_passes_over_an_answer_that_does_not_fit(
    chain: Chain, service: Service, locator: Locator, kind: str, at: LonLat
) -> None:
    service.says = said(at, kind)
    ours = locator.geocoder.geocode(STREET, exactly_one=True)
    result = chain.geocode(STREET, exactly_one=True)
    assert (result.source, result.units) == ("gazetteer", ours.units)


def test_geocode_when_the_service_fails_gives_ours_and_asks_again_later(
    chain: Chain, service: Service
) -> None:
    service.status = 503
    assert chain.geocode(STREET, exactly_one=True).source == "gazetteer"
    assert chain.geocode(STREET, exactly_one=True).source == "gazetteer"
    assert len(service.asked) == 2


def test_geocode_of_a_place_known_exactly_asks_nobody(chain: Chain, service: Service) -> None:
    assert chain.geocode("Chùa Một Cột", exactly_one=True).precision == "exact"
    assert chain.geocode("") == []
    assert chain.reverse(LonLat(105.85, 21.03))[0].source == "gazetteer"
    assert service.asked == []


def test_chain_of_no_services_is_ours_alone(locator: Locator, tmp_path: Path) -> None:
    path = tmp_path / "shared.sqlite"
    ours = locator.geocoder
    assert chain_of(ours, [], boundaries=locator.boundaries, path=path, user_agent="") is ours
    assert not path.exists()


@pytest.mark.parametrize(
    ("services", "agent", "message"),
    [(["nominatim"], " ", "no user agent"), (["nowhere"], AGENT, "no geocoder 'nowhere'")],
)
def test_chain_of_what_cannot_be_says_why(
    locator: Locator, tmp_path: Path, services: list[str], agent: str, message: str
) -> None:
    with pytest.raises(InvalidParameterError, match=message):
        chain_of(
            locator.geocoder,
            services,
            boundaries=locator.boundaries,
            path=tmp_path / "shared.sqlite",
            user_agent=agent,
        )


def _take(path: Path, count: int, taken: Any) -> None:
    turns = Turns(path, interval_s=0.05, longest_wait_s=30)
    for _ in range(count):
        turns.take()
        taken.put(time.time())


def test_take_over_several_processes_keeps_the_interval(tmp_path: Path) -> None:
    path = tmp_path / "shared.sqlite"
    spawn = multiprocessing.get_context("spawn")
    taken = spawn.Queue()
    workers = [spawn.Process(target=_take, args=(path, 5, taken)) for _ in range(3)]
    for worker in workers:
        worker.start()
    moments = sorted(taken.get(timeout=60) for _ in range(15))
    for worker in workers:
        worker.join(timeout=60)
        assert worker.exitcode == 0
    # Turns are 50 ms apart; waking up late shortens the next gap, never the whole.
    assert moments[-1] - moments[0] >= 14 * 0.05 - 0.03


def test_take_gives_turns_one_interval_apart(tmp_path: Path) -> None:
    slept: list[float] = []
    turns = Turns(tmp_path / "t", clock=lambda: 1000.0, sleep=slept.append, longest_wait_s=3)
    for _ in range(4):
        turns.take()
    assert slept == [0.0, 1.0, 2.0, 3.0]
    with pytest.raises(TooBusyError, match=r"in 4\.0 s"):
        turns.take()


def test_take_after_the_clock_was_set_back_does_not_wait_for_the_old_time(tmp_path: Path) -> None:
    now = [5000.0]
    slept: list[float] = []
    turns = Turns(tmp_path / "t", clock=lambda: now[0], sleep=slept.append)
    turns.take()
    now[0] = 1000.0
    turns.take()
    assert slept == [0.0, 0.0]


def test_get_returns_what_was_put_until_it_is_old(tmp_path: Path) -> None:
    now = [0.0]
    answers = Answers(tmp_path / "a", keep_s=10, clock=lambda: now[0])
    answer = Answer("Tô Hiệu", LonLat(105.77, 20.97), False)
    assert answers.get("s", "q") == (False, None)
    answers.put("s", "q", answer)
    answers.put("s", "nothing", None)
    assert answers.get("s", "q") == (True, answer)
    assert answers.get("s", "nothing") == (True, None)
    assert answers.get("other", "q") == (False, None)
    now[0] = 11.0
    assert answers.get("s", "q") == (False, None)
