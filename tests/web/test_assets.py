import pytest

from web.assets import FOREVER


@pytest.fixture
def address(app):
    with app.test_request_context():
        return app.url_for("static", filename="css/base.css")


def test_static_address_carries_a_digest_and_is_kept_for_ever(client, address):
    assert "?v=" in address
    got = client.get(address)
    assert (got.status_code, got.mimetype) == (200, "text/css")
    assert got.headers["Cache-Control"] == FOREVER


@pytest.mark.parametrize("query", ["", "?v=0123456789ab"])
def test_static_without_its_digest_is_checked_again(client, query):
    got = client.get("/static/css/base.css" + query)
    assert got.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/css/base.css", headers={"If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304


def test_static_is_compressed(client, address):
    got = client.get(address, headers={"Accept-Encoding": "br"})
    assert got.headers["Content-Encoding"] == "br"
    assert len(got.data) < len(client.get(address).data) / 2


@pytest.mark.parametrize(
    "path", ["none.css", "../config.py", "..%2fconfig.py", "css", "css/base.css/x", "%00"]
)
def test_static_that_is_not_there_is_404(client, path):
    assert client.get(f"/static/{path}").status_code == 404
