"""
Mutated files through `check_file`, apart: `python -m tests.geo.places.fuzz 0 10000`.

A worker checks one file after another. What it must never do is end, take long, take much memory,
raise anything but our own errors, or leave the file or its folder other than they were.
"""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

SECONDS, BYTES = 10, 1 << 30
# Making a GeoPackage syncs it to disk many times, which takes longer than all checking.
_IN_MEMORY = {"TMPDIR": "/dev/shm"} if Path("/dev/shm").is_dir() else {}  # noqa: S108
_TOLD = 500
"""How many files are checked between two lines on stderr."""


class _Slow(BaseException):
    """Not an Exception: nothing on the way may catch it."""


def _peak() -> int:
    """
    The most memory this process has held, bytes.

    Not `ru_maxrss`, which begins with what the process that started this one held.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _ring(*_: object) -> None:
    raise _Slow


def check_all(store: Path, first: int, last: int) -> None:
    """Check the files of those numbers; a line of JSON on stdout for each."""
    from geo.cli.check import placer_of
    from geo.errors import GeoError
    from geo.places import check_file
    from geo.storage import open_store
    from tests.geo.places.mutants import mutant

    faulthandler.enable()
    warnings.simplefilter("ignore")  # what GDAL says of a broken file is no fault of ours
    placer, opened = placer_of(str(store)), open_store(store)
    before = opened.version()
    signal.signal(signal.SIGALRM, _ring)
    for seed in range(first, last):
        name, content = mutant(seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            fault, outcome = "", ""
            started = time.perf_counter()
            signal.alarm(SECONDS + 1)
            try:
                report = check_file(path, placer, None, opened).report
                outcome = "accepted" if report.accepted else "refused"
                json.dumps(report.as_json())
            except GeoError as error:
                outcome = type(error).__name__
            except _Slow:
                fault = "slow: " + traceback.format_exc(limit=-3)
            except Exception:  # noqa: BLE001
                fault = traceback.format_exc(limit=-6)
            finally:
                signal.alarm(0)
            took_s = time.perf_counter() - started
            if os.listdir(folder) != [name] or path.read_bytes() != content:
                fault = fault or f"it left {os.listdir(folder)}"
        if took_s > SECONDS:
            fault = fault or f"it took {took_s:.1f} s"
        peak = _peak()
        line = {"seed": seed, "outcome": outcome, "fault": fault, "took_s": took_s, "peak": peak}
        print(json.dumps(line | {"kind": name.rpartition(".")[2]}), flush=True)
    assert opened.version() == before


def fuzz(store: Path, first: int, last: int) -> dict[str, Any]:
    """
    Check the files of those numbers, whatever becomes of the worker.

    Returns
    -------
    Outcomes by format, the faults by file number, the slowest file and the highest memory.
    """
    lines: list[dict[str, Any]] = []
    faults: dict[int, str] = {}
    while first < last:
        command = [sys.executable, "-m", __name__, str(first), str(last), str(store)]
        if __name__ == "__main__":
            command[2] = "tests.geo.places.fuzz"
        with subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=os.environ | {"FUZZ_WORKER": "1"} | _IN_MEMORY,
        ) as worker:  # fmt: skip
            assert worker.stdout is not None
            for text in worker.stdout:
                lines.append(json.loads(text))
                first = lines[-1]["seed"] + 1
                if first % _TOLD == 0:
                    print(f"{first}: {len(faults)} faults", file=sys.stderr, flush=True)
                if lines[-1]["fault"]:
                    faults[lines[-1]["seed"]] = lines[-1]["fault"]
            assert worker.stderr is not None
            said = worker.stderr.read()
        if worker.returncode != 0:
            faults[first] = f"the worker ended with {worker.returncode}: {said[-1500:]}"
            first += 1
    return {
        "files": len(lines),
        "outcomes": dict(Counter(f"{line['kind']} {line['outcome']}" for line in lines)),
        "faults": faults,
        "slowest_s": max((line["took_s"], line["seed"]) for line in lines),
        "peak_mb": max(line["peak"] for line in lines) / 1e6,
    }


if __name__ == "__main__":
    from_, to, *rest = sys.argv[1:]
    place = Path(rest[0]) if rest else ROOT / "var" / "test" / "locator.gpkg"
    if os.environ.get("FUZZ_WORKER"):
        check_all(place, int(from_), int(to))
    else:
        print(json.dumps(fuzz(place, int(from_), int(to)), indent=1))
