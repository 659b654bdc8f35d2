"""
A stranger's file read in a process of its own, within bounds of time and memory.

Decoders of archives, XML and SQLite are written in C and meet what somebody sends. Apart from the
worker that serves, the worst a file can do is end the process that reads it. That one may write
no file at all, and answers in JSON, so nothing it says is run.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from geo.errors import UnreadableFileError
from geo.places.readers import read_table
from geo.places.report import Problem, Severity, said
from geo.places.table import Row, Table

SECONDS = 30
"""Of the clock; half a minute reads the largest file that the limits let in."""
MEMORY_BYTES = 1 << 30
"""Beyond what the process has once its libraries are loaded."""


def read_table_apart(
    path: Path,
    known: frozenset[str],
    *,
    seconds: float = SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> Table:
    """
    As `geo.places.readers.read_table`, in another process.

    Parameters
    ----------
    seconds
        How long it may take, its start included.
    memory_bytes
        How much it may take.

    Raises
    ------
    UnreadableFileError
        As `read_table` does; or if it takes more time or memory, or ends the process.
    """
    command = [sys.executable, "-m", __name__, str(path.absolute()), str(memory_bytes)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, no shell
            command,
            input=orjson.dumps(sorted(known)),
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=Path(__file__).parents[2],
        )
    except subprocess.TimeoutExpired:
        raise UnreadableFileError(
            f"{path.name} took more than {seconds:g} s to read: give fewer rows, or save it as CSV"
        ) from None
    try:
        answer = orjson.loads(done.stdout)
    except orjson.JSONDecodeError:
        raise UnreadableFileError(
            f"{path.name} cannot be read: reading it took more than {memory_bytes >> 20:,} MB or "
            f"broke the reader (exit {done.returncode}); save it again as CSV"
        ) from None
    if "error" in answer:
        raise UnreadableFileError(str(answer["error"]))
    return _table_from(answer)


def _table_from(answer: dict[str, Any]) -> Table:
    return Table(
        tuple(answer["headings"]),
        tuple(Row(number, cells) for number, cells in answer["rows"]),
        answer["read_as"],
        tuple(
            Problem(
                Severity(one["severity"]),
                one["row"],
                one["column"],
                said(one["vi"]["came"], one["came"]),
                said(one["vi"]["remedy"], one["remedy"]),
            )
            for one in answer["problems"]
        ),
    )


def _answer(path: Path, known: frozenset[str]) -> dict[str, Any]:
    """What the other process says, as plain values."""
    try:
        table = read_table(path, known)
    except UnreadableFileError as error:
        return {"error": str(error)}
    return {
        "headings": table.headings,
        "rows": [(row.number, row.cells) for row in table.rows],
        "read_as": table.read_as,
        "problems": [problem.as_json() for problem in table.problems],
    }


def _bound(memory_bytes: int) -> None:
    """No more memory than that beyond what is loaded, and not one file written."""
    loaded = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (loaded + memory_bytes,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    names = frozenset(orjson.loads(sys.stdin.buffer.read()))
    if Path("/proc/self/statm").exists():  # Linux: elsewhere time alone bounds it
        _bound(int(sys.argv[2]))
    sys.stdout.buffer.write(orjson.dumps(_answer(Path(sys.argv[1]), names), default=str))
