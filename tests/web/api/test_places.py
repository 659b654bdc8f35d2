import pytest


def pages(client, address):
    """Every page from the first, by the `next` links."""
    while address:
        got = client.get(address)
        assert got.status_code == 200, got.text
        page = got.get_json(force=True)
        yield page
        links = [link["href"] for link in page["links"] if link["rel"] == "next"]
        address = links[0] if links else None


def test_places_by_pages_are_all_places_once(client, locator):
    found = list(pages(client, "/api/places?limit=97"))
    ids = [feature["id"] for page in found for feature in page["features"]]
    assert ids == sorted(locator.places["id"])
    assert {page["numberMatched"] for page in found} == {len(ids)}
    assert all(page["numberReturned"] == len(page["features"]) for page in found)


def test_places_next_link_keeps_the_filters(client, locator):
    found = list(pages(client, "/api/places?limit=10&kind=village&province=01&lang=en"))
    chosen = locator.places.query("kind == 'village' and province_2025_07_01 == '01'")
    assert len(found) > 1
    ids = [feature["id"] for page in found for feature in page["features"]]
    assert ids == sorted(chosen["id"])


def test_places_in_a_box_are_those_inside(ask, locator):
    answer = ask("/api/places", bbox="105.7,20.9,106.0,21.2", limit=1000)
    inside = locator.places.query("105.7 <= lon <= 106.0 and 20.9 <= lat <= 21.2")
    assert [feature["id"] for feature in answer["features"]] == sorted(inside["id"])
    assert answer["numberMatched"] == len(inside)


def test_place_says_what_is_known(ask, locator):
    row = locator.places[locator.places["kind"] == "outlet"].iloc[0]
    answer = ask(f"/api/places/{row['id']}")
    known = answer["properties"]
    assert (answer["type"], answer["id"]) == ("Feature", row["id"])
    assert answer["geometry"]["coordinates"] == [row["lon"], row["lat"]]
    assert (known["kind"], known["name"], known["evidence"]) == (
        "outlet",
        row["name"],
        row["evidence"],
    )
    assert known["units"]["2025-03-01"]["province"] == row["province_2025_03_01"]
    assert known["path"] == f"/outlets/{row['id']}"
    assert known["unit_names"].keys() == known["units"].keys()


def test_place_in_a_split_commune_gives_candidates_not_a_pick(ask, locator):
    column = "commune_2025_07_01_candidates"
    split = locator.places[locator.places[column].notna()]
    assert len(split)
    for place in split["id"]:
        known = ask(f"/api/places/{place}")["properties"]
        candidates = known["unit_candidates"]["2025-07-01"]["commune"]
        assert len(candidates) > 1
        assert sum(one["share"] for one in candidates) == pytest.approx(1, abs=0.01)
        assert "commune" not in known["units"]["2025-07-01"]


def test_place_labels_its_category_in_the_readers_language(ask):
    path = "/api/places/v-ha-noi-lang-gom-bat-trang"
    assert ask(path, lang="vi")["properties"]["category_label"] == "Gốm sứ"
    assert ask(path, lang="en")["properties"]["category_label"] == "Pottery"


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/api/places/no-such-place", {}, 404, "unknown-place"),
        ("/api/places/<script>", {}, 404, "unknown-place"),
        ("/api/places", {"bbox": "1,2,3"}, 400, "invalid-bbox"),
        ("/api/places", {"bbox": "106,21,105,22"}, 400, "invalid-bbox"),
        ("/api/places", {"limit": 0}, 400, "invalid-parameter"),
        ("/api/places", {"limit": 10**9}, 400, "invalid-parameter"),
        ("/api/places", {"offset": 5}, 400, "unknown-parameter"),
    ],
)
def test_places_with_bad_input_are_refused(ask, path, query, status, code):
    assert ask(path, answers=status, **query)["code"] == code


def test_places_from_a_cursor_beyond_all_are_none(ask):
    answer = ask("/api/places", cursor="zzzz")
    assert (answer["features"], answer["links"]) == ([], [])
