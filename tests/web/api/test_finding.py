import pytest


@pytest.mark.parametrize("text", ["Hội An", "hoi an", "HCM", "bat trang"])
def test_suggest_gives_labels_types_and_positions(ask, text):
    answer = ask("/api/suggest", q=text, limit=5)
    assert answer["query"] == text
    assert 0 < len(answer["suggestions"]) <= 5
    for one in answer["suggestions"]:
        assert {"label", "type", "vintage", "lat", "lon"} <= one.keys()
        assert ("id" in one) != ("code" in one)


def test_geocode_of_an_address_gives_units_of_both_vintages(ask):
    answer = ask("/api/geocode", q="số 5, phường Vạn Phúc, quận Hà Đông, Hà Nội")
    best = answer["results"][0]
    due = {"label", "lat", "lon", "precision", "confidence", "units", "candidates"}
    assert due <= best.keys()
    assert best["units"]["2025-03-01"]["district"] == "268"
    assert 0 <= best["confidence"] <= 1


def test_geocode_of_nothing_known_is_an_empty_list(ask):
    assert ask("/api/geocode", q="Xyzzy Qwfp")["results"] == []


def test_locate_in_hanoi_gives_codes_and_names_of_both_vintages(ask):
    answer = ask("/api/locate", lat=21.0285, lon=105.8542)
    assert answer["units"]["2025-07-01"]["province"] == "01"
    assert set(answer["units"]["2025-03-01"]) == {"province", "district", "commune"}
    assert set(answer["units"]["2025-07-01"]) == {"province", "commune"}
    assert answer["names"]["2025-03-01"]["province"] == "Hanoi"
    vietnamese = ask("/api/locate", lat=21.0285, lon=105.8542, lang="vi")
    assert vietnamese["names"]["2025-03-01"]["province"] == "Thành phố Hà Nội"


@pytest.mark.parametrize(("lat", "lon"), [(48.85, 2.35), (0, 0), (-90, 180), (19, 108.9)])
def test_locate_outside_vietnam_has_no_units(ask, lat, lon):
    answer = ask("/api/locate", lat=lat, lon=lon)
    assert (answer["units"], answer["names"]) == ({}, {})


@pytest.mark.parametrize("path", ["/api/suggest", "/api/geocode"])
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, "missing-parameter"),
        ({"q": ""}, "empty-parameter"),
        ({"q": " \t "}, "empty-parameter"),
        ({"q": "ă" * 10_240}, "invalid-parameter"),
        ({"q": "Hà\x00Nội"}, "invalid-parameter"),
        ({"q": "Huế", "text": "Huế"}, "unknown-parameter"),
    ],
)
def test_finding_with_bad_input_is_refused(ask, path, query, code):
    assert ask(path, answers=400, **query)["code"] == code


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "'; DROP TABLE outlets; --", "🏞️", "\u202e", "%", "…"]
)
def test_finding_of_odd_text_answers_with_data(ask, text):
    assert ask("/api/suggest", q=text)["query"] == text.strip()
    assert ask("/api/geocode", q=text)["query"] == text.strip()


@pytest.mark.parametrize("query", [{"lat": 21}, {"lon": 105}, {"lat": 105.85, "lon": 21.03}])
def test_locate_with_bad_input_is_refused(ask, query):
    assert ask("/api/locate", answers=400, **query)["description"]


def test_suggest_with_also_has_crafts_and_products_among_the_rest(ask):
    def types(**query):
        return {
            one["type"] for one in ask("/api/suggest", q="gom", limit=20, **query)["suggestions"]
        }

    assert not types() & {"craft", "product"}
    assert {"craft", "village"} <= types(also="craft")
    assert "product" not in types(also="craft")
    assert {"craft", "product"} <= types(also="craft,product")
    ask("/api/suggest", q="gom", also="units", answers=400)


def test_suggest_with_also_is_no_longer_than_asked_and_best_first(ask):
    found = ask("/api/suggest", q="gom su", also="craft,product", limit=3)["suggestions"]
    assert len(found) == 3
    assert (found[0]["type"], found[0]["id"]) == ("craft", "pottery")
