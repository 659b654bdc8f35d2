"""What the columns of a table of coverage mean, in both languages: for exports and pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from geo.places.vocabularies import CATEGORIES


class Words(NamedTuple):
    """A column in words."""

    vi: str
    en: str


COLUMNS: Mapping[str, Words] = {
    "code": Words("mã đơn vị", "code of the unit"),
    "name": Words("tên đầy đủ", "full name"),
    "short_name": Words("tên gọi", "name without its type"),
    "name_en": Words("tên tiếng Anh", "English name"),
    "type": Words("loại đơn vị", "type of unit"),
    "parent": Words("mã đơn vị cấp trên", "code of the unit above"),
    "province": Words("mã tỉnh", "code of the province"),
    "lon": Words("kinh độ nơi dân tập trung", "longitude of the populated centre"),
    "lat": Words("vĩ độ nơi dân tập trung", "latitude of the populated centre"),
    "outlets": Words("số điểm bán", "outlets in the unit"),
    "outlets_tried": Words("điểm bán thử đặt", "outlets tried out"),
    "outlets_per_100k": Words("điểm bán trên 100.000 dân", "outlets per 100,000 persons"),
    "population": Words("số dân", "persons"),
    "population_within": Words("số dân trong bán kính", "persons within the radius"),
    "population_beyond": Words("số dân ngoài bán kính", "persons beyond the radius"),
    "share_within": Words("tỷ lệ dân trong bán kính", "share of persons within"),
    "share_beyond": Words("tỷ lệ dân ngoài bán kính", "share of persons beyond"),
    "distance_mean_m": Words("khoảng cách trung bình, m", "mean distance of a person, m"),
    "distance_median_m": Words("khoảng cách trung vị, m", "median distance of a person, m"),
    "distance_p90_m": Words("90 % dân ở trong khoảng, m", "90 % of persons are within, m"),
    "distance_max_m": Words("khoảng cách xa nhất, m", "farthest person, m"),
    "time_mean_min": Words("thời gian đi trung bình, phút", "mean time of a person, minutes"),
    "time_median_min": Words("thời gian đi trung vị, phút", "median time of a person, minutes"),
    "time_p90_min": Words("90 % dân đi không quá, phút", "90 % of persons need at most, minutes"),
    "time_max_min": Words("thời gian đi lâu nhất, phút", "farthest person, minutes"),
    "population_unreached": Words(
        "số dân không có đường tới điểm bán nào (tính là ngoài bán kính)",
        "persons from whom no known road leads to any outlet (counted as beyond)",
    ),
    "outlets_within_mean": Words(
        "số điểm bán trong bán kính của một người", "outlets within reach of the average person"
    ),
    "accessibility_2sfca": Words(
        "khả năng tiếp cận 2SFCA, điểm bán trên 100.000 dân",
        "2SFCA accessibility, outlets per 100,000 persons",
    ),
    "nearest_outlet_id": Words("mã điểm bán gần trung tâm nhất", "id of the outlet nearest to it"),
    "nearest_outlet_name": Words("điểm bán gần trung tâm nhất", "outlet nearest to the centre"),
    "nearest_outlet_distance_m": Words("khoảng cách tới đó, m", "distance to it, m"),
    "nearest_outlet_time_min": Words("thời gian tới đó, phút", "time to it, minutes"),
    "villages": Words("làng nghề", "craft villages"),
    "villages_beyond": Words("làng nghề ngoài bán kính", "craft villages beyond the radius"),
    "destinations": Words("điểm du lịch", "tourist destinations"),
    "destinations_beyond": Words("điểm du lịch ngoài bán kính", "destinations beyond the radius"),
    "producers": Words("chủ thể OCOP biết nơi", "producers whose district or commune is known"),
    "producers_beyond": Words("chủ thể OCOP ngoài bán kính", "such producers beyond the radius"),
    "completeness": Words(
        "mức đầy đủ của dữ liệu tỉnh: ok, low (thiếu), unknown (chưa rõ)",
        "how complete the province's data is: ok, low, unknown",
    ),
    "province_outlets_reported": Words(
        "số điểm bán tỉnh công bố", "points of sale the province reports"
    ),
    "province_outlets_in_data": Words(
        "số điểm bán của tỉnh trong dữ liệu", "the province's points of sale in the data"
    ),
}


def words(column: str) -> Words:
    """
    A column in words.

    >>> words("outlets_market").en
    'outlets: Market'
    """
    if column in COLUMNS:
        return COLUMNS[column]
    term = column.removeprefix("outlets_")
    labels = CATEGORIES["outlet"]
    return Words(f"điểm bán: {labels.label(term, 'vi')}", f"outlets: {labels.label(term, 'en')}")
