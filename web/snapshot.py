"""
The data a worker answers from: one `Locator`, loaded once, replaced whole when the store changes.

A request takes the snapshot that is current when it starts and keeps it, so what it says is of one
data version throughout. A change of the store is looked for at most once in `RELOAD_S`, on a
request, off its thread: nobody waits for a reload.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app, g

from geo.geocoding import Chain, Geocoder, chain_of
from geo.locator import Locator
from geo.storage import open_store
from web.records import Records
from web.unit_names import UnitNames

T = TypeVar("T")
log = logging.getLogger(__name__)


class Snapshot:
    """A Locator, and what answers share as long as it is current."""

    def __init__(self, locator: Locator, geocoder: Chain | Geocoder | None = None) -> None:
        self.locator = locator
        self.geocoder = geocoder or locator.geocoder
        """Ours, and those of others where the site turns them on."""
        self.data_version: str = locator.data_version
        self.records = Records(locator.places)
        self.unit_names = UnitNames(locator.boundaries)
        self._kept: dict[str, dict[Hashable, Any]] = {}

    def keep(self, shelf: str, key: Hashable, make: Callable[[], T], *, most: int) -> T:
        """
        What is kept under that key, made when it is not there yet.

        Parameters
        ----------
        shelf
            Things of one kind, of which `most` are kept; the oldest goes first.
        """
        kept = self._kept.setdefault(shelf, {})
        thing: T | None = kept.get(key)
        if thing is None:
            # Two threads may both make it; they make the same.
            thing = make()
            while len(kept) >= most:
                # None: another thread may have dropped the same one.
                kept.pop(next(iter(kept)), None)
            kept[key] = thing
        return thing


class Snapshots:
    """
    The current snapshot, kept up with the store.

    Parameters
    ----------
    load
        Makes a snapshot of what the store holds now.
    version
        The store's data version, cheaply.
    every_s
        How often to look, at most.
    warm
        Called off the requests' threads with the first snapshot, and with each later one before
        it answers.
    """

    def __init__(
        self,
        load: Callable[[], Snapshot],
        version: Callable[[], str],
        *,
        every_s: float,
        warm: Callable[[Snapshot], None] = lambda _: None,
    ) -> None:
        self._load = load
        self._version = version
        self._every_s = every_s
        self._warm = warm
        self._looking = threading.Lock()
        self._warmed = threading.Event()
        self._snapshot = load()
        self._looked = time.monotonic()
        self._aside(self._warm_first, self._snapshot)

    @property
    def ready(self) -> bool:
        """Whether the first snapshot is warm; every later one is before it answers."""
        return self._warmed.is_set()

    def current(self) -> Snapshot:
        """The newest snapshot there is; looks for a newer one in the background when due."""
        due = time.monotonic() - self._looked >= self._every_s
        if due and self._looking.acquire(blocking=False):
            self._aside(self._look)
        return self._snapshot

    def _warm_first(self, first: Snapshot) -> None:
        try:
            self._warm(first)
        except Exception:
            log.exception("warming up failed; the first questions will be slower")
        finally:
            self._warmed.set()

    def _look(self) -> None:
        try:
            if self._version() != self._snapshot.data_version:
                newer = self._load()
                self._warm(newer)
                self._snapshot = newer
                log.info("now answering from data version %s", newer.data_version)
        except Exception:
            # Whatever is wrong with the new store, the old data still answers.
            log.exception("the store changed but could not be loaded; the old data stays")
        finally:
            self._looked = time.monotonic()
            self._looking.release()

    @staticmethod
    def _aside(task: Callable[..., None], *arguments: object) -> None:
        threading.Thread(target=task, args=arguments, name="snapshots", daemon=True).start()


def current() -> Snapshot:
    """The current request's snapshot, the same from its first question to its last."""
    known: Snapshot | None = g.get("snapshot")
    if known is None:
        snapshots: Snapshots = current_app.extensions["snapshots"]
        known = g.snapshot = snapshots.current()
    return known


def init_app(app: Flask, *, warm: Callable[[Snapshot], None]) -> None:
    """
    Load the store that `STORE` names, and warm it up unless the application is under test.

    Raises
    ------
    StoreError
        If there is none, or it cannot be read.
    """
    address: str = app.config["STORE"]
    roads = Path(app.config["ROADS"]) if app.config["ROADS"] else None

    def load() -> Snapshot:
        before: Snapshots | None = app.extensions.get("snapshots")
        previous = None if before is None else before.current().locator
        # Everything made here, so that no visitor waits for the first question of its kind.
        locator = Locator.load(open_store(address), roads, previous).ready()
        return Snapshot(locator, _geocoder(app, locator))

    app.extensions["snapshots"] = Snapshots(
        load,
        lambda: Locator.version(open_store(address), roads),
        every_s=app.config["RELOAD_S"],
        warm=(lambda _: None) if app.testing else warm,
    )


def _geocoder(app: Flask, locator: Locator) -> Chain | Geocoder:
    """Our geocoder, followed by the services that the settings name."""
    named = [each.partition("=") for each in app.config["GEOCODERS"].split()]
    return chain_of(
        locator.geocoder,
        [service for service, _, _ in named],
        boundaries=locator.boundaries,
        path=Path(app.config["GEOCODERS_CACHE"]),
        user_agent=app.config["USER_AGENT"],
        options={service: _address(text) for service, _, text in named if text},
    )


def _address(text: str) -> dict[str, str]:
    """An address as `geopy` takes it: "https://host:port/path" or "host:port/path"."""
    scheme, _, domain = text.rpartition("://")
    return {"scheme": scheme or "https", "domain": domain}
