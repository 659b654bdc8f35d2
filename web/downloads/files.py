"""
Files for download, made when first asked for and kept on disk until the data changes.

Workers share the folder: each file is written aside and put in place by one rename, so that nobody
reads half of one; two workers that both make it make the same.
"""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

LAYOUT = 1
"""Raised when files of the same data come to look otherwise."""
_OLD_S = 3_600.0
"""Files of other data are left alone so long: a worker may still answer from it."""
_MAKING = threading.Lock()


class Kept(NamedTuple):
    """A file, and the same compressed where that is worth it."""

    path: Path
    packed: Path | None


class Files:
    """
    The files of one data version.

    Parameters
    ----------
    folder
        Of all versions; it is made when it is not there.
    version
        Of the data.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._root = folder
        self._folder = folder / f"{version}-{LAYOUT}"

    def get(self, name: str, write: Callable[[Path], None], *, pack: bool) -> Kept:
        """
        The file of that name, made when it is not there yet.

        Parameters
        ----------
        write
            Writes the file to the path it is given, which ends as the name does.
        pack
            Whether a reader may have it compressed.
        """
        path = self._folder / name
        packed = path.with_name(f"{name}.gz") if pack else None
        due = [each for each in (path, packed) if each is not None]
        if not all(map(Path.exists, due)):
            # One at a time: a file takes a second or two, and all of a processor.
            with _MAKING:
                if not all(map(Path.exists, due)):
                    self._make(path, packed, write)
        return Kept(path, packed)

    def size(self, name: str) -> int | None:
        """Bytes of the file of that name; None before it has been made."""
        try:
            return (self._folder / name).stat().st_size
        except FileNotFoundError:
            return None

    def _make(self, path: Path, packed: Path | None, write: Callable[[Path], None]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._clear()
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".making-") as aside:
            whole = Path(aside) / path.name
            write(whole)
            if packed is not None:
                with whole.open("rb") as source, gzip.open(f"{whole}.gz", "wb", 6) as sink:
                    shutil.copyfileobj(source, sink)
                os.replace(f"{whole}.gz", packed)
            os.replace(whole, path)

    def _clear(self) -> None:
        """Let go of what was made from other data."""
        for other in self._root.iterdir():
            old = time.time() - other.stat().st_mtime > _OLD_S
            if other.is_dir() and other != self._folder and old:
                shutil.rmtree(other, ignore_errors=True)
