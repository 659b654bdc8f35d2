import pytest
from flask import Flask

from web.config import DEFAULTS, SettingError, configure


@pytest.fixture
def bare():
    return Flask(__name__)


def test_configure_without_anything_is_the_defaults(bare, monkeypatch):
    for name in DEFAULTS:
        monkeypatch.delenv(f"LOCATOR_{name}", raising=False)
    configure(bare)
    assert {name: bare.config[name] for name in DEFAULTS} == DEFAULTS


def test_configure_takes_the_environment_then_what_is_given(bare, monkeypatch):
    monkeypatch.setenv("LOCATOR_STORE", "postgresql://db/ocop")
    monkeypatch.setenv("LOCATOR_PROXIES", "2")
    monkeypatch.setenv("LOCATOR_BASE_URL", "https://ban-do.example.vn/")
    configure(bare, {"PROXIES": 1})
    assert bare.config["STORE"] == "postgresql://db/ocop"
    assert bare.config["PROXIES"] == 1
    assert bare.config["BASE_URL"] == "https://ban-do.example.vn"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PROXIES", "many", "LOCATOR_PROXIES='many' should be a int"),
        ("PROXIES", "-1", "negative"),
        ("PROXIES", "true", "should be"),
        ("BASE_URL", "example.vn", "no http"),
        ("TILES", "ftp://x/{z}", "no http"),
        ("GEOCODERS", "nominatim", "set LOCATOR_USER_AGENT"),
        ("RELOAD_S", "soon", "should be a float"),
        ("RATE_LIMIT", "often", "3000/minute is one"),
        ("RATE_LIMIT", "0/minute", "3000/minute is one"),
        ("RATE_LIMIT", "1/second;9/minute", "3000/minute is one"),
        ("RATE_STORAGE", "http://redis", "begin with one of memory, redis"),
    ],
)
def test_configure_with_a_bad_setting_says_which(bare, monkeypatch, name, value, says):
    monkeypatch.setenv(f"LOCATOR_{name}", value)
    with pytest.raises(SettingError, match=says):
        configure(bare)


FORWARDED = {"X-Forwarded-Host": "ban-do.example.vn", "X-Forwarded-Proto": "https"}


def next_link(made, **config):
    got = (
        made(**config)
        .test_client()
        .get("/api/places?limit=1", headers=FORWARDED)
        .get_json(force=True)
    )
    return got["links"][0]["href"]


def test_links_behind_a_proxy_of_ours_have_its_address(made):
    assert next_link(made, PROXIES=1).startswith("https://ban-do.example.vn/api/places?")


def test_links_without_a_proxy_do_not_believe_forwarded_headers(made):
    assert next_link(made).startswith("http://localhost/api/places?")


def test_links_with_a_public_address_have_it(made):
    link = next_link(made, BASE_URL="https://ocop.example.vn")
    assert link.startswith("https://ocop.example.vn/api/places?")
