"""What a question needs, of one data version."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from geo import distance
from geo.coordinates import LonLat
from geo.errors import InvalidPositionError, PlaceNotFoundError, StoreError, UnknownPlaceError
from geo.locator import Locator
from geo.storage import open_store
from geo.vintages import UNIT_COLUMNS, Level, Vintage
from tests.geo.storage.samples import villages

HOI_AN = LonLat(108.3380, 15.8801)


def test_load_takes_the_places_of_all_kinds_in_one_frame(locator: Locator) -> None:
    store_of = locator.places["kind"].value_counts()
    assert set(store_of.index) == {"outlet", "village", "destination"}
    assert locator.places.crs == "EPSG:4326"
    assert locator.places.index.equals(np.arange(len(locator.places))) or (
        locator.places.index.tolist() == list(range(len(locator.places)))
    )
    assert locator.places["id"].is_unique
    assert {"evidence", "products", *UNIT_COLUMNS} <= set(locator.places.columns)


def test_load_is_quick_enough_for_a_worker(built_store: Path) -> None:
    started = time.process_time()
    Locator.load(open_store(built_store))
    # 2 s on a free core; process time, as others are at work on this machine too.
    assert time.process_time() - started < 4


def test_load_of_store_without_layers_says_what_would_do(tmp_path: Path) -> None:
    store = open_store(tmp_path / "locator.gpkg")
    store.write({"villages": villages("Thanh Hà")})
    with pytest.raises(StoreError, match=r"lacks .*outlets.*python -m geo build"):
        Locator.load(store)


def test_load_after_change_is_of_the_new_version_and_the_old_stays(store_copy: Path) -> None:
    store = open_store(store_copy)
    before = Locator.load(store)
    count = len(before.places)
    store.write({"villages": store.read("villages").iloc[:-1]})
    after = Locator.load(store)
    assert before.data_version != after.data_version == store.version()
    assert (len(before.places), len(after.places)) == (count, count - 1)


@pytest.mark.parametrize("only", [{}, {"kind": "outlet"}, {"kind": ("village",), "stars": [3, 4]}])
def test_nearest_equals_brute_force_over_what_counts(
    locator: Locator, only: dict[str, object]
) -> None:
    near = locator.nearest(HOI_AN, 7, **only)
    places = locator.places
    counts = np.ones(len(places), dtype=bool)
    for column, value in only.items():
        wanted = value if isinstance(value, list | tuple) else [value]
        cells = places[column].astype(object).fillna("none").tolist()
        counts &= np.array([cell in wanted for cell in cells])
    metres, _ = distance.inverse(
        *HOI_AN, places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    )
    rows = np.flatnonzero(counts)
    expected = rows[np.lexsort((rows, metres[rows]))][:7]
    assert near.index.tolist() == expected.tolist()
    assert near["distance_m"].is_monotonic_increasing


def test_nearest_by_name_is_nearest_by_what_it_finds(locator: Locator) -> None:
    at = locator.find("hoi an").at
    assert distance.between(at, HOI_AN) < 10_000
    assert locator.nearest("hoi an", 3).equals(locator.nearest(at, 3))


def test_nearest_within_radius_has_none_beyond(locator: Locator) -> None:
    assert (locator.nearest(HOI_AN, 500, within_m=20_000)["distance_m"] <= 20_000).all()
    assert len(locator.nearest(LonLat(0, 0), 5, within_m=1)) == 0


def test_find_of_written_position_asks_no_geocoder(locator: Locator) -> None:
    found = locator.find("15.8801, 108.3380")
    assert found.at == HOI_AN
    assert found.result is None


def test_find_of_swapped_position_says_so(locator: Locator) -> None:
    with pytest.raises(InvalidPositionError, match="swapped"):
        locator.find("108.3380, 15.8801")


@pytest.mark.parametrize("text", ["", "zzzz qqqq xxxx", "<script>alert(1)</script>"])
def test_find_of_nothing_known_says_so(locator: Locator, text: str) -> None:
    with pytest.raises(PlaceNotFoundError, match="another spelling"):
        locator.find(text)


def test_place_gives_the_row_of_an_id(locator: Locator) -> None:
    place_id = locator.places["id"].iloc[5]
    assert locator.place(place_id)["name"] == locator.places["name"].iloc[5]


def test_place_of_unknown_id_says_so(locator: Locator) -> None:
    with pytest.raises(UnknownPlaceError, match="'v-nowhere'"):
        locator.place("v-nowhere")


def test_places_codes_are_units_of_their_layer(locator: Locator) -> None:
    for vintage in Vintage:
        for level in vintage.levels:
            codes = locator.places[f"{level}_{vintage.replace('-', '_')}"].dropna()
            assert codes.isin(locator.boundaries.layer(vintage, level).index).all()
            if level is Level.PROVINCE:
                assert len(codes) == len(locator.places)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("Vĩnh Long", 105.97, 10.25),
        ("Cần Thơ", 105.79, 10.03),
        ("Bắc Ninh", 106.06, 21.19),  # the town of that name, not the reformed province's middle
        ("Lâm Đồng", 108.44, 11.94),
        ("thành phố Vĩnh Long", 105.97, 10.25),
        ("Sa Pa", 103.84, 22.33),
    ],
)
def test_stop_at_a_province_or_district_is_its_town(
    locator: Locator, text: str, lon: float, lat: float
) -> None:
    at = locator.stop(text).at
    assert at == pytest.approx((lon, lat), abs=0.03)


def test_stop_at_a_place_is_that_place(locator: Locator) -> None:
    assert locator.stop("Bát Tràng").at == locator.find("Bát Tràng").at
    assert locator.stop("21.03, 105.85").at == (105.85, 21.03)


def test_every_province_has_a_town(locator: Locator) -> None:
    for vintage in Vintage:
        for name in locator.boundaries.layer(vintage, Level.PROVINCE)["short_name"]:
            assert name in locator._towns


def test_load_beside_a_previous_one_takes_over_what_is_the_same(store_copy: Path) -> None:
    store = open_store(store_copy)
    before = Locator.load(store).ready()
    villages = store.read("villages").iloc[1:].reset_index(drop=True)
    store.write({"villages": villages})
    after, afresh = Locator.load(store, previous=before).ready(), Locator.load(store).ready()
    assert after.data_version == afresh.data_version != before.data_version
    assert after.boundaries is before.boundaries
    assert after.networks is before.networks
    assert after.gazetteer is not before.gazetteer
    assert len(after.places) == len(before.places) - 1
    gone = before.places["name"][before.places["kind"] == "village"].iloc[0]
    kept = villages["name"].tolist()
    for text in [gone, *kept[::20], "Hội An", "phường Vạn Phúc, quận Hà Đông", "Bát Tràng, Hà Nội"]:
        assert after.gazetteer.suggest(text) == afresh.gazetteer.suggest(text)
        assert after.geocoder.geocode(text) == afresh.geocoder.geocode(text)


def test_load_beside_a_previous_one_makes_anew_what_has_changed(store_copy: Path) -> None:
    store = open_store(store_copy)
    before = Locator.load(store).ready()
    nodes = store.read("road_nodes")
    renamed = store.read("unit_aliases").iloc[1:].reset_index(drop=True)
    store.write({"road_nodes": nodes.assign(name=nodes["name"] + "."), "unit_aliases": renamed})
    after = Locator.load(store, previous=before).ready()
    assert after.networks is not before.networks
    assert after.gazetteer.names is not before.gazetteer.names
    assert after.geocoder._reader is not before.geocoder._reader
    assert after.boundaries is before.boundaries
