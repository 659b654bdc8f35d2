"""
Servers that tests and benchmarks start for themselves: in a folder of their own, on a Unix socket
or a free port of this machine, gone when done.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_S = 60
"""A server that does not answer by then has failed."""


class MissingServerError(RuntimeError):
    """This machine lacks a server; the message says what would install it."""


@contextmanager
def postgis(**settings: str) -> Iterator[str]:
    """
    A PostgreSQL with PostGIS, empty; its address as `postgresql://…`.

    PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.

    Parameters
    ----------
    settings
        Of postgresql.conf.

    Raises
    ------
    MissingServerError
        If it is not installed.
    """
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major)
    if not installed or not any(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        raise MissingServerError("apt-get install postgresql-15 postgresql-15-postgis-3")
    programs = installed[-1].parent
    with _folder() as (folder, owner):
        data = str(folder / "data")
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",  # it need not survive anything
            **settings,
        }
        _run([programs / "initdb", "-D", data, "-U", "locator", "-A", "trust", "-E", "UTF8"], owner)
        with (folder / "data" / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in options.items())
        log = str(folder / "log")
        _run([programs / "pg_ctl", "-D", data, "-l", log, "-w", "start"], owner)
        try:
            as_locator = ["-h", str(folder), "-U", "locator"]
            _run([programs / "createdb", *as_locator, "locator"], owner)
            psql = [programs / "psql", *as_locator, "-d", "locator", "-q", "-c"]
            _run([*psql, "create extension postgis"], owner)
            yield f"postgresql://locator@/locator?host={folder}"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], owner)


@contextmanager
def redis() -> Iterator[Path]:
    """
    A Redis, empty; its Unix socket.

    Raises
    ------
    MissingServerError
        If it is not installed.
    """
    program = shutil.which("redis-server")
    if program is None:
        raise MissingServerError("apt-get install redis-server")
    with _folder() as (folder, owner):
        path = folder / "redis.sock"
        settings = ["--port", "0", "--unixsocket", path, "--save", "", "--dir", folder]
        with _process([program, *settings], {}, owner=owner) as process:
            _wait_until(path.exists, process)
            yield path


@contextmanager
def web(
    command: Sequence[str], environment: Mapping[str, str], *, port: int, path: str
) -> Iterator[str]:
    """
    A web server, once it answers at `path` with a status below 500; its address without the path.

    Parameters
    ----------
    command
        What starts it, on that port of 127.0.0.1.
    environment
        Added to this process's own.
    """
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            with urllib.request.urlopen(address + path, timeout=5) as response:
                return bool(response.status < 500)
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    with _process(command, environment) as process:
        _wait_until(answers, process)
        yield address


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _major(initdb: Path) -> int:
    """The version in /usr/lib/postgresql/15/bin/initdb."""
    return int(initdb.parts[-3])


@contextmanager
def _folder() -> Iterator[tuple[Path, str | None]]:
    """A new folder, and whom it belongs to when that is not us."""
    owner = None
    if os.geteuid() == 0:
        known = {entry.pw_name for entry in pwd.getpwall()}
        owner = "postgres" if "postgres" in known else "nobody"
    # Short: the path of a socket has at most 107 characters.
    with tempfile.TemporaryDirectory(prefix="ocop-", dir="/tmp") as name:
        if owner is not None:
            shutil.chown(name, owner)
        yield Path(name), owner


@contextmanager
def _process(
    command: Sequence[Any], environment: Mapping[str, str], *, owner: str | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process, ended on the way out; what it said is shown when it ends before that."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [str(part) for part in command],
            env={**os.environ, **environment},
            user=owner,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        except TimeoutError as error:
            said.seek(0)
            error.add_note(said.read()[-2_000:].decode(errors="replace"))
            raise
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _run(command: Sequence[Any], owner: str | None) -> None:
    """Run a program to its end; what it said is in the error when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        user=owner,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=START_S,
        check=False,
    )
    if done.returncode:
        said = done.stdout[-2_000:].decode(errors="replace")
        raise RuntimeError(f"{Path(command[0]).name} failed ({done.returncode}): {said}")


def _wait_until(ready: Any, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while not ready():
        if process.poll() is not None or time.monotonic() > end:
            raise TimeoutError(f"{process.args!r} did not answer within {START_S} s")
        time.sleep(0.05)
