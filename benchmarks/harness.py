"""
What the benchmarks share: fair timing, and a report with the ratios first.

A shared machine is now fast, now slow. Contenders therefore take turns, a short while each, and
what is compared is the ratio within a turn; its median goes into the report.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent

PACKAGES = (
    *("numpy", "scipy", "pyproj", "geopandas", "shapely"),
    *("osmium", "pyroutingkit", "networkx"),
    *("flask", "granian", "folium", "scikit-learn", "psycopg"),
)
"""Whose versions the report names."""

Call = Callable[[], object]


def race(
    contenders: Mapping[str, Call], *, turns: int = 15, turn_s: float = 0.1
) -> dict[str, list[float]]:
    """
    Seconds a call takes each contender, one figure for each turn.

    Parameters
    ----------
    contenders
        What to call, by name.
    turns
        How often each is measured.
    turn_s
        How long each is called again and again in its turn; at least once.
    """
    for call in contenders.values():
        call()  # warm
    figures: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(turns):
        for name, call in contenders.items():
            calls, start = 0, time.perf_counter()
            while (elapsed := time.perf_counter() - start) < turn_s or not calls:
                call()
                calls += 1
            figures[name].append(elapsed / calls)
    return figures


def ratio(slower: Sequence[float], faster: Sequence[float]) -> float:
    """The median over the turns of what one took over what the other took."""
    return statistics.median(a / b for a, b in zip(slower, faster, strict=True))


@dataclass
class Report:
    """What the benchmarks found; prints as it grows, written whole at the end."""

    ratios: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def goal(
        self, what: str, measured: float, due: float, form: str, *, at_most: bool = False
    ) -> None:
        """One figure that something is due of, and whether it was met."""
        met = measured <= due if at_most else measured >= due
        word = "≤" if at_most else "≥"
        line = f"**{format(measured, form)}** {what} (due {word} {format(due, form)})"
        if not met:
            line += ": **not met**"
        self.ratios.append(line)
        print(f"  {line}", flush=True)

    def table(
        self, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], note: str
    ) -> None:
        """Figures, and under what conditions they were measured."""
        lines = [
            f"## {title}",
            "",
            note,
            "",
            _row(heads),
            _row(["---", *["--:"] * (len(heads) - 1)]),
        ]
        self.sections.append("\n".join([*lines, *map(_row, rows)]))
        print(f"\n{self.sections[-1]}\n", flush=True)

    def lack(self, peer: str, why: str) -> None:
        """A peer that could not be measured, and what would change that."""
        self.missing.append(f"{peer}: {why}")
        print(f"  missing: {self.missing[-1]}", flush=True)

    def text(self) -> str:
        """The whole report as Markdown."""
        parts = [
            "# Benchmarks",
            "",
            "Written by `make bench`; ratios are of one run on one machine.",
            "",
        ]
        parts += [f"- {line}" for line in self.ratios]
        if self.missing:
            parts += ["", "Not measured:", "", *(f"- {line}" for line in self.missing)]
        parts += ["", f"{date.today():%Y-%m-%d}. {machine()}", "", versions()]
        return "\n".join([*parts, "", "\n\n".join(self.sections), ""])


def machine() -> str:
    """The processor, its cores, the memory and the system."""
    model, memory = platform.machine(), 0
    if (info := Path("/proc/cpuinfo")).exists():
        names = [
            line.split(":")[1].strip() for line in info.open() if line.startswith("model name")
        ]
        model = names[0] if names else model
    if (info := Path("/proc/meminfo")).exists():
        memory = int(info.read_text().split()[1]) // 2**20
    load = os.getloadavg()[0]
    return (
        f"{model}, {os.cpu_count()} cores, {memory} GiB, {platform.system()} {platform.release()}; "
        f"load {load:.1f} at the end."
    )


def versions() -> str:
    """Python's and its packages' versions."""
    named = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
    return f"Python {platform.python_version()}, {', '.join(named)}."


def microseconds(figures: Sequence[float]) -> str:
    """The median, in microseconds."""
    return f"{statistics.median(figures) * 1e6:,.1f}"


def a_second(figures: Sequence[float], count: int) -> str:
    """How many a second, when each figure is the seconds that `count` took."""
    return f"{count / statistics.median(figures):,.0f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
