import pytest


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
