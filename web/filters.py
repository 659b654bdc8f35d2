"""The filters that every list of places takes, and the places that pass them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo import opening
from geo.filters import Filters
from geo.places.vocabularies import CATEGORIES, CRAFTS, EVIDENCE, PLACE_KINDS, PRECISIONS, STATUSES
from geo.vintages import CURRENT, Level, UnitKey, Vintage
from web import readers
from web.i18n import Text
from web.params import Parameter, Values, refuse
from web.snapshot import Snapshot


def _words(ids: Iterable[str]) -> dict[str, str]:
    return {word: word for word in ids}


KIND = readers.choices(
    "kind", _words(PLACE_KINDS), Text("Loại địa điểm.", "Kinds of place."), example="outlet"
)
CATEGORY = readers.choices(
    "category",
    _words(word for terms in CATEGORIES.values() for word in terms),
    Text(
        "Loại điểm bán, nghề của làng, loại điểm đến.",
        "Kinds of outlet, crafts of villages, kinds of destination.",
    ),
    example="supermarket,market",
)
CRAFT = readers.choices(
    "craft",
    _words(CRAFTS),
    Text("Nghề: chỉ các làng nghề làm nghề ấy.", "Crafts: only the villages that practise them."),
    example="pottery",
)
STARS = readers.choices(
    "stars",
    {"3": 3, "4": 4, "5": 5},
    Text(
        "Số sao OCOP; nơi chưa rõ sao thì không tính.",
        "OCOP stars; places whose stars are not known are left out.",
    ),
    example="4,5",
)
EVIDENCE_OF = readers.choices(
    "evidence",
    _words(EVIDENCE),
    Text(
        "Điều gì gắn điểm bán với OCOP; chỉ điểm bán có.",
        "What ties an outlet to OCOP; only outlets have it.",
    ),
    example="direct",
)
STATUS = readers.choices(
    "status",
    _words(STATUSES),
    Text("Còn hoạt động hay không.", "Whether it still exists."),
    example="open,unknown",
)
PROVINCE = readers.matching(
    "province",
    "[0-9]{2}",
    Text("Mã tỉnh, thành phố ở thời điểm vintage.", "The province's code in the vintage."),
    example="01",
)
DISTRICT = readers.matching(
    "district",
    "[0-9]{3}",
    Text(
        "Mã quận, huyện; chỉ có với vintage=2025-03-01.",
        "The district's code; only with vintage=2025-03-01.",
    ),
    example="018",
)
COMMUNE = readers.matching(
    "commune",
    "[0-9]{5}",
    Text("Mã xã, phường ở thời điểm vintage.", "The commune's code in the vintage."),
    example="00577",
)
VINTAGE = readers.choice(
    "vintage",
    tuple(Vintage),
    Text(
        "Thời điểm của mã province, commune.",
        "The vintage that the codes of province and commune are of.",
    ),
    default=str(CURRENT),
    example="2025-07-01",
)
PRECISION = readers.choices(
    "precision",
    _words(PRECISIONS),
    Text(
        "Độ chính xác của vị trí: exact,street là chính nơi ấy, còn lại là trung tâm một vùng.",
        "How good the position is: exact,street are the place itself, the rest an area's centre.",
    ),
    example="exact,street",
)
OPEN = readers.flag(
    "open",
    Text(
        "true: chỉ nơi biết giờ và đang mở cửa lúc này, giờ Việt Nam; false: không lọc.",
        "true: only places known to be open now, in Vietnamese time; false: all of them.",
    ),
    example=True,
)

HALF_WAY_ROUND_KM = 20_004
"""No two places on Earth are farther apart."""
WITHIN_KM = readers.number(
    "within_km",
    0,
    HALF_WAY_ROUND_KM,
    Text("Chỉ trong bán kính này.", "Only within this radius."),
    above=True,
    example=50,
)
"""Only where there is a point to measure from."""

FILTERS: tuple[Parameter[Any], ...] = (
    *(KIND, CATEGORY, CRAFT, STARS, EVIDENCE_OF, STATUS, PRECISION),
    *(PROVINCE, DISTRICT, COMMUNE, VINTAGE, OPEN),
)


class Filtered(NamedTuple):
    """The places that pass."""

    rows: NDArray[np.intp]
    """Their rows in the records, ascending."""
    key: Hashable
    """Equal for requests that the same places pass."""
    now: bool
    """Whether who passes depends on the time of day."""


def minute_of(values: Values) -> datetime | None:
    """The moment at which places must be open, or None when that is not asked."""
    # Whoever asks within a minute gets the same: hours do not change in between.
    return opening.now().replace(second=0, microsecond=0) if values.get(OPEN) else None


def filtered(snapshot: Snapshot, values: Values) -> Filtered:
    """The places that pass a request's filters, worked out once for the same filters."""
    minute = minute_of(values)
    key = (minute, *(values.get(parameter) for parameter in FILTERS if parameter is not OPEN))
    rows = snapshot.keep(
        "filtered",
        key,
        lambda: np.flatnonzero(snapshot.locator.filter.mask(conditions(values, minute))),
        most=128,
    )
    return Filtered(rows, key, minute is not None)


def units_of(values: Values) -> tuple[UnitKey, ...]:
    """
    The units that places must lie in.

    Raises
    ------
    RefusedError
        If a district is asked for in a vintage without districts.
    """
    vintage = Vintage(values.get(VINTAGE) or CURRENT)
    codes = {
        Level.PROVINCE: values.get(PROVINCE),
        Level.DISTRICT: values.get(DISTRICT),
        Level.COMMUNE: values.get(COMMUNE),
    }
    district = codes[Level.DISTRICT]
    if district and Level.DISTRICT not in vintage.levels:
        raise refuse(
            "district",
            district,
            f"không có cấp huyện ở thời điểm {vintage}; thêm vintage=2025-03-01",
            f"there are no districts in {vintage}; add vintage=2025-03-01",
        )
    return tuple(UnitKey(vintage, level, code) for level, code in codes.items() if code)


def conditions(values: Values, minute: datetime | None) -> Filters:
    """What a request's parameters ask, in the library's terms; raises what `units_of` does."""
    return Filters(
        kind=values.get(KIND) or (),
        category=values.get(CATEGORY) or (),
        craft=values.get(CRAFT) or (),
        stars=values.get(STARS) or (),
        evidence=values.get(EVIDENCE_OF) or (),
        status=values.get(STATUS) or (),
        precision=values.get(PRECISION) or (),
        unit=units_of(values),
        open_at=minute,
    )
