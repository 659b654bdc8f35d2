"""pygeoapi with the same places in its GeoJSON file provider, in an environment of its own."""

from __future__ import annotations

import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geopandas import GeoDataFrame

from benchmarks.harness import ROOT
from tests.servers import MissingServerError, free_port, web

HOME = ROOT / "var" / "bench" / "pygeoapi"
COLLECTION = "places"


def installed() -> Path:
    """
    The folder of pygeoapi's programs, installed the first time.

    Raises
    ------
    MissingServerError
        If it cannot be installed: no network, or no uv.
    """
    programs = HOME / "bin"
    if (programs / "pygeoapi").exists() and (programs / "granian").exists():
        return programs
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        raise MissingServerError("pip install uv, with which it is installed")
    for arguments in (
        ["venv", "--quiet", "--clear", "--python", sys.executable, str(HOME)],
        ["pip", "install", "--quiet", "--python", str(programs / "python"), "pygeoapi", "granian"],
    ):
        done = subprocess.run([uv, *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingServerError(f"uv {arguments[0]} failed: {done.stderr.strip()[-300:]}")
    return programs


def version() -> str:
    """The version installed."""
    code = "import importlib.metadata as m; print(m.version('pygeoapi'))"
    python = str(HOME / "bin" / "python")
    return subprocess.run(
        [python, "-c", code], check=True, capture_output=True, text=True
    ).stdout.strip()


def version_here() -> str:
    """The version that `/ogc` mounts."""
    return importlib.metadata.version("pygeoapi")


@contextmanager
def serving(places: GeoDataFrame, folder: Path, *, workers: int) -> Iterator[str]:
    """
    Its address, while it serves the places, by the same web server as ours.

    Raises
    ------
    MissingServerError
        If it cannot be installed.
    """
    programs, port = installed(), free_port()
    data, settings, document = folder / "places.geojson", folder / "config.yml", folder / "api.yml"
    data.write_text(places.to_json(drop_id=True), encoding="utf-8")
    # JSON is YAML.
    settings.write_text(json.dumps(_settings(data, port)), encoding="utf-8")
    environment = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(settings),
        "PYGEOAPI_OPENAPI": str(document),
    }
    subprocess.run(
        [programs / "pygeoapi", "openapi", "generate", settings, "--output-file", document],
        env=environment,
        check=True,
        capture_output=True,
    )
    command = [str(programs / "granian"), "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(workers), "--no-ws", "pygeoapi.flask_app:APP"]
    ready = f"/collections/{COLLECTION}/items?limit=1&f=json"
    with web(command, environment, port=port, path=ready) as address:
        yield address


def _settings(data: Path, port: int) -> dict[str, object]:
    """The least that pygeoapi starts with."""
    words = {"title": "Benchmark", "description": "Benchmark", "keywords": ["benchmark"]}
    link = {
        "type": "text/html",
        "rel": "canonical",
        "title": "Benchmark",
        "href": "http://127.0.0.1",
    }
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "pretty_print": False,
            "limits": {"default_items": 5, "max_items": 100},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                **words,
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": "http://127.0.0.1",
            },
            "license": {"name": "none", "url": "http://127.0.0.1"},
            "provider": {"name": "none", "url": "http://127.0.0.1"},
            "contact": {"name": "none", "email": "nobody@example.org"},
        },
        "resources": {
            COLLECTION: {
                "type": "collection",
                **words,
                "links": [link],
                "extents": {
                    "spatial": {
                        "bbox": [102, 6, 118, 24],
                        "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                    }
                },
                "providers": [
                    {"type": "feature", "name": "GeoJSON", "data": str(data), "id_field": "id"}
                ],
            }
        },
    }
