"""
The words a place can be described by, each with its label in Vietnamese and in English.

Ids are stable: they stand in files, in the store and in addresses. Labels are for reading, and
with the synonyms they are what an imported file may write instead of the id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from geo.text import fold

Language = str
"""`vi`; labels are English to a reader of any other."""


class Term(NamedTuple):
    """One word of a vocabulary; `synonyms` are what people also write, folded on use."""

    id: str
    vi: str
    en: str
    synonyms: tuple[str, ...] = ()


class Vocabulary(Mapping[str, Term]):
    """
    Terms by id, in the order they are shown.

    Examples
    --------
    >>> OUTLET_KINDS.label("market", "en")
    'Market'
    >>> OUTLET_KINDS.find("SIÊU THỊ").id
    'supermarket'
    >>> OUTLET_KINDS.find("tàu ngầm") is None
    True
    """

    def __init__(self, name: str, *terms: Term) -> None:
        self.name = name
        self._terms = {term.id: term for term in terms}
        self._spellings = {
            fold(spelling): term
            for term in terms
            for spelling in (term.id, term.vi, term.en, *term.synonyms)
        }

    def __getitem__(self, key: str) -> Term:
        return self._terms[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def find(self, text: str) -> Term | None:
        """The term a text writes: its id, a label or a synonym, marks and case aside."""
        return self._spellings.get(fold(text))

    def label(self, key: str, language: Language) -> str:
        """The label of an id; an id that is no longer in the vocabulary stands for itself."""
        term = self._terms.get(key)
        if term is None:
            return key
        return term.vi if language == "vi" else term.en


PLACE_KINDS = Vocabulary(
    "kind",
    Term("outlet", "Điểm bán OCOP", "OCOP outlet", ("outlets", "điểm bán")),
    Term("village", "Làng nghề", "Producer village", ("villages",)),
    Term("destination", "Điểm đến", "Destination", ("destinations", "điểm du lịch")),
)

OUTLET_KINDS = Vocabulary(
    "outlet kind",
    Term("ocop_centre", "Trung tâm OCOP", "OCOP centre", ("OCOP center", "trung tâm")),
    Term(
        "ocop_point",
        "Điểm giới thiệu và bán sản phẩm OCOP",
        "OCOP sales point",
        ("điểm OCOP", "điểm bán", "OCOP point", "điểm bán OCOP", "cửa hàng OCOP"),
    ),
    Term("shop", "Cửa hàng", "Shop", ("store", "cửa hàng đặc sản", "cửa hàng tiện lợi")),
    Term("supermarket", "Siêu thị", "Supermarket", ("siêu thị mini",)),
    Term("mall", "Trung tâm thương mại", "Shopping mall", ("TTTM", "shopping centre")),
    Term("market", "Chợ", "Market", ("chợ đêm", "chợ phiên", "night market")),
    Term("cooperative", "Hợp tác xã", "Cooperative", ("HTX", "co-operative")),
    Term("craft_village", "Làng nghề", "Craft village", ()),
    Term(
        "attraction",
        "Điểm tham quan, du lịch",
        "Visitor attraction",
        ("tourist_site", "điểm du lịch", "khu du lịch", "tourist site"),
    ),
    Term("restaurant", "Nhà hàng", "Restaurant", ("quán ăn",)),
    Term("hotel", "Khách sạn, nơi lưu trú", "Hotel", ("khách sạn", "homestay", "nhà nghỉ")),
    Term(
        "motorway_stop",
        "Trạm dừng nghỉ",
        "Motorway stop",
        ("rest_stop", "trạm dừng chân", "điểm dừng chân", "rest stop"),
    ),
    Term("airport", "Sân bay", "Airport", ("cảng hàng không",)),
    Term("station", "Nhà ga, bến xe, bến tàu", "Station", ("nhà ga", "ga", "bến xe", "bến tàu")),
    Term("industrial_zone", "Khu công nghiệp", "Industrial zone", ("KCN", "industrial park")),
    Term(
        "exhibition_centre",
        "Trung tâm triển lãm",
        "Exhibition centre",
        ("trung tâm hội chợ triển lãm", "exhibition center"),
    ),
    Term("post_office", "Bưu điện", "Post office", ("bưu cục",)),
)
"""Where OCOP goods are sold: the kinds of place the Ministry of Industry and Trade names."""

CRAFTS = Vocabulary(
    "craft",
    Term("pottery", "Gốm sứ", "Pottery", ("gốm",)),
    Term("lacquer", "Sơn mài", "Lacquer"),
    Term("wood", "Mộc, chạm khắc gỗ", "Woodwork", ("gỗ", "mộc")),
    Term("stone", "Đá mỹ nghệ", "Stone carving", ("đá",)),
    Term("bronze_metal", "Đúc đồng, kim khí", "Bronze and metalwork", ("đúc đồng", "rèn")),
    Term("bamboo_rattan", "Mây tre đan", "Bamboo and rattan", ("tre đan",)),
    Term("mat_sedge", "Chiếu, cói", "Mats and sedge", ("chiếu", "cói")),
    Term("conical_hat", "Nón lá", "Conical hats"),
    Term("silk_weaving", "Dệt lụa", "Silk weaving", ("lụa", "dệt")),
    Term("brocade", "Thổ cẩm", "Brocade"),
    Term("embroidery", "Thêu", "Embroidery", ("thêu ren",)),
    Term("paper", "Giấy, tranh dân gian", "Paper and folk prints", ("giấy", "tranh")),
    Term("incense", "Hương, nhang", "Incense", ("hương", "trầm hương")),
    Term("flowers_bonsai", "Hoa, cây cảnh", "Flowers and bonsai", ("hoa", "cây cảnh")),
    Term("tea", "Chè, trà", "Tea", ("chè", "trà")),
    Term("coffee", "Cà phê", "Coffee"),
    Term("fruit", "Trái cây", "Fruit", ("hoa quả",)),
    Term("rice", "Gạo, cốm", "Rice", ("gạo",)),
    Term("rice_noodle", "Bún, miến, bánh tráng", "Noodles and rice paper", ("bún", "miến")),
    Term("sweets_cakes", "Bánh, mứt, kẹo", "Cakes and sweets", ("bánh kẹo",)),
    Term("fish_sauce", "Nước mắm", "Fish sauce"),
    Term("seafood", "Hải sản", "Seafood", ("thủy sản",)),
    Term("salt", "Muối", "Salt", ("diêm dân",)),
    Term("spices_herbs", "Gia vị, dược liệu", "Spices and herbs", ("dược liệu", "gia vị")),
    Term("wine_spirits", "Rượu", "Wine and spirits"),
    Term("honey", "Mật ong", "Honey"),
    Term("other", "Nghề khác", "Other crafts", ("khác",)),
)

DESTINATION_KINDS = Vocabulary(
    "destination kind",
    Term("heritage", "Di tích, di sản", "Heritage site", ("di tích", "di sản")),
    Term("temple", "Đình, chùa, đền, nhà thờ", "Temple or church", ("chùa", "đền", "nhà thờ")),
    Term("museum", "Bảo tàng", "Museum"),
    Term("craft_village", "Làng nghề, làng du lịch", "Craft village", ("làng nghề",)),
    Term("market", "Chợ", "Market"),
    Term("city", "Thành phố, thị trấn", "City or town", ("thành phố", "thị trấn")),
    Term("beach", "Bãi biển", "Beach", ("biển",)),
    Term("island", "Đảo", "Island"),
    Term("mountain", "Núi, đèo, cao nguyên", "Mountain or pass", ("núi", "đèo")),
    Term("lake", "Hồ, đầm", "Lake or lagoon", ("hồ",)),
    Term("waterfall", "Thác", "Waterfall"),
    Term("national_park", "Vườn quốc gia, khu bảo tồn", "National park", ("vườn quốc gia",)),
    Term("resort_area", "Khu du lịch", "Resort area"),
    Term("airport", "Sân bay", "Airport"),
    Term("railway_station", "Ga tàu hỏa", "Railway station", ("ga",)),
    Term("cruise_port", "Cảng tàu khách", "Cruise port", ("cảng",)),
)

PRODUCT_CATEGORIES = Vocabulary(
    "product category",
    Term("food", "Thực phẩm", "Food"),
    Term("drink", "Đồ uống", "Drinks"),
    Term("herbal", "Dược liệu và sản phẩm từ dược liệu", "Herbal products", ("dược liệu",)),
    Term("handicraft", "Thủ công mỹ nghệ", "Handicrafts", ("hàng thủ công mỹ nghệ",)),
    Term("textile", "Vải và may mặc", "Textiles"),
    Term("ornamental", "Sinh vật cảnh", "Ornamental plants and animals"),
    Term(
        "tourism_service",
        "Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch",
        "Community and eco-tourism",
        ("dịch vụ du lịch",),
    ),
)
"""The six groups of Decision 148/QĐ-TTg (2023), and textiles, a group of their own before it."""

PRODUCER_KINDS = Vocabulary(
    "producer kind",
    Term("enterprise", "Doanh nghiệp", "Enterprise", ("công ty",)),
    Term("cooperative", "Hợp tác xã", "Cooperative", ("HTX",)),
    Term("household", "Hộ kinh doanh", "Household", ("hộ",)),
    Term("other", "Chủ thể khác", "Other", ("khác",)),
)

ROUTE_THEMES = Vocabulary(
    "route theme",
    Term("ocop_craft", "OCOP và làng nghề", "OCOP and crafts"),
    Term("craft_village", "Làng nghề", "Craft villages"),
    Term("heritage", "Di sản", "Heritage"),
    Term("nature", "Thiên nhiên", "Nature"),
    Term("coast", "Biển", "Coast"),
    Term("island", "Đảo", "Islands"),
    Term("river_delta", "Sông nước", "Rivers and delta"),
    Term("loop", "Cung đường", "Loop"),
    Term("city", "Thành phố", "City"),
    Term("cycling", "Xe đạp", "Cycling"),
    Term("agritourism", "Du lịch nông nghiệp", "Farm visits"),
)

EVIDENCE = Vocabulary(
    "evidence",
    Term("direct", "Nguồn viết về chính điểm này", "A source about this very shop", ("trực tiếp",)),
    Term("chain", "Chuỗi bán hàng OCOP", "The chain stocks OCOP goods", ("chuỗi",)),
    Term("indirect", "Chỉ suy ra gián tiếp", "Inferred only", ("gián tiếp",)),
)
"""What ties an outlet to OCOP. Planners count `direct` alone unless they choose otherwise."""

STATUSES = Vocabulary(
    "status",
    Term("open", "Đang hoạt động", "Open", ("mở cửa", "đang mở", "hoạt động", "còn hoạt động")),
    Term("closed", "Đã đóng cửa", "Closed", ("đóng cửa", "ngừng hoạt động", "dừng hoạt động")),
    Term("unknown", "Chưa rõ", "Unknown", ("không rõ",)),
)

PRECISIONS = Vocabulary(
    "precision",
    Term("exact", "Đúng vị trí", "Exact", ("chính xác",)),
    Term("street", "Theo đường hoặc khu vực", "Street or site", ("đường",)),
    Term("commune", "Trung tâm xã, phường", "Commune centre", ("xã", "phường")),
    Term("district", "Trung tâm huyện, quận", "District centre", ("huyện", "quận")),
    Term("province", "Trung tâm tỉnh, thành phố", "Province centre", ("tỉnh",)),
)
"""How good a position is, best first. Only `exact` and `street` are places; the rest, centres."""

CATEGORIES: Mapping[str, Vocabulary] = {
    "outlet": OUTLET_KINDS,
    "village": CRAFTS,
    "destination": DESTINATION_KINDS,
}
"""What `category` is drawn from, by kind of place."""
