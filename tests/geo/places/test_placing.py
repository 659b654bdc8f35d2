"""Where places are put: by names of either vintage, by positions, by both when they agree."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places.names import UnitNameError, UnitReader
from geo.places.placing import Placement, Placer, PlacingError
from geo.vintages import LAYERS, UNIT_COLUMNS
from tests.geo.places.world import NORTH, SIDE, World, at

WORLD = World()


def place(**record: Any) -> Placement:
    return Placer(WORLD, WORLD, UnitReader(WORLD, WORLD, WORLD)).place(record)


def codes(placement: Placement) -> list[str | None]:
    """Old province, district, commune; new province, commune."""
    return [placement.codes[column] for column in UNIT_COLUMNS]


def test_place_by_an_old_commune_stands_at_its_populated_centre() -> None:
    placement = place(province="Bình Định", district="Quy Nhơn", commune="Phường Quang Trung")
    assert codes(placement) == ["52", "540", "21589", "52", "21583"]
    assert (placement.lon, placement.lat, placement.precision) == (at(2.2), NORTH, "commune")
    assert placement.candidates == ()


def test_place_in_a_split_commune_keeps_the_candidates_and_picks_none() -> None:
    placement = place(province="Gia Lai", district="Pleiku", commune="Diên Hồng")
    assert codes(placement) == ["64", "622", "23560", "52", None]
    assert placement.candidates == (("23574", 0.6), ("23576", 0.4))


@pytest.mark.parametrize(("lon", "new"), [(at(1.2), "23574"), (at(1.7), "23576")])
def test_place_in_a_split_commune_with_a_position_is_decided_by_it(lon: float, new: str) -> None:
    placement = place(
        province="Gia Lai", district="Pleiku", commune="Diên Hồng", lon=lon, lat=NORTH
    )
    assert codes(placement) == ["64", "622", "23560", "52", new]
    assert placement.precision == "exact"
    assert placement.candidates == ()


def test_place_in_a_split_commune_with_the_new_one_named_is_decided_by_it() -> None:
    placement = place(
        province="Gia Lai", district="Pleiku", commune="Diên Hồng", commune_2025_07="Hội Phú"
    )
    assert codes(placement) == ["64", "622", "23560", "52", "23576"]


def test_place_by_a_new_commune_takes_the_units_it_alone_came_from() -> None:
    placement = place(province="Gia Lai", commune="Phường Quy Nhơn")
    assert codes(placement) == ["52", "540", "21589", "52", "21583"]
    assert placement.precision == "commune"


def test_place_by_a_new_commune_of_several_old_ones_leaves_the_old_commune_open() -> None:
    placement = place(province="Gia Lai", commune="Phường Pleiku")
    assert codes(placement) == ["64", "622", None, "52", "23574"]
    assert placement.lon == pytest.approx(at(0.3))


def test_place_by_a_merged_provinces_name_finds_the_districts_of_all_it_came_from() -> None:
    placement = place(province="Gia Lai", district="Huyện Vân Canh")
    assert codes(placement) == ["52", "551", None, "52", None]
    assert placement.precision == "district"


def test_place_with_an_old_district_and_a_new_commune_takes_both() -> None:
    placement = place(province="Gia Lai", district="Quy Nhơn", commune="Phường Quy Nhơn")
    assert codes(placement) == ["52", "540", "21589", "52", "21583"]


def test_place_by_province_alone_has_that_precision() -> None:
    placement = place(province="Tỉnh Bình Định")
    assert codes(placement) == ["52", None, None, "52", None]
    assert placement.precision == "province"


def test_place_by_position_alone_takes_all_units_from_it() -> None:
    assert codes(place(lon=at(0.5), lat=NORTH)) == ["64", "622", "23575", "52", "23574"]


def test_place_by_position_and_district_stays_within_the_district() -> None:
    # 400 m over the border, as outlines that are only approximate have it.
    placement = place(province="Gia Lai", district="Pleiku", lon=at(2) + 0.004, lat=NORTH)
    assert codes(placement) == ["64", "622", "23560", "52", "23576"]


def test_place_just_off_the_coast_belongs_to_the_nearest_commune() -> None:
    assert codes(place(province="Bình Định", lon=at(5) + 0.2, lat=NORTH))[2] == "21997"


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (
            {"province": "Gia Lai", "district": "Pleiku", "lon": at(3.5), "lat": NORTH},
            "in Huyện Vân",
        ),
        ({"province": "Bình Định", "lon": at(0.5), "lat": NORTH}, "outside Tỉnh Bình Định"),
        ({"province": "Bình Định", "lon": at(5) + 0.5, "lat": NORTH}, "km outside"),
        ({"lon": at(5) + 1, "lat": NORTH}, "from the nearest commune"),
    ],
)
def test_place_with_a_position_far_from_its_unit_is_refused(
    record: dict[str, Any], message: str
) -> None:
    with pytest.raises(PlacingError, match=message):
        place(**record)


@pytest.mark.parametrize(
    ("record", "column", "message"),
    [
        ({"province": "Bình Địn"}, "province", "no province is called .*try"),
        ({"province": "Bình Định", "district": "Quy Nhon Dong"}, "district", "Thành phố Quy Nhơn"),
        (
            {"province": "Bình Định", "district": "Vân Canh", "commune": "Canh Vin"},
            "commune",
            "try Xã Canh Vinh",
        ),
        ({"district": "Pleiku"}, "province", "it is blank"),
        (
            {"province": "Gia Lai", "district": "Pleiku", "commune": "Hoa Lư",
             "commune_2025_07": "Hội Phú"},
            "commune_2025_07",
            "became Phường Pleiku",
        ),
        ({"province": "Gia Lai", "commune_2025_07": "Hoa Lu"}, "commune_2025_07", "no commune"),
    ],
)  # fmt: skip
def test_place_by_a_name_no_unit_has_is_refused_with_near_ones(
    record: dict[str, Any], column: str, message: str
) -> None:
    with pytest.raises(UnitNameError, match=message) as refused:
        place(**record)
    assert refused.value.column == column


def test_place_with_nothing_to_go_by_is_refused() -> None:
    with pytest.raises(PlacingError, match="nothing came"):
        place(name="x")
    with pytest.raises(PlacingError, match="names no place that we know"):
        place(address="số 1 đường Láng")


def test_place_by_address_alone_asks_the_geocoder() -> None:
    found = SimpleNamespace(
        lat=NORTH, lon=at(1.2), precision="commune",
        confidence=0.9, label="Phường Diên Hồng, Thành phố Pleiku, Gia Lai",
        units={"2025-03-01": {"province": "64", "district": "622", "commune": "23560"},
               "2025-07-01": {"province": "52"}},
    )  # fmt: skip
    geocoder = SimpleNamespace(geocode=lambda _: [found])
    placer = Placer(WORLD, WORLD, UnitReader(WORLD, WORLD, WORLD), geocoder)
    placement = placer.place({"address": "5 Hùng Vương, Diên Hồng, Pleiku"})
    assert codes(placement) == ["64", "622", "23560", "52", None]
    assert len(placement.candidates) == 2
    assert placement.read_as == found.label
    # With its province in a column, the rest of the address is read too ...
    row = {"address": "5 Hùng Vương, Diên Hồng, Pleiku", "province": "Gia Lai"}
    assert placer.place(row) == placement
    # ... but not against the column, nor when the geocoder is not sure.
    elsewhere = placer.place(row | {"province": "Bình Định"})
    assert (elsewhere.precision, elsewhere.read_as) == ("province", None)
    found.confidence = 0.5
    assert placer.place(row).precision == "province"
    with pytest.raises(PlacingError, match="may be Phường Diên Hồng"):
        placer.place({"address": "Diên Hồng"})


@given(lon=st.floats(at(0), at(5)), lat=st.floats(NORTH - SIDE / 2, NORTH + SIDE / 2))
def test_place_of_any_position_agrees_with_itself_when_its_units_are_named(
    lon: float, lat: float
) -> None:
    """Naming the units a position lies in changes nothing."""
    alone = place(lon=lon, lat=lat)
    names = {
        str(layer[1]): WORLD.layer(*layer)["name"][alone.codes[column]]
        for layer, column in zip(LAYERS[:3], UNIT_COLUMNS[:3], strict=True)
    }
    assert place(lon=lon, lat=lat, **names) == alone
