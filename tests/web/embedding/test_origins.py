import pytest

from web.config import SettingError
from web.embedding.origins import frame_ancestors

ALL = "*"


@pytest.mark.parametrize(
    "setting",
    [
        "quangninh.gov.vn",
        "https://quangninh.gov.vn/trang",
        "https://a.vn;script-src *",
        "ftp://a.vn",
        "https://user@a.vn",
        "https://a..vn",
        "*",
        "https://",
        "https://a.vn 'unsafe-inline'",
    ],
)
def test_frame_ancestors_of_what_is_no_origin_stops_the_application(made, setting):
    with pytest.raises(SettingError, match="LOCATOR_EMBED_ORIGINS"):
        made(EMBED_ORIGINS=setting)


def directive(got):
    policy = got.headers["Content-Security-Policy"]
    (found,) = [part.split() for part in policy.split("; ") if part.startswith("frame-ancestors")]
    return found[1:]


@pytest.mark.parametrize(
    ("setting", "allowed"),
    [
        ("", [ALL]),
        ("none", ["'self'"]),
        ("https://a.vn", ["'self'", "https://a.vn"]),
        ("https://a.vn, https://*.gov.vn", ["'self'", "https://a.vn", "https://*.gov.vn"]),
        ("HTTPS://A.vn https://a.vn/", ["'self'", "https://a.vn"]),
    ],
)
def test_map_page_lets_in_those_of_the_setting(made, setting, allowed):
    got = made(EMBED_ORIGINS=setting).test_client().get("/embed/map")
    assert directive(got) == allowed == frame_ancestors(setting).split()
    assert "X-Frame-Options" not in got.headers


def test_every_other_page_refuses_to_be_framed(made):
    client = made(EMBED_ORIGINS="").test_client()
    paths = [
        *("/", "/?q=hoi+an", "/results", "/about", "/coverage", "/routes", "/plan", "/offline"),
        *("/places/2025-07-01/province/22", "/outlets/ag-chau-doc-tu-son", "/outlets/none"),
        *("/villages/v-ha-noi-lang-gom-bat-trang", "/embed/build", "/nowhere", "/ogc/"),
    ]
    for path in paths:
        got = client.get(path, headers={"Accept": "text/html"})
        if got.mimetype == "text/html":
            assert directive(got) == ["'none'"], path
