"""`/api/sites`: where the next outlets serve the most people."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

import orjson
from flask import Response

from geo import tables
from geo.coordinates import LonLat, lonlat_from_text
from geo.coverage.result import plain_records
from geo.errors import InvalidParameterError, InvalidPositionError
from geo.siting import OBJECTIVES, Effort, Plan, Proposal, propose
from geo.vintages import Vintage
from web import readers
from web.api.blueprint import blueprint
from web.api.coverage import (
    ALSO,
    BY,
    CATEGORY,
    CSV,
    EVIDENCE_OF,
    FORM,
    GPKG,
    KEPT,
    PROVINCE,
    RADIUS_KM,
    RADIUS_MIN,
    SPREAD,
    VINTAGE,
    XLSX,
    downloaded,
    radius_of,
)
from web.caching import Body
from web.errors import RefusedError
from web.i18n import Text
from web.operations import GEOJSON, JSON, operation
from web.own_demand import BODY, Own, own_demand
from web.params import Parameter, Values, refuse
from web.schemas import file_of
from web.schemas.planning import SITES, SITES_LAYER
from web.snapshot import Snapshot

MOST_SITES = 200
EFFORT = Effort(time_s=5.0)
"""As long as a visitor will wait; `geo site` has no such bound."""
USUAL_COUNT = 3

COUNT = readers.integer(
    "count",
    1,
    MOST_SITES,
    Text(
        f"Số điểm đặt thêm; mặc định {USUAL_COUNT}. lscp tự tìm số này.",
        f"How many sites; {USUAL_COUNT} by default. lscp finds it.",
    ),
    example=3,
)
OBJECTIVE = readers.choice(
    "objective",
    OBJECTIVES,
    Text(
        "mclp: nhiều người trong bán kính nhất; lscp: ít điểm nhất cho mọi người; "
        "pmedian: khoảng cách (hay thời gian đi) trung bình nhỏ nhất.",
        "mclp: most people within the radius; lscp: fewest sites for everybody; "
        "pmedian: least mean distance, or time.",
    ),
    default=OBJECTIVES[0],
    example="mclp",
)
STANDING = readers.flag(
    "standing",
    Text("false: như chưa có điểm bán nào.", "false: as if no outlet stood."),
    default=True,
    example=True,
)

MOST_CANDIDATES = 500


class Candidates(NamedTuple):
    """A planner's own candidates."""

    codes: tuple[str, ...]
    """Of communes."""
    positions: tuple[LonLat, ...]


def _read_candidates(name: str, value: str) -> Candidates:
    """Codes of communes and rows lat,lon: a row that is no position is codes parted by commas."""
    rows = [row.strip(" ,") for row in re.split(r"[;\s]+", value.replace(", ", ",")) if row]
    codes: list[str] = []
    positions: list[LonLat] = []
    for row in filter(None, rows):
        parts = row.split(",")
        if all(_COMMUNE.fullmatch(part) for part in parts):
            codes += parts
            continue
        try:
            at = lonlat_from_text(row)
        except InvalidPositionError:
            at = None
        if at is None:
            break
        positions.append(at)
    else:
        if 1 <= len(codes) + len(positions) <= MOST_CANDIDATES:
            return Candidates(tuple(dict.fromkeys(codes)), tuple(positions))
    raise refuse(
        name,
        value,
        f"cần mã xã cách nhau bằng dấu phẩy, hoặc vĩ độ,kinh độ;… nhiều nhất {MOST_CANDIDATES}, "
        "ví dụ 00577,00580 hay 21.03,105.85;20.98,105.79",
        f"give codes of communes parted by commas, or lat,lon;… at most {MOST_CANDIDATES}, such as "
        "00577,00580 or 21.03,105.85;20.98,105.79",
    )


_COMMUNE = re.compile("[0-9]{5}")
CANDIDATES = Parameter(
    "candidates",
    _read_candidates,
    {"type": "string"},
    Text(
        "Chỉ đặt ở đây: mã xã cách nhau bằng dấu phẩy, hoặc vĩ độ,kinh độ;… Mặc định: mọi xã.",
        "Only here: codes of communes parted by commas, or lat,lon;… Every commune by default.",
    ),
)


