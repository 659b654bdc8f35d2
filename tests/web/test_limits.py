"""What one client may ask: alone, with others, over workers, behind proxies, with Redis away."""

import json
import logging
import re
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

import pytest

from tests.servers import free_port, redis, web
from web.limits import MOST_BYTES, costs

NEAR = "/api/nearest?lat=21&lon=105&k=1"
SOMEBODY = "203.0.113.7"


def asking(app, address=SOMEBODY):
    """A client at an address, whose answers come as they are."""
    client = app.test_client()

    def ask(path=NEAR, method="GET", **more):
        return client.open(path, method=method, environ_base={"REMOTE_ADDR": address}, **more)

    return ask


def left_of(got):
    """Points left and seconds to go, as the header says them."""
    return tuple(
        map(int, re.fullmatch(r'"client";r=(\d+);t=(\d+)', got.headers["RateLimit"]).groups())
    )


def test_client_beyond_its_budget_is_told_when_to_come_back(made):
    ask = asking(made(RATE_LIMIT="3/2 seconds"))
    answers = [ask() for _ in range(4)]
    assert [got.status_code for got in answers] == [200, 200, 200, 429]
    assert [left_of(got)[0] for got in answers] == [2, 1, 0, 0]
    assert answers[0].headers["RateLimit-Policy"] == '"client";q=3;w=2'
    refused = answers[-1]
    assert refused.get_json()["code"] == "too-many-requests"
    assert refused.get_json()["data_version"]
    assert refused.headers["Cache-Control"] == "no-store"
    time.sleep(int(refused.headers["Retry-After"]))
    assert ask().status_code == 200


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "thử lại sau"), ("en", "Too many questions; try again in")]
)
def test_refusal_speaks_the_readers_language(made, lang, words):
    ask = asking(made(RATE_LIMIT="1/minute"))
    ask()
    got = ask(f"{NEAR}&lang={lang}")
    assert words in got.get_json()["description"]
    assert got.headers["Retry-After"] in got.get_json()["description"]


def test_refusal_may_be_read_by_other_sites(made):
    ask = asking(made(RATE_LIMIT="1/minute"))
    ask()
    got = ask(headers={"Origin": "https://example.vn"})
    assert got.status_code == 429
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    exposed = {name.strip() for name in got.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"Retry-After", "RateLimit", "RateLimit-Policy", "ETag", "Link"} <= exposed


def test_refusal_of_a_page_is_a_page(made):
    ask = asking(made(RATE_LIMIT="1/minute"))
    ask("/about")
    got = ask("/about?lang=en")
    assert got.status_code == 429
    assert got.mimetype == "text/html"
    assert "Too many questions" in got.text
    assert int(got.headers["Retry-After"]) <= 60


def test_clients_have_budgets_of_their_own(made):
    app = made(RATE_LIMIT="1/minute")
    one, other = asking(app), asking(app, "198.51.100.2")
    assert (one().status_code, one().status_code, other().status_code) == (200, 429, 200)


def test_addresses_of_one_ipv6_customer_are_one_client(made):
    app = made(RATE_LIMIT="1/minute")
    statuses = [
        asking(app, address)().status_code
        for address in ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", "2001:db8:0:2::1")
    ]
    assert statuses == [200, 429, 200]


def test_all_addresses_share_one_budget_and_dear_ones_take_more(made):
    app = made(RATE_LIMIT="10/minute")
    app.view_functions["api.locate"] = costs(7)(lambda: "dear")
    ask = asking(app)
    assert left_of(ask())[0] == 9
    assert left_of(ask("/api/locate?lat=21&lon=105"))[0] == 2
    assert ask("/api/locate?lat=21&lon=105").status_code == 429


def test_question_that_costs_more_than_the_budget_can_be_asked_once(made):
    app = made(RATE_LIMIT="5/minute")
    app.view_functions["api.locate"] = costs(lambda: 1000)(lambda: "dear")
    ask = asking(app)
    statuses = [ask("/api/locate?lat=21&lon=105").status_code for _ in range(2)]
    assert statuses == [200, 429]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_programs_of_this_machine_are_not_counted(made, address):
    ask = asking(made(RATE_LIMIT="1/minute"), address)
    answers = [ask() for _ in range(5)]
    assert {got.status_code for got in answers} == {200}
    assert "RateLimit" not in answers[-1].headers


