"""One file from the web: resumed where it broke off, checked, and never larger than allowed."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
import time
from pathlib import Path

import requests
from tqdm import tqdm

from geo.errors import DownloadError

USER_AGENT = "ocop-locator/0.1 (open map of Vietnam's OCOP shops; python -m geo)"
TIMEOUT_S = (10.0, 60.0)
"""Seconds to connect, and between two pieces of the answer."""
MAX_BYTES = 512 << 20
ATTEMPTS = 4
_CHUNK = 1 << 16
"""Bytes written at a time; what came of the next piece is lost when the transfer breaks off."""
_SMALL_BYTES = 1 << 20
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_AGAIN = (408, 425, 429, 500, 502, 503, 504)


class _Broken(Exception):
    """A transfer that broke off, or a server that asks to come back later."""


def download(
    url: str,
    target: Path,
    *,
    sha256: str | None = None,
    md5: str | None = None,
    max_bytes: int = MAX_BYTES,
    pause_s: float = 1.0,
) -> str:
    """
    Download a file, going on where an earlier attempt broke off.

    What has come so far stays in `target` + ".part", with the server's name for that version of the
    file beside it; the rest is asked for only if the file is still that version. `target` appears
    when it is whole and right.

    Parameters
    ----------
    sha256, md5
        What the file must be; of some, publishers say the MD5 alone, which tells a broken file
        though not a forged one. When a file of that digest is there already, nothing is downloaded.
    pause_s
        Seconds before the second attempt; twice as long before each further one.

    Returns
    -------
    The file's SHA-256, in hexadecimal.

    Raises
    ------
    DownloadError
        If the server has no such file, cannot be reached after four attempts, sends more than
        `max_bytes`, or something of another digest.
    """
    algorithm, due = ("sha256", sha256) if sha256 is not None else ("md5", md5)
    if due is not None and target.is_file() and digest(target, algorithm) == due:
        return digest(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with requests.Session() as session:
        session.headers["User-Agent"] = USER_AGENT
        # A transfer is resumed by byte, which only means something for bytes as they are stored.
        session.headers["Accept-Encoding"] = "identity"
        for attempt in range(ATTEMPTS):
            try:
                _transfer(session, url, part, max_bytes)
                break
            except (_Broken, requests.ConnectionError, requests.Timeout) as error:
                if attempt == ATTEMPTS - 1:
                    raise DownloadError(
                        f"{url} broke off {ATTEMPTS} times ({str(error)[:120]}); "
                        "what came is kept: the same command goes on from there"
                    ) from None
                time.sleep(pause_s * 2**attempt)
            except requests.RequestException as error:
                raise DownloadError(f"{url} cannot be fetched: {str(error)[:200]}") from None
    found = digest(part, algorithm)
    if due is not None and found != due:
        _forget(part)
        raise DownloadError(
            f"{url} has the digest {found}, not {due} as published: it was not kept; try again, "
            "and if it is so again, the file was changed since its digest was published"
        )
    part.replace(target)
    _forget(part)
    return found if algorithm == "sha256" else digest(target)


def small(url: str, *, max_bytes: int = _SMALL_BYTES) -> bytes:
    """
    A small file, such as a description, by value.

    Raises
    ------
    DownloadError
        If it cannot be fetched or has more than `max_bytes`.
    """
    try:
        with requests.get(
            url, headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT_S, stream=True
        ) as answer:
            _refuse_status(answer)
            content = b""
            for chunk in answer.iter_content(_CHUNK):
                content += chunk
                if len(content) > max_bytes:
                    raise DownloadError(f"{url} has more than {max_bytes:,} bytes: not taken")
            return content
    except (_Broken, requests.RequestException) as error:
        raise DownloadError(f"{url} cannot be fetched: {str(error)[:200]}") from None


def digest(path: Path, algorithm: str = "sha256") -> str:
    """The file's digest, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _transfer(session: requests.Session, url: str, part: Path, max_bytes: int) -> None:
    """Fetch what is missing of the part; `_Broken` when it broke off again."""
    mark = _mark(part)
    have = part.stat().st_size if part.exists() and mark.exists() else 0
    headers = {}
    if have:
        headers = {"Range": f"bytes={have}-", "If-Range": mark.read_text("utf-8")}
    with session.get(url, headers=headers, stream=True, timeout=TIMEOUT_S) as answer:
        if answer.status_code == 416:
            # Nothing is missing, or the file is another by now: the digest or a new start tells.
            size = answer.headers.get("Content-Range", "").rpartition("/")[2]
            if size == str(have):
                return
            _forget(part)
            raise _Broken("the file changed while it was fetched")
        _refuse_status(answer)
        resumed = _RANGE.match(answer.headers.get("Content-Range", ""))
        if answer.status_code == 206 and not (resumed and int(resumed[1]) == have):
            _forget(part)
            raise _Broken("the server sent another part than was asked for")
        if answer.status_code != 206:
            have = 0
        # Only a strong name stands for the very bytes.
        name = answer.headers.get("ETag", "W/")
        if name.startswith("W/"):
            name = answer.headers.get("Last-Modified", "")
        if name:
            mark.write_text(name, "utf-8")
        else:
            mark.unlink(missing_ok=True)
        _append(answer, part, have, max_bytes)


def _append(answer: requests.Response, part: Path, have: int, max_bytes: int) -> None:
    """Write the answer after the first `have` bytes of the part."""
    length = answer.headers.get("Content-Length")
    total = have + int(length) if length and length.isdecimal() else None
    if total is not None and total > max_bytes:
        raise DownloadError(f"{answer.url} has {total:,} bytes; at most {max_bytes:,} are taken")
    _refuse_full_disk(part, (total or have) - have)
    bar = tqdm(
        desc=part.stem[:30], total=total, initial=have, unit="B", unit_scale=True, leave=False,
        disable=not sys.stderr.isatty(),
    )  # fmt: skip
    try:
        with bar, part.open("ab" if have else "wb") as file:
            for chunk in answer.iter_content(_CHUNK):
                have += len(chunk)
                if have > max_bytes:
                    raise DownloadError(f"{answer.url} has more than {max_bytes:,} bytes")
                file.write(chunk)
                bar.update(len(chunk))
    except requests.exceptions.ChunkedEncodingError as error:
        raise _Broken(str(error)) from None
    if total is not None and have < total:
        raise _Broken(f"{have:,} of {total:,} bytes came")


def _refuse_status(answer: requests.Response) -> None:
    if answer.status_code in _AGAIN:
        raise _Broken(f"the server answered {answer.status_code}")
    if not answer.ok:
        raise DownloadError(
            f"{answer.url} answers {answer.status_code} {answer.reason}: the source may have moved"
        )


def _refuse_full_disk(part: Path, missing: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if missing > free:
        raise DownloadError(f"{missing:,} bytes are due and {free:,} are free in {part.parent}")


def _mark(part: Path) -> Path:
    """Where the server's name for the part's version is kept."""
    return part.with_name(part.name + ".etag")


def _forget(part: Path) -> None:
    """Remove the part and what is beside it."""
    part.unlink(missing_ok=True)
    _mark(part).unlink(missing_ok=True)
