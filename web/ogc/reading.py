"""The parameters of `/ogc`, declared once: read here, and documented in its OpenAPI document."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from flask import request

from web import readers
from web.i18n import Text
from web.ogc.collections import Collection, Interval
from web.ogc.crs import CRS84, URIS, area_of
from web.ogc.layer import Query
from web.operations import LANG
from web.params import Parameter, Values, read_all, refuse
from web.snapshot import Snapshot

Box = tuple[float, float, float, float]

MOST = 1_000
"""Features in one answer; who asks for more gets so many and a link to the next."""
FARTHEST = 10_000_000

FORMS = ("json", "html")
F = readers.choice(
    "f",
    FORMS,
    Text(
        "Dạng trả về; không gửi thì theo Accept, rồi JSON.",
        "The answer's form; without it Accept decides, then JSON.",
    ),
    example="json",
)


def _read_limit(name: str, text: str) -> int:
    if re.fullmatch(r"[0-9]{1,18}", text) and int(text) > 0:
        return min(int(text), MOST)
    raise refuse(name, text, "cần số nguyên từ 1", "give a whole number from 1")


LIMIT = Parameter(
    "limit",
    _read_limit,
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": 100},
    Text(
        f"Số đối tượng mỗi trang; hơn {MOST} thì trả {MOST}.",
        f"Features a page; whoever asks for more than {MOST} gets {MOST}.",
    ),
    default=100,
    example=100,
)
OFFSET = readers.integer(
    "offset",
    0,
    FARTHEST,
    Text("Bỏ qua bấy nhiêu đối tượng đầu.", "Leave out so many features at the start."),
    default=0,
    example=0,
)
CRS = readers.choice(
    "crs",
    URIS,
    Text(
        "Hệ toạ độ của câu trả lời, theo URI; thứ tự trục theo định nghĩa của hệ.",
        "The system of the answer by its URI; axes in the order of its definition.",
    ),
    default=CRS84,
    example="http://www.opengis.net/def/crs/EPSG/0/3405",
)
BBOX_CRS = readers.choice(
    "bbox-crs",
    URIS,
    Text("Hệ toạ độ của bbox, theo URI.", "The system of bbox by its URI."),
    default=CRS84,
    example=CRS84,
)


def _read_box(name: str, text: str) -> Box:
    numbers = text.split(",")
    due = (
        "cần 4 số: toạ độ nhỏ nhất rồi lớn nhất, ví dụ 105.7,20.9,106.0,21.2",
        "give 4 numbers, the least coordinates, then the greatest: 105.7,20.9,106.0,21.2",
    )
    if len(numbers) not in (4, 6) or not all(map(_NUMBER.fullmatch, numbers)):
        raise refuse(name, text, *due)
    values = [float(number) for number in numbers]
    # Heights say nothing of features on the ground.
    box = values if len(values) == 4 else [*values[:2], *values[3:5]]
    if not all(map(math.isfinite, box)):
        raise refuse(name, text, *due)
    return box[0], box[1], box[2], box[3]


_NUMBER = re.compile(r"[+-]?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][+-]?[0-9]{1,2})?")
BBOX = Parameter(
    "bbox",
    _read_box,
    {
        "type": "array",
        "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        "items": {"type": "number"},
    },
    Text(
        "Chỉ đối tượng chạm khung, theo thứ tự trục của bbox-crs.",
        "Only features that meet the box, axes in the order of bbox-crs.",
    ),
    example="105.7,20.9,106.0,21.2",
)

_MOMENT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2}))?"
)


def _moment(name: str, whole: str, text: str, *, last: bool) -> datetime:
    """A day or a moment by RFC 3339; of a day its first or its last second."""
    try:
        if re.fullmatch(_MOMENT, text, re.IGNORECASE):
            if len(text) == 10:
                bound = time(23, 59, 59) if last else time()
                return datetime.combine(date.fromisoformat(text), bound, UTC)
            return datetime.fromisoformat(text.upper())
    except ValueError:
        pass
    raise refuse(
        name,
        whole,
        "cần ngày, thời điểm hoặc khoảng theo RFC 3339, ví dụ 2025-07-01 hay 2025-03-01/..",
        "give a day, a moment or an interval by RFC 3339, such as 2025-07-01 or 2025-03-01/..",
    )


def _read_interval(name: str, text: str) -> Interval:
    first, slash, second = text.partition("/")
    if not slash:
        return _moment(name, text, first, last=False), _moment(name, text, first, last=True)
    start = None if first in ("", "..") else _moment(name, text, first, last=False)
    end = None if second in ("", "..") else _moment(name, text, second, last=True)
    if start is not None and end is not None and start > end:
        raise refuse(name, text, "đầu sau cuối", "it ends before it begins")
    return start, end


DATETIME = Parameter(
    "datetime",
    _read_interval,
    {"type": "string"},
    Text(
        "Chỉ đối tượng có hiệu lực lúc ấy: ngày, thời điểm hoặc khoảng (RFC 3339, .. là mở). Đối "
        "tượng không mang thời gian luôn có mặt.",
        "Only features that held then: a day, a moment or an interval (RFC 3339, .. is open). "
        "Features that say nothing of time are always there.",
    ),
    example="2025-07-01/..",
)

COMMON = (F,)
PAGE = (F, LIMIT, OFFSET, BBOX, BBOX_CRS, CRS, DATETIME)


def values_of(*declared: Parameter[Any]) -> Values:
    """
    The current request's parameters, read.

    Raises
    ------
    RefusedError
        If one is not declared, repeated or unreadable.
    """
    return read_all(_by_name(*declared), request.args, request.view_args or {})


def _by_name(*declared: Parameter[Any]) -> Mapping[str, Parameter[Any]]:
    return {parameter.name: parameter for parameter in (*declared, LANG)}


def filters_of(collection: Collection, snapshot: Snapshot) -> tuple[Parameter[Any], ...]:
    """A parameter for each field of a collection: features of one value of it."""
    fields = collection.fields(snapshot)
    return snapshot.keep(
        "ogc filters", collection.id, lambda: tuple(f.parameter() for f in fields), most=32
    )


def query_of(collection: Collection, filters: tuple[Parameter[Any], ...], values: Values) -> Query:
    """
    What a request for the features of a collection asks.

    Raises
    ------
    RefusedError
        If `bbox-crs` has no box to speak of, or the box is upside down.
    """
    box = values.get(BBOX)
    if box is None and "bbox-crs" in request.args:
        raise refuse(
            "bbox-crs",
            request.args["bbox-crs"],
            "cần kèm bbox",
            "it says the system of bbox, which was not given",
        )
    where = {each.name: values.get(each) for each in filters if values.get(each) is not None}
    return Query(
        area=None if box is None else _area(box, values[BBOX_CRS]),
        where=where,
        outside_time=not _meet(collection.held, values.get(DATETIME)),
        crs=values[CRS],
    )


def _area(box: Box, uri: str) -> Any:
    """The area of a box; a box from east to west crosses 180°, one from north to south is none."""
    first_is_longitude = uri == CRS84
    crossing = box[0] > box[2] if first_is_longitude else box[1] > box[3]
    upside_down = box[1] > box[3] if first_is_longitude else box[0] > box[2]
    geographic = first_is_longitude or uri.endswith("/4326")
    if upside_down or (crossing and not geographic):
        raise refuse(
            "bbox",
            request.args["bbox"],
            "toạ độ nhỏ nhất phải đứng trước",
            "the least coordinates come first",
        )
    return area_of(box, uri)


def _meet(held: Interval | None, asked: Interval | None) -> bool:
    """Whether two intervals have a moment in common; no interval is always."""
    if held is None or asked is None:
        return True
    (start, end), (first, last) = held, asked
    return not ((end and first and first > end) or (start and last and last < start))
