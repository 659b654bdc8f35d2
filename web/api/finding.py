"""Names to places and positions to units: `/api/suggest`, `/api/geocode`, `/api/locate`."""

from __future__ import annotations

from operator import itemgetter

from flask import Response, current_app

from geo.coordinates import LonLat
from web import readers
from web.api.blueprint import blueprint
from web.i18n import Text, language
from web.operations import JSON, OWN, as_json, operation
from web.params import Values
from web.schemas import LAT as LATITUDE
from web.schemas import LON as LONGITUDE
from web.schemas import MAYBE_NUMBER, MAYBE_TEXT, TEXT, listed, ref, thing
from web.snapshot import Snapshot

LONGEST_QUERY = 300
"""Characters: the longest address people write is half of that."""


def geocoding_points() -> int:
    """What an address costs: where others are asked, whose turns are few, much more."""
    return 30 if current_app.config["GEOCODERS"] else 1


Q = readers.text(
    "q",
    LONGEST_QUERY,
    Text("Tên hay địa chỉ, có dấu hay không dấu.", "A name or an address, marked or not."),
    required=True,
    example="hoi an",
)
LIMIT = readers.integer(
    "limit", 1, 50, Text("Nhiều nhất bao nhiêu gợi ý.", "At most so many."), default=8, example=5
)
LAT = readers.degrees(
    "lat", 90, Text("Vĩ độ.", "Latitude in degrees."), required=True, example=21.0285
)
LON = readers.degrees(
    "lon", 180, Text("Kinh độ.", "Longitude in degrees."), required=True, example=105.8542
)
ALSO = readers.choices(
    "also",
    {"craft": "craft", "product": "product"},
    Text(
        "Gợi ý thêm nghề, sản phẩm; nghề không có vị trí.",
        "Suggest crafts, products as well; a craft has no position.",
    ),
    example="craft,product",
)


@operation(
    blueprint,
    "/api/suggest",
    summary=Text("Gợi ý khi gõ", "Suggestions while typing"),
    details=Text(
        "Tên đơn vị hành chính của cả hai thời điểm, điểm bán, làng nghề, điểm đến; đúng nhất "
        "trước. Chữ gõ có dấu, không dấu, viết tắt hay sai một chữ đều được.",
        "Names of units of both vintages, outlets, villages and destinations, best first; with or "
        "without diacritics, abbreviated or with a typing error.",
    ),
    parameters=(Q, LIMIT, ALSO),
    answers={
        JSON: thing(
            {
                "suggestions": listed(
                    thing(
                        {
                            "label": TEXT,
                            "type": TEXT,
                            "id": TEXT,
                            "code": TEXT,
                            "vintage": MAYBE_TEXT,
                            "lat": MAYBE_NUMBER,
                            "lon": MAYBE_NUMBER,
                        },
                        optional=("id", "code"),
                    )
                ),
                "query": TEXT,
                "data_version": TEXT,
            }
        )
    },
    examples=(
        "/api/suggest?q=hoi%20an",
        "/api/suggest?q=HCM&limit=5&lang=en",
        "/api/suggest?q=gom&also=craft,product",
    ),
)
def suggest(snapshot: Snapshot, values: Values) -> Response:
    """What the text may become."""
    query, limit, words = values[Q], values[LIMIT], language()
    found = snapshot.locator.gazetteer.suggest(query, limit)
    ranked = [(one.score, one.as_dict(words)) for one in found]
    if also := values.get(ALSO):
        # An address is read when no name fits: anything that does comes before it.
        if found and found[0].type == "address":
            ranked = [(0.0, answer) for _, answer in ranked]
        ranked += [
            (hit.score, hit.topic.as_dict(words))
            for hit in snapshot.locator.topics.suggest(query, limit)
            if hit.topic.type in also
        ]
        ranked.sort(key=itemgetter(0), reverse=True)
    suggestions = [answer for _, answer in ranked[:limit]]
    return as_json(snapshot, {"suggestions": suggestions, "query": query}, cache=OWN)


@operation(
    blueprint,
    "/api/geocode",
    summary=Text("Địa chỉ ra vị trí", "Address to position"),
    details=Text(
        "Đơn vị thấp nhất mà địa chỉ xác định được, kiểu cũ, kiểu mới hay lẫn lộn; độ chính xác, "
        "độ tin cậy từ 0 đến 1 và các khả năng khi địa chỉ mơ hồ. Không thấy thì danh sách rỗng.",
        "The lowest unit that an address determines, in the old style, the new or a mix; its "
        "precision, its confidence from 0 to 1 and, when ambiguous, the candidates. Nothing found "
        "is an empty list.",
    ),
    parameters=(Q,),
    answers={
        JSON: thing(
            {
                "results": listed(ref("Found")),
                "query": TEXT,
                "data_version": TEXT,
            }
        )
    },
    examples=(
        "/api/geocode?q=s%E1%BB%91%205%2C%20ph%C6%B0%E1%BB%9Dng%20V%E1%BA%A1n%20Ph%C3%BAc%2C"
        "%20qu%E1%BA%ADn%20H%C3%A0%20%C4%90%C3%B4ng%2C%20H%C3%A0%20N%E1%BB%99i",
        "/api/geocode?q=nowhere%20at%20all&lang=en",
    ),
    points=geocoding_points,
)
def geocode(snapshot: Snapshot, values: Values) -> Response:
    """Where the text may be."""
    found = snapshot.geocoder.geocode(values[Q])
    content = {"results": [one.as_dict(language()) for one in found], "query": values[Q]}
    return as_json(snapshot, content, cache=OWN)


@operation(
    blueprint,
    "/api/locate",
    summary=Text("Vị trí thuộc đơn vị nào", "The units around a position"),
    details=Text(
        "Đơn vị hành chính ở cả hai thời điểm, theo ranh giới gần đúng kèm theo; ngoài Việt Nam "
        "thì rỗng.",
        "The units of both vintages, by the bundled approximate outlines; empty outside Vietnam.",
    ),
    parameters=(LAT, LON),
    answers={
        JSON: thing(
            {"units": ref("Units"), "names": ref("Units"), "lat": LATITUDE, "lon": LONGITUDE}
            | {"data_version": TEXT}
        )
    },
    examples=("/api/locate?lat=21.0285&lon=105.8542", "/api/locate?lat=48.85&lon=2.35"),
)
def locate(snapshot: Snapshot, values: Values) -> Response:
    """The codes and names around a position."""
    at = LonLat(values[LON], values[LAT])
    units = snapshot.locator.boundaries.locate(at)
    content = {
        "units": units,
        "names": snapshot.unit_names.of(units, language()),
        "lat": at.lat,
        "lon": at.lon,
    }
    return as_json(snapshot, content, cache=OWN)
