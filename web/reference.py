"""Blueprint of the API's documentation: the operations' declarations, with calls to run."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import limits
from flask import Blueprint, current_app, render_template

from web import front, sitemap
from web.i18n import Language, language
from web.openapi import STATUS_WORDS, VERSION
from web.operations import OPERATIONS, Operation
from web.params import Parameter
from web.readers import plain
from web.sharing import base_address
from web.snapshot import Snapshot
from web.wording import gettext

blueprint = Blueprint("reference", __name__)
blueprint.url_defaults(front.keep_language)
blueprint.app_context_processor(front.context)

PATH = "/docs/api"


class ParameterShown(NamedTuple):
    """A parameter in words, and what its field of the form holds at first."""

    name: str
    about: str
    kind: str
    """What it may be."""
    default: str
    required: bool
    in_path: bool
    options: tuple[str, ...]
    """What a list offers; empty: it is written."""
    value: str


class OperationShown(NamedTuple):
    """An operation in words."""

    id: str
    path: str
    summary: str
    details: str
    parameters: tuple[ParameterShown, ...]
    examples: tuple[tuple[str, str], ...]
    """Addresses, and how they read."""
    media: tuple[str, ...]
    statuses: tuple[tuple[int, str], ...]
    sends: str
    """The name of the file that may be sent by POST; empty: none."""
    points: int


@blueprint.get(PATH)
def reference() -> str:
    """Every operation, its parameters, its examples, and a form that asks it."""
    words = language()
    return render_template(
        "reference.html",
        operations=[shown(entry, words) for entry in _listed()],
        base=base_address(),
        version=VERSION,
        budget=limits.parse(limit) if (limit := current_app.config["RATE_LIMIT"]) else None,
    )


@sitemap.lists
def pages(_: Snapshot) -> list[str]:
    """The one page."""
    return [PATH]


def _listed() -> list[Operation]:
    """The API's own first, by address; then what watches and describes it."""
    return sorted(OPERATIONS.values(), key=lambda entry: (entry.path[:5] != "/api/", entry.path))


def shown(entry: Operation, words: Language) -> OperationShown:
    """An operation in the reader's language; needs a request."""
    first = urlsplit(entry.examples[0])
    given = dict(parse_qsl(first.query)) | _in_path(entry, first.path)
    points = entry.points() if callable(entry.points) else entry.points
    return OperationShown(
        id=entry.id,
        path=entry.path,
        summary=entry.summary.to(words),
        details=entry.details.to(words),
        parameters=tuple(_parameter(each, given, words) for each in entry.parameters.values()),
        examples=tuple((path, unquote(path)) for path in entry.examples),
        media=tuple(entry.answers),
        statuses=tuple((code, STATUS_WORDS[code].to(words)) for code in entry.answered("GET")),
        sends=entry.body["required"][0] if entry.body else "",
        points=points,
    )


def _in_path(entry: Operation, path: str) -> dict[str, str]:
    """What the example has for each part of the address that is a parameter."""
    pairs = zip(entry.path.split("/"), path.split("/"), strict=True)
    return {name.strip("{}"): unquote(part) for name, part in pairs if name.startswith("{")}


def _parameter(parameter: Parameter[Any], given: dict[str, str], words: Language) -> ParameterShown:
    schema, default = parameter.schema, parameter.default
    options = [str(word) for word in schema.get("enum", ())]
    if schema["type"] == "boolean":
        options = ["true", "false"]
    return ParameterShown(
        name=parameter.name,
        about=parameter.about.to(words),
        kind=kind_words(schema),
        default="" if default is None else written(default),
        required=parameter.required or parameter.in_path,
        in_path=parameter.in_path,
        options=tuple(options),
        value=given.get(parameter.name, ""),
    )


def written(value: Any) -> str:
    """
    A value as an address has it.

    >>> written(("direct", "chain")), written(True), written(10.0)
    ('direct,chain', 'true', '10')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(map(written, value))
    return plain(value) if isinstance(value, int | float) else str(value)


def kind_words(schema: dict[str, Any]) -> str:
    """What a parameter may be, in a few words; needs a request."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema["type"] == "boolean":
        return "true | false"
    if "prefixItems" in schema:
        return gettext("four numbers, with commas")
    if schema["type"] == "array":
        allowed = ", ".join(schema["items"].get("enum", ()))
        return gettext("one or more of: %(words)s", words=allowed)
    if schema["type"] == "string":
        return gettext("text")
    low = schema["minimum"] if "minimum" in schema else schema["exclusiveMinimum"]
    bounds = f"{plain(low)} – {plain(schema['maximum'])}"
    if schema["type"] == "integer":
        return gettext("whole number, %(bounds)s", bounds=bounds)
    return gettext("number, %(bounds)s", bounds=bounds)
