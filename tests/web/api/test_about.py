"""The description of the API against the API: valid, complete, and true of every example."""

import re

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from web.operations import LANG, OPERATIONS
from web.schemas import SCHEMAS

EXAMPLES = [(entry, example) for entry in OPERATIONS.values() for example in entry.examples]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_openapi_document_is_valid(ask, lang):
    validate(ask("/openapi.json", lang=lang), cls=OpenAPIV31SpecValidator)


def test_openapi_document_describes_every_address_of_the_api(app, ask):
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    described = set(ask("/openapi.json")["paths"])
    assert rules <= described
    assert {"/openapi.json", "/healthz"} <= described


def test_openapi_document_speaks_the_readers_language(ask):
    vietnamese, english = (ask("/openapi.json", lang=lang) for lang in ("vi", "en"))
    assert vietnamese["info"]["title"] == "API bản đồ OCOP Việt Nam"
    assert english["info"]["title"] != vietnamese["info"]["title"]
    assert vietnamese["paths"].keys() == english["paths"].keys()


def test_openapi_document_carries_the_data_version(ask, locator):
    assert ask("/openapi.json")["x-data_version"] == locator.data_version


@pytest.mark.parametrize("entry", OPERATIONS.values(), ids=lambda entry: entry.path)
def test_operation_has_examples_and_words_in_both_languages(entry):
    assert entry.examples
    for words in (entry.summary, entry.details, *(p.about for p in entry.parameters.values())):
        assert words.vi
        assert words.en
    for parameter in entry.parameters.values():
        assert (
            parameter.in_path
            or parameter.name == "cursor"
            or parameter.about != LANG.about
            or (parameter is LANG)
        )


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[e for _, e in EXAMPLES])
def test_operation_example_answers_as_described(client, entry, example):
    got = client.get(example)
    assert got.status_code == 200, got.text[:300]
    schema = entry.answers[got.mimetype]
    document = {**schema, "components": {"schemas": SCHEMAS}}
    errors = list(Draft202012Validator(document).iter_errors(got.get_json(force=True)))
    assert not errors, errors[0].message


@pytest.mark.parametrize("entry", OPERATIONS.values(), ids=lambda entry: entry.path)
def test_operation_reads_its_own_documented_examples_and_defaults(entry):
    for parameter in entry.parameters.values():
        if parameter.example is not None:
            written = str(parameter.example)
            written = written.lower() if isinstance(parameter.example, bool) else written
            read = parameter.read(parameter.name, written)
            validator = Draft202012Validator(parameter.schema)
            value = list(read) if isinstance(read, tuple) else read
            if parameter.name != "stars":  # written as words, read as numbers
                validator.validate(value)


@pytest.mark.parametrize("entry", OPERATIONS.values(), ids=lambda entry: entry.path)
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
    address = entry.examples[0]
    address = re.sub(r"&?lang=\w+", "", address)
    got = client.get(address + ("&" if "?" in address else "?") + query)
    assert got.status_code == 400
    answer = got.get_json()
    assert answer["code"] == code
    assert answer["data_version"]


def test_healthz_answers_with_the_number_of_places(ask, locator):
    answer = ask("/healthz")
    assert (answer["status"], answer["places"]) == ("ok", len(locator.places))
