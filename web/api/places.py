"""`/api/places` and `/api/places/<id>`: outlets, villages and destinations."""

from __future__ import annotations

from bisect import bisect_right
from urllib.parse import quote, urlencode

import orjson
from flask import Response, current_app, request

from geo.errors import UnknownPlaceError
from web import readers
from web.api.blueprint import blueprint
from web.caching import Body, respond
from web.errors import RefusedError
from web.filters import FILTERS, filtered
from web.i18n import Text, language
from web.operations import GEOJSON, NOW, SHARED, operation
from web.params import Values, shown
from web.records import collection as features_collection
from web.records import with_more
from web.schemas import COUNT, TEXT, collection, listed, ref, thing
from web.snapshot import Snapshot

BBOX = readers.box(
    "bbox",
    Text("Chỉ trong khung: tây,nam,đông,bắc.", "Only within: west,south,east,north."),
    example="105.7,20.9,106.0,21.2",
)
LIMIT = readers.integer(
    "limit", 1, 1000, Text("Số địa điểm một trang.", "Places a page."), default=100, example=20
)
CURSOR = readers.text(
    "cursor",
    200,
    Text("Trang tiếp: lấy từ liên kết next.", "The next page: as the next link has it."),
)
ID = readers.text(
    "id",
    200,
    Text("Mã địa điểm.", "The place's id."),
    in_path=True,
    example="v-ha-noi-lang-gom-bat-trang",
)


@operation(
    blueprint,
    "/api/places",
    summary=Text("Các địa điểm", "Places"),
    details=Text(
        "Điểm bán, làng nghề và điểm đến theo thứ tự mã. numberMatched là tổng số; còn nữa thì "
        "có liên kết rel next.",
        "Outlets, villages and destinations in the order of their ids. numberMatched counts them "
        "all; when there are more, there is a link rel next.",
    ),
    parameters=(*FILTERS, BBOX, LIMIT, CURSOR),
    answers={
        GEOJSON: collection(
            "Place",
            numberMatched=COUNT,
            numberReturned=COUNT,
            links=listed(thing({"rel": TEXT, "href": TEXT, "type": TEXT})),
        )
    },
    examples=(
        "/api/places?kind=outlet&limit=20",
        "/api/places?kind=village,destination&bbox=105.7,20.9,106.0,21.2&lang=en",
    ),
)
def places(snapshot: Snapshot, values: Values) -> Response:
    """One page."""
    chosen, words = filtered(snapshot, values), language()
    records, rows = snapshot.records, chosen.rows
    if (box := values.get(BBOX)) is not None:
        lon, lat = records.lon[rows], records.lat[rows]
        rows = rows[(lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)]
    ordered = sorted(rows.tolist(), key=records.ids.__getitem__)
    start = 0
    if after := values.get(CURSOR):
        # The cursor is the last id of the page before: it holds when the data changes meanwhile.
        start = bisect_right(ordered, after, key=records.ids.__getitem__)
    page = ordered[start : start + values[LIMIT]]
    members = {
        "numberMatched": len(ordered),
        "numberReturned": len(page),
        "links": [],
        "data_version": snapshot.data_version,
    }
    more = start + len(page) < len(ordered)
    if more:
        next_page = _address(cursor=records.ids[page[-1]])
        members["links"] = [{"rel": "next", "href": next_page, "type": GEOJSON}]
    body = Body(features_collection([records.feature(row, words) for row in page], members))
    response = respond(body, GEOJSON, cache=NOW if chosen.now else SHARED)
    if more:
        response.headers["Link"] = f'<{next_page}>; rel="next"'
    return response


@operation(
    blueprint,
    "/api/places/<id>",
    summary=Text("Một địa điểm", "One place"),
    details=Text("Một điểm bán, làng nghề hay điểm đến.", "One outlet, village or destination."),
    parameters=(ID,),
    answers={GEOJSON: ref("Place")},
    examples=("/api/places/v-ha-noi-lang-gom-bat-trang?lang=en",),
    statuses=(200, 304, 400, 404),
)
def place(snapshot: Snapshot, values: Values) -> Response:
    """The place of that id."""
    records = snapshot.records
    row = records.row.get(values[ID])
    if row is None:
        came = shown(values[ID])
        words = Text(
            f"Không có điểm bán, làng nghề hay điểm đến nào mang mã {came}.",
            f"No outlet, village or destination has the id {came}.",
        )
        raise RefusedError(UnknownPlaceError.code, words, status=404)
    more = {"unit_names": snapshot.unit_names.of(records.units(row), language())}
    feature = with_more(records.feature(row, language()), more)
    tail = orjson.dumps({"data_version": snapshot.data_version})[1:]
    return respond(Body(feature[:-1] + b"," + tail), GEOJSON, cache=SHARED)


def _address(**changes: str) -> str:
    """The current request's address with other parameters: absolute, as links should be."""
    base = current_app.config["BASE_URL"] or request.root_url.rstrip("/")
    query = urlencode({**request.args.to_dict(), **changes}, quote_via=quote, safe=",")
    return f"{base}{request.path}?{query}"
