"""
Operations of the API: an address, its parameters, what it answers, and the function that does.

Declaring one adds its route and its entry in `/openapi.json`. The function gets the snapshot of
the data and the values already read; it raises what it refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Blueprint, Response, request

from web import snapshot as snapshots
from web.caching import Body, respond
from web.i18n import LANGUAGES, Text
from web.params import Parameter, Schema, Values, read_all
from web.readers import choice
from web.snapshot import Snapshot

JSON = "application/json"
GEOJSON = "application/geo+json"

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
    examples: tuple[str, ...] = field(default=())
    """Addresses that answer 200, as one would type them."""
    body: Schema | None = None
    """What may be sent by POST as a form with a file, answered as the GET is; None: GET alone."""

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
) -> Callable[[Handler], Handler]:
    """Declare an operation; the function below it answers."""
    declared = {parameter.name: parameter for parameter in (*parameters, LANG)}
    entry = Operation(rule, summary, details, declared, answers, statuses, examples, body)
    OPERATIONS[entry.path] = entry

    def declare(handler: Handler) -> Handler:
        def view(**path: str) -> Response:
            current = snapshots.current()
            return handler(current, read_all(declared, request.args, path))

        methods = ["GET"] if body is None else ["GET", "POST"]
        blueprint.add_url_rule(rule, endpoint=handler.__name__, view_func=view, methods=methods)
        return handler

    return declare


def as_json(
    snapshot: Snapshot, content: dict[str, Any], *, cache: str, mimetype: str = JSON
) -> Response:
    """An answer of one request, with its data version."""
    content["data_version"] = snapshot.data_version
    body = Body(orjson.dumps(content, option=orjson.OPT_SERIALIZE_NUMPY))
    return respond(body, mimetype, cache=cache)
