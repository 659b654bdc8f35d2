"""
Operations of the API: an address, its parameters, what it answers, and the function that does.

Declaring one adds its route and its entry in `/openapi.json`. The function gets the snapshot of
the data and the values already read; it raises what it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import orjson
from flask import Blueprint, Response, request

from web import snapshot as snapshots
from web.caching import Body, respond
from web.errors import RefusedError
from web.i18n import LANGUAGES, Text
from web.limits import Cost, costs
from web.params import Parameter, Schema, Values, read_all
from web.readers import choice
from web.snapshot import Snapshot

JSON = "application/json"
GEOJSON = "application/geo+json"
FORM = "multipart/form-data"
MEDIA_TYPES = {
    "json": JSON,
    "geojson": GEOJSON,
    "topojson": JSON,
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/vnd.flatgeobuf",
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "ics": "text/calendar",
}
"""By what the parameter `f` asks for."""
EVERYWHERE = (429, 500, 503)
"""Statuses that any operation may answer with."""
SENDING_COSTS = 5
"""What is sent is worked out each time, a question that others asked is kept."""

SHARED = "public, max-age=300, stale-while-revalidate=86400"
"""For answers about the data: any cache may keep them; with the ETag the next look is cheap."""
NOW = "public, max-age=60"
"""For answers that hold for a minute: what is open now."""
OWN = "private, max-age=60"
"""For answers about a position or a search: only the reader's own browser may keep them."""

LANG = choice(
    "lang",
    LANGUAGES,
    Text(
        "Ngôn ngữ của câu trả lời; không gửi thì theo Accept-Language, rồi tiếng Việt.",
        "The answer's language; without it Accept-Language decides, then Vietnamese.",
    ),
    example="vi",
)

Handler = Callable[[Snapshot, Values], Response]


class Example(NamedTuple):
    """An address that answers 200."""

    path: str
    form: str
    """What its `f` asks for; empty: nothing."""


@dataclass(frozen=True)
class Operation:
    """One address of the API."""

    rule: str
    summary: Text
    details: Text
    parameters: Mapping[str, Parameter[Any]]
    answers: Mapping[str, Schema]
    """Media type to the schema of what is answered in it."""
    statuses: tuple[int, ...]
    """Those of GET, beside those that any operation may answer with."""
    examples: tuple[str, ...] = field(default=())
    """Addresses that answer 200, as one would type them."""
    body: Schema | None = None
    """What may be sent by POST as a form with a file, answered as the GET is; None: GET alone."""

    points: Cost = 1
    """What a question costs of a client's budget (`web.limits`)."""

    def answered(self, method: str) -> tuple[int, ...]:
        """The statuses that a method may answer with."""
        sent = (413, 415) if method == "POST" else ()
        # What was sent is answered in full, never as unchanged.
        own = (status for status in self.statuses if method == "GET" or status != 304)
        return tuple(sorted({*own, *sent, *EVERYWHERE}))

    def asked(self) -> tuple[Example, ...]:
        """The examples, and the first of them in every form there is."""
        paths = list(self.examples)
        if "f" in self.parameters:
            first, words = paths[0], self.parameters["f"].schema["enum"]
            path, _, query = first.partition("?")
            rest = [part for part in query.split("&") if part and not part.startswith("f=")]
            paths += [f"{path}?{'&'.join((*rest, f'f={word}'))}" for word in words]
        forms = (parse_qs(urlsplit(path).query).get("f", [""])[0] for path in paths)
        return tuple(map(Example, dict.fromkeys(paths), forms))

    @property
    def path(self) -> str:
        """The address as OpenAPI writes it: `/api/places/{id}`."""
        return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", self.rule)

    @property
    def id(self) -> str:
        """A name for client generators: `getApiPlacesId`."""
        return "get" + "".join(word.title() for word in re.findall(r"\w+", self.path))


OPERATIONS: dict[str, Operation] = {}
"""Every operation declared, by its path."""


def operation(
    blueprint: Blueprint,
    rule: str,
    *,
    summary: Text,
    details: Text,
    parameters: tuple[Parameter[Any], ...],
    answers: Mapping[str, Schema],
    examples: tuple[str, ...],
    statuses: tuple[int, ...] = (200, 304, 400),
    body: Schema | None = None,
    points: Cost = 1,
) -> Callable[[Handler], Handler]:
    """Declare an operation; the function below it answers."""
    declared = {parameter.name: parameter for parameter in (*parameters, LANG)}
    entry = Operation(rule, summary, details, declared, answers, statuses, examples, body, points)
    OPERATIONS[entry.path] = entry

    def declare(handler: Handler) -> Handler:
        @costs(lambda: _points(entry))
        def view(**path: str) -> Response:
            if request.method == "POST":
                _check_sent(entry)
            current = snapshots.current()
            return handler(current, read_all(declared, request.args, path))

        methods = ["GET"] if body is None else ["GET", "POST"]
        for address in addresses(rule):
            name = handler.__name__
            blueprint.add_url_rule(address, endpoint=name, view_func=view, methods=methods)
        return handler

    return declare


def addresses(rule: str) -> tuple[str, ...]:
    """
    Where an operation answers: `/api/` is that of version 1, and stays it.

    >>> addresses("/api/places"), addresses("/healthz")
    (('/api/places', '/api/v1/places'), ('/healthz',))
    """
    if not rule.startswith("/api/"):
        return (rule,)
    return rule, rule.replace("/api/", "/api/v1/", 1)


def _points(entry: Operation) -> int:
    points = entry.points() if callable(entry.points) else entry.points
    return points * SENDING_COSTS if request.method == "POST" else points


def _check_sent(entry: Operation) -> None:
    """
    Refuse a body that is not the form the operation takes.

    Raises
    ------
    RefusedError
        If it is no form, or lacks a part. Other parts are not read: a page's form sends all its
        controls along, whose values the address has already.
    """
    if request.mimetype != FORM:
        raise RefusedError(
            "unsupported-media-type",
            Text(f"Nội dung gửi phải là {FORM}.", f"What is sent should be {FORM}."),
            status=415,
        )
    body = entry.body or {}
    for name in body["required"]:
        if not request.files.get(name):
            raise RefusedError(
                "missing-file",
                Text(f"Thiếu tệp ở trường {name}.", f"The form has no file {name}."),
            )


def as_json(
    snapshot: Snapshot, content: dict[str, Any], *, cache: str, mimetype: str = JSON
) -> Response:
    """An answer of one request, with its data version."""
    content["data_version"] = snapshot.data_version
    body = Body(orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY))
    return respond(body, mimetype, cache=cache)
