"""Every kind of store, empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from geo.storage import Store, open_store

STORES = [
    "geopackage",
    pytest.param("postgis", marks=[pytest.mark.postgis, pytest.mark.xdist_group("postgis")]),
]
"""A kind of store that is added is put here, and the tests of this folder run on it too."""


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
