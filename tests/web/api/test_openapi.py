"""
The description of the API against the API, from the operations' own declarations: an operation that
is declared is tested here without a line more.
"""

import re
from collections import Counter
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from web.openapi import VERSION, in_words
from web.operations import LANG, OPERATIONS, addresses
from web.schemas import SCHEMAS

ENTRIES = pytest.mark.parametrize("entry", OPERATIONS.values(), ids=lambda entry: entry.path)
EXAMPLES = [(entry, one.path) for entry in OPERATIONS.values() for one in entry.asked()]
JSONS = ("application/json", "application/geo+json")


def closed(schema):
    """The schema with every object that names its properties allowing no others."""
    if isinstance(schema, dict):
        made = {name: closed(part) for name, part in schema.items()}
        if "properties" in made and isinstance(made["properties"], dict):
            made.setdefault("additionalProperties", False)
        return made
    return [closed(part) for part in schema] if isinstance(schema, list) else schema


CLOSED = closed(in_words(SCHEMAS, "en"))


def faults(schema, answer):
    """What of an answer its schema does not say, to the last property."""
    whole = {**closed(in_words(schema, "en")), "components": {"schemas": CLOSED}}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(answer)]


def parts(schema, path="$"):
    """Every schema within a schema, with where it stands."""
    if isinstance(schema, dict):
        yield path, schema
        for name, part in schema.items():
            yield from parts(part, f"{path}.{name}")
    elif isinstance(schema, list | tuple):
        for number, part in enumerate(schema):
            yield from parts(part, f"{path}[{number}]")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_openapi_document_is_valid(ask, lang):
    document = ask("/openapi.json", lang=lang)
    validate(document, cls=OpenAPIV31SpecValidator)
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    assert document["info"]["version"] == VERSION
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_openapi_document_describes_every_address_of_the_api(app, ask):
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.rule.startswith("/api/v1/")
    }
    described = set(ask("/openapi.json")["paths"])
    assert rules <= described
    assert {"/openapi.json", "/healthz", "/readyz"} <= described


def test_openapi_document_speaks_the_readers_language(ask):
    vietnamese, english = (ask("/openapi.json", lang=lang) for lang in ("vi", "en"))
    assert vietnamese["info"]["title"] == "API bản đồ OCOP Việt Nam"
    assert english["info"]["title"] != vietnamese["info"]["title"]
    assert vietnamese["paths"].keys() == english["paths"].keys()
    units = [one["components"]["schemas"]["Units"]["description"] for one in (vietnamese, english)]
    assert units[0] != units[1]


def test_openapi_document_carries_the_data_version(ask, locator):
    assert ask("/openapi.json")["x-data_version"] == locator.data_version


def test_openapi_document_names_every_status_header_and_medium(ask):
    document = ask("/openapi.json")
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            responses = described["responses"]
            assert {"200", "400", "429", "500", "503"} <= responses.keys(), path
            assert {"ETag", "Cache-Control", "RateLimit"} <= responses["200"]["headers"].keys()
            assert ({"413", "415"} <= responses.keys()) == (method == "post")
            for medium in responses["200"]["content"].values():
                assert medium["schema"]
    assert "Retry-After" in document["components"]["responses"]["TooMany"]["headers"]


def test_schemas_leave_no_hole(ask):
    """An object names its properties or what its values are; an array, its items."""
    document = ask("/openapi.json", lang="en")
    schemas = {"components": document["components"]["schemas"]}
    schemas |= {
        f"{path} {medium}": content["schema"]
        for path, methods in document["paths"].items()
        for medium, content in methods["get"]["responses"]["200"]["content"].items()
    }
    holes = []
    for where, part in parts(schemas):
        kinds = part.get("type", ())
        kinds = {kinds} if isinstance(kinds, str) else set(kinds if isinstance(kinds, list) else ())
        if "object" in kinds and not {"properties", "additionalProperties", "$comment"} & set(part):
            holes.append(where)
        if kinds == {"array"} and not {"items", "prefixItems"} & set(part):
            holes.append(where)
    assert holes == []


@ENTRIES
def test_operation_has_examples_and_words_in_both_languages(entry):
    assert entry.examples
    for words in (entry.summary, entry.details, *(p.about for p in entry.parameters.values())):
        assert words.vi
        assert words.en
    for parameter in entry.parameters.values():
        assert parameter is LANG or parameter.about != LANG.about


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[e for _, e in EXAMPLES])
def test_operation_example_answers_as_described(client, entry, example):
    got = client.get(example)
    assert got.status_code == 200, got.text[:300]
    assert got.headers["ETag"]
    assert got.headers["Cache-Control"]
    schema = entry.answers[got.mimetype]
    if got.mimetype in JSONS:
        assert faults(schema, got.get_json(force=True)) == []
    else:
        assert schema == {"type": "string", "contentMediaType": got.mimetype}
        assert got.headers["Content-Disposition"].startswith("attachment")


