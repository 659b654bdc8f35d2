"""
What Lighthouse holds of the pages on its phone profile: `make lighthouse`.

It slows the network to 1.6 Mbit/s with 150 ms there and back and the processor down four times, by
reckoning from one load of the page on this machine. That machine does other things beside, which
only ever makes a page slower, so each page is looked at a few times and the best performance is
what the page can do; the other categories do not depend on time, and their worst counts.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.harness import ROOT, Report
from benchmarks.throughput import our_server
from tests.web.browser.window import FLAGS

PAGES = {
    "the map": "/",
    "an outlet": "/outlets/ag-chau-doc-tu-son",
    "a commune": "/places/2025-07-01/commune/00097",
    "coverage": "/coverage",
}
DUE = {"performance": 90, "accessibility": 100, "best-practices": 95, "seo": 100}
"""Points of a hundred, by Lighthouse's name of the category."""
VISITS = 3
LIMIT_S = 180
TRIES = 3
"""Of a load whose trace Chromium lost: Lighthouse itself says then to run it again."""
LOST = "NO_NAVSTART"
NODE = Path(sys.executable).parent / "node"
TOOL = ROOT / "node_modules" / "lighthouse"
TIMES = {
    "first-contentful-paint": "first paint, s",
    "largest-contentful-paint": "largest paint, s",
    "total-blocking-time": "blocked, ms",
    "cumulative-layout-shift": "layout shift",
}


@dataclass(frozen=True)
class Visit:
    """What Lighthouse said of one load of a page."""

    points: dict[str, int]
    """0 to 100 by category."""
    figures: dict[str, float]
    """By the audit's name: milliseconds, and the share that moved for the layout's shift."""
    wanting: tuple[str, ...]
    """Titles of the audits outside of performance that lost points."""


def run(report: Report) -> None:
    """Every page a few times, by turns: no page has all of a bad minute."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        report.lack("Lighthouse", "apt-get install chromium")
        return
    if not TOOL.is_dir() or not NODE.exists():
        report.lack("Lighthouse", "npm ci")
        return
    visits: dict[str, list[Visit]] = {name: [] for name in PAGES}
    with our_server(1) as site:
        for _ in range(VISITS):
            for name, path in PAGES.items():
                visits[name].append(visit(site + path, browser))
    _tell(report, visits)


def visit(address: str, browser: str) -> Visit:
    """
    One load of a page with nothing cached.

    Raises
    ------
    RuntimeError
        If Lighthouse could not load it; the message is its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "report.json"
        command = [
            *(NODE, TOOL / "cli" / "index.js", address, "--quiet", "--output=json"),
            f"--output-path={found}",
            f"--chrome-path={browser}",
            f"--chrome-flags={' '.join(FLAGS)} --user-data-dir={folder}/profile",
            f"--only-categories={','.join(DUE)}",
            "--form-factor=mobile",
            "--no-enable-error-reporting",
        ]
        for _ in range(TRIES):
            done = subprocess.run(
                list(map(str, command)),
                capture_output=True,
                text=True,
                timeout=LIMIT_S,
                check=False,
            )
            if LOST not in done.stdout + done.stderr:
                break
        if done.returncode or not found.exists():
            raise RuntimeError(f"Lighthouse on {address}: {(done.stdout + done.stderr)[-2_000:]}")
        return read(json.loads(found.read_text()))


def read(result: dict[str, Any]) -> Visit:
    """
    What counts of a result as Lighthouse writes it.

    Raises
    ------
    RuntimeError
        If the page did not load: then the result has a reason in place of points.
    """
    if error := result.get("runtimeError"):
        raise RuntimeError(f"Lighthouse: {error['code']}, {error['message']}")
    audits, categories = result["audits"], result["categories"]
    wanting = {
        audits[part["id"]]["title"]: None
        for name in DUE
        if name != "performance"
        for part in categories[name]["auditRefs"]
        if part["weight"] and (score := audits[part["id"]]["score"]) is not None and score < 1
    }
    return Visit(
        points={name: round(100 * (categories[name]["score"] or 0)) for name in DUE},
        figures={name: float(audits[name]["numericValue"]) for name in TIMES},
        wanting=tuple(wanting),
    )


def _tell(report: Report, visits: dict[str, list[Visit]]) -> None:
    best = {name: max(each, key=lambda v: v.points["performance"]) for name, each in visits.items()}
    counted = {
        name: {
            **{what: min(v.points[what] for v in each) for what in DUE},
            "performance": best[name].points["performance"],
        }
        for name, each in visits.items()
    }
    for what, due in DUE.items():
        least = min(counted, key=lambda name: counted[name][what])
        where = f"{what} by Lighthouse on the phone profile, the least of {len(PAGES)} pages"
        report.goal(f"{where} ({least})", counted[least][what], due, ",.0f")
    for name, each in visits.items():
        for title in sorted({title for v in each for title in v.wanting}):
            print(f"  {name}: {title}", flush=True)
    rows = []
    for name, path in PAGES.items():
        paint, largest, blocked, shift = (best[name].figures[audit] for audit in TIMES)
        others = sorted(v.points["performance"] for v in visits[name])
        rows.append(
            [
                f"{name}, `{path}`",
                *(str(counted[name][what]) for what in DUE),
                f"{others[0]} to {others[-1]}",
                *(f"{paint / 1e3:.1f}", f"{largest / 1e3:.1f}", f"{blocked:.0f}", f"{shift:.3f}"),
            ]
        )
    report.table(
        "Lighthouse",
        ["", *(what.replace("-", " ") for what in DUE), "performances", *TIMES.values()],
        rows,
        f"Lighthouse {version()} on its phone profile, served by one worker of this machine, "
        f"{VISITS} loads of a page by turns, each with an empty cache: the best performance with "
        "its times, the worst of all else.",
    )


def version() -> str:
    """Lighthouse's version."""
    named: str = json.loads((TOOL / "package.json").read_text())["version"]
    return named
