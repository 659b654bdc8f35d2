"""The page that documents the API says all that is declared, in both languages."""

import html
import re

import pytest
from flask.testing import FlaskClient

from web.openapi import VERSION
from web.operations import OPERATIONS
from web.reference import PATH

ENTRIES = pytest.mark.parametrize("entry", OPERATIONS.values(), ids=lambda entry: entry.path)


@pytest.fixture(scope="module", params=["vi", "en"])
def page(request, app):
    got = app.test_client().get(f"{PATH}?lang={request.param}")
    assert got.status_code == 200
    return request.param, html.unescape(got.text)


def section(text, entry):
    """The part of the page about an operation."""
    return re.search(rf'<section id="{entry.id}".*?</section>', text, re.S)[0]


@ENTRIES
def test_page_says_every_parameter_example_medium_and_status(page, entry):
    language, text = page
    part = section(text, entry)
    assert entry.summary.to(language) in part
    assert entry.details.to(language) in part
    for parameter in entry.parameters.values():
        assert f"<code>{parameter.name}</code>" in part
        assert parameter.about.to(language) in part
    for example in entry.examples:
        assert f'href="{example}"' in part
    for medium in entry.answers:
        assert f"<code>{medium}</code>" in part
    for status in entry.answered("GET"):
        assert f"<b>{status}</b>" in part


@ENTRIES
def test_forms_first_address_is_answered(client: FlaskClient, page, entry):
    _, text = page
    address = re.search(r'data-address href="([^"]+)"', section(text, entry))[1]
    assert client.get(address).status_code == 200


def test_page_says_version_and_limits(page, made):
    language, text = page
    assert f"{VERSION}." in text
    assert "3000" in text
    free = made(RATE_LIMIT="").test_client().get(f"{PATH}?lang={language}").text
    assert "3000" not in free


def test_every_page_leads_to_it(client: FlaskClient):
    for path in ("/", "/about", "/coverage"):
        assert f'href="{PATH}' in client.get(path).text


def test_page_is_in_the_sitemap(client: FlaskClient):
    assert f"{PATH}?lang=vi" in client.get("/sitemap.xml").text
