"""What the tests share: the store built from `data/`, and what a machine may lack, named."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from geo.locator import Locator

ROOT = Path(__file__).parent.parent
BUILT = ROOT / "var" / "test" / "locator.gpkg"
OUTSIDE = "kept outside the project"
"""In the reason of a test that measures against official files, which may not be committed."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


def _lacks_chromium() -> str:
    if any(map(shutil.which, CHROMIUMS)):
        return ""
    return "no Chromium: apt-get install chromium"


def _lacks_postgis() -> str:
    servers = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    extensions = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    if any(servers) and any(extensions):
        return ""
    return "no PostGIS: apt-get install postgresql-15 postgresql-15-postgis-3"


def _lacks_checkers() -> str:
    needed = ("html-validate", "vnu-jar", "schema-dts", "typescript", "@marbec/web-auto-extractor")
    lacking = [name for name in needed if not (ROOT / "node_modules" / name).is_dir()]
    if not (Path(sys.executable).parent / "node").exists():
        return "no Node.js beside Python: pip install -r requirements.txt"
    return f"no {', '.join(lacking)}: npm ci" if lacking else ""


def _lacks_java() -> str:
    return "" if shutil.which("java") else "no Java: apt-get install default-jre-headless"


def _lacks_redis() -> str:
    return "" if shutil.which("redis-server") else "no Redis: apt-get install redis-server"


def _lacks_gdal() -> str:
    return "" if shutil.which("ogrinfo") else "no GDAL of Debian's: apt-get install gdal-bin"


def _lacks_qgis() -> str:
    there = Path("/usr/lib/python3/dist-packages/qgis").is_dir()
    return "" if there else "no QGIS: apt-get install python3-qgis"


LACKS = {
    "browser": _lacks_chromium,
    "postgis": _lacks_postgis,
    "npm": _lacks_checkers,
    "java": _lacks_java,
    "gdal": _lacks_gdal,
    "qgis": _lacks_qgis,
    "redis": _lacks_redis,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, by name and with what would help, the tests that this machine cannot run."""
    for marker, lacks in LACKS.items():
        if reason := lacks():
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=reason))


def _lacking(reporter: pytest.TerminalReporter) -> int:
    """How many tests the machine could not run, those against files we may not keep aside."""
    skipped = reporter.stats.get("skipped", ())
    return sum(OUTSIDE not in str(report.longrepr) for report in skipped)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI nothing may be skipped: a machine that lacks something is itself a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and _lacking(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a run without failures still fails."""
    skipped = _lacking(terminalreporter)
    if os.environ.get("CI") == "true" and skipped:
        terminalreporter.write_line(f"CI=true and {skipped} skipped: that fails the run", red=True)


@pytest.fixture(scope="session")
def built_store() -> Path:
    """
    The store from `data/`, for reading only.

    Built when it is not there, or `data/` or what builds it has changed; the workers of one run,
    and the runs of one machine, share it.
    """
    from geo.build import build, why_stale
    from geo.storage import open_store

    store = open_store(BUILT)
    with store.locked():
        if why_stale(store, ROOT / "data"):
            build(store, ROOT / "data", afresh=True)
    return BUILT


@pytest.fixture
def store_copy(built_store: Path, tmp_path: Path) -> Path:
    """A copy of the built store, to change."""
    return Path(shutil.copy(built_store, tmp_path / "locator.gpkg"))


@pytest.fixture(scope="session")
def locator(built_store: Path) -> Locator:
    """The Locator over the built store."""
    from geo.locator import Locator
    from geo.storage import open_store

    return Locator.load(open_store(built_store))


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """
    Makes an empty database with PostGIS on a server of the tests' own, and says its address.

    Tests that ask for it are marked `postgis`, and `xdist_group("postgis")`: one server for all.
    """
    import psycopg

    from tests import servers

    with servers.postgis() as address:
        numbers = count(1)

        def create() -> str:
            name = f"store_{next(numbers)}"
            # As a copy of the first: to create the extension anew takes a second.
            with psycopg.connect(address, dbname="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE locator")
            return address.replace("/locator?", f"/{name}?")

        yield create
