"""
Open sets of official outlines, downloaded on request; none is part of this project.

- geoBoundaries (W&M geoLab, licence by layer as its API says): provinces and districts of before
  the reform. Its repository keeps large files in Git LFS, whose pointers publish their SHA-256.
- vietnamese-provinces-database (MIT, after the reference map of the Ministry of Agriculture and
  Environment): the communes of 2025-07-01, a GeoJSON file each in one archive, with a list of
  archives and their SHA-256 beside it.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import orjson

from geo.download import digest, download, small
from geo.errors import DownloadError, InvalidParameterError, UnreadableFileError
from geo.files import unpack
from geo.storage.atomic import replacing
from geo.vintages import Level, Vintage

_LFS = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\s+oid sha256:([0-9a-f]{64})\s+size (\d+)\s*"
)
_GITHUB = re.compile(r"https://github\.com/(wmgeolab/geoBoundaries)/raw/([\w./-]+)")
_WARD = re.compile(r"(?:.*/)?geojson/[^/]+/wards/\d{5}_[^/]+\.geojson")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file to be had, as its publisher describes it."""

    url: str
    sha256: str | None
    """As published; None where it is not."""
    attribution: str
    licence: str


@dataclass(frozen=True, slots=True)
class Source:
    """An open set of outlines."""

    name: str
    vintage: Vintage
    level: Level
    units: int
    """How many outlines it should have, at least: fewer, and it is not the set."""
    describe: Callable[[], Remote]
    """Asks the publisher for its present version."""
    layer: Callable[[Path, Path], None] | None = None
    """Makes one file of outlines of what was downloaded (from, to); None where it is one."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded set, ready for `boundaries import`."""

    path: Path
    sha256: str
    verified: bool
    """Whether the digest is the one that the publisher states."""
    source: str
    url: str
    vintage: str
    level: str
    attribution: str
    licence: str

    def as_json(self) -> dict[str, Any]:
        """The fields as plain values."""
        return {**asdict(self), "path": str(self.path)}


def fetch(source: Source, folder: Path) -> Fetched:
    """
    Download a set into a folder; what is there already and right is not downloaded again.

    Beside the file, `<name>.source.json` says where it came from, its digest and its licence.

    Raises
    ------
    DownloadError
        If the publisher cannot be reached, or sends what is not the set.
    """
    remote = source.describe()
    ending = PurePosixPath(remote.url).suffix or ".geojson"
    raw = folder / f"{source.name}{ending}"
    sha256 = download(remote.url, raw, sha256=remote.sha256)
    path = raw
    if source.layer is not None:
        path = folder / f"{source.name}.geojson"
        with replacing(path) as draft:
            source.layer(raw, draft)
    _refuse_short(path, source)
    fetched = Fetched(
        path=path,
        sha256=sha256 if path is raw else digest(path),
        verified=remote.sha256 is not None,
        source=source.name,
        url=remote.url,
        vintage=source.vintage.value,
        level=source.level.value,
        attribution=remote.attribution,
        licence=remote.licence,
    )
    note = folder / f"{source.name}.source.json"
    note.write_bytes(orjson.dumps(fetched.as_json(), option=orjson.OPT_INDENT_2))
    return fetched


