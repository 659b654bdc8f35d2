"""What holds of every store (`geo.storage.Store`)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from geopandas import GeoDataFrame
from pandas.testing import assert_frame_equal

from geo import schema
from geo.errors import MissingCrsError, SchemaError, StoreError
from geo.storage import Store, open_store
from tests.geo.storage.samples import crosswalk, villages


def test_version_without_store_says_how_to_build(store: Store) -> None:
    with pytest.raises(StoreError, match="python -m geo build"):
        store.version()


def test_read_after_write_gives_the_same_rows_in_their_order(store: Store) -> None:
    written = villages("Thanh Hà", "Bát Tràng", "Phước Tích <script>", 'Chu "Đậu"')
    store.write({"villages": written})
    read = store.read("villages")
    assert isinstance(read, GeoDataFrame)
    assert read.crs == "EPSG:4326"
    assert_frame_equal(read, schema.conform("villages", written))
    assert read["stars"].isna().tolist() == [False, True, False, True]


def test_read_of_attribute_layer_is_a_plain_frame(store: Store) -> None:
    store.write({"crosswalk": crosswalk(("00001", "00004"))})
    read = store.read("crosswalk")
    assert not isinstance(read, GeoDataFrame)
    assert read.to_dict("records") == [
        {"old_code": "00001", "new_code": "00004", "share": 1.0, "default": True}
    ]


def test_read_of_layer_without_rows_keeps_its_columns(store: Store) -> None:
    store.write({"villages": villages("Thanh Hà").iloc[:0]})
    read = store.read("villages")
    assert len(read) == 0
    assert_frame_equal(read, schema.conform("villages", villages("Thanh Hà").iloc[:0]))


def test_read_of_other_layer_lists_those_there_are(store: Store) -> None:
    store.write({"crosswalk": crosswalk(("00001", "00004"))})
    with pytest.raises(StoreError, match=r"no layer 'villages'.*crosswalk"):
        store.read("villages")


def test_write_of_some_layers_leaves_the_others(store: Store) -> None:
    store.write({"villages": villages("Thanh Hà")}, metadata={"built_from": "abc"})
    store.write({"crosswalk": crosswalk(("00001", "00004"))})
    assert store.layers() == ("crosswalk", "villages")
    assert store.read("villages")["name"].tolist() == ["Thanh Hà"]
    assert store.metadata()["built_from"] == "abc"


def test_write_replaces_a_layer_whole(store: Store) -> None:
    store.write({"villages": villages("Thanh Hà", "Bát Tràng", "Phù Lãng")})
    store.write({"villages": villages("Chu Đậu")})
    assert store.read("villages")["name"].tolist() == ["Chu Đậu"]


def test_write_twice_of_the_same_data_keeps_the_version(
    store: Store, open_again: Callable[[], Store]
) -> None:
    first = store.write({"villages": villages("Thanh Hà", "Bát Tràng")})
    again = open_again().write({"villages": store.read("villages")})
    assert again == first == store.version() == open_again().version()


def test_write_of_other_data_changes_the_version_and_back(store: Store) -> None:
    first = store.write({"villages": villages("Thanh Hà", "Bát Tràng")})
    moved = villages("Thanh Hà", "Bát Tràng")
    moved.geometry = moved.translate(1e-9)
    versions = {
        first,
        store.write({"villages": villages("Thanh Hà", "Bát Trang")}),
        store.write({"villages": villages("Bát Tràng", "Thanh Hà")}),
        store.write({"villages": moved}),
        store.write({"crosswalk": crosswalk(("00001", "00004"))}),
    }
    assert len(versions) == 5
    assert store.write({"villages": villages("Thanh Hà", "Bát Tràng")}) not in versions - {first}


def test_write_refused_for_one_layer_writes_none(store: Store) -> None:
    version = store.write({"villages": villages("Thanh Hà")})
    bad = crosswalk(("00001", "00004")).drop(columns="share")
    with pytest.raises(SchemaError, match="lacks the columns share"):
        store.write({"villages": villages("Chu Đậu"), "crosswalk": bad})
    assert store.version() == version
    assert store.layers() == ("villages",)


def test_write_without_crs_is_refused(store: Store) -> None:
    with pytest.raises(MissingCrsError, match="no CRS"):
        store.write({"villages": villages("Thanh Hà").set_crs(None, allow_override=True)})


def test_write_in_another_crs_is_stored_in_wgs84(store: Store) -> None:
    store.write({"villages": villages("Thanh Hà").to_crs("EPSG:3405")})
    at = store.read("villages").geometry.iloc[0]  # type: ignore[union-attr]
    assert (at.x, at.y) == pytest.approx((100.0, 15.88), abs=1e-8)


def test_locked_keeps_both_of_two_updates(store: Store, open_again: Callable[[], Store]) -> None:
    """Four writers each add ten rows by reading, appending and writing back."""
    store.write({"crosswalk": crosswalk(("00000", "00000"))})

    def add(writer: int) -> None:
        own = open_again()
        for step in range(10):
            with own.locked():
                rows = own.read("crosswalk")
                pairs = list(zip(rows["old_code"], rows["new_code"], strict=True))
                own.write({"crosswalk": crosswalk(*pairs, (f"{writer}", f"{step}"))})

    threads = [threading.Thread(target=add, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.read("crosswalk")) == 41


def test_snapshot_while_written_is_of_one_version(
    store: Store, open_again: Callable[[], Store]
) -> None:
    """Both layers always carry the same number; no snapshot may mix two of them."""

    def write(number: int) -> None:
        open_again().write(
            {
                "villages": villages(*["Làng"] * number),
                "crosswalk": crosswalk(*((str(i), "x") for i in range(number))),
            }
        )

    write(1)
    done = threading.Event()

    def keep_writing() -> None:
        for number in range(2, 30):
            write(number)
        done.set()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    seen = set()
    while not done.is_set():
        snapshot = store.snapshot()
        sizes = {len(frame) for frame in snapshot.layers.values()}
        assert len(sizes) == 1
        seen |= sizes
    writer.join()
    assert len(seen) > 1


def test_open_store_of_unknown_kind_says_what_would_do() -> None:
    with pytest.raises(StoreError, match=r"ending '\.xlsx'.*locator\.gpkg"):
        open_store("var/locator.xlsx")
    with pytest.raises(StoreError, match="scheme 'mysql'"):
        open_store("mysql://localhost/ocop")
