"""Every type of page by the checkers of markup and of structured data that others trust."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "node_modules"
NODE = Path(sys.executable).parent / "node"
NU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
PAGES = {
    "home": "/",
    "results": "/?q=hoi+an",
    "nothing": "/?q=zzqqxx+wwkk",
    "outlet": "/outlets/ag-chau-doc-tu-son",
    "village": "/villages/v-ha-noi-lang-gom-bat-trang",
    "destination": "/destinations/d-ha-noi-van-mieu-quoc-tu-giam",
    "product": "/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do",
    "province": "/places/2025-07-01/province/01",
    "old-district": "/places/2025-03-01/district/018",
    "commune": "/places/2025-07-01/commune/00097",
    "coverage": "/coverage",
    "routes": "/routes",
    "route": "/routes/dau-chan-lang-co-bat-trang",
    "plan-empty": "/plan",
    "plan": "/plan?stops=105.8524,21.0287;v-ha-noi-lang-gom-bat-trang;107.0734,20.9501&round=1",
    "embedded": "/embed/map?province=22&show=search,list&accent=ffcc00",
    "embedded-coverage": "/embed/map?province=22&show=coverage",
    "embedded-routes": "/embed/map?show=routes,list&theme=dark",
    "embedding": "/embed/build?province=22&show=search&accent=ffcc00",
    "about": "/about",
    "downloads": "/downloads",
    "api": "/docs/api",
    "ogc": "/ogc/?f=html",
    "ogc-collections": "/ogc/collections?f=html",
    "ogc-collection": "/ogc/collections/outlets?f=html",
    "ogc-items": "/ogc/collections/provinces-2025-07-01/items?f=html&limit=3&offset=3",
    "ogc-item": "/ogc/collections/outlets/items/ag-chau-doc-tu-son?f=html",
    "ogc-schema": "/ogc/collections/routes/queryables?f=html",
    "ogc-openapi": "/ogc/openapi?f=html",
    "ogc-conformance": "/ogc/conformance?f=html",
    "missing": "/outlets/none",
}
SCRIPT = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.S)
NOT_OURS_TO_SAY = {
    'One of the following attributes is required: "aggregateRating", "offers" or "review"',
    'Required attribute "offers" is missing',
}
"""Google shows products with prices or reviews as such; we know neither, and invent none."""

pytestmark = pytest.mark.npm


@pytest.fixture(scope="module")
def pages(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every type of page in both languages, as files, by their names in a list."""
    folder = tmp_path_factory.mktemp("pages")
    client = app.test_client()
    for name, path in PAGES.items():
        for language in ("vi", "en"):
            got = client.get(path, headers=Headers({"Accept-Language": language}))
            (folder / f"{name}-{language}.html").write_bytes(got.data)
    return sorted(map(str, folder.iterdir()))


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_pages_have_nothing_html_validate_holds_against_them(
    pages: list[str], tmp_path: Path
) -> None:
    settings = tmp_path / "html-validate.json"
    settings.write_text('{"extends": ["html-validate:standard"], "root": true}')
    tool = PACKAGES / "html-validate" / "bin" / "html-validate.mjs"
    checked = run(NODE, tool, "--config", settings, "--formatter", "text", *pages)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


@pytest.mark.java
def test_pages_have_no_error_by_the_nu_html_checker(pages: list[str]) -> None:
    java = shutil.which("java")
    assert java is not None
    checked = run(java, "-Xmx512m", "-jar", NU, "--errors-only", "--format", "gnu", *pages)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_structured_data_is_what_google_asks_of_each_type(pages: list[str]) -> None:
    # Run from a copy beside the packages: modules are looked for from where the script is.
    script = PACKAGES / ".structured_data.mjs"
    script.write_text((Path(__file__).parent / "structured_data.mjs").read_text())
    checked = run(NODE, script, *pages)
    assert checked.returncode == 0, checked.stderr
    found = json.loads(checked.stdout)
    assert sum("BreadcrumbList" in one["types"] for one in found.values()) == 2 * 8
    wrong = {
        Path(page).stem: errors
        for page, one in found.items()
        if (errors := set(one["errors"]) - NOT_OURS_TO_SAY)
    }
    assert wrong == {}


def documents(pages: list[str]) -> dict[str, str]:
    """The structured data of those pages that have some, by name."""
    return {
        Path(page).stem.replace("-", "_"): found[0]
        for page in pages
        if (found := SCRIPT.findall(Path(page).read_text()))
    }


def typed(documents: dict[str, str], folder: Path) -> str:
    """What TypeScript says of documents as values of schema.org's types: nothing if all is well."""
    lines = ['import type { Graph } from "schema-dts";']
    for name, text in documents.items():
        lines += [f"export const {name}: Graph = {json.dumps(json.loads(text))};"]
    source = folder / "data.ts"
    source.write_text("\n".join(lines))
    link = folder / "node_modules"
    if not link.exists():
        link.symlink_to(PACKAGES, target_is_directory=True)
    options = ("--noEmit", "--strict", "--skipLibCheck", "--module", "esnext")
    tool = PACKAGES / "typescript" / "bin" / "tsc"
    return run(NODE, tool, *options, "--moduleResolution", "bundler", source).stdout


def test_structured_data_has_only_terms_and_types_of_schema_org(
    pages: list[str], tmp_path: Path
) -> None:
    found = documents(pages)
    assert len(found) == 2 * 9
    assert typed(found, tmp_path) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"geo"', '"goe"'),
        ('"GeoCoordinates"', '"GeoCordinates"'),
        ('"position": 1', '"position": {"a": 1}'),
    ],
)
def test_structured_data_that_is_wrong_is_found_to_be(
    pages: list[str], tmp_path: Path, right: str, wrong: str
) -> None:
    found = documents(pages)["commune_vi"]
    spoilt = json.dumps(json.loads(found)).replace(right, wrong)
    assert spoilt != json.dumps(json.loads(found))
    assert "error TS" in typed({"spoilt": spoilt}, tmp_path)
