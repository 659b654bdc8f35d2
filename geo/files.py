"""ZIP archives from strangers, unpacked within bounds."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from geo.errors import UnreadableFileError


class Bounds(NamedTuple):
    """What an archive may unpack to."""

    files: int = 10_000
    total_bytes: int = 2 << 30
    ratio: int = 200
    """Bytes out of one byte in, for an archive over a megabyte unpacked: coordinates compress to a
    tenth, nothing honest to a two-hundredth."""


BOUNDS = Bounds()
_SMALL = 1 << 20


def unpack(
    archive: Path, folder: Path, wanted: Callable[[str], bool], bounds: Bounds = BOUNDS
) -> list[Path]:
    """
    Unpack the wanted files of a ZIP archive into a folder, whatever its writer had in mind.

    Sizes are checked in the archive's directory first, and again byte by byte while unpacking: the
    directory can lie. Names that would leave the folder are refused, as are links.

    Parameters
    ----------
    folder
        An empty folder of our own; only files below it are written.
    wanted
        Whether to unpack a file, by its path within the archive (with `/`).

    Returns
    -------
    The files written, in the archive's order.

    Raises
    ------
    UnreadableFileError
        If it is no ZIP archive, is broken or locked, unpacks beyond the bounds, or has such names.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [m for m in opened.infolist() if not m.is_dir()]
            _refuse(archive, members, bounds)
            written, room = [], bounds.total_bytes
            for member in members:
                if not wanted(member.filename):
                    continue
                target = folder.joinpath(*PurePosixPath(member.filename).parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                room -= _copy(opened, member, target, room, archive)
                written.append(target)
            return written
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadableFileError(
            f"{archive.name} is a broken archive ({str(error)[:100]}): make it again"
        ) from None


def _refuse(archive: Path, members: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    """Whatever the archive's directory alone gives away."""
    if len(members) > bounds.files:
        raise UnreadableFileError(
            f"{archive.name} has {len(members):,} files; at most {bounds.files:,} are taken"
        )
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        link = member.external_attr >> 28 == 0o12
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0] or link:
            raise UnreadableFileError(
                f"{archive.name} has a file {member.filename[:80]!r} that would be written outside "
                "its folder: it is not unpacked"
            )
        if member.flag_bits & 1:
            raise UnreadableFileError(
                f"{archive.name} is locked by a password: save it without one"
            )
        if member.file_size > max(_SMALL, bounds.ratio * member.compress_size):
            raise _Bomb(archive, member.file_size)
    total = sum(member.file_size for member in members)
    if total > bounds.total_bytes:
        raise _Bomb(archive, total)


class _Bomb(UnreadableFileError):
    """An archive that unpacks to far more than it is."""

    def __init__(self, archive: Path, size: int) -> None:
        super().__init__(
            f"{archive.name} would unpack to {size:,} bytes or more, which no such file needs: "
            "it is not unpacked; if it is sound, unpack it and give the file inside"
        )


def _copy(
    opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, room: int, archive: Path
) -> int:
    """Unpack one file; how many bytes it has."""
    if member.file_size > room:
        raise _Bomb(archive, member.file_size)
    with opened.open(member) as source, target.open("wb") as sink:
        shutil.copyfileobj(source, sink)
    return target.stat().st_size
