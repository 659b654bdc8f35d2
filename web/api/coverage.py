"""`/api/coverage`: who lives within reach of an outlet, one record a unit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from flask import Response

from geo import tables
from geo.coordinates import LonLat, lonlat_from_text
from geo.coverage import Coverage, Question, cover
from geo.coverage.columns import words
from geo.coverage.result import plain_records
from geo.errors import InvalidPositionError
from geo.places.vocabularies import EVIDENCE, OUTLET_KINDS
from geo.travel import By, Radius
from geo.travel.measure import (
    LEAST_RADIUS_M,
    LEAST_RADIUS_MIN,
    MOST_RADIUS_M,
    MOST_RADIUS_MIN,
)
from geo.vintages import CURRENT, Level, Vintage, layer_from_text
from web import readers
from web.api.blueprint import blueprint
from web.caching import Body, respond
from web.errors import RefusedError
from web.i18n import Text, language
from web.operations import GEOJSON, JSON, SHARED, operation
from web.own_demand import BODY, Own, own_demand
from web.params import Parameter, Values, refuse
from web.schemas import file_of
from web.schemas.planning import COVERAGE, COVERAGE_LAYER
from web.snapshot import Snapshot

CSV = "text/csv"
GPKG = "application/geopackage+sqlite3"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIMETYPES = {"json": JSON, "csv": CSV, "xlsx": XLSX, "geojson": GEOJSON, "gpkg": GPKG}
MOST_TRIED = 50
"""As many as sites are proposed at a time."""
KEPT = 48
"""Answers kept a data version: planners look at the same few questions in several forms."""

VINTAGE = readers.choice(
    "vintage",
    tuple(Vintage),
    Text("Thời điểm của các đơn vị.", "The vintage of the units."),
    default=str(CURRENT),
    example="2025-03-01",
)
LEVEL = readers.choice(
    "level",
    tuple(Level),
    Text(
        "Cấp: province, district (chỉ 2025-03-01), commune.",
        "The level: province, district (2025-03-01 only), commune.",
    ),
    default=str(Level.PROVINCE),
    example="district",
)
USUAL_KM, USUAL_MIN = 10, 30
"""The service radius of who gives none."""
RADIUS_KM = readers.number(
    "radius_km",
    LEAST_RADIUS_M / 1000,
    MOST_RADIUS_M / 1000,
    Text(
        f"Bán kính phục vụ, km; mặc định {USUAL_KM}. Chỉ khi by=distance hay road_distance.",
        f"The service radius, km; {USUAL_KM} by default. Only with by=distance or road_distance.",
    ),
    example=10,
)
RADIUS_MIN = readers.number(
    "radius_min",
    LEAST_RADIUS_MIN,
    MOST_RADIUS_MIN,
    Text(
        f"Bán kính phục vụ, phút; mặc định {USUAL_MIN}. Chỉ khi by=road_time.",
        f"The service radius, minutes; {USUAL_MIN} by default. Only with by=road_time.",
    ),
    example=30,
)
BY = readers.choice(
    "by",
    tuple(By),
    Text(
        "Xa gần đo bằng gì: distance (km đường chim bay), road_distance (km đường bộ), road_time "
        "(phút đi đường bộ). Theo đường bộ là ước tính khi sources.estimated là true.",
        "What far is measured by: distance (straight km), road_distance (km by road), road_time "
        "(minutes by road). By road it is an estimate where sources.estimated is true.",
    ),
    default=str(By.DISTANCE),
    example="road_time",
)
PROVINCE = readers.matching(
    "province",
    "[0-9]{2}",
    Text(
        "Chỉ các đơn vị của tỉnh này (mã ở thời điểm vintage).",
        "Only the units of this province (its code in the vintage).",
    ),
    example="01",
)
EVIDENCE_OF = readers.choices(
    "evidence",
    {word: word for word in EVIDENCE},
    Text(
        "Điểm bán được tính theo nguồn nào; mặc định là nguồn nói về chính điểm bán ấy.",
        "The evidence by which outlets count; by default a source about that very outlet.",
    ),
    default=("direct",),
    example="direct,chain",
)
CATEGORY = readers.choices(
    "category",
    {word: word for word in OUTLET_KINDS},
    Text("Chỉ tính các loại điểm bán này.", "Only these kinds of outlet count."),
    example="market,supermarket",
)


def _positions(value: str) -> tuple[LonLat, ...]:
    """The positions that a text such as "21.03,105.85;10.78,106.7" writes, where it does."""
    try:
        return tuple(filter(None, map(lonlat_from_text, value.split(";"))))
    except InvalidPositionError:
        return ()


def _read_positions(name: str, value: str) -> tuple[LonLat, ...]:
    found = _positions(value)
    if len(found) == value.count(";") + 1 <= MOST_TRIED:
        return found
    raise refuse(
        name,
        value,
        f"cần vĩ độ,kinh độ;… nhiều nhất {MOST_TRIED} vị trí, ví dụ 21.03,105.85",
        f"give lat,lon;… at most {MOST_TRIED} positions, such as 21.03,105.85",
    )


ALSO = Parameter(
    "also",
    _read_positions,
    {"type": "string"},
    Text(
        "Thử đặt điểm bán ở đây: vĩ độ,kinh độ;… ví dụ 21.03,105.85;10.78,106.7. Số liệu tính cả "
        "các điểm ấy.",
        "Outlets tried out: lat,lon;… such as 21.03,105.85;10.78,106.7. The figures count them.",
    ),
)
MOST_SPREAD = 20
SPREAD = readers.integer(
    "spread",
    1,
    MOST_SPREAD,
    Text(
        "Rải dân mỗi xã đều trên chừng ấy điểm của địa bàn xã, thay vì ở trung tâm.",
        "Spread a commune's persons evenly over so many points of its polygon, not at its centre.",
    ),
    example=5,
)
FORM = readers.choice(
    "f",
    tuple(MIMETYPES),
    Text(
        "Dạng trả về; mọi dạng mang theo tham số và nguồn.",
        "The answer's form; each carries the parameters and sources.",
    ),
    default="json",
    example="json",
)


def question_of(values: Values) -> Question:
    """
    The question that a request asks.

    Raises
    ------
    UnknownVintageError
        If the vintage has no such level.
    """
    vintage, level = layer_from_text(values[VINTAGE], values[LEVEL])
    radius = radius_of(values)
    return Question(
        vintage=vintage,
        level=level,
        by=radius.by,
        radius_m=radius.radius_m,
        radius_min=radius.radius_min,
        province=values.get(PROVINCE),
        evidence=values[EVIDENCE_OF],
        category=values.get(CATEGORY) or (),
        also=values.get(ALSO) or (),
        spread=values.get(SPREAD),
    )


def radius_of(values: Values) -> Radius:
    """
    How far is within reach, the usual where a request does not say.

    Raises
    ------
    RefusedError
        If it says so in the other unit.
    """
    by = By(values[BY])
    km, minutes = values.get(RADIUS_KM), values.get(RADIUS_MIN)
    if (km if by.timed else minutes) is not None:
        due, other = ("radius_min", "radius_km") if by.timed else ("radius_km", "radius_min")
        raise RefusedError(
            "contradicting-parameters",
            Text(
                f"by={by} tính bán kính bằng {due}: bỏ {other}.",
                f"by={by} takes its radius as {due}: leave out {other}.",
            ),
        )
    if by.timed:
        return Radius.of(by, radius_min=USUAL_MIN if minutes is None else minutes)
    return Radius.of(by, radius_m=(USUAL_KM if km is None else km) * 1000)


def covered(snapshot: Snapshot, question: Question, own: Own | None = None) -> Coverage:
    """The answer, worked out once for the same question; with somebody's own table, each time."""
    if own is not None:
        answer = cover(snapshot.locator, question, own.demand)
        return replace(answer, sources={**answer.sources, "demand_sha256": own.digest})
    return snapshot.keep("coverage", question, lambda: cover(snapshot.locator, question), most=KEPT)


