"""`/api/routes` and `/api/routes/<id>`: published routes, and the journey through their stops."""

from __future__ import annotations

from typing import Any

from flask import Response

from geo import published_routes
from geo.errors import NoRouteError, UnknownRouteError
from geo.itinerary import plan
from geo.places.vocabularies import ROUTE_THEMES
from geo.published_routes import PublishedRoute
from web import readers
from web.api.blueprint import blueprint
from web.api.journeys import FORM, answered
from web.departure import DEPART
from web.errors import RefusedError
from web.i18n import Text, language
from web.operations import JSON, SHARED, as_json, operation
from web.params import Values, shown
from web.published_routes import journey_of, routes_of, stops_of
from web.schemas import TEXT, listed, thing
from web.schemas.journeys import FILES, JOURNEY, ROUTE
from web.snapshot import Snapshot

ID = readers.text(
    "id", 200, Text("Mã tuyến.", "The route's id."), in_path=True, example="ca-mau-1n"
)
THEME = readers.choice(
    "theme",
    tuple(ROUTE_THEMES),
    Text("Chỉ các tuyến chủ đề này.", "Only routes of this theme."),
    example="craft_village",
)


@operation(
    blueprint,
    "/api/routes",
    summary=Text("Các tuyến du lịch", "Published routes"),
    details=Text(
        "Các tuyến mà nguồn khác đã công bố, theo thứ tự trong dữ liệu; days_published là null "
        "khi nguồn không nói. Điểm không tìm thấy được liệt kê trong stops_missing.",
        "Routes that others have published, in the order of the data; days_published is null when "
        "the source says none. Stops we could not place are listed in stops_missing.",
    ),
    parameters=(THEME,),
    answers={JSON: thing({"routes": listed(thing(ROUTE)), "data_version": TEXT})},
    examples=("/api/routes?theme=craft_village&lang=en",),
)
def routes(snapshot: Snapshot, values: Values) -> Response:
    """All of them, or those of a theme."""
    theme = values.get(THEME)
    found = [
        described(route)
        for route in routes_of(snapshot).values()
        if theme is None or route.theme == theme
    ]
    return as_json(snapshot, {"routes": found}, cache=SHARED)


@operation(
    blueprint,
    "/api/routes/<id>",
    summary=Text("Một tuyến du lịch", "One published route"),
    details=Text(
        "Hành trình qua các điểm dừng của tuyến: từng chặng, từng ngày, các nơi dọc đường vòng "
        "không quá 15 phút. Giờ tính từ depart. estimated: độ dài và thời gian là ước tính.",
        "The journey through a route's stops: legs, days, and the places along the way with "
        "detours of at most 15 minutes. Times count from depart. "
        "estimated: lengths and times are estimates.",
    ),
    parameters=(ID, DEPART, FORM),
    answers={JSON: thing({**ROUTE, **JOURNEY, "data_version": TEXT}), **FILES},
    examples=("/api/routes/ca-mau-1n",),
    statuses=(200, 304, 400, 404),
    points=10,
)
def route(snapshot: Snapshot, values: Values) -> Response:
    """The route of that id."""
    try:
        known = published_routes.find(routes_of(snapshot), values[ID])
    except UnknownRouteError as error:
        vi = f"Không có tuyến du lịch nào mang mã {shown(values[ID])}."
        raise RefusedError(error.code, Text(vi, f"{error}."), status=404) from None
    journey = journey_of(snapshot, known, values.get(DEPART))
    if journey is None:
        plan(snapshot.locator, stops_of(snapshot, known))  # says why there is none
        raise NoRouteError(f"no journey leads through the stops of {known.id!r}")
    name = known.name_en if language() == "en" and known.name_en else known.name
    return answered(
        snapshot, journey, values[FORM], name=name, cache=SHARED, about=described(known)
    )


def described(route: PublishedRoute) -> dict[str, Any]:
    """A route as its source has it."""
    return {
        "id": route.id,
        "name": route.name,
        "name_en": route.name_en,
        "theme": route.theme,
        "days_published": route.days,
        "season": route.season,
        "provinces": list(route.provinces),
        "source_url": route.source_url,
        "source_weak": route.source_weak,
        "path": f"/routes/{route.id}",
        "stops_published": [
            {
                "name": stop.name,
                "kind": stop.kind,
                "place_id": stop.place_id,
                "lon": None if stop.at is None else stop.at.lon,
                "lat": None if stop.at is None else stop.at.lat,
            }
            for stop in route.stops
        ],
        "stops_missing": [stop.name for stop in route.missing],
    }
