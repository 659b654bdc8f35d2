import pytest

from geo.errors import GeoError, StoreError
from web.errors import STATUS, WORDS


def subclasses(kind):
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def test_every_status_has_vietnamese_words():
    assert {kind.code for kind in STATUS} <= WORDS.keys()
    assert all(issubclass(kind, GeoError) for kind in STATUS)


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/api/nearest/5", "/ogc/nothing"])
def test_unknown_address_of_the_api_is_a_json_404(client, path):
    got = client.get(path, headers={"Accept-Language": "en"})
    assert (got.status_code, got.mimetype) == (404, "application/json")
    answer = got.get_json()
    assert answer["code"] == "not-found"
    assert answer["description"] == "There is nothing at this address."
    assert answer["data_version"]


def test_unknown_page_is_an_html_404_in_the_readers_language(client):
    got = client.get("/nothing-here")
    assert (got.status_code, got.mimetype) == (404, "text/html")
    assert 'lang="vi"' in got.text
    assert 'lang="en"' in client.get("/nothing-here?lang=en").text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_writing_to_the_api_is_405_and_says_what_is_allowed(client, method):
    got = getattr(client, method)("/api/nearest")
    assert got.status_code == 405
    assert "GET" in got.headers["Allow"]
    assert got.get_json()["code"] == "method-not-allowed"


def test_fault_of_ours_is_a_500_that_says_nothing_of_it(made, caplog):
    app = made(TESTING=False)

    @app.get("/api/broken")
    def broken():
        raise RuntimeError("secret")

    with caplog.at_level("ERROR"):
        got = app.test_client().get("/api/broken?lat=21.123456&lon=105.654321")
    assert got.status_code == 500
    assert got.get_json()["code"] == "internal-error"
    assert "secret" not in got.text
    # Logged for us, without anybody's position.
    assert "secret" in caplog.text
    assert "21.123456" not in caplog.text


def test_store_that_is_missing_is_said_at_the_start(tmp_path):
    from web import create_app

    with pytest.raises(StoreError, match="python -m geo build"):
        create_app({"STORE": str(tmp_path / "none.gpkg")})
