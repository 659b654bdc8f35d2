"""Which map belongs to a page of ours: by the page's address, which is read and never fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import current_app
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException

from geo.vintages import Level
from web import snapshot
from web.embedding.options import SEARCHED, Embed, embed_of, read_options
from web.sharing import base_address

Args = MultiDict[str, str]
Told = Iterable[tuple[str, object]]


def _place(kind: str, path: Mapping[str, Any], _: Args) -> Told | None:
    records = snapshot.current().records
    row = records.row.get(path["place_id"])
    # A village has no page among the outlets.
    if row is None or records.columns["kind"][row] != kind:
        return None
    return [("place", path["place_id"])]


def _unit(path: Mapping[str, Any], _: Args) -> Told | None:
    if path["level"] not in set(Level):
        return None
    return [("vintage", path["vintage"]), (path["level"], path["code"]), ("show", "search,list")]


def _home(_: Mapping[str, Any], args: Args) -> Told:
    """The search and the filters of the map page, and where it looks."""
    kept = SEARCHED | {"map"}
    return [
        *((name, ",".join(args.getlist(name))) for name in args if name in kept),
        ("show", "search,list"),
    ]


def _coverage(_: Mapping[str, Any], args: Args) -> Told:
    kept = {"vintage", "province", "level", "radius_km", "measure"}
    # The dashboard begins with the units before the reform; an embedded map with today's.
    told = {"vintage": "2025-03-01", **{name: args[name] for name in args if name in kept}}
    return [*told.items(), ("show", "coverage")]


def _routes(_: Mapping[str, Any], __: Args) -> Told:
    return [("show", "routes,list")]


def _route(path: Mapping[str, Any], _: Args) -> Told:
    return [("route", path["route_id"])]


EMBEDDABLE: Mapping[str, Callable[[Mapping[str, Any], Args], Told | None]] = {
    "pages.home": _home,
    "pages.outlet": partial(_place, "outlet"),
    "pages.village": partial(_place, "village"),
    "pages.destination": partial(_place, "destination"),
    "pages.unit": _unit,
    "routes.listed": _routes,
    "routes.route": _route,
    "planner.dashboard": _coverage,
}
"""Pages with a map of their own, by their endpoint: the options of that map."""


def embed_of_address(address: str) -> Embed | None:
    """The map of a page of ours; None for a page without one, unknown, or of another site."""
    own = urlsplit(base_address())
    try:
        asked = urlsplit(address)
        if _site(asked) != _site(own):
            return None
    except ValueError:  # a port that is no number, a bracket that does not close
        return None
    path = asked.path or "/"
    # Below a prefix that a proxy takes off, as after it.
    path = "/" + path.removeprefix(own.path).lstrip("/")
    args: Args = MultiDict(parse_qsl(asked.query))
    if path == "/embed/map":
        return read_options(args)
    try:
        endpoint, values = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return None
    tell = EMBEDDABLE.get(endpoint)
    told = None if tell is None else tell(values, args)
    return None if told is None else embed_of([*told, ("lang", args.get("lang", ""))])


def _site(address: Any) -> tuple[str | None, int | None]:
    """Host and port: a page is the same one by http and by https."""
    port = address.port
    return address.hostname, None if port in {None, 80, 443} else port
