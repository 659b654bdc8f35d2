"""The OpenAPI document of `/ogc` needs nothing from elsewhere, and what answers is as it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.ogc.conftest import IDS

CASES = 1_000
"""Asked in all: the rest of 2,000 is asked of `/openapi.json`."""
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


PATHS = (
    *("/", "/conformance", "/openapi", "/collections"),
    *(
        f"/collections/{name}{part}"
        for name in IDS
        for part in ("", "/schema", "/queryables", "/items", "/items/{featureId}")
    ),
    *("/tileMatrixSets", "/tileMatrixSets/{tileMatrixSetId}"),
    *(
        f"/collections/{{collectionId}}/tiles{part}"
        for part in (
            "",
            "/{tileMatrixSetId}",
            "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
        )
    ),
)


def test_paths_asked_are_those_described(described: dict[str, Any]) -> None:
    assert set(described["paths"]) == set(PATHS)


@pytest.fixture(scope="module")
def contract(app: Flask) -> schemathesis.BaseSchema:
    """The document as schemathesis asks by it."""
    return schemathesis.openapi.from_wsgi("/ogc/openapi", app)


@pytest.mark.parametrize("path", PATHS)
def test_no_answer_is_outside_its_schema(contract: schemathesis.BaseSchema, path: str) -> None:
    """Whatever may be asked, by values that are allowed and by values that are not."""
    operation = contract[path]["GET"]
    allowed = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    refused = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @settings(
        max_examples=CASES // len(PATHS) + 1,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=allowed | refused)
    def ask(case: schemathesis.Case) -> None:
        # Its client in this process reads no compressed answers.
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    ask()
