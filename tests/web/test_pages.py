"""The pages as the server writes them: what they say without any script, and in what form."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from geo.storage import open_store
from geo.vintages import LAYERS
from web import create_app
from web.accuracy import measured
from web.cards import bearing_words, distance_words

PAGES = (
    "/",
    "/?q=hoi+an",
    "/outlets/ag-chau-doc-tu-son",
    "/villages/v-ha-noi-lang-gom-bat-trang",
    "/destinations/d-ha-noi-van-mieu-quoc-tu-giam",
    "/places/2025-03-01/district/018",
    "/places/2025-07-01/commune/00004",
    "/about",
    "/docs/api",
)
MISSING = ("/outlets/none", "/villages/none", "/places/2025-07-01/commune/99999", "/no/such/page")


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text by the language it is marked with."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[tuple[str, str]] = []
        self._languages: list[str] = [""]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._languages.append(dict(attrs).get("lang") or self._languages[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self._languages[-1], data.strip()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def get(client: FlaskClient, path: str, language: str = "vi") -> TestResponse:
    return client.get(path, headers={"Accept-Language": language})


def listed(html: str) -> list[str]:
    return re.findall(r'class="result [^"]*" data-id="([^"]+)"', html)


def nearest(client: FlaskClient, **query: Any) -> list[str]:
    answer = client.get("/api/nearest", query_string={"kind": "outlet,village", "k": 20, **query})
    return [feature["id"] for feature in answer.get_json(force=True)["features"]]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_and_in_the_language_asked_for(
    client: FlaskClient, path: str, language: str
) -> None:
    response = get(client, path, language)
    assert response.status_code == 200
    tags = Tags(response.text)
    assert tags.all("html")[0]["lang"] == language
    assert len(tags.all("h1")) == 1
    assert len(tags.all("main")) == 1
    assert "None" not in {words for _, words in tags.words}


@pytest.mark.parametrize("path", PAGES)
def test_page_inlines_nothing_that_its_policy_refuses(client: FlaskClient, path: str) -> None:
    response = get(client, path)
    nonce = re.search(r"'nonce-([^']+)'", response.headers["Content-Security-Policy"])
    assert nonce is not None
    for tag, attributes in Tags(response.text).found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if tag in {"script", "style"}:
            assert attributes["nonce"] == nonce[1]
        for name in ("src", "action"):
            assert (attributes.get(name) or "/").startswith("/")
        if tag == "link" and attributes.get("rel") not in {"canonical", "alternate"}:
            assert str(attributes["href"]).startswith("/")


@pytest.mark.parametrize("path", PAGES)
def test_page_sets_no_cookie(client: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in get(client, path).headers


@pytest.mark.parametrize("path", PAGES)
def test_page_names_its_other_language_mutually(client: FlaskClient, path: str) -> None:
    pages = {
        language: Tags(get(client, f"{path}{'&' if '?' in path else '?'}lang={language}").text)
        for language in ("vi", "en")
    }
    alternates = {
        language: {
            str(link["hreflang"]): link["href"]
            for link in tags.all("link")
            if link.get("rel") == "alternate" and "hreflang" in link
        }
        for language, tags in pages.items()
    }
    assert alternates["vi"] == alternates["en"]
    assert alternates["vi"].keys() == {"vi", "en", "x-default"}
    for language, tags in pages.items():
        canonical = [link["href"] for link in tags.all("link") if link.get("rel") == "canonical"]
        assert canonical == [alternates[language][language]]


def test_canonical_address_leaves_out_what_is_of_one_visit_only(client: FlaskClient) -> None:
    tags = Tags(client.get("/?q=hoi+an&map=9/16/108&utm_source=x&kind=outlet&lang=en").text)
    (canonical,) = [link["href"] for link in tags.all("link") if link.get("rel") == "canonical"]
    assert str(canonical).endswith("/?q=hoi+an&kind=outlet&lang=en")


@pytest.mark.parametrize("path", PAGES)
def test_page_describes_itself_to_who_links_to_it(client: FlaskClient, path: str) -> None:
    meta = {
        tag.get("name") or tag.get("property"): tag
        for tag in Tags(get(client, path).text).all("meta")
    }
    for name in ("description", "og:title", "og:description", "og:url", "og:locale"):
        assert (meta[name]["content"] or "").strip(), name


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", MISSING)
def test_page_that_is_missing_says_so_in_the_language(
    client: FlaskClient, path: str, language: str
) -> None:
    response = get(client, path, language)
    assert response.status_code == 404
    tags = Tags(response.text)
    assert tags.all("html")[0]["lang"] == language
    words = {"vi": "Không có trang này", "en": "This page is not here"}
    assert words[language] in response.text
    assert any(tag.get("name") == "robots" for tag in tags.all("meta"))


@pytest.mark.parametrize("query", ["hoi an", "Hội An", "sa pa", "21.03, 105.85"])
def test_home_with_words_lists_what_the_api_lists_in_its_order(
    client: FlaskClient, query: str
) -> None:
    html = client.get("/", query_string={"q": query}).text
    assert listed(html) == nearest(client, at=query)


def test_home_with_filters_lists_what_the_api_lists(client: FlaskClient) -> None:
    for filters in (
        {"kind": "outlet"},
        {"kind": "village", "craft": "pottery"},
        {"kind": "outlet", "evidence": "direct"},
        {"precision": "exact,street"},
        {"kind": "destination"},
    ):
        html = client.get("/", query_string={"q": "hoi an", **filters}).text
        assert listed(html) == nearest(client, at="hoi an", **filters), filters


def test_home_with_boxes_ticked_twice_takes_both(client: FlaskClient) -> None:
    html = client.get("/?q=hoi+an&kind=outlet&kind=destination&stars=&craft=").text
    assert listed(html) == nearest(client, at="hoi an", kind="outlet,destination")


def test_home_with_parameters_of_others_lets_them_pass(client: FlaskClient) -> None:
    response = client.get("/?q=hoi+an&utm_source=x&fbclid=y")
    assert response.status_code == 200
    assert listed(response.text)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("q=zzqqxx+wwkk", 404),
        ("q=" + "x" * 10_000, 400),
        ("at=999,999", 400),
        ("at=105.85,21.03", 400),
        ("at=nan,nan", 400),
        ("at=here", 400),
        ("k=0", 400),
        ("k=1000000000", 400),
        ("kind=palace", 400),
        ("stars=9", 400),
        ("q=%00", 400),
        ("q=", 200),
        ("q=+++", 200),
        ("at=48.85,2.35", 200),
    ],
)
def test_home_with_a_bad_question_says_what_is_wrong_on_the_page(
    client: FlaskClient, query: str, status: int
) -> None:
    for path in ("/", "/results"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == status
        assert ('role="alert"' in response.text) == (status >= 400)
    assert len(response.data) < 100_000


def test_home_far_outside_says_the_point_is_outside(client: FlaskClient) -> None:
    html = client.get("/?at=48.85,2.35&lang=en").text
    assert "outside Vietnam" in html
    assert len(listed(html)) == 20


def test_home_with_markup_in_its_question_keeps_it_text(client: FlaskClient) -> None:
    html = client.get("/", query_string={"q": "<script>alert(1)</script>zzqq"}).text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;zzqq" in html


def test_results_is_the_list_of_the_page(client: FlaskClient) -> None:
    page, part = client.get("/?q=hoi+an").text, client.get("/results?q=hoi+an")
    assert listed(part.text) == listed(page)
    assert "<html" not in part.text
    assert part.headers["X-Robots-Tag"] == "noindex"
    title = re.search(r"<title>([^<]+)</title>", page)
    assert title is not None
    assert unquote(part.headers["X-Title"]) == title[1]


def test_place_page_says_what_is_known_of_it(client: FlaskClient) -> None:
    html = get(client, "/villages/v-ha-noi-lang-gom-bat-trang").text
    for words in (
        "Làng gốm Bát Tràng",
        "Gốm sứ",
        "gốm sứ gia dụng, trang trí",
        "Vị trí gần đúng: trung tâm xã",
        "Chưa xếp hạng",
        "Huyện Gia Lâm",
        "Chỉ đường",
    ):
        assert words in html
    assert len(listed(html)) == 6
    assert "v-ha-noi-lang-gom-bat-trang" not in listed(html)


def test_place_page_links_to_sources_without_vouching_for_them(client: FlaskClient) -> None:
    tags = Tags(get(client, "/villages/v-ha-noi-lang-gom-bat-trang").text)
    (source,) = [a for a in tags.all("a") if "kyluc.vn" in str(a["href"])]
    assert set(str(source["rel"]).split()) >= {"nofollow", "noopener"}


def test_place_page_marks_vietnamese_in_an_english_page(client: FlaskClient) -> None:
    tags = Tags(get(client, "/villages/v-ha-noi-lang-gom-bat-trang", "en").text)
    languages = {words: language for language, words in tags.words}
    assert languages["Làng gốm Bát Tràng"] == "vi"
    assert languages["Bat Trang pottery village"] == "en"
    assert languages["gốm sứ gia dụng, trang trí"] == "vi"


def test_place_page_under_another_kind_is_missing(client: FlaskClient) -> None:
    assert get(client, "/outlets/v-ha-noi-lang-gom-bat-trang").status_code == 404


def test_every_place_has_a_page_and_none_says_none(app: Flask, client: FlaskClient) -> None:
    records = app.extensions["snapshots"].current().records
    paths = {"outlet": "outlets", "village": "villages", "destination": "destinations"}
    for place, kind in zip(records.ids, records.columns["kind"], strict=True):
        response = client.get(f"/{paths[kind]}/{place}")
        assert response.status_code == 200, place
        assert ">None<" not in response.text, place


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: "-".join(layer))
def test_units_have_pages_that_lead_to_the_other_vintage_and_back(
    app: Flask, client: FlaskClient, layer: Any
) -> None:
    vintage, level = layer
    boundaries = app.extensions["snapshots"].current().locator.boundaries
    codes = boundaries.layer(vintage, level).index
    for code in (codes[0], codes[len(codes) // 2], codes[-1]):
        path = f"/places/{vintage}/{level}/{code}"
        html = get(client, path).text
        title = "Nay thuộc" if vintage == "2025-03-01" else "Hình thành từ"
        assert title in html, path
        found = re.search(rf"{title}</dt>.*?href=\"(/places/[^\"]+)\"", html, re.S)
        assert found is not None, path
        assert not found[1].startswith(f"/places/{vintage}/"), path
        back = get(client, found[1])
        assert back.status_code == 200
        if level != "district":
            assert path in back.text, (path, found[1])


def test_unit_page_of_a_split_commune_gives_the_shares(app: Flask, client: FlaskClient) -> None:
    locator = app.extensions["snapshots"].current().locator
    communes = locator.boundaries.layer("2025-03-01", "commune").index
    split = next(code for code in communes if len(locator.crosswalk.successors(code)) > 1)
    html = get(client, f"/places/2025-03-01/commune/{split}").text
    for code, share in locator.crosswalk.successors(split):
        assert f"/places/2025-07-01/commune/{code}" in html
        assert f"{round(share * 100)} %" in html


def test_unit_page_counts_the_places_of_the_unit(app: Flask, client: FlaskClient) -> None:
    places = app.extensions["snapshots"].current().locator.places
    there = places[places["province_2025_07_01"] == "48"]["kind"].value_counts()
    html = get(client, "/places/2025-07-01/province/48", "en").text
    assert f"{there['outlet']} OCOP outlets" in html
    assert f"{there['village']} craft villages" in html


def test_about_names_what_attribution_is_owed_to(client: FlaskClient) -> None:
    html = get(client, "/about", "en").text
    for name in ("GeoNames", "CC BY 4.0", "ODbL", "Wikidata", "Natural Earth", "vietnamadminunits"):
        assert name in html


def test_tiles_when_set_are_the_base_map_with_their_words(made: Callable[..., Flask]) -> None:
    address = "https://tile.example.org/{z}/{x}/{y}.png"
    app = made(TILES=address, TILES_ATTRIBUTION="Tiles by Example")
    response = app.test_client().get("/")
    assert address in response.text
    assert "Tiles by Example" in response.text
    assert "https://tile.example.org" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("metres", "vi", "en"),
    [
        (0.0, "0 m", "0 m"),
        (994.0, "990 m", "990 m"),
        (996.0, "1,0 km", "1.0 km"),
        (9_949.0, "9,9 km", "9.9 km"),
        (9_951.0, "10 km", "10 km"),
        (1_234_567.0, "1.235 km", "1,235 km"),
    ],
)
def test_distance_words_by_locale_are_as_fine_as_they_are_worth(
    app: Flask, metres: float, vi: str, en: str
) -> None:
    for language, words in (("vi", vi), ("en", en)):
        with app.test_request_context(f"/?lang={language}"):
            assert distance_words(metres) == words
            assert distance_words(metres, approximate=True) == f"~{words}"


def test_bearing_words_turn_with_the_compass(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert [bearing_words(degrees) for degrees in (0, 44, 90, 181, 338, 359.9)] == [
            "north",
            "north-east",
            "east",
            "south",
            "north",
            "north",
        ]


def test_about_says_how_accurate_the_outlines_are_and_when_others_were_imported(
    store_copy: Path,
) -> None:
    app = create_app({"STORE": str(store_copy), "TESTING": True})
    html = app.test_client().get("/about?lang=en").text.replace("\xa0", " ")
    assert measured()
    for one in measured():
        assert f"<td>{100 * one.share:.1f} %</td>" in html
    store = open_store(store_copy)
    store.write({}, metadata={"outlines_district_2025_03_01": "districts.gpkg, imported today"})
    app = create_app({"STORE": str(store_copy), "TESTING": True})
    html = app.test_client().get("/about?lang=en").text
    assert "Districts, before 1 July 2025: districts.gpkg, imported today" in html
    assert "Some were imported" in html
