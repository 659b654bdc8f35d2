"""
Schemathesis over `/openapi.json`: what the document allows is asked and what it forbids, and every
answer is held against it. 120 cases an operation and method, the same in each run.

A request that fits the document may still be refused by a rule that OpenAPI cannot say, such as
"at, or lat and lon"; such refusals are told from a schema that promises too much.
"""

from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from geo.siting import Effort
from web.operations import OPERATIONS

CASES = 60
"""Of each mode, an operation and method: together more than 2,000."""
METHODS = [
    (path, method, mode)
    for path, entry in OPERATIONS.items()
    for method in ("get", *(["post"] if entry.body else []))
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
]
RULES = {
    "missing-parameter",
    "contradicting-parameters",
    "invalid-bbox",  # west before east
    "unreadable-table",  # any bytes fit "binary"
    "off-network",
}
"""Codes of refusals that come from several parameters at once, or from the data."""
SAID_IN_WORDS = {"also", "at", "candidates", "count", "depart", "district", "stops"}
"""Parameters whose text has a grammar, or whose bound is the data's."""
STOPS = "Các điểm dừng không thành hành trình"
"""How the refusal of stops that make no journey begins."""


@pytest.fixture(scope="module")
def described(app):
    """The document as Schemathesis reads it, of an application that counts nobody."""
    return schemathesis.openapi.from_wsgi("/openapi.json?lang=en", app)


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    """How long a solver may take changes no shape."""
    monkeypatch.setattr("web.api.sites.EFFORT", Effort(time_s=0.1))


def is_ruled_out(refusal):
    """Whether a refusal of 400 is by a rule that the document cannot say."""
    told = refusal.json()
    about = told["description"].split("=")[0]
    return told["code"] in RULES or about in SAID_IN_WORDS or about.startswith(STOPS)


@pytest.mark.parametrize(
    ("path", "method", "mode"), METHODS, ids=[f"{m} {p} {g.value}" for p, m, g in METHODS]
)
def test_operation_answers_as_the_document_says(described, path, method, mode):
    statuses = Counter()
    checks = [check for check in CHECKS.get_all() if check.__name__ != "positive_data_acceptance"]

    @seed(2026)
    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def ask(case):
        # Compressed answers are the business of test_caching.
        answer = case.call(headers={"Accept-Encoding": "identity"})
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=checks)
        if mode is GenerationMode.POSITIVE and answer.status_code == 400:
            assert is_ruled_out(answer), (case.as_curl_command(), answer.text)

    ask()
    assert sum(statuses.values()) > 0
    assert max(statuses) < 500
    print(f"{sum(statuses.values())} cases", dict(statuses))