def geoboundaries(
    level: str,
    *,
    api: str = "https://www.geoboundaries.org/api/current/gbOpen/VNM",
    raw: str = "https://raw.githubusercontent.com",
    media: str = "https://media.githubusercontent.com/media",
) -> Remote:
    """
    The GeoJSON file of one level ("ADM1", "ADM2") that the geoBoundaries API names.

    The repository on GitHub answers with a file, or, where that is large, with a Git LFS pointer:
    the digest to expect, and the sign that the file itself is at the media address.
    """
    try:
        said = orjson.loads(small(f"{api}/{level}/"))
        url = str(said["gjDownloadURL"])
        attribution = f"geoBoundaries {said['boundaryID']}, {said['boundarySource']}"
        licence = str(said["boundaryLicense"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise DownloadError(f"{api}/{level}/ does not describe a layer ({error!r})") from None
    place = _GITHUB.fullmatch(url)
    if place is None:
        return Remote(url, None, attribution, licence)
    pointer = _pointer(f"{raw}/{place[1]}/{place[2]}")
    if pointer is None:
        return Remote(f"{raw}/{place[1]}/{place[2]}", None, attribution, licence)
    return Remote(f"{media}/{place[1]}/{place[2]}", pointer, attribution, licence)


def provinces_database(
    *,
    release: str = "v5.2.0",
    base: str = "https://vn-provinces-ds.thanglequoc.xyz",
) -> Remote:
    """The archive of GeoJSON files of one release of vietnamese-provinces-database."""
    listing = f"{base}/{release}/downloads.json"
    try:
        datasets = orjson.loads(small(listing))["datasets"]
        entry = next(entry for entry in datasets if entry["id"] == "json")
        url, sha256 = str(entry["url"]), str(entry["sha256"])
    except (orjson.JSONDecodeError, KeyError, TypeError, StopIteration) as error:
        raise DownloadError(f"{listing} does not list the JSON archive ({error!r})") from None
    if not re.fullmatch("[0-9a-f]{64}", sha256):
        raise DownloadError(f"{listing} gives no digest for {url}: it would not be checked")
    return Remote(url, sha256, f"vietnamese-provinces-database {release}", "MIT")


def communes_of_archive(archive: Path, layer: Path) -> None:
    """
    Put the communes' files of a vietnamese-provinces-database archive into one GeoJSON file.

    Properties are kept, with `code` from the feature's id and `province_code` from the folder.
    """
    with tempfile.TemporaryDirectory(dir=layer.parent) as folder, layer.open("wb") as out:
        files = unpack(archive, Path(folder), lambda name: _WARD.fullmatch(name) is not None)
        out.write(b'{"type":"FeatureCollection","features":[\n')
        for number, file in enumerate(sorted(files)):
            try:
                (feature,) = orjson.loads(file.read_bytes())["features"]
                properties = dict(feature.get("properties") or {})
                properties["code"] = str(feature.get("id") or properties["code"])
            except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
                raise UnreadableFileError(
                    f"{archive.name}: {file.name} is not one GeoJSON feature ({error!r})"
                ) from None
            properties["province_code"] = file.parent.parent.name.partition("_")[0]
            row = {"type": "Feature", "geometry": feature.get("geometry"), "properties": properties}
            out.write((b",\n" if number else b"") + orjson.dumps(row))
        out.write(b"\n]}\n")


SOURCES: Mapping[str, Source] = {
    source.name: source
    for source in (
        Source("provinces", Vintage.V2025_03, Level.PROVINCE, 63, lambda: geoboundaries("ADM1")),
        Source("districts", Vintage.V2025_03, Level.DISTRICT, 600, lambda: geoboundaries("ADM2")),
        Source(
            "communes",
            Vintage.V2025_07,
            Level.COMMUNE,
            3321,
            provinces_database,
            communes_of_archive,
        ),
    )
}
"""The sets that can be fetched, by name."""


def source_named(name: str) -> Source:
    """
    The source of that name.

    Raises
    ------
    InvalidParameterError
        If there is none.
    """
    try:
        return SOURCES[name]
    except KeyError:
        raise InvalidParameterError(
            f"no source is called {name!r}; there are {', '.join(SOURCES)}"
        ) from None


def _pointer(url: str) -> str | None:
    """The digest in the Git LFS pointer at that address; None where the file itself is there."""
    try:
        content = small(url, max_bytes=1024)
    except DownloadError as error:
        if "more than" in str(error):
            return None
        raise
    found = _LFS.fullmatch(content)
    return found[1].decode() if found else None


def _refuse_short(path: Path, source: Source) -> None:
    """Refuse what is no set of outlines: a page of apology, or a part of the set."""
    try:
        features = len(orjson.loads(path.read_bytes())["features"])
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise DownloadError(f"{path.name} is no GeoJSON ({str(error)[:80]}): try later") from None
    if features < source.units:
        raise DownloadError(
            f"{path.name} has {features:,} outlines where {source.units:,} are due: "
            "the publisher changed it; import it by hand when it is right"
        )
