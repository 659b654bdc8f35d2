"""Doubles, confirmations and certificates of published places."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from pyproj import Geod

from geo.errors import ConflictError, InvalidParameterError, UnknownPlaceError
from geo.history import change_named, undo
from geo.stewardship import confirm_places, doubles, lapsing, merge, to_confirm
from geo.storage import Store, open_store
from geo.text import fold
from tests.geo.storage.samples import villages


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Five villages: two of one name 80 m apart, one of that name and commune at its centre."""
    frame = villages("Gốm Thanh Hà", "GOM THANH HA", "Gốm  Thanh Hà", "Chu Đậu", "Chu Đậu")
    frame = frame.assign(
        lon=[108.3, 108.3007, 108.31, 106.0, 109.0],
        lat=15.88,
        precision=["exact", "street", "commune", "exact", "exact"],
        commune_2025_03_01=["20416", "20416", "20416", "1", "2"],
        address=["Phạm Phán", None, None, "Thôn 1", "Thôn 2"],
        source_url=["https://a.vn/1", "https://b.vn/2 ; https://a.vn/1", None, "sổ", "sổ"],
        confirmed_on=["2024", "2025-03-01", None, "2023-05", None],
        opening_hours=[None, "Mo-Su 08:00-17:00", None, None, None],
        status=["open", "unknown", "unknown", "open", "closed"],
    )
    from geopandas import points_from_xy

    frame = frame.set_geometry(points_from_xy(frame["lon"], frame["lat"]), crs=4326)
    store = open_store(tmp_path / "locator.gpkg")
    store.write({"villages": frame})
    return store


def test_doubles_say_what_agrees_and_leave_out_one_name_far_apart(store: Store) -> None:
    found = doubles(store.read("villages"))
    assert [(one.first, one.second, one.reasons) for one in found] == [
        ("v-0", "v-2", ("name", "commune")),
        ("v-1", "v-2", ("name", "commune")),
        ("v-0", "v-1", ("name", "near")),
    ]
    assert found[2].distance_m == pytest.approx(75, abs=2)


def test_doubles_of_the_built_store_are_those_of_all_pairs(built_store: Path) -> None:
    places = open_store(built_store).read("outlets")
    rows = places.to_dict("records")
    geod, expected = Geod(ellps="WGS84"), set()
    for a, b in combinations(rows, 2):
        reasons = [fold(a["name"]) == fold(b["name"])]
        texts = [fold(one["address"]) if isinstance(one["address"], str) else "" for one in (a, b)]
        reasons.append(texts[0] == texts[1] != "")
        if all(one["precision"] in ("exact", "street") for one in (a, b)):
            reasons.append(geod.inv(a["lon"], a["lat"], b["lon"], b["lat"])[2] <= 150)
        else:
            codes = [
                one["commune_2025_03_01"] if isinstance(one["commune_2025_03_01"], str)
                else one["commune_2025_07_01"] for one in (a, b)
            ]  # fmt: skip
            reasons.append(isinstance(codes[0], str) and codes[0] == codes[1])
        if sum(reasons) >= 2:
            expected.add((a["id"], b["id"]))
    assert {(one.first, one.second) for one in doubles(places)} == expected


def test_merge_keeps_the_best_of_both_as_one_change(store: Store) -> None:
    version = store.version()
    done = merge(store, "villages", "v-0", "v-1", who="An", why="một nơi")
    assert (done.operation, done.changed, done.removed, done.who) == ("merge", 1, 1, "An")
    (kept,) = store.read("villages", equal={"id": "v-0"}).to_dict("records")
    assert kept["name"] == "Gốm Thanh Hà"
    assert kept["opening_hours"] == "Mo-Su 08:00-17:00"
    assert kept["source_url"] == "https://a.vn/1 ; https://b.vn/2"
    assert kept["confirmed_on"] == "2025-03-01"
    assert (kept["lon"], kept["precision"]) == (108.3, "exact")
    undo(store, done.id, who="An")
    assert store.version() == version


def test_merge_into_a_place_without_a_position_takes_the_others(store: Store) -> None:
    merge(store, "villages", "v-2", "v-1", who="An")
    (kept,) = store.read("villages", equal={"id": "v-2"}).to_dict("records")
    assert (kept["lon"], kept["precision"]) == (108.3007, "street")
    assert kept["geometry"].x == 108.3007


def test_merge_of_a_place_that_a_route_stops_at_asks_for_the_other_way(store_copy: Path) -> None:
    store = open_store(store_copy)
    villages, stops = store.read("villages")["id"], store.read("routes")["place_id"]
    stop, other = stops[stops.isin(villages)].iloc[0], villages[~villages.isin(stops)].iloc[0]
    version = store.version()
    with pytest.raises(ConflictError, match="a route stops at"):
        merge(store, "villages", other, stop, who="An")
    assert store.version() == version


def test_merge_of_places_that_are_not_there_is_refused(store: Store) -> None:
    with pytest.raises(UnknownPlaceError, match="no place 'zzz'"):
        merge(store, "villages", "v-0", "zzz", who="An")
    with pytest.raises(InvalidParameterError, match="with itself"):
        merge(store, "villages", "v-0", "v-0", who="An")


def test_to_confirm_asks_for_the_oldest_first_and_never_for_the_closed(store: Store) -> None:
    queue = to_confirm(store, kinds=["villages"])
    assert [one.id for one in queue] == ["v-2", "v-3", "v-0", "v-1"]
    assert [one.id for one in to_confirm(store, kinds=["villages"], before=date(2024, 1, 1))] == [
        "v-2",
        "v-3",
        "v-0",
    ]
    with pytest.raises(InvalidParameterError, match="'shops'"):
        to_confirm(store, kinds=["shops"])


def test_confirm_places_moves_them_to_the_end_of_the_queue(store: Store) -> None:
    done = confirm_places(store, "villages", ["v-2", "v-3"], who="An", on=date(2026, 1, 2))
    assert done is not None
    assert (done.operation, done.changed) == ("confirm", 2)
    assert [one.id for one in to_confirm(store, kinds=["villages"])] == ["v-0", "v-1", "v-2", "v-3"]
    again = confirm_places(store, "villages", ["v-2"], who="An", on=date(2026, 1, 2))
    assert again is None
    confirm_places(store, "villages", ["v-2"], who="An", status="closed", on=date(2026, 1, 3))
    assert [one.id for one in to_confirm(store, kinds=["villages"])] == ["v-0", "v-1", "v-3"]
    assert change_named(store, done.id) == done
    with pytest.raises(UnknownPlaceError, match="'zzz'"):
        confirm_places(store, "villages", ["zzz"], who="An")


def test_lapsing_certificates_are_those_whose_last_day_comes(built_store: Path) -> None:
    store, today = open_store(built_store), date(2025, 6, 1)
    found = lapsing(store, today, within_days=365)
    products = store.read("products")
    ends = products["expires_on"].dropna()
    begins = ends.map(lambda text: (text + "-01-01")[:10])
    assert len(found) == (begins <= "2026-06-01").sum() > 0
    assert (
        found == sorted(found, key=lambda one: (one.expires_on[:4], one.product))
        or len({len(one.expires_on) for one in found}) > 1
    )
    assert {one.state for one in found} <= {"expired", "lapsing", "valid"}
    here = [one for one in found if one.province == found[0].province]
    assert lapsing(store, today, within_days=365, provinces=[str(found[0].province)]) == here
