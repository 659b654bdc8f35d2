import pytest


def test_clusters_hold_every_place_once_at_any_zoom(ask, locator):
    for zoom in (0, 5, 9, 14, 22):
        answer = ask("/api/clusters", zoom=zoom, bbox="-180,-90,180,90")
        counts = [feature["properties"]["count"] for feature in answer["features"]]
        assert sum(counts) == answer["numberMatched"] == len(locator.places)


def test_clusters_count_by_kind(ask, locator):
    kinds: dict[str, int] = {}
    for feature in ask("/api/clusters", zoom=6)["features"]:
        known = feature["properties"]
        single = {known.get("kind"): 1} if not known["cluster"] else known["kinds"]
        for kind, count in single.items():
            kinds[kind] = kinds.get(kind, 0) + count
    assert kinds == locator.places["kind"].value_counts().to_dict()


@pytest.mark.parametrize("zoom", [6, 9, 12])
def test_clusters_stay_when_the_map_is_panned(ask, zoom):
    whole = {one["id"]: one for one in ask("/api/clusters", zoom=zoom)["features"]}
    seen = set()
    for west in (102, 104.3, 105.71, 106.9, 108.8):
        box = f"{west},8,{west + 2.6},24"
        for feature in ask("/api/clusters", zoom=zoom, bbox=box)["features"]:
            assert feature == whole[feature["id"]]
            seen.add(feature["id"])
    assert len(seen) > len(whole) / 2


def test_clusters_with_a_filter_are_of_what_passes(ask, locator):
    answer = ask("/api/clusters", zoom=8, kind="village", craft="pottery")
    due = locator.places.query("kind == 'village' and category == 'pottery'")
    assert answer["numberMatched"] == len(due)
    assert sum(one["properties"]["count"] for one in answer["features"]) == len(due)


def test_cluster_that_no_zoom_parts_names_its_places(ask, locator):
    together = locator.places.groupby(["lon", "lat"]).size().max()
    assert together > 1
    answer = ask("/api/clusters", zoom=22)
    clusters = [one["properties"] for one in answer["features"] if one["properties"]["cluster"]]
    assert max(one["count"] for one in clusters) == together
    for one in clusters:
        assert len(one["places"]) == min(one["count"], 50)
        assert all({"id", "kind", "name", "precision"} <= place.keys() for place in one["places"])


@pytest.mark.parametrize("query", [{}, {"zoom": -1}, {"zoom": 23}, {"zoom": 5, "bbox": "x"}])
def test_clusters_with_bad_input_are_refused(ask, query):
    assert ask("/api/clusters", answers=400, **query)["description"]
