"""Addresses of either vintage to their units, on the store built from `data/`."""

from __future__ import annotations

import csv
import statistics
import time
from pathlib import Path

import pytest
from geopy.geocoders.base import Geocoder as GeopyGeocoder
from geopy.location import Location

from geo.coordinates import LonLat
from geo.distance import between
from geo.errors import InvalidParameterError, InvalidPositionError
from geo.geocoding import Geocoder, Result
from geo.locator import Locator

ADDRESSES = Path(__file__).parents[3] / "shared" / "data" / "addresses.csv"
OLD, NEW = "2025-03-01", "2025-07-01"


@pytest.fixture(scope="module")
def geocoder(locator: Locator) -> Geocoder:
    return locator.geocoder


def best(geocoder: Geocoder, text: str) -> Result:
    results: list[Result] = geocoder.geocode(text)
    assert results, text
    return results[0]


@pytest.mark.parametrize(
    ("text", "vintage", "level", "code"),
    [
        pytest.param(
            "số 5, phường Vạn Phúc, quận Hà Đông, Hà Nội", OLD, "commune", "09544", id="old-style"
        ),
        pytest.param("phường Hà Đông, Hà Nội", NEW, "commune", "09556", id="new-style"),
        pytest.param("P. Vạn Phúc, Hà Đông, TP. Hà Nội", NEW, "commune", "09556", id="carried"),
        pytest.param("Phường Hội An, Quảng Nam", NEW, "commune", "20410", id="new-in-old-province"),
        pytest.param(
            "so 5 phuong van phuc quan ha dong ha noi", OLD, "commune", "09544", id="bare"
        ),
        pytest.param("Ha Noi, Q. Ba Đình, P. Kim Mã", OLD, "commune", "00028", id="top-down"),
        pytest.param("TP Bến Tre", OLD, "district", "829", id="city-of-the-province's-name"),
        pytest.param("TP Vũng Tàu", OLD, "district", "747", id="city-in-the-province's-name"),
        pytest.param("thành phố Vĩnh Long", OLD, "district", "855", id="city-spelled-out"),
        pytest.param("12 Lê Lợi, TP.TDM", OLD, "district", "718", id="city-abbreviated"),
        pytest.param("P12, Q. Gò Vấp, TPHCM", OLD, "district", "764", id="number"),
        pytest.param("Ward 12, Go Vap District, HCMC", OLD, "district", "764", id="english"),
        pytest.param("huyện Hoành Bồ, Quảng Ninh", OLD, "district", "193", id="merged-district"),
        pytest.param("Thị xã Sơn Tây, Hà Tây", OLD, "district", "269", id="merged-province"),
        pytest.param("xã Ngọc Khê, Ngọc Lặc, Thanh Hóa", OLD, "commune", "15061", id="merged"),
        pytest.param("Phường Sa Pả, Sa Pa, Lào Cai", OLD, "commune", "03002", id="marks-decide"),
        pytest.param("P. Vạn Phuc, Q. Ha Đong, HN", OLD, "commune", "09544", id="half-marked"),
        pytest.param("P. Vạm Phúc, Q. Hà Đông, HN", OLD, "commune", "09544", id="slip"),
        pytest.param("Hoà Bình", OLD, "province", "17", id="tone-placed-the-old-way"),
        pytest.param("Hoàng Sa", NEW, "commune", "20333", id="paracels"),
        pytest.param("Trường Sa, Khánh Hòa", OLD, "district", "576", id="spratlys"),
        pytest.param("Bạch Long Vĩ", OLD, "commune", "D318", id="island-without-communes"),
    ],
)
def test_geocode_as_people_write_it_finds_the_lowest_unit(
    geocoder: Geocoder, text: str, vintage: str, level: str, code: str
) -> None:
    assert best(geocoder, text).units[vintage][level] == code


def test_geocode_of_a_split_commune_gives_candidates_whose_shares_sum_to_one(
    geocoder: Geocoder,
) -> None:
    result = best(geocoder, "phường La Khê, quận Hà Đông, Hà Nội")
    assert {candidate.code for candidate in result.candidates} == {"09886", "09556"}
    assert sum(candidate.share for candidate in result.candidates) == pytest.approx(1)
    assert result.confidence < 0.9
    assert result.units[NEW]["commune"] == result.candidates[0].code


def test_geocode_near_a_position_decides_among_the_candidates(
    geocoder: Geocoder, locator: Locator
) -> None:
    text = "phường La Khê, quận Hà Đông, Hà Nội"
    for candidate in best(geocoder, text).candidates:
        outline = locator.boundaries.layer(NEW, "commune").geometry[candidate.code]
        inside = outline.representative_point()
        at = LonLat(inside.x, inside.y)
        decided = geocoder.geocode(text, near=at, exactly_one=True)
        assert decided.units[NEW]["commune"] == candidate.code
        assert decided.candidates == ()
        written = geocoder.geocode(f"{text} ({at.lat:.5f}, {at.lon:.5f})", exactly_one=True)
        assert written.units == decided.units


