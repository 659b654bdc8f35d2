"""
What an OpenAPI document promises, as flat facts, and what of an older promise a newer one breaks.

`python -m tests.web.api.contract` writes the baseline anew: after an addition, in the same commit;
never to make a broken promise pass.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

BASELINE = Path(__file__).with_name("contract.json")
Facts = dict[str, dict[str, Any]]
BOUNDS = {"minimum": 1, "exclusiveMinimum": 1, "maximum": -1, "maxLength": -1, "maxItems": -1}
"""Of parameters: which way a bound may not go."""


def facts_of(document: Mapping[str, Any]) -> Facts:
    """Every parameter and every property of every answer, by where it stands."""
    schemas = document["components"]["schemas"]
    found: Facts = {}
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            where = f"{method.upper()} {path}"
            found[where] = {"kind": "operation"}
            for parameter in described["parameters"]:
                schema = parameter["schema"]
                found[f"{where} ?{parameter['name']}"] = {
                    "kind": "parameter",
                    "required": parameter["required"],
                    "type": schema.get("type"),
                    "enum": schema.get("enum") or (schema.get("items") and _enum(schema)),
                    **{name: schema[name] for name in BOUNDS if name in schema},
                }
            for medium, content in described["responses"]["200"]["content"].items():
                for place, fact in _properties(content["schema"], schemas, ""):
                    found[f"{where} {medium}{place}"] = {"kind": "answer", **fact}
    return found


def _enum(schema: Mapping[str, Any]) -> list[str] | None:
    return schema["items"].get("enum") if isinstance(schema["items"], dict) else None


def _properties(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], place: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and all within it; a reference is what it refers to."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    kinds = schema.get("type", "any")
    yield place, {"types": sorted(kinds) if isinstance(kinds, list) else [kinds]}
    for name, part in schema.get("properties", {}).items():
        for inner, fact in _properties(part, schemas, f"{place}.{name}"):
            always = name in schema.get("required", ())
            yield inner, {**fact, "always": always} if inner == f"{place}.{name}" else fact
    for word, mark in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(part := schema.get(word), dict):
            yield from _properties(part, schemas, place + mark)
    for number, part in enumerate(schema.get("oneOf", ())):
        yield from _properties(part, schemas, f"{place}|{number}")


def breaks(old: Facts, new: Facts) -> list[str]:
    """
    What worked by the old document and would not by the new one.

    >>> was = {"kind": "parameter", "required": False, "type": "integer", "maximum": 9}
    >>> old = {"GET /a ?n": was}
    >>> breaks(old, {"GET /a ?n": {**was, "maximum": 5}})
    ['GET /a ?n: maximum 9 became 5']
    >>> breaks(old, {})
    ['GET /a ?n: gone']
    """
    said = []
    for where, before in old.items():
        after = new.get(where)
        if after is None:
            said.append(f"{where}: gone")
        elif before["kind"] == "parameter":
            said += [f"{where}: {what}" for what in _narrowed(before, after)]
        elif before["kind"] == "answer":
            if widened := sorted(set(after["types"]) - set(before["types"])):
                said.append(f"{where}: may now be {', '.join(widened)}")
            if before.get("always") and not after.get("always"):
                said.append(f"{where}: no longer always there")
    for where, after in new.items():
        if where not in old and after.get("required") and where.split(" ?")[0] in old:
            said.append(f"{where}: is new and required")
    return said


def _narrowed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    if after["type"] != before["type"]:
        yield f"type {before['type']} became {after['type']}"
    if after["required"] and not before["required"]:
        yield "is now required"
    if lost := sorted(set(before.get("enum") or ()) - set(after.get("enum") or ())):
        yield f"no longer takes {', '.join(lost)}"
    for name, way in BOUNDS.items():
        was, now = before.get(name), after.get(name)
        if now is not None and (was is None or (now - was) * way > 0):
            yield f"{name} {was} became {now}"


def current() -> Facts:
    """The facts of this tree."""
    from web import create_app  # noqa: F401  declares the operations
    from web.openapi import document
    from web.operations import OPERATIONS

    return facts_of(document(OPERATIONS, "en", address=""))


if __name__ == "__main__":
    lines = (
        f"{json.dumps(k)}: {json.dumps(v, sort_keys=True)}" for k, v in sorted(current().items())
    )
    BASELINE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    sys.stdout.write(f"{BASELINE}: written\n")
