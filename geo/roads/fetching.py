"""The OpenStreetMap extract of Vietnam as Geofabrik publishes it every day."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from geo.download import download, small
from geo.errors import DownloadError

URL = "https://download.geofabrik.de/asia/vietnam-latest.osm.pbf"
MAX_BYTES = 4 << 30
_MD5 = re.compile(r"([0-9a-f]{32})\s+\*?(\S+)\s*")


def fetch(folder: Path, *, url: str = URL) -> Path:
    """
    Download an extract into a folder, going on where an earlier attempt broke off.

    Its publisher has the MD5 beside it, at `url` + ".md5"; the file that is there already is kept
    while that is still its own.

    Returns
    -------
    Where the extract is, by its name at the publisher's.

    Raises
    ------
    DownloadError
        If the publisher cannot be reached, publishes no digest, or sends something else.
    """
    said = _MD5.fullmatch(small(f"{url}.md5").decode("ascii", "replace"))
    if said is None:
        raise DownloadError(f"{url}.md5 is no digest: the file could not be checked; try later")
    target = folder / PurePosixPath(urlsplit(url).path).name
    download(url, target, md5=said[1], max_bytes=MAX_BYTES)
    return target
