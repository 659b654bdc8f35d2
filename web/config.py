"""
Settings: what each is, its default, and the `LOCATOR_` environment variable that overrides it.

`LOCATOR_STORE=postgresql://… LOCATOR_PROXIES=1` sets `STORE` and `PROXIES`; a mapping given to
`create_app` goes before the environment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import limits
from flask import Flask

from web.embedding.origins import InvalidOriginError, frame_ancestors

DEFAULTS: dict[str, Any] = {
    # Where the data is: a GeoPackage's path or postgresql://…
    "STORE": "var/locator.gpkg",
    # The folder of `python -m geo roads build`; empty: the national skeleton of the store.
    "ROADS": "",
    # The public address, such as https://ban-do.example.vn; empty: what the request came by.
    "BASE_URL": "",
    # How many reverse proxies of ours set X-Forwarded-*; with 0 those headers are not believed.
    "PROXIES": 0,
    # A tile base map, such as https://tile.example.org/{z}/{x}/{y}.png; empty: our outline alone.
    "TILES": "",
    "TILES_ATTRIBUTION": "",
    # geopy services asked after our own geocoder, such as "nominatim photon"; empty: nobody. Each
    # may have an address of its own: "nominatim=https://nominatim.example.vn".
    "GEOCODERS": "",
    # Who we are, for those services: a name and a way to reach us.
    "USER_AGENT": "",
    # What they answered, and whose turn it is: a SQLite file that all workers share.
    "GEOCODERS_CACHE": "var/geocoding.sqlite",
    # What one client may ask, in points (web/limits.py), such as "3000/minute"; empty: no limit.
    # Fifty plain questions a second, all the time: in Vietnam many people share an address.
    # Programs of this machine are not counted, so PROXIES must be right.
    "RATE_LIMIT": "3000/minute",
    # Where points are counted: memory:// in each worker, redis://… or redis+unix://… for all.
    "RATE_STORAGE": "memory://",
    # Sites that may show the embedded map: origins such as https://quangninh.gov.vn or
    # https://*.gov.vn, parted by spaces; empty: everybody; none: nobody.
    "EMBED_ORIGINS": "",
    # Where searches that found nothing are counted, for planners (docs/privacy.md): a SQLite file
    # that all workers share, such as var/unmet.sqlite; empty: not counted.
    "UNMET": "",
    # Where files for download are kept once made, for all workers; they can be made again.
    "DOWNLOADS": "var/downloads",
    # Look at the store for new data at most this often, in seconds.
    "RELOAD_S": 1.0,
}
"""Every setting and its default."""

COUNTERS = ("memory", "redis", "rediss", "redis+unix")
"""Schemes of `RATE_STORAGE`."""


class SettingError(ValueError):
    """A setting holds what it cannot be."""


def configure(app: Flask, overrides: Mapping[str, Any] | None = None) -> None:
    """
    Put the settings into `app.config`: defaults, then the environment, then `overrides`.

    Raises
    ------
    SettingError
        If a setting has the wrong type, or an address is none.
    """
    app.config.from_mapping(DEFAULTS)
    app.config.from_prefixed_env("LOCATOR")
    app.config.from_mapping(overrides or {})
    for name, default in DEFAULTS.items():
        _check(name, app.config[name], default)
    for name in ("BASE_URL", "TILES"):
        address = app.config[name]
        if address and urlsplit(address).scheme not in {"http", "https"}:
            raise SettingError(f"LOCATOR_{name}={address!r} is no http(s) address")
    if app.config["GEOCODERS"] and not app.config["USER_AGENT"].strip():
        raise SettingError(
            "LOCATOR_GEOCODERS asks others, who want to know who asks: "
            "set LOCATOR_USER_AGENT to a name and a way to reach you"
        )
    _check_limits(app.config["RATE_LIMIT"], app.config["RATE_STORAGE"])
    try:
        frame_ancestors(app.config["EMBED_ORIGINS"])
    except InvalidOriginError as error:
        raise SettingError(f"LOCATOR_EMBED_ORIGINS: {error}") from None
    app.config["BASE_URL"] = app.config["BASE_URL"].rstrip("/")


def _check_limits(limit: str, storage: str) -> None:
    """One limit that can be read, or none; counted where we can count."""
    try:
        found = limits.parse_many(limit) if limit else []
        if len(found) > 1 or any(each.amount < 1 for each in found):
            raise ValueError
    except ValueError:
        raise SettingError(
            f"LOCATOR_RATE_LIMIT={limit!r} is no limit: 3000/minute is one; empty, there is none"
        ) from None
    if urlsplit(storage).scheme not in COUNTERS:
        raise SettingError(
            f"LOCATOR_RATE_STORAGE={storage!r} should begin with one of {', '.join(COUNTERS)}"
        )


def _check(name: str, value: object, default: object) -> None:
    """A number where a number is due, a text where a text is; True is not the number 1."""
    due: tuple[type, ...] = (int, float) if isinstance(default, float) else (type(default),)
    if not isinstance(value, due) or isinstance(value, bool):
        raise SettingError(f"LOCATOR_{name}={value!r} should be a {due[-1].__name__}")
    if isinstance(value, int | float) and value < 0:
        raise SettingError(f"LOCATOR_{name}={value!r} is negative")
