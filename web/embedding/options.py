"""
The options of an embedded map, version 1: the one list of them.

The address, the builder's form, the loader, oEmbed and `docs/embedding.md` all come from it. What
`v=1` means does not change: an option is never taken out, renamed or given another default, since
pages that nobody edits any more carry these addresses for years. What must change becomes `v=2`,
beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from geo.coordinates import lonlat_from_text
from geo.errors import InvalidPositionError
from geo.vintages import Level, UnitKey, Vintage
from web import filters, readers
from web.coverage_form import MEASURES
from web.errors import RefusedError
from web.i18n import LANGUAGES, Text
from web.params import Parameter, Values, read_all, refuse

VERSION: Final = "1"
SHOWS = ("search", "list", "routes", "coverage")
THEMES = ("light", "dark", "auto")
HEIGHT_PX = 480
LOWEST_PX, HIGHEST_PX = 240, 2_000

_VIEW = re.compile(r"(\d{1,2})/(-?\d{1,2}(?:\.\d{1,6})?)/(-?\d{1,3}(?:\.\d{1,6})?)")
_ORIGIN = r"https?://[A-Za-z0-9.\-\[\]:]{1,255}"


def _view(name: str, value: str) -> tuple[int, float, float]:
    found = _VIEW.fullmatch(value)
    if found is None or not 4 <= int(found[1]) <= 18:
        raise refuse(
            name,
            value,
            "cần mức phóng (4–18)/vĩ độ/kinh độ, ví dụ 9/20.95/107.07",
            "give zoom (4 to 18)/latitude/longitude, such as 9/20.95/107.07",
        )
    return int(found[1]), float(found[2]), float(found[3])


def _position(name: str, value: str) -> str:
    try:
        found = lonlat_from_text(value)
    except InvalidPositionError:
        found = None  # numbers, but off the globe
    if found is None:
        raise refuse(name, value, "cần vĩ độ,kinh độ", "give latitude,longitude")
    return value


V = readers.choice(
    "v",
    (VERSION,),
    Text("Phiên bản của các tuỳ chọn.", "The version of the options."),
    default=VERSION,
    example=VERSION,
)
VINTAGE = readers.choice(
    "vintage",
    tuple(Vintage),
    Text(
        "Thời điểm của mã tỉnh, huyện, xã và của ranh giới được vẽ.",
        "The date that the codes of units, and the outlines drawn, are of.",
    ),
    # A date and not "today's": what a page meant when it was made it means for good.
    default=str(Vintage.V2025_07),
    example="2025-07-01",
)
PLACE = readers.matching(
    "place",
    "[a-z0-9-]{1,120}",
    Text("Mã một địa điểm: bản đồ quanh nơi ấy.", "A place's id: the map around it."),
    example="v-ha-noi-lang-gom-bat-trang",
)
ROUTE = readers.matching(
    "route",
    "[a-z0-9-]{1,120}",
    Text("Mã một tuyến du lịch đã công bố.", "A published tourism route's id."),
    example="dau-chan-lang-co-bat-trang",
)
Q = readers.text(
    "q", 300, Text("Tìm sẵn một nơi hay địa chỉ.", "A place or address to look up at once."),
    example="Hội An",
)  # fmt: skip
AT = Parameter(
    "at",
    _position,
    {"type": "string", "maxLength": 60},
    Text("Tìm sẵn quanh vĩ độ,kinh độ.", "A latitude,longitude to look around at once."),
    example="15.88,108.33",
)
MAP = Parameter(
    "map",
    _view,
    {"type": "string", "pattern": f"^{_VIEW.pattern}$"},
    Text(
        "Bản đồ nhìn vào đâu: mức phóng/vĩ độ/kinh độ; không ghi thì vừa khung.",
        "Where the map looks: zoom/latitude/longitude; without it all that is asked for fits.",
    ),
    example="9/20.95/107.07",
)
SHOW = readers.choices(
    "show",
    {word: word for word in SHOWS},
    Text(
        "Ngoài bản đồ: ô tìm kiếm, danh sách, tuyến du lịch, độ phủ.",
        "Beside the map: search box, list, tourism routes, coverage.",
    ),
    example="search,list",
)
RADIUS_KM = readers.number(
    "radius_km",
    0.5,
    500,
    Text("Bán kính phục vụ khi có coverage, km.", "Service radius of coverage, in km."),
    default=10.0,
    example=10,
)
MEASURE = readers.choice(
    "measure",
    MEASURES,
    Text("Chỉ số được tô màu khi có coverage.", "The measure coverage colours units by."),
    default=MEASURES[0],
    example="share_beyond",
)
LEVEL = readers.choice(
    "level",
    tuple(Level),
    Text(
        "Cấp đơn vị được tô màu khi có coverage; không ghi thì tuỳ vùng.",
        "The level of units that coverage colours; without it, by the area.",
    ),
    example="commune",
)
LANG = readers.choice(
    "lang",
    LANGUAGES,
    Text(
        "Ngôn ngữ; không ghi thì theo trình duyệt của người xem.",
        "The language; without it the visitor's browser decides.",
    ),
    example="vi",
)
THEME = readers.choice(
    "theme",
    THEMES,
    Text(
        "Nền sáng, nền tối, hay theo máy người xem.",
        "Light, dark, or as the visitor's system has it.",
    ),
    default="light",
    example="light",
)
ACCENT = readers.matching(
    "accent",
    "#?[0-9a-fA-F]{6}",
    Text(
        "Màu nhấn, sáu chữ số hex; màu khó đọc được làm đậm hơn (nền tối: nhạt hơn).",
        "The accent, six hexadecimal digits; one that is hard to read is made darker "
        "(in the dark: lighter).",
    ),
    example="0a6a4b",
)
HEIGHT = readers.integer(
    "height",
    LOWEST_PX,
    HIGHEST_PX,
    Text("Chiều cao, điểm ảnh.", "The height, in pixels."),
    default=HEIGHT_PX,
    example=HEIGHT_PX,
)
FIT = readers.choice(
    "fit",
    ("frame", "content"),
    Text(
        "frame: vừa khung; content: khung cao theo nội dung, bản đồ cao height (embed.js tự đặt).",
        "frame: fills the frame; content: the frame takes its content's height, the map is height "
        "high (embed.js sets it).",
    ),
    default="frame",
    example="content",
)
ORIGIN = readers.matching(
    "origin",
    _ORIGIN,
    Text(
        "Trang nhúng, để thông báo chỉ gửi cho trang ấy (embed.js tự đặt).",
        "The page that embeds, so that only it is told of events (embed.js sets it).",
    ),
    example="https://example.vn",
)

GROUPS: Mapping[str, tuple[Parameter[Any], ...]] = {
    "where": (
        *(VINTAGE, filters.PROVINCE, filters.DISTRICT, filters.COMMUNE),
        *(PLACE, ROUTE, Q, AT, MAP),
    ),
    "what": (
        *(filters.KIND, filters.CATEGORY, filters.CRAFT, filters.STARS),
        *(filters.EVIDENCE_OF, filters.PRECISION),
    ),
    "show": (SHOW, RADIUS_KM, LEVEL, MEASURE),
    "look": (LANG, THEME, ACCENT, HEIGHT),
    "frame": (V, FIT, ORIGIN),
}
"""Every option of version 1, in groups, in the order addresses and documents have them."""

OPTIONS: Mapping[str, Parameter[Any]] = {
    option.name: option for group in GROUPS.values() for option in group
}
UNIT_OPTIONS = {
    Level.PROVINCE: filters.PROVINCE,
    Level.DISTRICT: filters.DISTRICT,
    Level.COMMUNE: filters.COMMUNE,
}
SEARCHED = frozenset(
    option.name
    for option in (Q, AT, VINTAGE, *UNIT_OPTIONS.values(), *GROUPS["what"])
)  # fmt: skip
"""Options that decide what is listed; the rest decides how it looks."""


@dataclass(frozen=True)
class Embed:
    """The options of one map, read."""

    values: Values
    given: Mapping[str, str]
    """Those that say something else than the default, as texts."""
    problems: tuple[Text, ...] = field(default=())
    """What could not be read; the map is drawn without it."""

    @property
    def vintage(self) -> Vintage:
        """The vintage of the codes and the outlines."""
        return Vintage(self.values[VINTAGE])

    @property
    def unit(self) -> UnitKey | None:
        """The smallest unit asked for."""
        for level in reversed(self.vintage.levels):
            if code := self.values.get(UNIT_OPTIONS[level]):
                return UnitKey(self.vintage, level, code)
        return None

    @property
    def shows(self) -> tuple[str, ...]:
        """What is beside the map."""
        return self.values.get(SHOW) or ()

    @property
    def accent(self) -> str | None:
        """The colour asked for, as #rrggbb."""
        digits = self.values.get(ACCENT)
        return None if digits is None else f"#{digits.lstrip('#').lower()}"

    def searched(self) -> MultiDict[str, str]:
        """What decides the list, as the map page's own parameters."""
        return MultiDict({name: text for name, text in self.given.items() if name in SEARCHED})

    def query(self, **changes: str | None) -> str:
        """
        The options as an address has them: the version first, then in the list's order.

        With some changed, or taken out by None. What could change its meaning one day is said
        even where it is the default: the version, and the vintage of a unit's code.
        """
        told = {**self.given, **changes}
        if any(told.get(option.name) for option in UNIT_OPTIONS.values()):
            told.setdefault("vintage", str(self.vintage))
        told["v"] = VERSION
        ordered = sorted(OPTIONS, key=lambda name: name != "v")
        return urlencode([(name, told[name]) for name in ordered if told.get(name)], safe=",/:")


