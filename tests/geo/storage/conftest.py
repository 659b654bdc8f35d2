"""Every kind of store, empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest

from geo.storage import Store, open_store
from tests import servers

STORES = [
    "geopackage",
    pytest.param("postgis", marks=[pytest.mark.postgis, pytest.mark.xdist_group("postgis")]),
]
"""A kind of store that is added is put here, and the tests of this folder run on it too."""


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """Makes an empty database with PostGIS on a server of the tests' own, and says its address."""
    with servers.postgis() as address:
        numbers = count(1)

        def create() -> str:
            name = f"store_{next(numbers)}"
            # As a copy of the first: to create the extension anew takes a second.
            with psycopg.connect(address, dbname="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE locator")
            return address.replace("/locator?", f"/{name}?")

        yield create


@pytest.fixture(params=STORES)
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Opens the test's own store, empty at first, as another process would."""
    if request.param == "postgis":
        address: str = request.getfixturevalue("new_database")()
    else:
        address = str(tmp_path / "new folder" / "locator.gpkg")
    return lambda: open_store(address)


@pytest.fixture
def store(open_again: Callable[[], Store]) -> Store:
    """The test's own store, empty."""
    return open_again()
