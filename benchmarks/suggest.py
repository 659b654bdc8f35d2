"""Suggestions while typing: whether what is meant is among the first three, and how soon."""

from __future__ import annotations

import time

import numpy as np
from flask.testing import FlaskClient

from benchmarks.harness import Report
from benchmarks.throughput import STORE
from geo.locator import Locator
from geo.storage import open_store
from tests.geo.gazetteer.queries import FIRST, answers, read
from web import create_app

ROUNDS = 3


def run(report: Report) -> None:
    """The typed queries of the tests, and every beginning of theirs as a person types them."""
    locator = Locator.load(open_store(STORE)).ready()
    queries = read()
    hits = sum(not typed.expected.isdisjoint(answers(locator, typed.query)) for typed in queries)
    report.goal(
        f"% of {len(queries)} typed queries have the answer in the first {FIRST}",
        100 * hits / len(queries),
        95,
        ".1f",
    )
    client = create_app({"STORE": str(STORE), "TESTING": True}).test_client()
    typed = [one.query[:end] for one in queries for end in range(1, len(one.query) + 1)]
    taken = np.array([_ms(client, query) for query in typed for _ in range(ROUNDS)])
    report.goal(
        f"ms, p95: /api/suggest in process, {len(typed):,} beginnings of them, a letter at a time",
        float(np.percentile(taken, 95)),
        25,
        ".1f",
        at_most=True,
    )


def _ms(client: FlaskClient, query: str) -> float:
    """Milliseconds to an answer, from the request to its bytes."""
    asked = {"q": query, "limit": 10, "also": "craft,product"}
    start = time.perf_counter()
    client.get("/api/suggest", query_string=asked).get_data()
    return (time.perf_counter() - start) * 1e3