@operation(
    blueprint,
    "/api/coverage",
    summary=Text("Độ phủ điểm bán", "Coverage"),
    details=Text(
        "Mỗi đơn vị một bản ghi: số điểm bán, dân trong và ngoài bán kính, khoảng cách tới điểm "
        "bán gần nhất (theo dân số điều tra 2019; by: đường thẳng trên ellipsoid, hay theo đường "
        "bộ), 2SFCA, làng nghề và điểm du lịch chưa có điểm bán trong tầm. population_unreached: "
        "người không có đường bộ nào ta biết tới điểm bán, tính là ngoài bán kính. "
        "completeness=low: tỉnh công bố nhiều điểm bán hơn hẳn dữ liệu, nên thiếu dữ liệu không có "
        "nghĩa là thiếu điểm bán. Gửi POST một bảng "
        "(mã xã, số dân) ở trường tệp `demand` để tính theo số dân của bạn: câu trả lời mang "
        "SHA-256 của bảng (sources.demand_sha256), máy chủ không giữ lại bảng.",
        "One record a unit: outlets, persons within and beyond the radius, distances to the "
        "nearest outlet (weighted by the census of 2019; by: straight over the ellipsoid, or by "
        "road), 2SFCA, villages and destinations beyond reach. population_unreached: persons whom "
        "no road that we know takes to any outlet; they count as beyond. completeness=low: the "
        "province reports many more points of sale than the data has, so missing data need not be "
        "a missing shop. POST a table (code, persons) as the form's file `demand` to count your "
        "own people: the answer has its SHA-256 (sources.demand_sha256) and nothing of it is kept.",
    ),
    parameters=(
        *(VINTAGE, LEVEL, BY, RADIUS_KM, RADIUS_MIN, PROVINCE),
        *(EVIDENCE_OF, CATEGORY, ALSO, SPREAD, FORM),
    ),
    answers={
        JSON: COVERAGE,
        **{media: file_of(media) for media in (CSV, XLSX, GPKG)},
        GEOJSON: COVERAGE_LAYER,
    },
    examples=(
        "/api/coverage?vintage=2025-03-01&level=district&radius_km=10",
        "/api/coverage?province=22&level=commune&radius_km=5&evidence=direct,chain",
        "/api/coverage?province=01&level=commune&also=21.03,105.85",
        "/api/coverage?vintage=2025-03-01&level=district&by=road_time&radius_min=30",
    ),
    statuses=(200, 304, 400, 404),
    body=BODY,
    points=20,
)
def coverage(snapshot: Snapshot, values: Values) -> Response:
    """The measures of every unit, in the form asked for."""
    question, form = question_of(values), values[FORM]
    own = own_demand(snapshot, question.vintage, question.spread)
    answer = covered(snapshot, question, own)
    words_in = language()

    def make() -> Body:
        if form == "json":
            return Body(orjson.dumps(as_json(answer, english=words_in == "en")))
        return Body(tables.BYTES[form](answer.report()))

    if own is not None:
        response = downloaded(make(), form, "ocop-coverage")
        response.headers["Cache-Control"] = "no-store"
        return response
    body = snapshot.keep("coverage bodies", (question, form, words_in), make, most=KEPT)
    return downloaded(body, form, "ocop-coverage")


def as_json(answer: Coverage, *, english: bool) -> dict[str, Any]:
    """An answer as the API gives it."""
    columns = {
        str(name): words(str(name)).en if english else words(str(name)).vi
        for name in answer.table.columns
    }
    return {
        "parameters": dict(answer.parameters),
        "sources": dict(answer.sources),
        "summary": dict(answer.summary),
        "units": answer.records(),
        "provinces": plain_records(answer.provinces),
        "unserved": plain_records(answer.unserved),
        "columns": columns,
        "data_version": answer.data_version,
    }


def downloaded(body: Body, form: str, name: str) -> Response:
    """A body in its form; what is no JSON is saved under a name."""
    response = respond(body, MIMETYPES[form], cache=SHARED)
    if form != "json":
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
