"""Replacing a file whole, one writer at a time."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """
    A new file beside `path`, which takes its place when the block ends well.

    Whoever opens `path` meets the old file or the new one, whole; so does whoever starts the
    machine again after it lost power. When the block fails, `path` is as it was. Drafts that
    killed writers left behind are removed: call it only while holding the lock (`exclusively`).

    Yields
    ------
    The path to write to, in the same folder and with the same ending; nothing is there yet.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{path.stem}-"
    for left in path.parent.glob(f"{prefix}*.draft"):
        shutil.rmtree(left, ignore_errors=True)
    # A folder of its own, so that what a library leaves beside its file goes with it.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=prefix, suffix=".draft") as folder:
        draft = Path(folder) / path.name
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """
    Hold the lock on that path, waiting for it; the system frees it when the process dies.

    The lock file stays: to remove it would let two processes hold two files of one name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
