"""`/api/plan`: a journey through one's own stops."""

from __future__ import annotations

from flask import Response

from geo.errors import InvalidParameterError
from geo.itinerary import MOST_STOPS, Options, Stop, plan
from geo.itinerary.files import called
from web import readers
from web.api.blueprint import blueprint
from web.api.journeys import FORM, answered
from web.departure import DEPART
from web.errors import RefusedError
from web.filters import FILTERS, OPEN, conditions
from web.i18n import Text
from web.operations import JSON, OWN, operation
from web.params import Values, shown
from web.plan_form import BY, DAYS, LONGEST, read_stop
from web.schemas import TEXT, thing
from web.schemas.journeys import FILES, JOURNEY
from web.snapshot import Snapshot

STOPS = readers.text(
    "stops",
    LONGEST,
    Text(
        f"Các điểm dừng theo thứ tự, 2 đến {MOST_STOPS}, cách nhau bằng dấu chấm phẩy: kinh độ,vĩ "
        "độ (kèm ,tên nếu muốn), mã địa điểm, hay một địa danh.",
        f"The stops in order, 2 to {MOST_STOPS}, parted by semicolons: lon,lat (with ,name if "
        "you like), a place's id, or a name.",
    ),
    required=True,
    example="105.85,21.03;105.91,20.98;107.05,20.96",
)
CORRIDOR_KM = readers.number(
    "corridor_km",
    0,
    50,
    Text("Kèm các nơi cách tuyến không quá chừng ấy.", "With the places so far from the route."),
    example=5,
)
CORRIDOR_MINUTES = readers.number(
    "corridor_minutes",
    0,
    240,
    Text(
        "Kèm các nơi mà ghé vào thêm không quá chừng ấy phút.",
        "With the places that a detour of so many minutes takes in.",
    ),
    example=15,
)
OPTIMISE = readers.flag(
    "optimise",
    Text(
        "Xếp lại thứ tự các điểm cho nhanh nhất; điểm đầu và điểm cuối giữ nguyên.",
        "Put the stops in the order that takes the least; the first and the last stay.",
    ),
    example=True,
)
ROUND_TRIP = readers.flag("round_trip", Text("Quay về điểm đầu.", "Back to the first stop."))
STAY = readers.number(
    "stay_minutes", 0, 720, Text("Phút ở mỗi điểm.", "Minutes at each stop."), default=60
)
HOURS = readers.number(
    "hours_a_day",
    0,
    24,
    Text("Lái xe nhiều nhất mỗi ngày.", "Driving a day, at most."),
    above=True,
    default=6,
)


@operation(
    blueprint,
    "/api/plan",
    summary=Text("Hành trình", "A journey"),
    details=Text(
        "Hành trình bằng ô tô qua các điểm dừng: từng chặng, từng ngày, các nơi dọc đường với "
        "thời gian ghé vào (detour_s). Giờ tính từ depart. estimated: độ dài và thời gian là ước "
        "tính theo khung đường quốc gia.",
        "A journey by car through the stops: legs, days, and the places along the way with what "
        "going there adds (detour_s). Times count from depart. estimated: lengths and times are "
        "estimates over the national road skeleton.",
    ),
    parameters=(
        *(STOPS, DEPART, CORRIDOR_KM, CORRIDOR_MINUTES, OPTIMISE, ROUND_TRIP),
        *(BY, DAYS, STAY, HOURS, FORM, *FILTERS),
    ),
    answers={JSON: thing({**JOURNEY, "data_version": TEXT}), **FILES},
    examples=(
        "/api/plan?stops=105.85,21.03;105.91,20.98;107.05,20.96&corridor_km=5",
        "/api/plan?stops=105.85,21.03;107.05,20.96&depart=2026-12-01T08:00&f=ics",
        "/api/plan?stops=105.85,21.03;107.05,20.96;105.91,20.98&optimise=true&lang=en",
    ),
    statuses=(200, 304, 400, 404),
    points=30,
)
def planned(snapshot: Snapshot, values: Values) -> Response:
    """The journey."""
    km, minutes = values.get(CORRIDOR_KM), values.get(CORRIDOR_MINUTES)
    try:
        options = Options(
            depart=values.get(DEPART),
            by="distance" if values[BY] == "distance" else "duration",
            optimise=bool(values.get(OPTIMISE)),
            round_trip=bool(values.get(ROUND_TRIP)),
            stay_s=values[STAY] * 60,
            drive_limit_s=values[HOURS] * 3600,
            days=values.get(DAYS),
            corridor_m=None if km is None else km * 1000,
            corridor_s=None if minutes is None else minutes * 60,
            filters=conditions(values, None),
            open_only=bool(values.get(OPEN)),
        )
        journey = plan(snapshot.locator, _stops(snapshot, values[STOPS]), options)
    except InvalidParameterError as error:
        vi = (
            f"Các điểm dừng không thành hành trình: cần 2 đến {MOST_STOPS} điểm, không điểm nào "
            "hai lần liền nhau."
        )
        raise RefusedError(error.code, Text(vi, f"{error}.")) from None
    return answered(snapshot, journey, values[FORM], name=called(journey), cache=OWN)


def _stops(snapshot: Snapshot, text: str) -> list[Stop]:
    """The stops that the parameter lists."""
    stops = []
    for part in text.split(";"):
        if not part.strip():
            continue
        stop = read_stop(snapshot, part.strip()).stop
        if stop is None:
            came = shown(part.strip())
            raise RefusedError(
                "place-not-found",
                Text(
                    f"Không tìm thấy điểm dừng {came}: gửi kinh độ,vĩ độ, mã hay tên.",
                    f"The stop {came} was not found: give lon,lat, a place's id or a name.",
                ),
                status=404,
            )
        stops.append(stop)
    return stops
