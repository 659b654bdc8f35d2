"""The application over the built store, and what asks it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from web import create_app

Ask = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def app(built_store: Path) -> Flask:
    return create_app({"STORE": str(built_store), "TESTING": True, "RELOAD_S": 3600.0})


@pytest.fixture
def made(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Flask]:
    """Makes applications of other settings over the same data, without loading it again."""

    def lend(other: Flask, **_: Any) -> None:
        other.extensions["snapshots"] = app.extensions["snapshots"]

    monkeypatch.setattr("web.snapshot.init_app", lend)
    return lambda **config: create_app({"TESTING": True, **config})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def ask(client: FlaskClient) -> Ask:
    """Ask an address, in English unless told; the JSON of its answer, after checking its status."""

    def ask(path: str, *, answers: int = 200, lang: str | None = "en", **query: Any) -> Any:
        named = {} if lang is None else {"lang": lang}
        got = client.get(path, query_string={**query, **named})
        assert got.status_code == answers, got.text[:300]
        answer = got.get_json(force=True)
        if "openapi" not in answer:
            assert answer["data_version"]
        return answer

    return ask
