"""Load on a web server by `wrk`: requests a second, and how long the slow ones take."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers import MissingServerError

SCRIPT = """
local paths = {%s}
local at = math.random(#paths)
function setup(thread) thread:set("seed", math.random(1e9)) end
function init() math.randomseed(seed); at = math.random(#paths) end
function request() at = at %% #paths + 1; return wrk.format("GET", paths[at]) end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests": %%d, "us": %%d, "p50": %%d, "p99": %%d, "bytes": %%d, "failed": %%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    summary.bytes, e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True)
class Load:
    """What a server did under load."""

    a_second: float
    p50_ms: float
    p99_ms: float
    bytes_each: float
    failed: int


def load(address: str, paths: Sequence[str], *, connections: int = 16, seconds: int = 5) -> Load:
    """
    Ask for the paths in turn, over that many connections at once.

    Parameters
    ----------
    address
        Scheme, host and port.
    paths
        With their query, escaped. A thread starts somewhere in the list, at random.

    Raises
    ------
    MissingServerError
        If `wrk` is not installed.
    """
    program = shutil.which("wrk")
    if program is None:
        raise MissingServerError("apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "paths.lua"
        script.write_text(SCRIPT % ",".join(map(json.dumps, paths)), encoding="utf-8")
        options = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
        said = subprocess.run(
            [program, *options, "-s", str(script), address],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    figures = json.loads(said.partition("RESULT ")[2].splitlines()[0])
    return Load(
        a_second=figures["requests"] / figures["us"] * 1e6,
        p50_ms=figures["p50"] / 1e3,
        p99_ms=figures["p99"] / 1e3,
        bytes_each=figures["bytes"] / max(figures["requests"], 1),
        failed=figures["failed"],
    )