def test_preflights_files_and_monitors_cost_nothing(made):
    ask = asking(made(RATE_LIMIT="1/minute"))
    for _ in range(3):
        assert ask(method="OPTIONS").status_code == 200
        assert ask("/healthz").status_code == 200
        assert ask("/static/css/base.css").status_code == 200
    assert ask().status_code == 200


def test_no_limit_is_no_header_and_no_refusal(made):
    ask = asking(made(RATE_LIMIT=""))
    answers = [ask() for _ in range(5)]
    assert {got.status_code for got in answers} == {200}
    assert "RateLimit" not in answers[0].headers


def test_client_behind_a_proxy_of_ours_is_the_one_it_names(made):
    app = made(RATE_LIMIT="1/minute", PROXIES=1)

    def status(named):
        ask = asking(app, "127.0.0.1")
        return ask(headers={"X-Forwarded-For": named}).status_code

    # What a client writes in front of what the proxy adds is not believed.
    assert [status("203.0.113.7"), status("8.8.8.8, 203.0.113.7"), status("203.0.113.8")] == [
        200,
        429,
        200,
    ]


def test_client_without_a_proxy_is_not_whom_it_says(made):
    ask = asking(made(RATE_LIMIT="1/minute"))
    statuses = [
        ask(headers={"X-Forwarded-For": named}).status_code for named in ("8.8.8.8", "9.9.9.9")
    ]
    assert statuses == [200, 429]


def test_refusals_do_not_log_who_asked(made, caplog):
    ask = asking(made(RATE_LIMIT="1/minute"))
    with caplog.at_level(logging.DEBUG, logger="web"):
        assert [ask().status_code for _ in range(3)] == [200, 429, 429]
    assert SOMEBODY not in caplog.text


def test_body_beyond_the_bound_is_refused(client):
    form = {"content_type": "multipart/form-data; boundary=edge"}
    got = client.post("/api/coverage?lang=en", data=b"x" * (MOST_BYTES + 1), **form)
    assert got.status_code == 413
    assert got.get_json()["description"] == "The request is too large."


def test_redis_away_is_no_error_and_workers_count_by_themselves(made, caplog, tmp_path):
    app = made(RATE_LIMIT="2/minute", RATE_STORAGE=f"redis+unix://{tmp_path}/none.sock")
    ask = asking(app)
    assert [ask().status_code for _ in range(3)] == [200, 200, 429]
    assert "falling back to in-memory" in caplog.text


def test_redis_that_hangs_delays_one_answer_only(made):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        ask = asking(made(RATE_LIMIT="9/minute", RATE_STORAGE=f"redis://127.0.0.1:{port}"))
        started = time.monotonic()
        assert ask().status_code == 200
        assert time.monotonic() - started < 5
        started = time.monotonic()
        assert ask().status_code == 200
        assert time.monotonic() - started < 0.5


@pytest.mark.redis
def test_workers_with_redis_count_as_one_and_go_on_when_it_ends(made):
    with redis() as path:
        first, second = (
            asking(made(RATE_LIMIT="3/minute", RATE_STORAGE=f"redis+unix://{path}"))
            for _ in range(2)
        )
        assert [ask().status_code for ask in (first, second, first, second)] == [200, 200, 200, 429]
        assert left_of(second())[0] == 0
    # It has ended: each counts for itself, from the beginning.
    assert [second().status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.redis
def test_two_serving_processes_with_redis_answer_as_much_as_one_may(built_store):
    """Through a real server of two workers, as many connections at once."""
    port = free_port()
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "2", "web:create_app"),
    )
    with redis() as path:
        settings = {
            "LOCATOR_STORE": str(built_store),
            "LOCATOR_PROXIES": "1",
            "LOCATOR_RATE_LIMIT": "40/hour",
            "LOCATOR_RATE_STORAGE": f"redis+unix://{path}",
        }
        statuses = []
        with web(command, settings, port=port, path="/healthz") as address:

            def ask_often():
                for _ in range(12):
                    asked = urllib.request.Request(
                        address + NEAR, headers={"X-Forwarded-For": SOMEBODY}
                    )
                    try:
                        with urllib.request.urlopen(asked, timeout=30) as got:
                            json.load(got)
                            statuses.append(got.status)
                    except urllib.error.HTTPError as refused:
                        in_time = 0 < int(refused.headers["Retry-After"]) <= 3600
                        statuses.append(refused.code if in_time else refused.headers)
                        refused.close()

            threads = [threading.Thread(target=ask_often) for _ in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert sorted(statuses) == [200] * 40 + [429] * 20
