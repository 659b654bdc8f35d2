"""`/api/sites`: where the next outlets serve the most people."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response

from geo import tables
from geo.coverage.result import plain_records
from geo.errors import InvalidParameterError
from geo.siting import OBJECTIVES, Effort, Plan, Proposal, propose
from geo.vintages import Vintage
from web import readers
from web.api.blueprint import blueprint
from web.api.coverage import (
    CATEGORY,
    CSV,
    EVIDENCE_OF,
    FORM,
    KEPT,
    PROVINCE,
    RADIUS_KM,
    VINTAGE,
    XLSX,
    downloaded,
)
from web.caching import Body
from web.errors import RefusedError
from web.i18n import Text
from web.operations import GEOJSON, JSON, operation
from web.params import Values
from web.schemas import MAYBE_NUMBER, NUMBER, TEXT, listed, thing
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
        "pmedian: khoảng cách trung bình nhỏ nhất.",
        "mclp: most people within the radius; lscp: fewest sites for everybody; "
        "pmedian: least mean distance.",
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

SITE = thing(
    {
        "code": TEXT,
        "name": TEXT,
        "province": TEXT,
        "lat": NUMBER,
        "lon": NUMBER,
        "marginal_population": NUMBER,
        "cumulative_population": NUMBER,
        "population_within": NUMBER,
        "distance_mean_m": MAYBE_NUMBER,
    }
)


@operation(
    blueprint,
    "/api/sites",
    summary=Text("Đặt thêm điểm bán ở đâu", "Where the next outlets serve most"),
    details=Text(
        "Các xã nên đặt điểm bán, điểm thêm được nhiều người nhất đứng trước, bên cạnh các điểm "
        "bán đã có. gap: cách tốt nhất có thể không quá tỷ lệ này (đã chứng minh); "
        "status=feasible: hết giờ trước khi chứng minh xong. Mọi số được đếm lại ngoài bộ giải.",
        "Communes where an outlet should stand, the one that adds most first, beside the outlets "
        "that stand. gap: proven to be within this share of the best; status=feasible: the time "
        "was up before that. Every figure is counted again apart from the solver.",
    ),
    parameters=(
        *(PROVINCE, VINTAGE, COUNT, RADIUS_KM, OBJECTIVE),
        *(EVIDENCE_OF, CATEGORY, STANDING, FORM),
    ),
    answers={
        JSON: thing(
            {
                "parameters": {"type": "object"},
                "status": {"enum": ["optimal", "feasible"]},
                "gap": MAYBE_NUMBER,
                "objective": NUMBER,
                "bound": MAYBE_NUMBER,
                "population": NUMBER,
                "baseline_population_within": NUMBER,
                "population_within": NUMBER,
                "sites": listed(SITE),
                "data_version": TEXT,
            }
        ),
        CSV: TEXT,
        XLSX: {"type": "string", "contentMediaType": XLSX},
        GEOJSON: thing({"type": {"const": "FeatureCollection"}, "features": {"type": "array"}}),
    },
    examples=(
        "/api/sites?province=22&count=3&radius_km=10",
        "/api/sites?province=31&vintage=2025-03-01&objective=lscp&radius_km=15",
        "/api/sites?province=01&count=2&objective=pmedian",
    ),
    statuses=(200, 304, 400, 404),
)
def sites(snapshot: Snapshot, values: Values) -> Response:
    """The sites, in the form asked for."""
    plan, form = _plan(values), values[FORM]
    try:
        answer = proposed(snapshot, plan)
    except InvalidParameterError as error:
        # The plan's words and numbers have been read: what is left is more sites than communes.
        vi = f"count={plan.count} nhiều hơn số xã có thể đặt điểm bán: giảm count."
        raise RefusedError(error.code, Text(vi, f"{error}.")) from None

    def make() -> Body:
        return Body(orjson.dumps(_json(answer)) if form == "json" else _file(answer, form))

    body = snapshot.keep("sites bodies", (plan, form), make, most=KEPT)
    return downloaded(body, form, "ocop-sites")


def proposed(snapshot: Snapshot, plan: Plan) -> Proposal:
    """
    The answer, worked out once for the same plan.

    Raises
    ------
    InvalidParameterError
        If more sites are asked for than there are candidates.
    """
    return snapshot.keep("sites", plan, lambda: propose(snapshot.locator, plan, EFFORT), most=KEPT)


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
    return Plan(
        vintage=Vintage(values[VINTAGE]),
        province=values.get(PROVINCE),
        count=None if objective == "lscp" else count or USUAL_COUNT,
        radius_m=values[RADIUS_KM] * 1000,
        objective=objective,
        evidence=values[EVIDENCE_OF],
        category=values.get(CATEGORY) or (),
        standing=values[STANDING],
    )


def _json(answer: Proposal) -> dict[str, Any]:
    return {**answer.about(), "sites": plain_records(answer.sites)}


def _file(answer: Proposal, form: str) -> bytes:
    return tables.BYTES[form](answer.report())