@ENTRIES
def test_examples_show_every_medium_where_the_document_says(ask, client, entry):
    content = ask("/openapi.json")["paths"][entry.path]["get"]["responses"]["200"]["content"]
    for medium, described in content.items():
        for example in described["examples"].values():
            address = urlsplit(example["externalValue"])
            got = client.get(f"{address.path}?{address.query}")
            assert (got.status_code, got.mimetype) == (200, medium)
    assert content.keys() == entry.answers.keys()


@ENTRIES
def test_parameters_own_example_is_answered(client, entry):
    """Each beside what the first example gives; one that would contradict it has no example."""
    first = urlsplit(entry.examples[0])
    for parameter in entry.parameters.values():
        if parameter.example is None or parameter.in_path:
            continue
        written = str(parameter.example)
        query = dict(parse_qsl(first.query))
        query[parameter.name] = written.lower() if parameter.example in (True, False) else written
        got = client.get(f"{first.path}?{urlencode(query)}")
        if got.status_code == 400 and "vintage=2025-03-01" in got.text:
            # A district is of the vintage that has districts.
            query["vintage"] = "2025-03-01"
            got = client.get(f"{first.path}?{urlencode(query)}")
        told = got.get_json(force=True, silent=True) or {}
        rule = told.get("code") == "contradicting-parameters"
        assert got.status_code == 200 or rule, (parameter.name, got.text[:200])


@ENTRIES
def test_parameters_default_and_example_fit_their_own_schema(ask, entry):
    for parameter in ask("/openapi.json")["paths"][entry.path]["get"]["parameters"]:
        schema = Draft202012Validator(parameter["schema"])
        for value in (parameter.get("example"), parameter["schema"].get("default")):
            if value is not None:
                schema.validate(value)


@ENTRIES
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("nonsense=1", "unknown-parameter"),
        ("lang=fr", "invalid-parameter"),
        ("lang=", "invalid-parameter"),
        ("lang=vi&lang=en", "repeated-parameter"),
    ],
)
def test_operation_with_a_bad_parameter_is_refused_everywhere(client, entry, query, code):
    address = re.sub(r"&?lang=\w+", "", entry.examples[0])
    got = client.get(address + ("&" if "?" in address else "?") + query)
    assert got.status_code == 400
    answer = got.get_json()
    assert answer["code"] == code
    assert faults(SCHEMAS["Error"], answer) == []


@ENTRIES
def test_operation_answers_head_options_and_refuses_the_rest(client, entry):
    example = entry.examples[0]
    whole, head = client.get(example), client.head(example)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"] or "generated" in whole.text
    preflight = client.options(example, headers={"Origin": "https://example.vn"})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    for method in ("PUT", "PATCH", "DELETE", *([] if entry.body else ["POST"])):
        got = client.open(example, method=method)
        assert got.status_code == 405
        assert {"GET", "HEAD", "OPTIONS"} <= set(re.findall(r"\w+", got.headers["Allow"]))
        assert faults(SCHEMAS["Error"], got.get_json()) == []


@ENTRIES
def test_operation_is_unchanged_to_who_has_it(client, entry):
    if 304 not in entry.answered("GET"):
        return
    first = client.get(entry.examples[0])
    if "no-store" in first.headers["Cache-Control"]:
        return
    again = client.get(entry.examples[0], headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


@ENTRIES
def test_every_address_of_version_1_answers_as_the_one_without(client, entry):
    for example in entry.examples[:1]:
        plain, *versioned = addresses(example)
        assert len(versioned) == entry.path.startswith("/api/")
        for address in versioned:
            first, second = client.get(plain), client.get(address)
            assert second.status_code == 200
            assert second.mimetype == first.mimetype


@ENTRIES
def test_body_that_is_no_such_form_is_refused(client, entry):
    if entry.body is None:
        return
    path = urlsplit(entry.examples[0]).path
    refused = {
        415: client.post(path, json={"demand": "x"}),
        400: client.post(path, data={"other": "1"}, content_type="multipart/form-data"),
    }
    for status, got in refused.items():
        assert got.status_code == status
        assert faults(SCHEMAS["Error"], got.get_json()) == []
    empty = client.post(path, data={}, content_type="multipart/form-data")
    assert (empty.status_code, empty.get_json()["code"]) == (400, "missing-file")


def test_parameters_of_one_name_mean_one_thing():
    """
    The same name has the same kind of value in every operation; `also`, what to suggest besides and
    which outlets to try besides, was published with both.
    """
    kinds = {}
    for entry in OPERATIONS.values():
        for parameter in entry.parameters.values():
            kind = parameter.schema["type"]
            kinds.setdefault(parameter.name, Counter())[kind] += 1
    assert {name for name, kind in kinds.items() if len(kind) > 1} == {"also"}


def test_numbers_say_their_unit_or_need_none():
    units = ("_km", "_min", "_minutes", "_m", "_s", "_deg", "_a_day")
    bare = {"lat", "lon"}
    named = {
        parameter.name
        for entry in OPERATIONS.values()
        for parameter in entry.parameters.values()
        if parameter.schema["type"] == "number"
    }
    assert {name for name in named - bare if not name.endswith(units)} == set()


def test_healthz_answers_with_the_number_of_places(ask, locator):
    answer = ask("/healthz")
    assert (answer["status"], answer["places"]) == ("ok", len(locator.places))
