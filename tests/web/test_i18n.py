import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from web import i18n
from web.vendor import compile_catalogues


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", None, "vi"),
        ("", "en", "en"),
        ("", "en-GB,en;q=0.9,vi;q=0.5", "en"),
        ("", "vi-VN,vi;q=0.9,en;q=0.8", "vi"),
        ("", "fr, de;q=0.5", "vi"),
        ("", "fr, en;q=0.5", "en"),
        ("", "*", "vi"),
        ("", ";;;q=x", "vi"),
        ("?lang=vi", "en", "vi"),
        ("?lang=en", "vi", "en"),
    ],
)
def test_language_is_the_asked_one_then_the_browsers_then_vietnamese(
    client, query, header, language
):
    headers = {} if header is None else {"Accept-Language": header}
    got = client.get("/api/nothing" + query, headers=headers)
    english = "There is nothing" in got.get_json()["description"]
    assert english == (language == "en")


def test_page_in_a_language_we_lack_is_in_the_browsers(client):
    got = client.get("/?lang=fr", headers={"Accept-Language": "en"})
    assert got.status_code == 200
    assert '<html lang="en"' in got.text


def test_answer_says_that_it_varies_with_the_language(client):
    for path in ("/", "/api/locate?lat=21&lon=105", "/openapi.json"):
        assert "Accept-Language" in client.get(path).headers["Vary"]


def test_third_language_is_one_catalogue_away(made, tmp_path, monkeypatch):
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = Catalog(locale="fr")
    catalogue.add("Share this page", "Partager cette page")
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    assert i18n.languages_in(tmp_path) == ("vi", "en", "fr")
    compile_catalogues(tmp_path)
    for module in ("i18n", "front", "sitemap", "summary"):
        monkeypatch.setattr(f"web.{module}.LANGUAGES", ("vi", "en", "fr"))
    i18n._accepted.cache_clear()
    app = made(BABEL_TRANSLATION_DIRECTORIES=f"{i18n.TRANSLATIONS};{tmp_path}")
    client = app.test_client()
    for path in (
        "/villages/v-ha-noi-lang-gom-bat-trang",
        "/places/2025-07-01/commune/00097",
        "/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do",
    ):
        for asked in ({"query_string": {"lang": "fr"}}, {"headers": {"Accept-Language": "fr"}}):
            got = client.get(path, **asked)
            assert got.status_code == 200
            assert '<html lang="fr"' in got.text
            assert "Partager cette page" in got.text
            assert 'hreflang="fr"' in got.text
        vietnamese = client.get(path, query_string={"lang": "vi"}).text
        assert re.search(r'<a href="[^"]*lang=fr" lang="fr" hreflang="fr">Français</a>', vietnamese)
    i18n._accepted.cache_clear()
