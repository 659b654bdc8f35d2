"""The application over a store in PostgreSQL: the same answers as over the file."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from geo.storage import copy, open_store
from geo.storage.postgis import NAMESPACE
from tests.web.test_snapshot import wait_for
from web import create_app

pytestmark = [pytest.mark.postgis, pytest.mark.xdist_group("postgis")]


@pytest.fixture(scope="module")
def address(built_store: Path, new_database: Callable[[], str]) -> str:
    """Of a database that holds what the built store does."""
    address = new_database()
    copy(open_store(built_store), open_store(address))
    return address


@pytest.fixture(scope="module")
def over_database(address: str) -> Flask:
    return create_app({"STORE": address, "TESTING": True, "RELOAD_S": 0.0})


def questions(count: int) -> Iterator[str]:
    """Addresses of the API, positions and conditions drawn by lot."""
    draw = random.Random(11)  # noqa: S311
    for _ in range(count):
        lon, lat = draw.uniform(102, 110), draw.uniform(8, 23.5)
        kind = draw.choice(["outlet", "village", "destination"])
        yield draw.choice(
            [
                f"/api/nearest?lat={lat}&lon={lon}&k={draw.randint(1, 20)}",
                f"/api/nearest?lat={lat}&lon={lon}&k=5&kind={kind}&within_km={draw.randint(1, 90)}",
                f"/api/nearest?lat={lat}&lon={lon}&k=3&stars={draw.randint(3, 5)}",
                f"/api/places?bbox={lon},{lat},{lon + 1},{lat + 1}&kind={kind}&limit=20",
                f"/api/locate?lat={lat}&lon={lon}",
            ]
        )


def test_answers_from_the_database_equal_those_from_the_file(
    client: FlaskClient, over_database: Flask
) -> None:
    """Random questions, and the coverage of every level of both vintages."""
    database = over_database.test_client()
    asked = [*questions(1_000), "/api/coverage?level=province&vintage=2025-07-01&radius_km=10"]
    asked += [
        f"/api/coverage?level={level}&vintage=2025-03-01&radius_km={radius}"
        for level in ("province", "district")
        for radius in (5, 25)
    ]
    for path in asked:
        here, there = client.get(path), database.get(path)
        assert (there.status_code, there.data) == (here.status_code, here.data), path


def test_answers_while_the_database_is_away_and_follow_it_afterwards(
    address: str, over_database: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Connections cut in the middle of everything: the data that is loaded goes on answering."""
    client, store = over_database.test_client(), open_store(address)
    before = client.get("/healthz").get_json()["data_version"]
    other = psycopg.conninfo.conninfo_to_dict(address) | {"dbname": "postgres"}
    name = psycopg.conninfo.conninfo_to_dict(address)["dbname"]
    with psycopg.connect(**other, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        wait_for(lambda: client.get("/api/about").status_code and "stays" in caplog.text)
        assert client.get("/healthz").get_json()["data_version"] == before
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    version = store.write({"villages": store.read("villages").iloc[1:].reset_index(drop=True)})
    wait_for(lambda: client.get("/healthz").get_json()["data_version"] == version, 60)
    with psycopg.connect(address) as connection:
        counted = connection.execute(f"SELECT count(*) FROM {NAMESPACE}.villages").fetchone()
    answer = client.get("/api/places?kind=village&limit=1").get_json(force=True)
    assert counted == (answer["numberMatched"],)