def read_options(args: MultiDict[str, str]) -> Embed:
    """
    The options in an address.

    What is not ours is let pass: links that people share gather it. What cannot be read is left
    out and told, so that a page with a slip in it still has a map.
    """
    texts: dict[str, str] = {}
    problems: list[Text] = []
    for name, option in OPTIONS.items():
        text = ",".join(part.strip() for part in args.getlist(name) if part.strip())
        if not text:
            continue
        try:
            read = option.read(name, text)
        except RefusedError as error:
            problems.append(error.words)
        else:
            if read != option.default:
                texts[name] = text.lstrip("#")
    if problem := _impossible(texts):
        problems.append(problem)
        texts.pop("district", None)
    return Embed(read_all(OPTIONS, MultiDict(texts), {}), texts, tuple(problems))


def _impossible(texts: Mapping[str, str]) -> Text | None:
    """What cannot go together."""
    vintage = Vintage(texts.get("vintage", str(VINTAGE.default)))
    if "district" in texts and Level.DISTRICT not in vintage.levels:
        return Text(
            "Từ 1/7/2025 không còn cấp huyện: thêm vintage=2025-03-01.",
            "There are no districts since 1 July 2025: add vintage=2025-03-01.",
        )
    return None


def embed_of(told: Iterable[tuple[str, object]]) -> Embed:
    """The map of these options; those that are None or empty are not told."""
    return read_options(MultiDict([(name, str(value)) for name, value in told if value]))
