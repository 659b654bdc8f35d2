"""`python -m benchmarks [NAME ...]`: all, or those named; writes `benchmarks/results.md`."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import benchmarks
from benchmarks.harness import ROOT, Report

SHARED = {"__main__", "harness", "load", "peers", "pygeoapi", "synthetic"}


def main(names: list[str]) -> int:
    """Run benchmarks; 2 when there is none of a name."""
    known = sorted(
        m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name not in SHARED
    )
    if unknown := set(names) - set(known):
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    report = Report()
    for name in names or known:
        print(f"→ {name}", flush=True)
        importlib.import_module(f"benchmarks.{name}").run(report)
    text = report.text()
    print(f"\n{text}")
    if not names:
        # A run of some would leave out the others' figures.
        (ROOT / "benchmarks" / "results.md").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
