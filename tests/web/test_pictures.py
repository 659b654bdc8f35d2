"""Pictures for sharing: their form, what is in them, and that each page names its own."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from geo.coordinates import LonLat
from web import sharing_pictures
from web.lettering import FACES, FINER, length, runs, wrapped
from web.maps import ARCHIPELAGOS
from web.pictures import COUNTRY
from web.sharing_pictures import COLOURS, SIZE, Projection, view_of
from web.vendor import VENDOR

pytestmark = pytest.mark.skipif(
    not VENDOR.exists(), reason="no front-end packages: npm ci && python -m web.vendor"
)
PAGES = (
    "/",
    "/about",
    "/outlets/ag-chau-doc-tu-son",
    "/villages/v-ha-noi-lang-gom-bat-trang",
    "/products/p-ha-noi-bo-bat-dia-gom-su-hoa-sen-do",
    "/places/2025-03-01/district/018",
    "/routes/dau-chan-lang-co-bat-trang",
)


def opened(client: FlaskClient, path: str) -> Image.Image:
    got = client.get(path)
    assert got.status_code == 200
    assert got.mimetype == "image/png"
    return Image.open(io.BytesIO(got.data)).convert("RGB")


@pytest.mark.parametrize("path", PAGES)
def test_page_names_a_picture_that_is_there_in_the_size_it_says(
    client: FlaskClient, path: str
) -> None:
    html = client.get(f"{path}?lang=vi").text
    found = dict(re.findall(r'<meta property="(og:image[^"]*)" content="([^"]+)">', html))
    picture = opened(client, found["og:image"].removeprefix("http://localhost"))
    assert picture.size == (int(found["og:image:width"]), int(found["og:image:height"])) == SIZE
    assert found["og:image:alt"]


def test_picture_known_already_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get("/pictures/vietnam.png").headers["ETag"]
    again = client.get("/pictures/vietnam.png", headers={"If-None-Match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/places/none.png",
        "/pictures/products/none.png",
        "/pictures/routes/none.png",
        "/pictures/units/2025-07-01/commune/none.png",
        "/pictures/units/2025-07-01/district/001.png",
    ],
)
def test_picture_of_nothing_is_missing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
def test_picture_of_the_country_names_both_archipelagos_in_vietnamese(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    written = []
    write = sharing_pictures.write

    def noted(draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, *rest: object) -> None:
        written.append((text, at))
        write(draw, at, text, 17, 400, COLOURS["label"])

    monkeypatch.setattr(sharing_pictures, "write", lambda d, at, t, *r, **_: noted(d, at, t, *r))
    monkeypatch.setattr("web.pictures.KEPT", 1)
    other = {"vi": "en", "en": "vi"}[language]
    client.get(f"/pictures/vietnam.png?lang={other}")
    client.get(f"/pictures/vietnam.png?lang={language}")
    words = {text for text, _ in written}
    assert {label.words for label in ARCHIPELAGOS} <= words


def test_picture_of_the_country_has_both_archipelagos_inside_its_map() -> None:
    seen = Projection(*COUNTRY, 0.0, 660 * FINER, 630 * FINER)
    for label in ARCHIPELAGOS:
        ((x, y),) = seen.points(np.array([label.at]))
        assert 0 < x < seen.width
        assert 0 < y < seen.height


def test_picture_marks_the_place_in_the_colour_of_its_kind(client: FlaskClient) -> None:
    picture = opened(client, "/pictures/places/v-ha-noi-lang-gom-bat-trang.png")
    map_part = np.asarray(picture)[:, 540:].reshape(-1, 3).astype(int)
    green = np.array([int(COLOURS["village"][i : i + 2], 16) for i in (1, 3, 5)])
    assert (np.abs(map_part - green).max(axis=1) < 12).sum() > 200


def test_picture_of_a_route_draws_its_line_within_the_map(client: FlaskClient) -> None:
    picture = opened(client, "/pictures/routes/dau-chan-lang-co-bat-trang.png")
    red = np.array([int(COLOURS["way"][i : i + 2], 16) for i in (1, 3, 5)])
    seen = np.abs(np.asarray(picture).astype(int) - red).max(axis=2) < 12
    rows, columns = np.nonzero(seen)
    assert len(rows) > 1_000
    assert 540 + 30 < columns.min() < columns.max() < 1_200 - 30
    assert 30 < rows.min() < rows.max() < 630 - 30


@pytest.mark.parametrize(
    "positions",
    [[[105.0, 21.0], [107.0, 21.0]], [[105.8, 8.6], [105.3, 23.3]], [[105.8, 21.0]]],
)
def test_view_of_positions_has_all_of_them_inside_the_map(positions: list[list[float]]) -> None:
    seen = Projection(*view_of(np.array(positions)), 0.0, 660 * FINER, 630 * FINER)
    points = seen.points(np.array(positions))
    assert (points > 0).all()
    assert (points < [seen.width, seen.height]).all()
    assert np.allclose((points.min(0) + points.max(0)) / 2, [seen.width / 2, seen.height / 2])


def test_projection_puts_the_centre_in_the_middle_and_north_up() -> None:
    seen = Projection(LonLat(106, 16), 8, 0.0, 200.0, 100.0)
    (middle, north, east) = seen.points(np.array([[106, 16], [106, 16.1], [106.1, 16]]))
    assert middle.tolist() == [100.0, 50.0]
    assert north[1] < 50 < 100 < east[0]


def test_runs_of_any_vietnamese_text_are_in_a_font_that_has_their_letters() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib", reason="no fontTools to read the font with")

    has = {subset: set(ttlib.TTFont(faces[400]).getBestCmap()) for subset, faces in FACES.items()}
    text = (
        "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏ"
        "ỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ – · “Tiếng Việt” 100 % (5 km)"
    )
    for subset, piece in runs(text):
        assert {ord(letter) for letter in piece} <= has[subset], piece


def test_wrapped_keeps_every_word_within_the_room() -> None:
    text = "Điểm giới thiệu và bán sản phẩm OCOP gắn với du lịch làng nghề Bát Tràng"
    lines = list(wrapped(text, 40, 600, 700.0))
    assert " ".join(lines) == text
    assert len(lines) > 2
    assert all(length(line, 40, 600) <= 700 for line in lines)
