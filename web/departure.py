"""When a journey sets out, as its addresses say it."""

from __future__ import annotations

from datetime import datetime

from geo.errors import InvalidParameterError
from geo.itinerary import departure_from_text
from web.i18n import Text
from web.params import Parameter, refuse


def _read(name: str, value: str) -> datetime:
    try:
        return departure_from_text(value.strip())
    except InvalidParameterError:
        raise refuse(
            name,
            value,
            "không có ngày giờ này, ví dụ 2026-12-01T08:00",
            "there is no such day and time; write it as 2026-12-01T08:00",
        ) from None


DEPART: Parameter[datetime] = Parameter(
    "depart",
    _read,
    {"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}"},
    Text(
        "Ngày giờ đi, giờ Việt Nam; không gửi là 8 giờ sáng mai. Giờ mở cửa xét theo đó.",
        "Day and time of departure, Vietnam's; 8 tomorrow morning when it is not given. Opening "
        "hours are those of then.",
    ),
    example="2026-12-01T08:00",
)
