"""
What the layers of a store and their columns mean, in both languages: for whoever reads the data
elsewhere, in a GIS or a file.

Types and vocabularies are in `geo.schema`; measures of coverage are in `geo.coverage.columns`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from geo.vintages import LAYERS, Level, Vintage, unit_column


class Meaning(NamedTuple):
    """The same words in both languages."""

    vi: str
    en: str


_LEVELS = {
    Level.PROVINCE: Meaning("tỉnh, thành phố", "provinces"),
    Level.DISTRICT: Meaning("quận, huyện", "districts"),
    Level.COMMUNE: Meaning("xã, phường", "communes and wards"),
}
_ONE = {
    Level.PROVINCE: Meaning("tỉnh", "province"),
    Level.DISTRICT: Meaning("quận, huyện", "district"),
    Level.COMMUNE: Meaning("xã, phường", "commune"),
}
_HELD = {
    Vintage.V2025_03: Meaning("đến 30/6/2025", "until 30 June 2025"),
    Vintage.V2025_07: Meaning("từ 1/7/2025", "since 1 July 2025"),
}

_UNIT: Mapping[str, Meaning] = {
    "code": Meaning("Mã đơn vị (Tổng cục Thống kê)", "Code (General Statistics Office)"),
    "name": Meaning("Tên đầy đủ", "Full name, with its type"),
    "short_name": Meaning("Tên gọi", "Name without its type"),
    "name_en": Meaning("Tên tiếng Anh", "English name"),
    "type": Meaning("Loại đơn vị", "Type of unit"),
    "parent": Meaning("Mã đơn vị cấp trên", "Code of the unit above"),
    "province": Meaning("Mã tỉnh", "Code of the province"),
    "area_km2": Meaning("Diện tích của ranh giới gần đúng, km²", "Area of the outline, km²"),
    "population": Meaning("Số dân, điều tra 1/4/2019", "Persons, census of 1 April 2019"),
    "lon": Meaning("Kinh độ nơi dân tập trung", "Longitude of the populated centre"),
    "lat": Meaning("Vĩ độ nơi dân tập trung", "Latitude of the populated centre"),
    "valid_from": Meaning("Tên có hiệu lực từ ngày", "Day from which the name holds"),
    "decree": Meaning("Văn bản thành lập", "The decree that made it"),
}

_PLACE: Mapping[str, Meaning] = {
    "id": Meaning("Mã địa điểm", "Id of the place"),
    "kind": Meaning("Loại: outlet, village, destination", "Kind: outlet, village, destination"),
    "name": Meaning("Tên", "Name"),
    "name_en": Meaning("Tên tiếng Anh", "English name"),
    "category": Meaning("Phân loại", "Category"),
    "address": Meaning("Địa chỉ", "Address"),
    "lon": Meaning("Kinh độ", "Longitude"),
    "lat": Meaning("Vĩ độ", "Latitude"),
    "precision": Meaning(
        "Độ chính xác của vị trí: exact, street hoặc tâm của đơn vị",
        "How good the position is: exact, street, or the centre of a unit",
    ),
    "stars": Meaning("Hạng sao OCOP, 3 đến 5", "OCOP stars, 3 to 5"),
    "status": Meaning("Tình trạng: open, closed, unknown", "Status: open, closed, unknown"),
    "source_url": Meaning("Nguồn", "Source"),
    "source_weak": Meaning("Nguồn yếu", "The source is a weak one"),
    "opening_hours": Meaning("Giờ mở cửa (cú pháp OpenStreetMap)", "Opening hours (OpenStreetMap)"),
    "operator": Meaning("Đơn vị vận hành", "Operator"),
    "chain": Meaning("Chuỗi cửa hàng", "Chain"),
    "evidence": Meaning(
        "Căn cứ OCOP: direct (chính nơi này), chain (cả chuỗi), indirect (suy ra)",
        "Tie to OCOP: direct (this very outlet), chain, indirect",
    ),
    "ministry_criteria": Meaning("Đạt tiêu chí của Bộ", "Meets the Ministry's criteria"),
    "opened": Meaning("Ngày mở", "Opened"),
    "confirmed_on": Meaning("Ngày xác nhận", "Day it was confirmed"),
    "products": Meaning("Sản phẩm", "Products"),
    "source_note": Meaning("Ghi chú về nguồn", "Note on the source"),
    "same_as": Meaning("Cũng là địa điểm mang mã", "Also the place of id"),
    "commune_2025_07_01_candidates": Meaning(
        "Các xã từ 1/7/2025 có thể chứa nơi này, kèm tỷ lệ",
        "Communes since 1 July 2025 that it may lie in, with shares",
    ),
    "imported": Meaning("Do đơn vị vận hành nhập vào", "Imported by the operator of the site"),
}

_ROUTE: Mapping[str, Meaning] = {
    "id": Meaning("Mã tuyến", "Id of the route"),
    "name": Meaning("Tên tuyến", "Name of the route"),
    "theme": Meaning("Chủ đề", "Theme"),
    "days": Meaning("Số ngày do nguồn công bố", "Days, as published"),
    "stops": Meaning("Số điểm dừng", "Number of stops"),
    "stops_missing": Meaning("Số điểm dừng chưa có vị trí", "Stops without a position"),
    "stop_names": Meaning("Các điểm dừng theo thứ tự", "The stops in their order"),
    "distance_m": Meaning("Độ dài đường đi, m", "Length by road, m"),
    "duration_s": Meaning("Thời gian lái xe, giây", "Driving time, s"),
    "estimated": Meaning("Độ dài và thời gian là ước tính", "Length and time are estimates"),
}

_PRODUCT: Mapping[str, Meaning] = {
    "id": Meaning("Mã sản phẩm", "Id of the product"),
    "name": Meaning("Tên sản phẩm", "Name of the product"),
    "category": Meaning("Nhóm sản phẩm", "Group of products"),
    "producer": Meaning("Chủ thể", "Producer"),
    "producer_kind": Meaning("Loại chủ thể", "Kind of producer"),
    "year": Meaning("Năm được xếp hạng", "Year it was graded"),
    "decided_on": Meaning("Ngày quyết định", "Day of the decision"),
    "expires_on": Meaning("Hết hạn", "Day the grade ends"),
    "precision": Meaning(
        "Vị trí là tâm dân cư của đơn vị cấp này",
        "The position is the populated centre of a unit of this level",
    ),
}

_COLUMNS: Mapping[str, Mapping[str, Meaning]] = {
    **{unit_column(*layer): _UNIT for layer in LAYERS},
    "outlets": _PLACE,
    "villages": _PLACE,
    "destinations": _PLACE,
    "routes": {**_PLACE, **_ROUTE},
    "products": {**_PLACE, **_PRODUCT},
}

_UNITS: Mapping[str, Meaning] = {
    unit_column(vintage, level): Meaning(
        f"Mã {_ONE[level].vi} {_HELD[vintage].vi}",
        f"Code of the {_ONE[level].en} {_HELD[vintage].en}",
    )
    for vintage, level in LAYERS
}

_TITLES: Mapping[str, Meaning] = {
    **{
        unit_column(vintage, level): Meaning(
            f"{_LEVELS[level].vi.capitalize()} {_HELD[vintage].vi}",
            f"{_LEVELS[level].en.capitalize()} {_HELD[vintage].en}",
        )
        for vintage, level in LAYERS
    },
    "outlets": Meaning("Điểm bán OCOP", "OCOP outlets"),
    "villages": Meaning("Làng nghề", "Craft villages"),
    "destinations": Meaning("Điểm du lịch", "Tourist destinations"),
    "routes": Meaning("Tuyến du lịch", "Tourist routes"),
    "products": Meaning("Sản phẩm OCOP", "OCOP products"),
}


def title_of(layer: str) -> Meaning:
    """
    What a layer of the store is called; those that are published only.

    >>> title_of("commune_2025_07_01").en
    'Communes and wards since 1 July 2025'
    """
    return _TITLES[layer]


def meaning_of(layer: str, column: str) -> Meaning:
    """
    What a column of a layer of the store holds.

    >>> meaning_of("outlets", "district_2025_03_01").en
    'Code of the district until 30 June 2025'
    >>> meaning_of("province_2025_07_01", "code").vi
    'Mã đơn vị (Tổng cục Thống kê)'
    """
    return _UNITS[column] if column in _UNITS else _COLUMNS[layer][column]