@operation(
    blueprint,
    "/api/sites",
    summary=Text("Đặt thêm điểm bán ở đâu", "Where the next outlets serve most"),
    details=Text(
        "Các xã nên đặt điểm bán, điểm thêm được nhiều người nhất đứng trước, bên cạnh các điểm "
        "bán đã có. gap: cách tốt nhất có thể không quá tỷ lệ này (đã chứng minh); "
        "status=feasible: hết giờ trước khi chứng minh xong. Mọi số được đếm lại ngoài bộ giải. "
        "Gửi POST bảng (mã xã, số dân) ở trường tệp `demand` để tính theo số dân của bạn.",
        "Communes where an outlet should stand, the one that adds most first, beside the outlets "
        "that stand. gap: proven to be within this share of the best; status=feasible: the time "
        "was up before that. Every figure is counted again apart from the solver. POST a table "
        "(code, persons) as the form's file `demand` to serve your own people.",
    ),
    parameters=(
        *(PROVINCE, VINTAGE, COUNT, BY, RADIUS_KM, RADIUS_MIN, OBJECTIVE),
        *(CANDIDATES, EVIDENCE_OF, CATEGORY, STANDING, ALSO, SPREAD, FORM),
    ),
    answers={
        JSON: SITES,
        **{media: file_of(media) for media in (CSV, XLSX, GPKG)},
        GEOJSON: SITES_LAYER,
    },
    examples=(
        "/api/sites?province=22&count=3&radius_km=10",
        "/api/sites?province=31&vintage=2025-03-01&objective=lscp&radius_km=15",
        "/api/sites?province=01&count=2&objective=pmedian",
        "/api/sites?province=22&count=3&by=road_time&radius_min=30",
        "/api/sites?province=01&count=1&candidates=21.03,105.85;20.98,105.79&also=21.1,105.8",
    ),
    statuses=(200, 304, 400, 404),
    body=BODY,
    points=150,
)
def sites(snapshot: Snapshot, values: Values) -> Response:
    """The sites, in the form asked for."""
    plan, form = _plan(values), values[FORM]
    own = own_demand(snapshot, plan.vintage, plan.spread)
    answer = proposed(snapshot, plan, own)

    def make() -> Body:
        return Body(orjson.dumps(_json(answer)) if form == "json" else _file(answer, form))

    if own is not None:
        response = downloaded(make(), form, "ocop-sites")
        response.headers["Cache-Control"] = "no-store"
        return response
    body = snapshot.keep("sites bodies", (plan, form), make, most=KEPT)
    return downloaded(body, form, "ocop-sites")


def proposed(snapshot: Snapshot, plan: Plan, own: Own | None = None) -> Proposal:
    """
    The answer, worked out once for the same plan; for somebody's own demand, each time.

    Raises
    ------
    RefusedError
        If more sites are asked for than there are candidates, or a candidate is in no commune.
    UnknownUnitError
        If no province or commune of the plan's vintage has a code of it.
    """
    try:
        if own is not None:
            answer = propose(snapshot.locator, plan, EFFORT, own.demand)
            return replace(answer, sources={**answer.sources, "demand_sha256": own.digest})
        return snapshot.keep(
            "sites", plan, lambda: propose(snapshot.locator, plan, EFFORT), most=KEPT
        )
    except InvalidParameterError as error:
        # The plan's words and numbers have been read: what is left are its candidates.
        vi = f"count={plan.count} nhiều hơn số nơi có thể đặt điểm bán: giảm count."
        if "lies in no commune" in str(error):
            vi = "Có vị trí đề cử không nằm trong xã nào của Việt Nam: sửa vĩ độ,kinh độ."
        raise RefusedError(error.code, Text(vi, f"{error}.")) from None


def _plan(values: Values) -> Plan:
    objective, count = values[OBJECTIVE], values.get(COUNT)
    if objective == "lscp" and count is not None:
        raise RefusedError(
            "contradicting-parameters",
            Text(
                "lscp tự tìm số điểm: bỏ count.",
                "lscp finds how many sites it takes: leave out count.",
            ),
        )
    candidates = values.get(CANDIDATES) or Candidates((), ())
    radius = radius_of(values)
    return Plan(
        vintage=Vintage(values[VINTAGE]),
        province=values.get(PROVINCE),
        count=None if objective == "lscp" else count or USUAL_COUNT,
        by=radius.by,
        radius_m=radius.radius_m,
        radius_min=radius.radius_min,
        objective=objective,
        evidence=values[EVIDENCE_OF],
        category=values.get(CATEGORY) or (),
        standing=values[STANDING],
        candidates=candidates.codes,
        positions=candidates.positions,
        also=values.get(ALSO) or (),
        spread=values.get(SPREAD),
    )


def _json(answer: Proposal) -> dict[str, Any]:
    return {**answer.about(), "sites": plain_records(answer.sites)}


def _file(answer: Proposal, form: str) -> bytes:
    return tables.BYTES[form](answer.report())
