"""The OpenAPI document of `/ogc` needs nothing from elsewhere, and what answers is as it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CASES = 1_000
"""Asked in all: the rest of 2,000 is asked of `/openapi.json`."""
OPERATIONS = 74
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def refs(value: Any) -> Iterator[str]:
    """Every reference in a document."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "$ref":
                yield inner
            else:
                yield from refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from refs(inner)


def test_document_refers_to_itself_alone(described: dict[str, Any]) -> None:
    found = set(refs(described))
    assert found
    for each in found:
        assert each.startswith("#/components/schemas/")
        assert each.rpartition("/")[2] in described["components"]["schemas"]


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [methods["get"]["operationId"] for methods in described["paths"].values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_document_is_in_the_language_asked_for(client: FlaskClient, language: str) -> None:
    document = client.get(f"/ogc/openapi?lang={language}").get_json(force=True)
    summary = document["paths"]["/collections/outlets/items"]["get"]["summary"]
    assert (
        summary == {"vi": "Điểm bán OCOP: các đối tượng", "en": "OCOP outlets: features"}[language]
    )


@pytest.fixture
def contract(app: Flask) -> schemathesis.BaseSchema:
    """The document as schemathesis asks by it."""
    return schemathesis.openapi.from_wsgi("/ogc/openapi", app)


asks = schemathesis.pytest.from_fixture("contract")


@asks.parametrize()
@settings(
    max_examples=CASES // OPERATIONS + 1,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_outside_its_schema(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)


def test_cases_are_as_many_as_due(described: dict[str, Any]) -> None:
    assert len(described["paths"]) == OPERATIONS
