"""
What one client may ask of us: points a minute, and bytes a request.

A question costs a point, a dear one more (`costs`), from a budget that each client has for all
addresses together; when it is spent, 429 says in how many seconds there is a new one. Counted by
Flask-Limiter in fixed windows: a number a client, in the worker's memory or, so that several
workers count as one, in Redis. A Redis that does not answer is no reason not to answer: the
workers then count by themselves until it is back.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import parse

from web import errors
from web.i18n import Text

View = TypeVar("View", bound=Callable[..., object])
Cost = int | Callable[[], int]
"""Points, or what works them out within a request."""

MOST_BYTES = 4_000_000
"""Of a request's body: a planner's table is at most half of that."""
STORAGE_S = 0.25
"""A store of counts that takes longer than that is away."""
FREE = frozenset({"static", "healthz", "readyz", "metrics"})
"""Endpoints that cost nothing: kept files, and what watches the service."""

log = logging.getLogger(__name__)


def costs(points: Cost) -> Callable[[View], View]:
    """Say what a view costs; one that says nothing costs a point."""

    def mark(view: View) -> View:
        view.points = points  # type: ignore[attr-defined]
        return view

    return mark


@lru_cache(maxsize=4096)
def client_of(address: str) -> str:
    """
    Who asks from an address: itself, or the /64 that an IPv6 customer has to himself.

    >>> client_of("203.0.113.7"), client_of("2001:db8:1:2:3:4:5:6"), client_of("::ffff:203.0.113.7")
    ('203.0.113.7', '2001:db8:1:2::/64', '203.0.113.7')
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return address or "unknown"  # a Unix socket has none
    if isinstance(ip, IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((int(ip), 64), strict=False))
    return str(ip)


@lru_cache(maxsize=4096)
def is_here(address: str) -> bool:
    """
    Whether an address is this machine's own: its programs are not counted.

    >>> is_here("127.0.0.1"), is_here("::1"), is_here("203.0.113.7"), is_here("")
    (True, True, False, False)
    """
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def init_app(app: Flask) -> None:
    """Bound every request's body, and count clients' questions unless `RATE_LIMIT` is empty."""
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_CONTENT_LENGTH"] or MOST_BYTES
    if not app.config["RATE_LIMIT"]:
        return
    budget = parse(app.config["RATE_LIMIT"])

    def points() -> int:
        view = current_app.view_functions.get(request.endpoint or "")
        cost: Cost = getattr(view, "points", 1)
        # What costs more than a budget can still be asked once in each.
        return min(cost() if callable(cost) else cost, budget.amount)

    storage = app.config["RATE_STORAGE"]
    apart = storage.startswith("redis")
    # The library's annotation knows whole numbers only; it hands them to redis-py as they are.
    bounds: Any = {"socket_timeout": STORAGE_S, "socket_connect_timeout": STORAGE_S}
    limiter = Limiter(
        lambda: client_of(request.remote_addr or ""),
        application_limits=[app.config["RATE_LIMIT"]],
        application_limits_cost=points,
        storage_uri=storage,
        storage_options=bounds if apart else {},
        strategy="fixed-window",
        in_memory_fallback_enabled=apart,
        key_prefix="ocop",
    )
    # The library tells its log who asked too much; we keep no addresses.
    limiter.logger.setLevel(logging.WARNING)
    limiter.request_filter(_free)
    limiter.init_app(app)
    app.register_error_handler(RateLimitExceeded, lambda _: _too_much(limiter))
    app.after_request(lambda response: _say(limiter, response))


def _free() -> bool:
    name = (request.endpoint or "").rpartition(".")[2]
    return name in FREE or request.method == "OPTIONS" or is_here(request.remote_addr or "")


def _left(limiter: Limiter) -> tuple[int, int]:
    """Points left, and seconds until there is a new budget: who waits so long is answered."""
    spent = limiter.current_limit
    try:
        if spent is not None:
            seconds = math.ceil(spent.reset_at - time.time())
            return max(spent.remaining, 0), min(max(seconds, 1), spent.limit.get_expiry())
    except limiter.storage.base_exceptions:
        # Gone since it counted this question: the next one says so to the log.
        log.debug("the store of counts went away within a request")
    return 0, 1


def _too_much(limiter: Limiter) -> Response:
    _, seconds = _left(limiter)
    words = Text(
        f"Bạn hỏi nhiều quá; xin thử lại sau {seconds} giây.",
        f"Too many questions; try again in {seconds} s.",
    )
    response = errors.answer(429, "too-many-requests", words)
    response.headers["Retry-After"] = str(seconds)
    return response


def _say(limiter: Limiter, response: Response) -> Response:
    """Tell programs what is left (draft-ietf-httpapi-ratelimit-headers)."""
    spent = limiter.current_limit
    if spent is not None and errors.for_programs():
        window = spent.limit.get_expiry()
        response.headers["RateLimit-Policy"] = f'"client";q={spent.limit.amount};w={window}'
        left, seconds = _left(limiter)
        response.headers["RateLimit"] = f'"client";r={left};t={seconds}'
    return response
