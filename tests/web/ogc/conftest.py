"""`/ogc` as its tests ask it: through the application, or over HTTP as a client does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_schema_validator import OAS30Validator

from tests.servers import free_port, web
from web.ogc.collections import collections
from web.snapshot import Snapshot

IDS = tuple(collections())
Get = Callable[..., Any]


@pytest.fixture
def snapshot(app: Flask) -> Snapshot:
    """The data that the application answers from."""
    current: Snapshot = app.extensions["snapshots"].current()
    return current


@pytest.fixture
def get(client: FlaskClient) -> Get:
    """The JSON at an address below `/ogc`, after checking its status."""

    def get(path: str, *, answers: int = 200, **query: Any) -> Any:
        if "bbox_crs" in query:
            query["bbox-crs"] = query.pop("bbox_crs")
        got = client.get(f"/ogc{path}", query_string=query or None)
        assert got.status_code == answers, got.text[:300]
        return got.get_json(force=True)

    return get


@pytest.fixture(scope="session")
def described(app: Flask) -> dict[str, Any]:
    """The OpenAPI document, in English."""
    document: dict[str, Any] = app.test_client().get("/ogc/openapi?lang=en").get_json(force=True)
    return document


@pytest.fixture
def check(described: dict[str, Any]) -> Callable[[Any, str], None]:
    """Holds an answer against a schema of the OpenAPI document, by its name."""

    def check(answer: Any, name: str) -> None:
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        assert [error.message for error in OAS30Validator(schema).iter_errors(answer)] == []

    return check


@pytest.fixture(scope="session")
def served(built_store: Path) -> Iterator[str]:
    """The address of `/ogc` on a server: in a process of its own, for GDAL keeps Python waiting."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "web:create_app"]
    store = {"LOCATOR_STORE": str(built_store)}
    with web(command, store, port=port, path="/ogc/") as address:
        yield f"{address}/ogc"
