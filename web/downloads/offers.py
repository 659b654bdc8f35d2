"""What the page of downloads offers: a collection, its terms, and its files with their sizes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from flask import current_app

from geo.downloads import FORMATS, Format
from geo.downloads.formats import COMPANIONS
from geo.meanings import Meaning
from web.downloads.datasets import dataset_of, downloads, terms_of
from web.downloads.files import Files, Kept
from web.i18n import Text, language
from web.ogc.collections import Collection
from web.snapshot import Snapshot

WRITTEN = {**FORMATS, **COMPANIONS}
"""Everything that is written, by its ending."""
_MOST = 32
log = logging.getLogger(__name__)


class File(NamedTuple):
    """A file as the page offers it."""

    ending: str
    format: Format
    path: str
    size: int | None
    """Bytes; None before it has been made."""


class Offer(NamedTuple):
    """A collection as the page offers it."""

    id: str
    title: str
    about: str
    rows: int
    licence: str
    source: str
    files: tuple[File, ...]


def offers(current: Snapshot) -> Iterator[Offer]:
    """Everything that can be downloaded, in the order of the page, in the reader's language."""
    files = _files(current)
    for collection in downloads().values():
        terms = terms_of(collection, current)
        yield Offer(
            collection.id,
            collection.title.to(language()),
            collection.description.to(language()),
            _count(collection, current),
            in_language(terms.licence),
            in_language(terms.source),
            tuple(
                File(
                    ending,
                    written,
                    f"/downloads/{collection.id}.{ending}",
                    files.size(f"{collection.id}.{ending}"),
                )
                for ending, written in FORMATS.items()
            ),
        )


def kept(collection: Collection, ending: str, current: Snapshot) -> Kept:
    """The file of a collection in a format, made when it is not there yet."""
    written = WRITTEN[ending]

    def write(path: Path) -> None:
        written.write(dataset_of(collection, current), path)

    return _files(current).get(f"{collection.id}.{ending}", write, pack=written.text)


def in_language(words: Meaning) -> str:
    """Words of the data in the reader's language."""
    return Text(*words).to(language())


def make_all(current: Snapshot) -> None:
    """Make every file, so that nobody waits for one and the page knows their sizes."""
    for collection in downloads().values():
        for ending in FORMATS:
            kept(collection, ending, current)


def make_aside(current: Snapshot) -> None:
    """Make every file off the thread of the request; once in a process for a data version."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def task() -> None:
        with app.app_context():
            try:
                make_all(current)
            except Exception:
                log.exception("some files for download were not made; they will be when asked for")

    def start() -> bool:
        threading.Thread(target=task, name="downloads", daemon=True).start()
        return True

    if not app.testing:
        current.keep("downloads", "made aside", start, most=_MOST)


def _count(collection: Collection, current: Snapshot) -> int:
    """Rows, without keeping them."""
    return current.keep(
        "downloads", collection.id, lambda: len(collection.frame_in(current)), most=_MOST
    )


def _files(current: Snapshot) -> Files:
    return Files(Path(current_app.config["DOWNLOADS"]).absolute(), current.data_version)
