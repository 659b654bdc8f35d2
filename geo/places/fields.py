"""The columns of each table of places: how they are headed, and how their cells are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from geo.places import cells
from geo.places.cells import MAX_NAME, MAX_TEXT, CellParser
from geo.places.vocabularies import (
    CRAFTS,
    DESTINATION_KINDS,
    EVIDENCE,
    OUTLET_KINDS,
    PRECISIONS,
    STATUSES,
)
from geo.text import fold


class Field(NamedTuple):
    """A column: its name, its headings in both languages, and the parser of its cells."""

    name: str
    vi: str
    en: str
    parse: CellParser
    required: bool = False
    synonyms: tuple[str, ...] = ()

    @property
    def headings(self) -> frozenset[str]:
        """Every heading it answers to, folded."""
        return frozenset(map(fold, (self.name, self.vi, self.en, *self.synonyms)))


_NAME, _TEXT = cells.text_of(MAX_NAME), cells.text_of(MAX_TEXT)

_NAMED = (
    Field("id", "Mã", "ID", _NAME, synonyms=("mã số", "code", "fid id")),
    Field(
        "name",
        "Tên",
        "Name",
        _NAME,
        required=True,
        synonyms=(
            "tên điểm", "tên điểm bán", "tên cửa hàng", "tên gọi", "tên cơ sở", "tên làng nghề",
            "tên làng", "tên điểm đến", "điểm bán", "cửa hàng", "làng nghề", "outlet", "title",
            "tên địa điểm", "địa điểm",
        ),
    ),
    Field("name_en", "Tên tiếng Anh", "English name", _NAME, synonyms=("name en", "tên anh")),
)  # fmt: skip
_LOCATED = (
    Field(
        "address",
        "Địa chỉ",
        "Address",
        _TEXT,
        synonyms=("số nhà", "đường", "số nhà, đường", "street", "địa chỉ chi tiết"),
    ),
    Field(
        "commune",
        "Xã, phường, thị trấn",
        "Commune",
        _NAME,
        synonyms=("xã", "phường", "phường/xã", "xã/phường", "ward", "xã phường", "thị trấn"),
    ),
    Field(
        "commune_2025_07",
        "Xã, phường từ 1/7/2025",
        "Commune since 2025-07",
        _NAME,
        synonyms=(
            "commune 2025 07 01", "xã mới", "phường mới", "phường/xã mới", "xã/phường mới",
            "new commune", "new ward", "xã, phường mới", "xã sau sáp nhập",
        ),
    ),
    Field(
        "district",
        "Quận, huyện",
        "District",
        _NAME,
        synonyms=("huyện", "quận", "quận/huyện", "huyện/quận", "quận huyện", "thị xã", "county"),
    ),
    Field(
        "province",
        "Tỉnh, thành phố",
        "Province",
        _NAME,
        synonyms=("tỉnh", "tỉnh/thành", "tỉnh/thành phố", "tỉnh thành", "thành phố", "city"),
    ),
    Field(
        "lat", "Vĩ độ", "Latitude", cells.latitude, synonyms=("y", "latitude wgs84", "vĩ độ (lat)")
    ),
    Field(
        "lon",
        "Kinh độ",
        "Longitude",
        cells.longitude,
        synonyms=("lng", "long", "x", "kinh độ (lon)", "kinh độ (lng)"),
    ),
    Field("precision", "Độ chính xác", "Precision", cells.term_of(PRECISIONS)),
)  # fmt: skip
_DESCRIBED = (
    Field("stars", "Số sao", "Stars", cells.stars, synonyms=("sao", "hạng sao", "xếp hạng")),
    Field(
        "status",
        "Trạng thái",
        "Status",
        cells.term_of(STATUSES),
        synonyms=("tình trạng", "hiện trạng"),
    ),
    Field(
        "opening_hours",
        "Giờ mở cửa",
        "Opening hours",
        cells.opening_hours,
        synonyms=("giờ hoạt động", "thời gian mở cửa", "hours"),
    ),
    Field(
        "source_url",
        "Nguồn",
        "Source",
        cells.source,
        synonyms=("link", "url", "đường dẫn", "liên kết", "source link", "nguồn tin"),
    ),
)
_PRODUCTS = Field(
    "products",
    "Sản phẩm",
    "Products",
    _TEXT,
    synonyms=("mặt hàng", "sản phẩm chính", "sản phẩm bán", "hàng hóa"),
)
_CONFIRMED = Field(
    "confirmed_on",
    "Xác nhận lần cuối",
    "Last confirmed",
    cells.year_or_date,
    synonyms=("ngày xác nhận", "ngày kiểm tra", "cập nhật"),
)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "outlets": (
        *_NAMED,
        Field(
            "kind",
            "Loại điểm bán",
            "Outlet kind",
            cells.term_of(OUTLET_KINDS),
            required=True,
            synonyms=("loại", "loại hình", "category", "type", "nhóm", "phân loại"),
        ),
        Field(
            "operator",
            "Đơn vị vận hành",
            "Operator",
            _NAME,
            synonyms=("đơn vị", "chủ thể", "đơn vị quản lý", "chủ cơ sở", "owner", "chủ cửa hàng"),
        ),
        Field(
            "chain", "Chuỗi bán lẻ", "Retail chain", _NAME, synonyms=("chuỗi", "hệ thống", "brand")
        ),
        *_LOCATED,
        Field(
            "opened",
            "Ngày khai trương",
            "Opened on",
            cells.year_or_date,
            synonyms=("khai trương", "năm mở", "ngày mở", "năm khai trương"),
        ),
        _PRODUCTS,
        *_DESCRIBED,
        Field(
            "source_note",
            "Ghi chú về nguồn",
            "Source note",
            _TEXT,
            synonyms=("ghi chú", "note", "notes"),
        ),
        Field(
            "evidence",
            "Căn cứ",
            "Evidence",
            cells.term_of(EVIDENCE),
            synonyms=("bằng chứng", "mức độ tin cậy"),
        ),
        Field(
            "ministry_criteria",
            "Đạt tiêu chí của Bộ Công Thương",
            "Meets the Ministry's criteria",
            cells.yes_or_no,
            synonyms=("tiêu chí bộ công thương", "đạt tiêu chí", "bộ công thương hỗ trợ"),
        ),
        _CONFIRMED,
    ),
    "villages": (
        *_NAMED,
        Field(
            "craft",
            "Nghề",
            "Craft",
            cells.term_of(CRAFTS),
            required=True,
            synonyms=("nghề chính", "ngành nghề", "loại nghề", "category", "kind", "loại", "type"),
        ),
        _PRODUCTS,
        *_LOCATED,
        *_DESCRIBED,
        _CONFIRMED,
    ),
    "destinations": (
        *_NAMED,
        Field(
            "kind",
            "Loại điểm đến",
            "Destination kind",
            cells.term_of(DESTINATION_KINDS),
            required=True,
            synonyms=("loại", "loại hình", "category", "type", "phân loại"),
        ),
        *_LOCATED,
        *_DESCRIBED,
        _CONFIRMED,
        Field("same_as", "Trùng với", "Same as", _NAME),
    ),
}
"""The columns of each kind of table, in the order they are written."""