def test_geocode_of_an_unsplit_commune_has_no_candidates(geocoder: Geocoder) -> None:
    assert best(geocoder, "phường Vạn Phúc, quận Hà Đông, Hà Nội").candidates == ()


def test_geocode_of_a_district_lists_its_new_communes(geocoder: Geocoder, locator: Locator) -> None:
    result = best(geocoder, "Quận 5, TP.HCM")
    assert "commune" not in result.units[NEW]
    communes = locator.boundaries.layer(OLD, "commune")
    within = communes.index[communes["parent"] == "774"]
    became = {new for code in within for new, _ in locator.crosswalk.successors(code)}
    assert {candidate.code for candidate in result.candidates} == became


def test_geocode_of_a_place_gives_its_own_position(geocoder: Geocoder, locator: Locator) -> None:
    place = locator.places[locator.places["name"] == "Chùa Một Cột"].iloc[0]
    for text in ("Chùa Một Cột", "chua mot cot", "Chùa Một Cột, Ba Đình, Hà Nội"):
        result = best(geocoder, text)
        assert (result.lon, result.lat) == pytest.approx((place["lon"], place["lat"]))
        assert result.precision == place["precision"] == "exact"
    elsewhere = best(geocoder, "Chùa Một Cột, Quận 1, TP. Hồ Chí Minh")
    assert elsewhere.units[OLD]["district"] == "760"


def test_geocode_of_a_position_gives_its_units(geocoder: Geocoder, locator: Locator) -> None:
    at = LonLat(105.85, 21.03)
    assert best(geocoder, "21.03, 105.85").units == locator.boundaries.locate(at)
    assert geocoder.reverse((21.03, 105.85), exactly_one=True).units == locator.boundaries.locate(
        at
    )
    assert geocoder.reverse(LonLat(2.35, 48.85)) == []


@pytest.mark.parametrize("text", ["", "   ", ",,,", "???", "xyzzy qwrt", "12 Lê Lợi", "🛍️"])
def test_geocode_of_what_names_nothing_is_empty(geocoder: Geocoder, text: str) -> None:
    assert geocoder.geocode(text) == []
    assert geocoder.geocode(text, exactly_one=True) is None


def test_geocode_of_bad_input_says_what_came(geocoder: Geocoder) -> None:
    with pytest.raises(InvalidParameterError, match="10000 characters"):
        geocoder.geocode("x" * 10_000)
    with pytest.raises(InvalidPositionError, match="swapped"):
        geocoder.geocode("105.85, 21.03")


def test_geocoder_is_a_geopy_geocoder(geocoder: Geocoder) -> None:
    assert isinstance(geocoder, GeopyGeocoder)
    result = geocoder.geocode("Hội An", exactly_one=True)
    assert isinstance(result, Location)
    assert (result.latitude, result.longitude) == (result.lat, result.lon)
    assert result.as_dict("en")["label"] == result.label_en


def test_geocode_finds_every_unit_by_its_own_label(locator: Locator) -> None:
    """An oracle over all units: what is shown as a unit's name leads back to it."""
    gazetteer, geocoder = locator.gazetteer, locator.geocoder
    sample = gazetteer.units.records[::37]
    missed = []
    for unit in sample:
        label = gazetteer.units.label(unit).removesuffix(" (trước 7/2025)")
        found = geocoder.geocode(label)
        codes = {result.units.get(unit.vintage, {}).get(unit.level) for result in found}
        if unit.code not in codes:
            missed.append(label)
    assert missed == []


@pytest.mark.skipif(not ADDRESSES.exists(), reason=f"{ADDRESSES.name} is kept outside the project")
@pytest.mark.parametrize("columns", [["address"], ["address", "ward", "district", "province"]])
def test_geocode_on_real_shop_addresses_reaches_the_bar(
    locator: Locator, columns: list[str]
) -> None:
    with ADDRESSES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    standing = set(locator.boundaries.layer(OLD, "district").index)
    district, first, among, metres, seconds = [], 0, 0, [], []
    for row in rows:
        text = ", ".join(row[column] for column in columns)
        began = time.perf_counter()
        results = locator.geocoder.geocode(text)
        seconds.append(time.perf_counter() - began)
        result = results[0] if results else None
        units = result.units if result else {}
        if row["district_code"] in standing:
            district.append(units.get(OLD, {}).get("district") == row["district_code"])
        if result is None:
            continue
        commune = units.get(NEW, {}).get("commune")
        first += commune == row["commune_code_2025"]
        codes = {commune, *(candidate.code for candidate in result.candidates)}
        among += row["commune_code_2025"] in codes
        shop = LonLat(float(row["lon"]), float(row["lat"]))
        metres.append(between(LonLat(result.lon, result.lat), shop))
    assert statistics.mean(district) >= 0.99
    assert first / len(rows) >= 0.90
    assert among / len(rows) >= 0.95
    assert statistics.median(metres) <= 700
    assert statistics.median(seconds) <= 0.005
